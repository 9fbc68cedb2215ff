/*
 * teddy.c - literals into buckets; see teddy.h. The searching is in masks.c.
 *
 * A bucket lets through more than its literals: all combinations of the halves of
 * their bytes. So each literal goes where it adds least to what is let through.
 */
#include "engine/teddy.h"

/* What a bucket lets through at one byte: halves that stand in some literal. */
struct halves {
	uint16_t low, high;
};

struct bucket {
	struct halves at[TEDDY_BYTES];
	double chance; /* that a position of a text is let through */
};

static struct halves halves_of(const struct byteset *set)
{
	struct halves halves = { 0, 0 };

	for (unsigned quarter = 0; quarter < 4; quarter++) {
		for (uint64_t left = set->bits[quarter]; left; left &= left - 1) {
			unsigned byte = quarter * 64 + (unsigned)__builtin_ctzll(left);

			halves.low = (uint16_t)(halves.low | 1u << (byte & 15));
			halves.high = (uint16_t)(halves.high | 1u << (byte >> 4));
		}
	}
	return halves;
}

static double chance_of(const struct halves *halves)
{
	struct byteset set = { { 0 } };

	for (unsigned high = 0; high < 16; high++)
		if (halves->high >> high & 1)
			set.bits[high >> 2] |= (uint64_t)halves->low << 16 * (high & 3);
	return byteset_chance(&set);
}

/* The bucket with the literal added. */
static struct bucket with(const struct bucket *bucket, const struct halves *literal, unsigned bytes)
{
	struct bucket grown = { .chance = 1 };

	for (unsigned i = 0; i < bytes; i++) {
		grown.at[i].low = bucket->at[i].low | literal[i].low;
		grown.at[i].high = bucket->at[i].high | literal[i].high;
		grown.chance *= chance_of(&grown.at[i]);
	}
	return grown;
}

static void write_tables(struct teddy *t, const struct bucket *buckets, unsigned count)
{
	for (unsigned b = 0; b < count; b++) {
		for (unsigned i = 0; i < t->bytes; i++) {
			for (unsigned half = 0; half < 16; half++) {
				t->low[b / 8][i][half] |= (uint8_t)((buckets[b].at[i].low >> half & 1) << b % 8);
				t->high[b / 8][i][half] |= (uint8_t)((buckets[b].at[i].high >> half & 1) << b % 8);
			}
		}
	}
}

void teddy_init(struct teddy *t, const struct teddy_literal *literals, size_t count, bool small)
{
	struct bucket buckets[TEDDY_BUCKETS] = { { .chance = 0 } };
	unsigned bucket_count = small ? 8 : 16;

	*t = (struct teddy){ .bytes = small ? 3 : 4, .groups = (uint8_t)(count ? small ? 1 : 2 : 0) };
	for (size_t i = 0; i < count; i++) {
		struct halves literal[TEDDY_BYTES];
		struct bucket best_grown = { .chance = 1 };
		double least = 2;
		unsigned best = 0;

		for (unsigned k = 0; k < t->bytes; k++)
			literal[k] = halves_of(&literals[i].sets[k]);
		for (unsigned b = 0; b < bucket_count; b++) {
			struct bucket grown = with(&buckets[b], literal, t->bytes);

			if (grown.chance - buckets[b].chance < least) {
				least = grown.chance - buckets[b].chance;
				best = b;
				best_grown = grown;
			}
		}
		buckets[best] = best_grown;
	}
	write_tables(t, buckets, bucket_count);
}
