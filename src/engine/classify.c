/*
 * classify.c - see classify.h
 *
 * For every path the best place is chosen; a rule is of a kind when all its paths
 * have a place of that kind. Uniform bounds over all sites of a rule (least and most
 * bytes before the place) are what makes the windows of sieve.c exact: see there.
 */
#include "engine/classify.h"

#include <math.h>
#include <string.h>

#include "engine/shape.h"
#include "engine/site.h"

/* Further from the start of the match a place is not worth having: each window would be that wide. */
#define BEFORE_MAX 4096
/* A token key: few enough spellings to list, rare enough to be worth it. */
#define SPELLINGS_MAX 4096
#define KEY_CHANCE    0.02
/* A run without a key is tried at every token start, so little else may look like it. */
#define RUN_CHANCE 1e-4
/* Secrets without a digit that a context rule may lose. */
#define NO_DIGIT_CHANCE 0.1
#define LITERAL_MIN     3
#define LITERAL_SITES   64
#define KEY_LENGTH      4

typedef bool (*choose)(const struct path *path, const struct rule *rule, struct site *best);

/*
 * The chance to meet the first KEY_LENGTH bytes from the place on; 1 when they have
 * too many spellings to list. Case apart, like all about keys.
 */
static double key_chance(const struct place *place)
{
	double chance = 1, spellings = 1;

	for (uint32_t i = 0; i < KEY_LENGTH; i++) {
		const struct byteset set = place_set(place, i), folded = byteset_folded(&set);

		spellings *= byteset_count(&folded);
		chance *= byteset_chance(&set);
	}
	return spellings <= SPELLINGS_MAX ? chance : 1;
}

/* The same for LITERAL_MIN bytes of one spelling each and what is known of one more; 1 when there are no such. */
static double literal_chance(const struct place *place)
{
	uint32_t known = 0, into = place->into;
	double chance = 1;

	for (size_t i = place->item; i < place->path->len && known < KEY_LENGTH; i++, into = 0) {
		const struct item *item = &place->path->items[i];

		if (item->max == 0)
			continue;
		if (item->min != item->max || (known < LITERAL_MIN && !item->one_spelling))
			break;
		for (; into < item->min && known < KEY_LENGTH; into++, known++)
			chance *= item->chance;
	}
	return known >= LITERAL_MIN ? chance : 1;
}

static bool is_start(const struct place *place)
{
	const struct item *item = &place->path->items[place->item];
	struct byteset first;

	if (item->kind != ITEM_BYTES || place_run(place) < SHAPE_RUN)
		return false;
	first = place_set(place, 0);
	return byteset_is_within(&first, &byteset_word) && place_is_token_start(place);
}

static bool choose_token(const struct path *path, const struct rule *rule, struct site *best)
{
	struct place chosen;
	double least = 1;

	(void)rule;
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

static double site_chance(const struct site *site)
{
	double chance = 1;

	for (uint32_t i = 0; i < site->count; i++)
		chance *= byteset_chance(&site->sets[i]);
	return chance;
}

static bool choose_run(const struct path *path, const struct rule *rule, struct site *best)
{
	double least = 1;

	(void)rule;
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

/*
 * The rarest literal that begins before item `end` of the path and not more than
 * `gap_max` bytes before it; of equals the first one.
 */
static bool choose_text(const struct path *path, size_t end, uint32_t gap_max, struct site *best)
{
	struct place chosen;
	double least = 1;

	for (size_t i = 0; i < end; i++) {
		const struct item *item = &path->items[i];

		if (item->kind != ITEM_BYTES || item->min == 0 || item->min != item->max || item->min > SITE_SETS_MAX ||
		    !item->one_spelling)
			continue;
		for (uint32_t into = 0; into < item->min; into++) {
			const struct place place = { path, i, into };
			const double chance = literal_chance(&place);

			if (chance < least && place_most(&place, end) <= gap_max) {
				least = chance;
				chosen = place;
			}
		}
	}
	if (least >= 1)
		return false;
	*best = site_make(&chosen);
	best->gap = place_most(&chosen, end);
	return true;
}

static bool choose_literal(const struct path *path, const struct rule *rule, struct site *best)
{
	(void)rule;
	return choose_text(path, path->len, UNBOUNDED, best);
}

static bool choose_context(const struct path *path, const struct rule *rule, struct site *best)
{
	struct place secret = { path, 0, 0 };
	uint32_t run;

	if (rule->dialect == DIALECT_GITLEAKS || !path_secret(path, rule, &secret.item))
		return false;
	run = place_run(&secret);
	if (run < SHAPE_RUN || place_no_digit(&secret) > NO_DIGIT_CHANCE ||
	    !choose_text(path, secret.item, SITE_GAP_MAX, best))
		return false;
	best->run = run;
	return best->most_before <= BEFORE_MAX;
}

static bool same_key(const struct site *a, const struct site *b)
{
	for (uint32_t i = 0; i < KEY_LENGTH; i++)
		if (i >= a->count || i >= b->count || !byteset_equal(&a->sets[i], &b->sets[i]))
			return false;
	return true;
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Enters a site, as part of an earlier one with the same key: many paths differ only in what comes later. */
static void add_site(struct verdict *v, const struct site *site)
{
	v->least_before = v->count ? lesser(v->least_before, site->least_before) : site->least_before;
	v->most_before = larger(v->most_before, site->most_before);
	v->run = v->count ? lesser(v->run, site->run) : site->run;
	v->gap = larger(v->gap, site->gap);
	for (size_t i = 0; i < v->count; i++) {
		struct site *old = &v->sites[i];

		if (!same_key(old, site))
			continue;
		old->count = lesser(old->count, site->count);
		for (uint32_t k = 0; k < old->count; k++)
			byteset_add_all(&old->sets[k], &site->sets[k]);
		return;
	}
	v->sites[v->count++] = *site;
}

static bool try_kind(struct verdict *v, enum rule_kind kind, choose find, const struct paths *paths,
		     const struct rule *rule)
{
	*v = (struct verdict){ .kind = kind, .sites = v->sites, .reach = v->reach };
	for (size_t i = 0; i < paths->len; i++) {
		struct site best;

		if (!find(&paths->items[i], rule, &best))
			return false;
		add_site(v, &best);
	}
	return v->count <= LITERAL_SITES;
}

struct verdict classify(const struct rule *rule, struct arena *arena)
{
	static const struct {
		enum rule_kind kind;
		choose find;
	} kinds[] = {
		{ RULE_TOKEN, choose_token },
		{ RULE_CONTEXT, choose_context },
		{ RULE_RUN, choose_run },
		{ RULE_LITERAL, choose_literal },
	};
	const struct regex regex = regex_parse(rule->regex, arena);
	struct verdict v = { .kind = RULE_WHOLE, .reach = UNBOUNDED };
	struct paths paths;

	if (!regex.root) {
		v.why = "the regex uses what only PCRE2 understands";
		return v;
	}
	v.reach = regex.root->reach;
	paths = paths_of(&regex, arena);
	v.sites = arena_alloc_array(arena, paths.len, sizeof(*v.sites));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (try_kind(&v, kinds[i].kind, kinds[i].find, &paths, rule))
			return v;
	return (struct verdict){ .kind = RULE_WHOLE,
				 .reach = regex.root->reach,
				 .why = "no piece of text of three or more bytes stands in every match" };
}

const char *rule_kind_name(enum rule_kind kind)
{
	static const char *const names[] = { "token", "context", "run", "literal", "whole" };

	return names[kind];
}
