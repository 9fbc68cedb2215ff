/*
 * cover.c - see cover.h
 *
 * Greedy: the literal that serves most paths for its price is taken, then the one that
 * serves most of the others, and so on.
 */
#include "engine/cover.h"

#include <stdlib.h>

#include "base/memory.h"

/*
 * Prices, in microseconds per megabyte of text, measured. Real words are far more
 * frequent than the frequencies of their letters say.
 */
#define PRICE_OF_A_KEY 3.0
#define PRICE_OF_A_HIT 0.02
#define WORDINESS      40.0

void cover_begin(struct cover *c)
{
	c->paths++;
}

void cover_add(struct cover *c, uint32_t key, double chance)
{
	if (c->offers.len < COVER_OFFERS_MAX)
		*array_add(&c->offers) = (struct cover_offer){ .key = key, .path = c->paths - 1, .chance = chance };
}

static int compare_offers(const void *left, const void *right)
{
	const struct cover_offer *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->path > b->path) - (a->path < b->path);
}

static double price(const struct cover_offer *offer)
{
	return PRICE_OF_A_KEY + PRICE_OF_A_HIT * WORDINESS * 1e6 * offer->chance;
}

/* The end of the offers with the same key, and how many paths without a literal they serve. */
static size_t same_key(const struct cover *c, size_t first, const bool *served, size_t *paths)
{
	size_t end = first;

	*paths = 0;
	for (; end < c->offers.len && c->offers.items[end].key == c->offers.items[first].key; end++) {
		const struct cover_offer *offer = &c->offers.items[end];

		if (end > first && offer->path == offer[-1].path)
			continue;
		*paths += !served[offer->path];
	}
	return end;
}

/* Takes the literal that is worth most; false when none serves any path. */
static bool choose_next(struct cover *c, bool *served)
{
	double most = 0;
	size_t best = 0, end, paths;

	for (size_t i = 0; i < c->offers.len; i = end) {
		end = same_key(c, i, served, &paths);
		if ((double)paths / price(&c->offers.items[i]) > most) {
			most = (double)paths / price(&c->offers.items[i]);
			best = i;
		}
	}
	if (most <= 0)
		return false;
	c->chosen[c->chosen_count++] = c->offers.items[best].key;
	end = same_key(c, best, served, &paths);
	for (size_t i = best; i < end; i++)
		served[c->offers.items[i].path] = true;
	return true;
}

void cover_solve(struct cover *c)
{
	bool *served = mem_alloc_array(c->paths, sizeof(*served));

	if (c->offers.len)
		qsort(c->offers.items, c->offers.len, sizeof(*c->offers.items), compare_offers);
	while (c->chosen_count < COVER_CHOSEN_MAX && choose_next(c, served))
		;
	mem_free(served);
}

bool cover_has(const struct cover *c, uint32_t key)
{
	for (uint32_t i = 0; i < c->chosen_count; i++)
		if (c->chosen[i] == key)
			return true;
	return false;
}

void cover_release(struct cover *c)
{
	array_release(&c->offers);
}
