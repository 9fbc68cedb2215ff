/*
 * sieve_mark.c - from class masks to token starts and to the first digits of runs
 *
 * Everything here is arithmetic on words of 64 bits, one bit per byte of text, the
 * lowest bit first; no byte is touched.
 *
 * A token start is a word byte with 15 value bytes behind it and no word byte before
 * it, unless that one ends a backslash escape (\n) or a percent escape (%3D); what
 * stands there is not asked exactly, the rule's regex does.
 *
 * First digits. `open` marks the beginnings of runs of 16 or more. Adding them to the
 * value bytes that are no digits lets a carry run through the digit-free beginning of
 * each run; it comes to rest on the first byte that is no such byte, which is the digit
 * looked for, or the end of the run:
 *
 *     text    (abcd-efgh-ijkl-12)      lowest bit left
 *     plain    111111111111111
 *     open     1
 *     sum      000000000000000 1      the carry rests on the first digit
 *
 * A carry out of the word goes on in the next block.
 */
#include "engine/sieve.h"

/* Appends the positions of the bits. Nearly always there are at most two, so two are written without a branch. */
static inline size_t append(uint32_t *queue, size_t count, uint64_t bits, uint32_t base)
{
	const uint64_t top = (uint64_t)1 << 63; /* keeps the count of zeros defined when there is no bit */
	uint64_t rest = bits & (bits - 1);

	queue[count] = base + (uint32_t)__builtin_ctzll(bits | top);
	queue[count + 1] = base + (uint32_t)__builtin_ctzll(rest | top);
	count += (size_t)(bits != 0) + (rest != 0);
	for (rest &= rest - 1; rest; rest &= rest - 1)
		queue[count++] = base + (uint32_t)__builtin_ctzll(rest);
	return count;
}

/* Where 16 value bytes follow one another, from this position on. */
static inline uint64_t runs_of_16(uint64_t value, uint64_t next)
{
	value &= value >> 1 | next << 63;
	next &= next >> 1;
	value &= value >> 2 | next << 62;
	next &= next >> 2;
	value &= value >> 4 | next << 60;
	next &= next >> 4;
	return value & (value >> 8 | next << 56);
}

void sieve_mark(struct sieve *s, size_t blocks)
{
	const struct class_masks *c = &s->classes;
	uint64_t word_before = s->word_before, value_before = s->value_before;
	uint64_t backslash_before = s->backslash_before, percent_before = s->percent_before;
	unsigned long long carry = s->run_open;
	size_t start_count = 0, digit_count = 0;

	for (size_t b = 0; b < blocks; b++) {
		const uint64_t word = c->word[b], value = c->value[b], digit = c->digit[b];
		const uint64_t backslash = c->backslash[b], percent = c->percent[b];
		const uint64_t run = runs_of_16(value, c->value[b + 1]);
		const uint64_t free = ~(word << 1 | word_before >> 63) | backslash << 2 | backslash_before >> 62 |
				      percent << 3 | percent_before >> 61;
		const uint64_t open = run & ~(value << 1 | value_before >> 63);
		const unsigned long long plain = value & ~digit;
		const uint32_t base = (uint32_t)(b * BLOCK_SIZE);
		unsigned long long sum;
		bool over;

		over = __builtin_add_overflow(plain, carry, &sum);
		carry = (unsigned long long)(__builtin_add_overflow(sum, open, &sum) | over);
		start_count = append(s->starts, start_count, run & word & free, base);
		digit_count = append(s->digits, digit_count, sum & ~plain & digit, base);
		word_before = word;
		value_before = value;
		backslash_before = backslash;
		percent_before = percent;
	}
	s->word_before = word_before;
	s->value_before = value_before;
	s->backslash_before = backslash_before;
	s->percent_before = percent_before;
	s->run_open = carry;
	s->start_count = start_count;
	s->digit_count = digit_count;
}
