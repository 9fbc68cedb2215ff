/*
 * decode_find.c - see decode_find.h
 *
 * Each block of 64 bytes becomes two masks, one bit a byte: "is a letter or
 * digit" and "is a mark". Classes of bytes are recognised by two table lookups,
 * one by each half of the byte, joined by AND: a class is a set of high halves
 * times a set of low ones, and has a bit of its own in the tables. That is what
 * the byte shuffle instructions are good at. A mark is two bytes that have a bit
 * in common, the first in one pair of tables, the second in another.
 *
 * Runs come out of the mask by doubling. Bit p of run2 says that bytes p-1 and p
 * are letters or digits, of run4 that p-3 to p are, and so on; the highest bits
 * of each step are what the next block shifts in. Looking back instead of ahead
 * means that no block waits for the next one.
 */
#include "engine/decode_find.h"

#include <string.h>

/*
 * The first byte of a mark. 1: %  2: \  4: & (before #)  8: 0  16: & (before q)
 * And letters and digits. 32: 0-9  64: A-O a-o  128: P-Z p-z
 */
static const unsigned char here_low[16] = { 168, 224, 224, 224, 224, 225, 244, 224, 224, 224, 192, 64, 66, 64, 64, 64 };
static const unsigned char here_high[16] = { [2] = 21, [3] = 40, [4] = 64, [5] = 130, [6] = 64, [7] = 128 };
#define LETTERS 32 /* from here on */

/* The second byte. 1: 2-7  2: u U x X  4: #  8: x  16: q */
static const unsigned char next_low[16] = { 0, 16, 1, 5, 1, 3, 1, 1, 10 };
static const unsigned char next_high[16] = { [2] = 4, [3] = 1, [5] = 2, [7] = 26 };

/* What becomes part of each kernel, compiled for its instructions. */
#define INLINE static inline __attribute__((always_inline))

struct block {
	uint64_t letters, marks;
};

/* The place of the lowest bit; of no bit, anything. */
INLINE size_t lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

/*
 * Appends the positions of the bits. Blocks mostly have none, one or two, and
 * which is hard to predict: so two are written without looking, and the length
 * says how many of them count.
 */
INLINE size_t append_bits(uint32_t *to, size_t len, uint64_t bits, size_t base)
{
	size_t count = (size_t)__builtin_popcountll(bits);
	uint64_t rest = bits & (bits - 1);

	to[len] = (uint32_t)(base + lowest(bits));
	to[len + 1] = (uint32_t)(base + lowest(rest));
	for (size_t i = 2; i < count; i++) {
		rest &= rest - 1;
		to[len + i] = (uint32_t)(base + lowest(rest));
	}
	return len + count;
}

/* The bits of `mask` whose `n` predecessors' are in `mask` too; *carry is the mask of the block before. */
INLINE uint64_t follow(uint64_t mask, unsigned n, uint64_t *carry)
{
	uint64_t both = mask & (mask << n | *carry >> (64 - n));

	*carry = mask;
	return both;
}

/* What changes from block to block, in registers. */
struct progress {
	struct decode_finder finder;
	size_t runs, marks;
};

INLINE void take_block(struct progress *p, struct block block, size_t base, struct decode_finds *finds)
{
	uint64_t run2 = follow(block.letters, 1, &p->finder.run1);
	uint64_t run4 = follow(run2, 2, &p->finder.run2);
	uint64_t run8 = follow(run4, 4, &p->finder.run4);
	uint64_t run16 = follow(run8, 8, &p->finder.run8);
	uint64_t reached = run16 & ~(run16 << 1 | p->finder.run16 >> 63);

	p->finder.run16 = run16;
	p->runs = append_bits(finds->runs, p->runs, reached, base - (DECODE_RUN - 1));
	p->marks = append_bits(finds->marks, p->marks, block.marks, base);
}

