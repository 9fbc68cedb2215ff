/* masks_avx2.c - masks.h for x86-64 with AVX2: 32 bytes at a time */
#include "engine/masks.h"
#include "engine/masks_mark.h"

#ifdef __x86_64__

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

static inline AVX2 __m256i table(const uint8_t bytes[16])
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
}

static inline AVX2 __m256i load(const uint8_t *at)
{
	return _mm256_loadu_si256((const __m256i *)at);
}

static inline AVX2 uint64_t high_bits(__m256i first, __m256i second)
{
	return (uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
}

static inline AVX2 __m256i look_up(__m256i low, __m256i high, __m256i x)
{
	const __m256i half = _mm256_set1_epi8(15);

	return _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(x, half)),
				_mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(x, 4), half)));
}

static AVX2 void classes(const uint8_t *at, size_t blocks, struct class_masks *out)
{
	const __m256i low = table(masks_low), high = table(masks_high);
	const __m256i to_word = _mm256_set1_epi8(MASKS_TO_WORD), to_value = _mm256_set1_epi8(MASKS_TO_VALUE);
	const __m256i backslash = _mm256_set1_epi8('\\'), percent = _mm256_set1_epi8('%');

	for (size_t b = 1; b <= blocks; b++, at += BLOCK_SIZE) {
		const __m256i x = load(at), y = load(at + 32);
		const __m256i c = look_up(low, high, x), d = look_up(low, high, y);

		out->word[b] = high_bits(_mm256_adds_epu8(c, to_word), _mm256_adds_epu8(d, to_word));
		out->value[b] = high_bits(_mm256_adds_epu8(c, to_value), _mm256_adds_epu8(d, to_value));
		out->digit[b] = high_bits(c, d);
		out->escape[b] =
			high_bits(_mm256_or_si256(_mm256_cmpeq_epi8(x, backslash), _mm256_cmpeq_epi8(x, percent)),
				  _mm256_or_si256(_mm256_cmpeq_epi8(y, backslash), _mm256_cmpeq_epi8(y, percent)));
	}
}

static AVX2 void marks(const struct class_masks *c, size_t blocks, struct mark_masks *out)
{
	mask_marks(c, blocks, out);
}

static AVX2 void teddy_small(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	const __m256i zero = _mm256_setzero_si256();
	const __m256i low0 = table(t->low[0][0]), low1 = table(t->low[0][1]), low2 = table(t->low[0][2]);
	const __m256i high0 = table(t->high[0][0]), high1 = table(t->high[0][1]), high2 = table(t->high[0][2]);

	for (size_t b = 0; b < blocks; b++, at += BLOCK_SIZE) {
		__m256i hit[2];

		for (int i = 0; i < 2; i++) {
			const uint8_t *half = at + 32 * i;

			hit[i] = _mm256_and_si256(_mm256_and_si256(look_up(low0, high0, load(half)),
								   look_up(low1, high1, load(half + 1))),
						  look_up(low2, high2, load(half + 2)));
			hit[i] = _mm256_cmpeq_epi8(hit[i], zero);
		}
		out[b] = ~high_bits(hit[0], hit[1]);
	}
}

/* The buckets of one group that all four bytes agree on. */
static inline AVX2 __m256i agree(const struct teddy *t, unsigned group, const uint8_t *at)
{
	__m256i buckets = look_up(table(t->low[group][0]), table(t->high[group][0]), load(at));

	for (unsigned i = 1; i < TEDDY_BYTES; i++)
		buckets = _mm256_and_si256(buckets,
					   look_up(table(t->low[group][i]), table(t->high[group][i]), load(at + i)));
	return buckets;
}

static AVX2 void teddy_large(const struct teddy *t, const uint8_t *at, size_t blocks, uint64_t *out)
{
	const __m256i zero = _mm256_setzero_si256();

	for (size_t b = 0; b < blocks; b++, at += BLOCK_SIZE) {
		__m256i x = zero, y = zero;

		for (unsigned group = 0; group < t->groups; group += 2) {
			x = _mm256_or_si256(x, _mm256_or_si256(agree(t, group, at), agree(t, group + 1, at)));
			y = _mm256_or_si256(y, _mm256_or_si256(agree(t, group, at + 32), agree(t, group + 1, at + 32)));
		}
		out[b] = ~high_bits(_mm256_cmpeq_epi8(x, zero), _mm256_cmpeq_epi8(y, zero));
	}
}

static const struct masks avx2 = { "avx2", classes, marks, teddy_small, teddy_large };

const struct masks *masks_avx2(void)
{
	return __builtin_cpu_supports("avx2") ? &avx2 : NULL;
}

#else

const struct masks *masks_avx2(void)
{
	return NULL;
}

#endif
