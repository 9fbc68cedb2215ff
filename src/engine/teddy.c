/*
 * teddy.c - literals into buckets; see teddy.h. The searching is in masks.c.
 *
 * A bucket lets through more than its literals: all combinations of the halves of
 * their bytes. So each literal goes where it adds least to what is let through.
 */
#include "engine/teddy.h"

#include <string.h>

#include "base/memory.h"

#define SETTLING_ROUNDS 4

/* What a bucket lets through at one byte: halves that stand in some literal. */
struct halves {
	uint16_t low, high;
};

struct bucket {
	struct halves at[TEDDY_BYTES];
	float chance; /* that a position of a text is let through */
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

/* How often bytes stand in texts, by their halves: [high half][which four of the low halves][their bits]. */
struct chances {
	float of[16][4][16];
};

static void count_chances(struct chances *chances)
{
	for (unsigned high = 0; high < 16; high++) {
		for (unsigned quarter = 0; quarter < 4; quarter++) {
			for (uint64_t low = 0; low < 16; low++) {
				struct byteset set = { { 0 } };

				set.bits[high >> 2] = low << (16 * (high & 3) + 4 * quarter);
				chances->of[high][quarter][low] = (float)byteset_chance(&set);
			}
		}
	}
}

static float chance_of(const struct chances *chances, const struct halves *halves)
{
	float sum = 0;

	for (unsigned left = halves->high; left; left &= left - 1) {
		const float(*row)[16] = chances->of[__builtin_ctz(left)];

		sum += row[0][halves->low & 15] + row[1][halves->low >> 4 & 15] + row[2][halves->low >> 8 & 15] +
		       row[3][halves->low >> 12];
	}
	return sum;
}

/* The bucket with the literal added. */
static struct bucket with(const struct chances *chances, const struct bucket *bucket, const struct halves *literal,
			  unsigned bytes)
{
	struct bucket grown = { .chance = 1 };

	for (unsigned i = 0; i < bytes; i++) {
		grown.at[i].low = bucket->at[i].low | literal[i].low;
		grown.at[i].high = bucket->at[i].high | literal[i].high;
		grown.chance *= chance_of(chances, &grown.at[i]);
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

/* A literal on its way into a bucket. */
struct guest {
	struct halves at[TEDDY_BYTES];
	unsigned bucket;
};

struct house {
	struct chances chances;
	struct guest *guests;
	size_t guest_count;
	struct bucket buckets[TEDDY_BUCKETS];
	unsigned bucket_count, bytes;
};

/* Puts the guest where it adds least. */
static void settle(struct house *h, struct guest *guest)
{
	struct bucket best_grown = { .chance = 1 };
	float least = 2;

	for (unsigned b = 0; b < h->bucket_count; b++) {
		const struct bucket grown = with(&h->chances, &h->buckets[b], guest->at, h->bytes);

		if (grown.chance - h->buckets[b].chance < least) {
			least = grown.chance - h->buckets[b].chance;
			guest->bucket = b;
			best_grown = grown;
		}
	}
	h->buckets[guest->bucket] = best_grown;
}

/* Takes the guest out of its bucket, which is then what the others make of it. */
static void move_out(struct house *h, struct guest *guest)
{
	struct bucket bucket = { .chance = 0 };

	for (size_t i = 0; i < h->guest_count; i++)
		if (&h->guests[i] != guest && h->guests[i].bucket == guest->bucket)
			for (unsigned k = 0; k < h->bytes; k++) {
				bucket.at[k].low |= h->guests[i].at[k].low;
				bucket.at[k].high |= h->guests[i].at[k].high;
			}
	bucket = with(&h->chances, &bucket, bucket.at, h->bytes);
	h->buckets[guest->bucket] = bucket;
}

static bool begin_alike(const struct teddy_literal *x, const struct teddy_literal *y)
{
	return memcmp(x->sets, y->sets, TEDDY_SMALL_BYTES * sizeof(*x->sets)) == 0;
}

bool teddy_are_few(const struct teddy_literal *literals, size_t count)
{
	size_t distinct = 0;

	for (size_t i = 0; i < count && distinct <= TEDDY_SMALL_MAX; i++) {
		size_t k = 0;

		while (k < i && !begin_alike(&literals[k], &literals[i]))
			k++;
		distinct += k == i;
	}
	return distinct <= TEDDY_SMALL_MAX;
}

static unsigned groups_for(size_t count, bool small)
{
	if (small)
		return 1;
	return count <= TEDDY_2_GROUPS_MAX ? 2 : count <= TEDDY_4_GROUPS_MAX ? 4 : TEDDY_GROUPS;
}

void teddy_init(struct teddy *t, const struct teddy_literal *literals, size_t count, bool small)
{
	const unsigned groups = groups_for(count, small);
	struct house h = {
		.guests = mem_alloc_array(count, sizeof(*h.guests)),
		.bucket_count = 8 * groups,
		.bytes = small ? TEDDY_SMALL_BYTES : TEDDY_BYTES,
	};

	*t = (struct teddy){ .bytes = (uint8_t)h.bytes, .groups = (uint8_t)(count ? groups : 0) };
	count_chances(&h.chances);
	for (; h.guest_count < count; h.guest_count++) {
		struct guest *guest = &h.guests[h.guest_count];

		for (unsigned k = 0; k < h.bytes; k++)
			guest->at[k] = halves_of(&literals[h.guest_count].sets[k]);
		settle(&h, guest);
	}
	/* The first ones had no company to choose from. */
	for (int round = 0; round < SETTLING_ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			move_out(&h, &h.guests[i]);
			settle(&h, &h.guests[i]);
		}
	}
	write_tables(t, h.buckets, h.bucket_count);
	mem_free(h.guests);
}