/* The loop of every kernel; `classify` is known at compile time and becomes part of it. */
INLINE void find_with(struct block (*classify)(const char *), struct decode_finder *f, const char *bytes, size_t from,
		      size_t until, struct decode_finds *finds)
{
	struct progress progress = { .finder = *f };
	size_t base = from;

	for (; until - base >= 64; base += 64)
		take_block(&progress, classify(bytes + base), base, finds);
	if (base < until) {
		struct block block = classify(bytes + base);
		uint64_t inside = ((uint64_t)1 << (until - base)) - 1;

		block.letters &= inside;
		block.marks &= inside;
		take_block(&progress, block, base, finds);
	}
	*f = progress.finder;
	finds->runs_len = progress.runs;
	finds->marks_len = progress.marks;
}

static bool always(void)
{
	return true;
}

static struct block classify_scalar(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;
	struct block block = { 0 };

	for (size_t i = 0; i < 64; i++) {
		unsigned here = here_low[bytes[i] & 15] & here_high[bytes[i] >> 4];
		unsigned next = next_low[bytes[i + 1] & 15] & next_high[bytes[i + 1] >> 4];

		block.letters |= (uint64_t)(here >= LETTERS) << i;
		block.marks |= (uint64_t)((here & next) != 0) << i;
	}
	return block;
}

static void find_scalar(struct decode_finder *f, const char *bytes, size_t from, size_t until,
			struct decode_finds *finds)
{
	find_with(classify_scalar, f, bytes, from, until, finds);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2  __attribute__((target("avx2,bmi,popcnt")))
#define SSSE3 __attribute__((target("ssse3")))

AVX2 static inline __m256i table_avx2(const unsigned char *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

AVX2 static inline __m256i load_avx2(const char *at)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

/* The shuffle gives 0 for a byte with the top bit, so those are in no class. */
AVX2 static inline __m256i lookup_avx2(__m256i low, __m256i high, __m256i bytes)
{
	__m256i halves = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));

	return _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, halves));
}

/* One bit for each byte that is at least `least`: adding the rest to 128 saturates. */
AVX2 static inline uint64_t at_least_avx2(__m256i v, int least)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_adds_epu8(v, _mm256_set1_epi8((char)(128 - least))));
}

AVX2 static inline struct block classify_avx2(const char *at)
{
	const __m256i low = table_avx2(here_low), high = table_avx2(here_high);
	const __m256i then_low = table_avx2(next_low), then_high = table_avx2(next_high);
	__m256i here1 = lookup_avx2(low, high, load_avx2(at)), here2 = lookup_avx2(low, high, load_avx2(at + 32));
	__m256i next1 = lookup_avx2(then_low, then_high, load_avx2(at + 1));
	__m256i next2 = lookup_avx2(then_low, then_high, load_avx2(at + 33));

	return (struct block){
		.letters = at_least_avx2(here1, LETTERS) | at_least_avx2(here2, LETTERS) << 32,
		.marks = at_least_avx2(_mm256_and_si256(here1, next1), 1) |
			 at_least_avx2(_mm256_and_si256(here2, next2), 1) << 32,
	};
}

AVX2 static void find_avx2(struct decode_finder *f, const char *bytes, size_t from, size_t until,
			   struct decode_finds *finds)
{
	find_with(classify_avx2, f, bytes, from, until, finds);
}

static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

SSSE3 static inline __m128i table_ssse3(const unsigned char *table)
{
	return _mm_loadu_si128((const __m128i *)(const void *)table);
}

SSSE3 static inline __m128i lookup_ssse3(__m128i low, __m128i high, __m128i bytes)
{
	__m128i halves = _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(15));

	return _mm_and_si128(_mm_shuffle_epi8(low, bytes), _mm_shuffle_epi8(high, halves));
}

SSSE3 static inline uint64_t at_least_ssse3(__m128i v, int least)
{
	return (uint32_t)_mm_movemask_epi8(_mm_adds_epu8(v, _mm_set1_epi8((char)(128 - least))));
}

