/* masks.c - the choice of a kind, and the one that runs everywhere; see masks.h */
#include "engine/masks.h"
#include "engine/masks_mark.h"

/* 0x80 0-9; 0x40 A-O a-o; 0x20 P-Z p-z; 0x10 _; 0x04 ~; 0x02 =; 0x01 + - . / */
const uint8_t masks_low[16] = { 0xa0, 0xe0, 0xe0, 0xe0, 0xe0, 0xe0, 0xe0, 0xe0,
				0xe0, 0xe0, 0x60, 0x41, 0x40, 0x43, 0x45, 0x51 };
const uint8_t masks_high[16] = { 0, 0, 0x01, 0x82, 0x40, 0x30, 0x40, 0x24 };

static void scalar_classes(const uint8_t *at, size_t blocks, struct class_masks *out)
{
	for (size_t b = 1; b <= blocks; b++) {
		uint64_t word = 0, value = 0, digit = 0, escape = 0;

		for (unsigned i = 0; i < BLOCK_SIZE; i++, at++) {
			unsigned class = masks_low[*at & 15] & masks_high[*at >> 4];

			word |= (uint64_t)(class >= 0x10) << i;
			value |= (uint64_t)(class > 0) << i;
			digit |= (uint64_t)(class >> 7) << i;
			escape |= (uint64_t)(*at == '\\' || *at == '%') << i;
		}
		out->word[b] = word;
		out->value[b] = value;
		out->digit[b] = digit;
		out->escape[b] = escape;
	}
}

static void scalar_marks(const struct class_masks *c, size_t blocks, struct mark_masks *out)
{
	mask_marks(c, blocks, out);
}

static unsigned buckets_at(const struct teddy *t, unsigned group, const uint8_t *at)
{
	unsigned buckets = 0xff;

	for (unsigned i = 0; i < t->bytes; i++)
		buckets &= (unsigned)t->low[group][i][at[i] & 15] & t->high[group][i][at[i] >> 4];
	return buckets;
}

static void scalar_teddy(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	for (size_t b = 0; b < blocks; b++) {
		out[b] = 0;
		for (unsigned i = 0; i < BLOCK_SIZE; i++, at++)
			for (unsigned group = 0; group < t->groups; group++)
				out[b] |= (uint64_t)(buckets_at(t, group, at) != 0) << i;
	}
}

const struct masks masks_scalar = { "scalar", scalar_classes, scalar_marks, scalar_teddy, scalar_teddy };

const struct masks *masks_best(void)
{
	const struct masks *const kinds[] = { masks_avx2(), masks_ssse3(), masks_neon() };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i])
			return kinds[i];
	return &masks_scalar;
}
