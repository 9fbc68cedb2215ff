/*
 * classify.c - see classify.h
 *
 * For every path the best place is chosen; a rule is of a kind when all its paths
 * have a place of that kind. Uniform bounds over all sites of a rule (least and most
 * bytes before the place) are what makes the windows of sieve.c exact: see there.
 */
#include "engine/classify.h"

#include "engine/choose.h"

/* Places of one rule. */
#define SITES_MAX 64
/* So many literals are better than a run: it is tried at every token start. */
#define LITERALS_GOOD 16

static bool same_key(const struct site *a, const struct site *b)
{
	for (uint32_t i = 0; i < SITE_KEY; i++)
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

/* What stops both; nothing when that cannot be said of both at once. */
static void join_stops(struct site *a, const struct site *b)
{
	bool known = a->stop_after == b->stop_after;

	for (int i = 0; i < SITE_STOPS; i++) {
		struct stop *stop = &a->stops[i];
		const struct stop *other = &b->stops[i];

		byteset_add_all(&stop->through, &other->through);
		byteset_add_all(&stop->at, &other->at);
		known = known && stop->within && other->within && !byteset_meets(&stop->through, &stop->at);
		stop->within = known ? larger(stop->within, other->within) : 0;
	}
}

/* Enters a site, as part of an earlier one with the same key: many paths differ only in what comes later. */
static bool add_site(struct verdict *v, const struct site *site)
{
	v->least_before = v->count ? lesser(v->least_before, site->least_before) : site->least_before;
	v->most_before = larger(v->most_before, site->most_before);
	v->run = v->count ? lesser(v->run, site->run) : site->run;
	v->gap = larger(v->gap, site->gap);
	v->behind = larger(v->behind, site->behind);
	for (size_t i = 0; i < v->count; i++) {
		struct site *old = &v->sites[i];

		if (!same_key(old, site))
			continue;
		old->count = lesser(old->count, site->count);
		for (uint32_t k = 0; k < old->count; k++)
			byteset_add_all(&old->sets[k], &site->sets[k]);
		join_stops(old, site);
		return true;
	}
	if (v->count == SITES_MAX)
		return false;
	v->sites[v->count++] = *site;
	return true;
}

static bool try_kind(struct verdict *v, enum rule_kind kind, choose find, const struct paths *paths,
		     const struct quest *quest)
{
	*v = (struct verdict){ .kind = kind, .sites = v->sites, .reach = v->reach };
	for (size_t i = 0; i < paths->len; i++) {
		struct site best;

		if (!find(&paths->items[i], quest, &best) || !add_site(v, &best))
			return false;
	}
	return true;
}

static bool try_all_kinds(struct verdict *v, const struct paths *paths, const struct quest *quest)
{
	static const struct {
		enum rule_kind kind;
		choose find;
		size_t sites;
	} kinds[] = {
		{ RULE_TOKEN, choose_token, SITES_MAX },         { RULE_CONTEXT, choose_context, SITES_MAX },
		{ RULE_LITERAL, choose_literal, LITERALS_GOOD }, { RULE_RUN, choose_run, SITES_MAX },
		{ RULE_LITERAL, choose_literal, SITES_MAX },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (try_kind(v, kinds[i].kind, kinds[i].find, paths, quest) && v->count <= kinds[i].sites)
			return true;
	return false;
}

static struct verdict whole(uint32_t reach, const char *why)
{
	return (struct verdict){ .kind = RULE_WHOLE, .reach = reach, .why = why };
}

struct verdict classify_with(const struct rule *rule, const struct cover *prefer, struct cover *note,
			     struct arena *arena)
{
	struct cover words = { .paths = 0 };
	const struct quest quest = { .rule = rule, .cover = prefer, .words = &words };
	const struct regex regex = regex_parse(rule->regex, arena);
	struct verdict v;
	struct paths paths;
	bool found;

	if (!regex.root)
		return whole(UNBOUNDED, "the regex uses what only PCRE2 understands");
	paths = paths_of(&regex, arena);
	v = (struct verdict){ .sites = arena_alloc_array(arena, SITES_MAX, sizeof(*v.sites)),
			      .reach = regex.root->reach };
	for (size_t i = 0; i < paths.len; i++)
		choose_note_words(&paths.items[i], rule, &words);
	cover_solve(&words);
	found = try_all_kinds(&v, &paths, &quest);
	cover_release(&words);
	if (!found)
		return whole(regex.root->reach, "no piece of text of three or more bytes stands in every match");
	if (v.kind == RULE_LITERAL && note)
		for (size_t i = 0; i < paths.len; i++)
			choose_note_literals(&paths.items[i], note);
	return v;
}

struct verdict classify(const struct rule *rule, struct arena *arena)
{
	return classify_with(rule, NULL, NULL, arena);
}

const char *rule_kind_name(enum rule_kind kind)
{
	static const char *const names[] = { "token", "context", "run", "literal", "whole" };

	return names[kind];
}