SSSE3 static inline struct block classify_ssse3(const char *at)
{
	const __m128i low = table_ssse3(here_low), high = table_ssse3(here_high);
	const __m128i then_low = table_ssse3(next_low), then_high = table_ssse3(next_high);
	struct block block = { 0 };

	for (unsigned part = 0; part < 64; part += 16) {
		__m128i here = _mm_loadu_si128((const __m128i *)(const void *)(at + part));
		__m128i next = _mm_loadu_si128((const __m128i *)(const void *)(at + part + 1));

		here = lookup_ssse3(low, high, here);
		next = lookup_ssse3(then_low, then_high, next);
		block.letters |= at_least_ssse3(here, LETTERS) << part;
		block.marks |= at_least_ssse3(_mm_and_si128(here, next), 1) << part;
	}
	return block;
}

SSSE3 static void find_ssse3(struct decode_finder *f, const char *bytes, size_t from, size_t until,
			     struct decode_finds *finds)
{
	find_with(classify_ssse3, f, bytes, from, until, finds);
}

static bool has_ssse3(void)
{
	return __builtin_cpu_supports("ssse3");
}

#define VECTOR_KERNELS { "avx2", has_avx2, find_avx2 }, { "ssse3", has_ssse3, find_ssse3 },
#elif defined(__aarch64__)
#include <arm_neon.h>

struct neon_tables {
	uint8x16_t low, high;
};

/* A byte beyond ASCII is in no class: the tables of the high halves are 0 from 8 on. */
static inline uint8x16_t lookup_neon(struct neon_tables t, const char *at)
{
	uint8x16_t bytes = vld1q_u8((const uint8_t *)at);

	return vandq_u8(vqtbl1q_u8(t.low, vandq_u8(bytes, vdupq_n_u8(15))), vqtbl1q_u8(t.high, vshrq_n_u8(bytes, 4)));
}

/* One bit for each of 64 bytes that are all ones or all zeros: add neighbours until eight bits are in each byte. */
static inline uint64_t bits_neon(const uint8x16_t *v)
{
	static const uint8_t weights[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t weight = vld1q_u8(weights);
	uint8x16_t front = vpaddq_u8(vandq_u8(v[0], weight), vandq_u8(v[1], weight));
	uint8x16_t back = vpaddq_u8(vandq_u8(v[2], weight), vandq_u8(v[3], weight));
	uint8x16_t all = vpaddq_u8(front, back);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline struct block classify_neon(const char *at)
{
	struct neon_tables here_tables = { vld1q_u8(here_low), vld1q_u8(here_high) };
	struct neon_tables next_tables = { vld1q_u8(next_low), vld1q_u8(next_high) };
	uint8x16_t letters[4], marks[4];

	for (unsigned part = 0; part < 4; part++) {
		uint8x16_t here = lookup_neon(here_tables, at + 16 * part);
		uint8x16_t next = lookup_neon(next_tables, at + 16 * part + 1);

		letters[part] = vcgeq_u8(here, vdupq_n_u8(LETTERS));
		marks[part] = vtstq_u8(here, next);
	}
	return (struct block){ .letters = bits_neon(letters), .marks = bits_neon(marks) };
}

static void find_neon(struct decode_finder *f, const char *bytes, size_t from, size_t until, struct decode_finds *finds)
{
	find_with(classify_neon, f, bytes, from, until, finds);
}

#define VECTOR_KERNELS { "neon", always, find_neon },
#else
#define VECTOR_KERNELS
#endif

const struct decode_kernel decode_kernels[] = { VECTOR_KERNELS{ "scalar", always, find_scalar } };
const size_t decode_kernels_len = sizeof(decode_kernels) / sizeof(*decode_kernels);

const struct decode_kernel *decode_kernel_best(void)
{
	const struct decode_kernel *kernel = decode_kernels;

	while (!kernel->runs_here())
		kernel++;
	return kernel;
}
