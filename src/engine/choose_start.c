/*
 * choose_start.c - token and run rules: what begins at a token start
 */
#include "engine/choose.h"

#include "engine/shape.h"

/* A token key: few enough spellings to list, rare enough to be worth it. */
#define SPELLINGS_MAX 4096
#define KEY_CHANCE    0.02
/* A run without a key is tried at every token start, so little else may look like it. */
#define RUN_CHANCE 1e-4

static bool is_start(const struct place *place)
{
	const struct item *item = &place->path->items[place->item];
	struct byteset first;

	if (item->kind != ITEM_BYTES || place_run(place) < SHAPE_RUN)
		return false;
	first = place_set(place, 0);
	return byteset_is_within(&first, &byteset_word) && place_is_token_start(place);
}

/* The chance to meet the first SITE_KEY bytes from the place on; 1 when they have too many spellings, case apart. */
static double key_chance(const struct place *place)
{
	double chance = 1, spellings = 1;

	for (uint32_t i = 0; i < SITE_KEY; i++) {
		const struct byteset set = place_set(place, i), folded = byteset_folded(&set);

		spellings *= byteset_count(&folded);
		chance *= byteset_chance(&set);
	}
	return spellings <= SPELLINGS_MAX ? chance : 1;
}

bool choose_token(const struct path *path, const struct quest *quest, struct site *best)
{
	struct place chosen;
	double least = 1;

	(void)quest;
	for (size_t i = 0; i < path->len; i++) {
		const struct place place = { path, i, 0 };
		const double chance = is_start(&place) ? key_chance(&place) : 1;

		if (chance < least && chance <= KEY_CHANCE) {
			least = chance;
			chosen = place;
		}
	}
	if (least < 1)
		*best = site_make(&chosen);
	return least < 1;
}

bool choose_run(const struct path *path, const struct quest *quest, struct site *best)
{
	double least = 1;

	(void)quest;
	for (size_t i = 0; i < path->len; i++) {
		const struct place place = { path, i, 0 };

		if (path->items[i].most_before <= BEFORE_MAX && is_start(&place)) {
			const struct site site = site_make(&place);
			const double chance = site_chance(&site);

			if (chance < least) {
				least = chance;
				*best = site;
			}
		}
	}
	return least <= RUN_CHANCE;
}
