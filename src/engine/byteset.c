/* byteset.c - see byteset.h */
#include "engine/byteset.h"

#include <string.h>

#define BIT(c) ((uint64_t)1 << ((c)&63))

#define DIGITS     ((uint64_t)0x3ff << ('0' & 63))
#define LETTERS    ((uint64_t)0x3ffffff << ('A' & 63) | (uint64_t)0x3ffffff << ('a' & 63))
#define UNDERSCORE BIT('_')

const struct byteset byteset_word = { { DIGITS, LETTERS | UNDERSCORE, 0, 0 } };
const struct byteset byteset_digit = { { DIGITS, 0, 0, 0 } };
const struct byteset byteset_value = { { DIGITS | BIT('+') | BIT('/') | BIT('=') | BIT('.') | BIT('-'),
					 LETTERS | UNDERSCORE | BIT('~'), 0, 0 } };

void byteset_add(struct byteset *s, unsigned byte)
{
	s->bits[byte >> 6] |= BIT(byte);
}

void byteset_add_range(struct byteset *s, unsigned first, unsigned last)
{
	for (unsigned byte = first; byte <= last; byte++)
		byteset_add(s, byte);
}

void byteset_add_text(struct byteset *s, const char *bytes)
{
	for (; *bytes; bytes++)
		byteset_add(s, (unsigned char)*bytes);
}

void byteset_add_all(struct byteset *s, const struct byteset *of)
{
	for (int i = 0; i < 4; i++)
		s->bits[i] |= of->bits[i];
}

void byteset_invert(struct byteset *s)
{
	for (int i = 0; i < 4; i++)
		s->bits[i] = ~s->bits[i];
}

void byteset_fold(struct byteset *s)
{
	const uint64_t upper = (uint64_t)0x3ffffff << ('A' & 63), lower = (uint64_t)0x3ffffff << ('a' & 63);

	s->bits[1] |= (s->bits[1] & upper) << 32 | (s->bits[1] & lower) >> 32;
}

struct byteset byteset_folded(const struct byteset *s)
{
	struct byteset folded;

	/* 0x20 is the distance between the halves of a word. */
	for (int i = 0; i < 4; i++)
		folded.bits[i] = (s->bits[i] | s->bits[i] << 32) >> 32 << 32;
	return folded;
}

bool byteset_has_one_spelling(const struct byteset *s)
{
	const struct byteset folded = byteset_folded(s);
	uint64_t seen = 0;

	for (int i = 0; i < 4; i++) {
		if (folded.bits[i] && (seen || (folded.bits[i] & (folded.bits[i] - 1))))
			return false;
		seen |= folded.bits[i];
	}
	return seen != 0;
}

bool byteset_equal(const struct byteset *a, const struct byteset *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool byteset_is_within(const struct byteset *s, const struct byteset *of)
{
	for (int i = 0; i < 4; i++)
		if (s->bits[i] & ~of->bits[i])
			return false;
	return true;
}

bool byteset_meets(const struct byteset *a, const struct byteset *b)
{
	for (int i = 0; i < 4; i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

unsigned byteset_count(const struct byteset *s)
{
	unsigned count = 0;

	for (int i = 0; i < 4; i++)
		count += (unsigned)__builtin_popcountll(s->bits[i]);
	return count;
}

unsigned byteset_list(const struct byteset *s, uint8_t bytes[256])
{
	unsigned count = 0;

	for (unsigned i = 0; i < 4; i++)
		for (uint64_t left = s->bits[i]; left; left &= left - 1)
			bytes[count++] = (uint8_t)(i * 64 + (unsigned)__builtin_ctzll(left));
	return count;
}

/* How often a byte stands in a million: counted over 69 MB of C, Python, shell, test data and prose. */
static const uint32_t frequency[128] = {
	592,    19,    19,    12,    14,    13,    11,    12,    12,    14833, 33041, 10,   19,    29,    11,    11,
	12,     21,    11,    12,    17,    13,    18,    13,    11,    11,    12,    11,   13,    12,    12,    10,
	159969, 801,   11254, 3167,  2692,  1670,  4866,  3394,  8122,  8173,  9386,  1013, 8606,  13427, 7315,  5791,
	4736,   3716,  2580,  1583,  1508,  1154,  1262,  844,   907,   885,   3623,  6197, 2427,  5421,  4486,  310,
	416,    4410,  1472,  4472,  2806,  6221,  1984,  1663,  1767,  4054,  217,   805,  4918,  2076,  3680,  3969,
	2853,   237,   5063,  4875,  5943,  3227,  678,   763,   592,   732,   245,   1576, 1781,  1565,  215,   19458,
	874,    35498, 8928,  25992, 21822, 66593, 16088, 12311, 15597, 38904, 1051,  4549, 23831, 15867, 33560, 33863,
	15665,  871,   38260, 39714, 55335, 17566, 5301,  4987,  4717,  6228,  1393,  2660, 1336,  2658,  316,   10
};

double byteset_chance(const struct byteset *set)
{
	uint32_t sum = 0;

	for (unsigned half = 0; half < 2; half++)
		for (uint64_t left = set->bits[half]; left; left &= left - 1)
			sum += frequency[half * 64 + (unsigned)__builtin_ctzll(left)];
	for (unsigned half = 2; half < 4; half++)
		sum += 30 * (uint32_t)__builtin_popcountll(set->bits[half]);
	return sum < 1000000 ? sum * 1e-6 : 1;
}
