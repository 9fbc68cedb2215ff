/*
 * sieve_mark.c - queues of the token starts and of the first digits of runs in a chunk
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

void sieve_mark(struct sieve *s, size_t blocks)
{
	const struct class_masks *c = &s->classes;
	unsigned long long carry = s->run_open;
	size_t start_count = 0, digit_count = 0;

	s->masks->marks(c, blocks, &s->marks);
	for (size_t b = 0; b < blocks; b++) {
		const unsigned long long digit = c->digit[b + 1], plain = c->value[b + 1] & ~digit;
		const uint32_t base = (uint32_t)(b * BLOCK_SIZE);
		unsigned long long sum;
		bool over;

		start_count = sieve_append(s->starts, start_count, s->marks.start[b], base);
		over = __builtin_add_overflow(plain, carry, &sum);
		carry = (unsigned long long)(__builtin_add_overflow(sum, s->marks.open[b], &sum) | over);
		sum &= ~plain & digit;
		if (sum)
			digit_count = sieve_append(s->digits, digit_count, sum, base);
	}
	s->run_open = carry;
	s->start_count = start_count;
	s->digit_count = digit_count;
}
