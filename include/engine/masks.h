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
#define CHUNK_BLOCKS 256

/* Where bytes of each class stand in a chunk; one block more than a chunk has, to look ahead. */
struct class_masks {
	uint64_t word[CHUNK_BLOCKS + 1];      /* [A-Za-z0-9_] */
	uint64_t value[CHUNK_BLOCKS + 1];     /* [A-Za-z0-9_+/=.~-] */
	uint64_t digit[CHUNK_BLOCKS + 1];     /* [0-9] */
	uint64_t backslash[CHUNK_BLOCKS + 1]; /* \ */
	uint64_t percent[CHUNK_BLOCKS + 1];   /* % */
};

/* Each reads `blocks` whole blocks, and the teddies TEDDY_BYTES - 1 bytes behind them. */
struct masks {
	const char *name;
	void (*classes)(const uint8_t *at, size_t blocks, struct class_masks *out);
	/* Positions where a literal may begin; for teddies of one and of two groups. */
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
