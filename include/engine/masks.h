/*
 * masks.h - text as bit masks: one bit per byte, 64 bytes to a word.
 *
 * Bit n of block b speaks of byte 64 * b + n. The same three functions exist for
 * every kind of processor; masks_best picks once, at run time. All of them give the same
 * bits as the scalar ones (tests/unit/test_masks.c).
 */
#ifndef ENGINE_MASKS_H
#define ENGINE_MASKS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/teddy.h"

#define BLOCK_SIZE   64
#define CHUNK_BLOCKS 256 /* a multiple of four */

/*
 * Where bytes of each class stand in a chunk. The first word is what was last in
 * the chunk before, the last one looks ahead, so every block has neighbours.
 */
struct class_masks {
	uint64_t word[CHUNK_BLOCKS + 2];   /* [A-Za-z0-9_] */
	uint64_t value[CHUNK_BLOCKS + 2];  /* [A-Za-z0-9_+/=.~-] */
	uint64_t digit[CHUNK_BLOCKS + 2];  /* [0-9] */
	uint64_t escape[CHUNK_BLOCKS + 2]; /* \ and % */
};

/* What stands where, worked out from the classes; without the first word and the last. */
struct mark_masks {
	uint64_t start[CHUNK_BLOCKS]; /* token starts */
	uint64_t open[CHUNK_BLOCKS];  /* first bytes of runs of 16 value bytes or more */
};

struct masks {
	const char *name;
	/* Reads `blocks` whole blocks and fills the words from 1 on. */
	void (*classes)(const uint8_t *at, size_t blocks, struct class_masks *out);
	/* Reads the words 0 to blocks + 1. May fill up to three blocks more than asked. */
	void (*marks)(const struct class_masks *classes, size_t blocks, struct mark_masks *out);
	/* Positions where a literal may begin, for teddies of one and of an even number of groups. TEDDY_BYTES - 1
	 * bytes more are read. */
	void (*teddy_small)(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out);
	void (*teddy_large)(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out);
};

extern const struct masks masks_scalar;

/* NULL where the processor or the compiler does not have it. */
const struct masks *masks_avx2(void);
const struct masks *masks_ssse3(void);
const struct masks *masks_neon(void);

const struct masks *masks_best(void);

/*
 * The class of a byte is low[byte & 15] & high[byte >> 4]: 0x80 digit, 0x10 and
 * above word, anything value. So adding with saturation brings the answer to
 * the highest bit, where one instruction collects it.
 */
extern const uint8_t masks_low[16], masks_high[16];
#define MASKS_TO_WORD  0x70
#define MASKS_TO_VALUE 0x7f

#endif
