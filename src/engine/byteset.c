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
