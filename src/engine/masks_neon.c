/* masks_neon.c - masks.h for arm64: 16 bytes at a time */
#include "engine/masks.h"
#include "engine/masks_mark.h"

#ifdef __aarch64__

#include <arm_neon.h>

static inline uint8x16_t look_up(uint8x16_t low, uint8x16_t high, uint8x16_t x)
{
	return vandq_u8(vqtbl1q_u8(low, vandq_u8(x, vdupq_n_u8(15))), vqtbl1q_u8(high, vshrq_n_u8(x, 4)));
}

/* The bits of 64 bytes that are 0xff or 0. */
static inline uint64_t collect(const uint8x16_t bytes[4])
{
	static const uint8_t places[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	const uint8x16_t bits = vld1q_u8(places);
	const uint8x16_t first = vpaddq_u8(vandq_u8(bytes[0], bits), vandq_u8(bytes[1], bits));
	const uint8x16_t second = vpaddq_u8(vandq_u8(bytes[2], bits), vandq_u8(bytes[3], bits));
	const uint8x16_t both = vpaddq_u8(first, second);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(both, both)), 0);
}

static void classes(const uint8_t *at, size_t blocks, struct class_masks *out)
{
	const uint8x16_t low = vld1q_u8(masks_low), high = vld1q_u8(masks_high);

	for (size_t b = 1; b <= blocks; b++) {
		uint8x16_t word[4], value[4], digit[4], escape[4];

		for (unsigned q = 0; q < 4; q++, at += 16) {
			const uint8x16_t x = vld1q_u8(at), c = look_up(low, high, x);

			word[q] = vcgeq_u8(c, vdupq_n_u8(0x80 - MASKS_TO_WORD));
			value[q] = vcgeq_u8(c, vdupq_n_u8(0x80 - MASKS_TO_VALUE));
			digit[q] = vcgeq_u8(c, vdupq_n_u8(0x80));
			escape[q] = vorrq_u8(vceqq_u8(x, vdupq_n_u8('\\')), vceqq_u8(x, vdupq_n_u8('%')));
		}
		out->word[b] = collect(word);
		out->value[b] = collect(value);
		out->digit[b] = collect(digit);
		out->escape[b] = collect(escape);
	}
}

static inline uint8x16_t agree(const struct teddy *t, unsigned group, unsigned bytes, const uint8_t *at)
{
	uint8x16_t buckets = look_up(vld1q_u8(t->low[group][0]), vld1q_u8(t->high[group][0]), vld1q_u8(at));

	for (unsigned i = 1; i < bytes; i++)
		buckets = vandq_u8(buckets,
				   look_up(vld1q_u8(t->low[group][i]), vld1q_u8(t->high[group][i]), vld1q_u8(at + i)));
	return buckets;
}

static void marks(const struct class_masks *c, size_t blocks, struct mark_masks *out)
{
	mask_marks(c, blocks, out);
}

static void teddy_small(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	for (size_t b = 0; b < blocks; b++) {
		uint8x16_t hits[4];

		for (unsigned q = 0; q < 4; q++, at += 16) {
			const uint8x16_t buckets = agree(t, 0, 3, at);

			hits[q] = vtstq_u8(buckets, buckets);
		}
		out[b] = collect(hits);
	}
}

static void teddy_large(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	for (size_t b = 0; b < blocks; b++) {
		uint8x16_t hits[4];

		for (unsigned q = 0; q < 4; q++, at += 16) {
			uint8x16_t buckets = vdupq_n_u8(0);

			for (unsigned group = 0; group < t->groups; group++)
				buckets = vorrq_u8(buckets, agree(t, group, TEDDY_BYTES, at));
			hits[q] = vtstq_u8(buckets, buckets);
		}
		out[b] = collect(hits);
	}
}

static const struct masks neon = { "neon", classes, marks, teddy_small, teddy_large };

const struct masks *masks_neon(void)
{
	return &neon;
}

#else

const struct masks *masks_neon(void)
{
	return NULL;
}

#endif
