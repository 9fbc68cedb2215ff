/* masks_ssse3.c - masks.h for x86-64 with SSSE3: 16 bytes at a time */
#include "engine/masks.h"
#include "engine/masks_mark.h"

#ifdef __x86_64__

#include <immintrin.h>

#define SSSE3 __attribute__((target("ssse3")))

static inline SSSE3 __m128i load(const uint8_t *at)
{
	return _mm_loadu_si128((const __m128i *)at);
}

static inline SSSE3 __m128i look_up(__m128i low, __m128i high, __m128i x)
{
	const __m128i half = _mm_set1_epi8(15);

	return _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(x, half)),
			     _mm_shuffle_epi8(high, _mm_and_si128(_mm_srli_epi16(x, 4), half)));
}

static inline SSSE3 uint64_t high_bits(__m128i x, unsigned quarter)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(x) << 16 * quarter;
}

static SSSE3 void classes(const uint8_t *at, size_t blocks, struct class_masks *out)
{
	const __m128i low = load(masks_low), high = load(masks_high);
	const __m128i to_word = _mm_set1_epi8(MASKS_TO_WORD), to_value = _mm_set1_epi8(MASKS_TO_VALUE);
	const __m128i backslash = _mm_set1_epi8('\\'), percent = _mm_set1_epi8('%');

	for (size_t b = 1; b <= blocks; b++) {
		uint64_t word = 0, value = 0, digit = 0, escape = 0;

		for (unsigned q = 0; q < 4; q++, at += 16) {
			const __m128i x = load(at), c = look_up(low, high, x);

			word |= high_bits(_mm_adds_epu8(c, to_word), q);
			value |= high_bits(_mm_adds_epu8(c, to_value), q);
			digit |= high_bits(c, q);
			escape |= high_bits(_mm_or_si128(_mm_cmpeq_epi8(x, backslash), _mm_cmpeq_epi8(x, percent)), q);
		}
		out->word[b] = word;
		out->value[b] = value;
		out->digit[b] = digit;
		out->escape[b] = escape;
	}
}

static inline SSSE3 __m128i agree(const struct teddy *t, unsigned group, unsigned bytes, const uint8_t *at)
{
	__m128i buckets = look_up(load(t->low[group][0]), load(t->high[group][0]), load(at));

	for (unsigned i = 1; i < bytes; i++)
		buckets =
			_mm_and_si128(buckets, look_up(load(t->low[group][i]), load(t->high[group][i]), load(at + i)));
	return buckets;
}

static SSSE3 void marks(const struct class_masks *c, size_t blocks, struct mark_masks *out)
{
	mask_marks(c, blocks, out);
}

static SSSE3 void teddy_small(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	for (size_t b = 0; b < blocks; b++) {
		uint64_t none = 0;

		for (unsigned q = 0; q < 4; q++, at += 16)
			none |= high_bits(_mm_cmpeq_epi8(agree(t, 0, 3, at), _mm_setzero_si128()), q);
		out[b] = ~none;
	}
}

static SSSE3 void teddy_large(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	for (size_t b = 0; b < blocks; b++) {
		uint64_t none = 0;

		for (unsigned q = 0; q < 4; q++, at += 16) {
			__m128i buckets = _mm_setzero_si128();

			for (unsigned group = 0; group < t->groups; group++)
				buckets = _mm_or_si128(buckets, agree(t, group, TEDDY_BYTES, at));
			none |= high_bits(_mm_cmpeq_epi8(buckets, _mm_setzero_si128()), q);
		}
		out[b] = ~none;
	}
}

static const struct masks ssse3 = { "ssse3", classes, marks, teddy_small, teddy_large };

const struct masks *masks_ssse3(void)
{
	return __builtin_cpu_supports("ssse3") ? &ssse3 : NULL;
}

#else

const struct masks *masks_ssse3(void)
{
	return NULL;
}

#endif
