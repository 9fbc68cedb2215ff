/*
 * byteset.h - a set of byte values.
 */
#ifndef ENGINE_BYTESET_H
#define ENGINE_BYTESET_H

#include <stdbool.h>
#include <stdint.h>

struct byteset {
	uint64_t bits[4];
};

static inline bool byteset_has(const struct byteset *s, unsigned byte)
{
	return s->bits[byte >> 6] >> (byte & 63) & 1;
}

void byteset_add(struct byteset *s, unsigned byte);
void byteset_add_range(struct byteset *s, unsigned first, unsigned last);
void byteset_add_text(struct byteset *s, const char *bytes);
void byteset_add_all(struct byteset *s, const struct byteset *of);
void byteset_invert(struct byteset *s);
void byteset_fold(struct byteset *s); /* adds the other case of each ASCII letter */

/* The bytes with 0x20 set in each: one value for both cases of a letter. */
struct byteset byteset_folded(const struct byteset *s);
bool byteset_has_one_spelling(const struct byteset *s); /* one such value */

bool byteset_equal(const struct byteset *a, const struct byteset *b);
bool byteset_is_within(const struct byteset *s, const struct byteset *of);
bool byteset_meets(const struct byteset *a, const struct byteset *b); /* have a byte in common */
unsigned byteset_count(const struct byteset *s);
unsigned byteset_list(const struct byteset *s, uint8_t bytes[256]); /* in order; returns how many */

/* The chance that a byte of a text is in the set; about right for source code. */
double byteset_chance(const struct byteset *set);

/* The sets the engine sees in a block of text. */
extern const struct byteset byteset_word;  /* [A-Za-z0-9_] */
extern const struct byteset byteset_value; /* shape.h's value bytes */
extern const struct byteset byteset_digit;

#endif
