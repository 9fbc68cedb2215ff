/*
 * store_pack_idx.h - the .idx of a pack: which object stands where.
 *
 * Versions 1 and 2, read whole and checked before use: sorted, and the table of
 * first bytes as it claims, because libgit2 searches by both without looking.
 * Its checksum costs a hundredth of what reading the pack does, and is the only
 * thing by which a damaged id is seen of an object that nothing refers to.
 */
#ifndef STORE_STORE_PACK_IDX_H
#define STORE_STORE_PACK_IDX_H

#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"

struct pack_idx {
	uint8_t *bytes;
	size_t size;
	bool sound; /* its checksum is right; one that is not is used all the same, as far as it fits */
	uint32_t version, count;
	const uint8_t *ids;      /* version 1: 24 bytes apart, the offset first */
	const uint8_t *crcs;     /* NULL: it has none */
	const uint8_t *checksum; /* of the .pack; NULL: not known, and entries may have been left out (midx.h) */
	const uint8_t *offsets, *large;
	uint32_t large_count;
};

enum status pack_idx_load(struct pack_idx *x, int folder, const char *stem, struct error *err);
void pack_idx_release(struct pack_idx *x);

/* Entries are numbered in the order of their ids. */
const uint8_t *pack_idx_id(const struct pack_idx *x, uint32_t entry);
uint64_t pack_idx_offset(const struct pack_idx *x, uint32_t entry);  /* UINT64_MAX where the file contradicts itself */
uint32_t pack_idx_find(const struct pack_idx *x, const uint8_t *id); /* UINT32_MAX: none */

#endif
