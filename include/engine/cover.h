/*
 * cover.h - few literals for many rules.
 *
 * Every rule that is found by a literal can be found by several: a URL with a
 * password has its scheme and "://". Literals cost by their number and by how
 * often they stand in texts, so those are chosen that serve many.
 *
 *     cover_begin; cover_add of every literal of a path;     for each path
 *     cover_solve
 *     cover_has
 */
#ifndef ENGINE_COVER_H
#define ENGINE_COVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"

/* So many literals are chosen for all rules; paths that none of them serves use their rarest. */
#define COVER_CHOSEN_MAX 64
/* Choices that are looked at. */
#define COVER_OFFERS_MAX 20000

struct cover_offer {
	uint32_t key; /* three or four bytes, | 0x20, first byte lowest */
	uint32_t path;
	double chance; /* that a position of a text has the key, by its bytes */
};

struct cover {
	struct cover_offers ARRAY_OF(struct cover_offer) offers;
	uint32_t paths;
	uint32_t chosen[COVER_CHOSEN_MAX];
	uint32_t chosen_count;
};

void cover_begin(struct cover *c); /* a path */
void cover_add(struct cover *c, uint32_t key, double chance);
void cover_solve(struct cover *c);
bool cover_has(const struct cover *c, uint32_t key); /* it was chosen */
void cover_release(struct cover *c);

#endif
