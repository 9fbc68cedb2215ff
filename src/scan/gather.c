/*
 * gather.c - see gather.h
 *
 * A hit becomes one sighting per place where it was seen. Places that policy
 * accepts are counted and dropped; the rest is grouped by the secret's bytes,
 * and each group becomes a finding. Every order here is by content, never by
 * which worker was first, so the result is the same for any number of threads.
 */
#include "scan/gather.h"

#include <stdlib.h>
#include <string.h>

#include "scan/finish.h"
#include "scan/noise.h"

struct gathering {
	const struct gather_options *options;
	struct sightings sightings;
	struct arena *arena; /* of the findings */
	uint64_t suppressed; /* places */
};

/* Paths of a store that is not the only one are told from those of others by its folder. */
static struct slice path_of(const struct gathering *g, const struct place *place)
{
	const char *prefix = g->options->prefix(g->options->context, place->store);

	if (!prefix[0] || place->path.len == 0)
		return place->path;
	return slice_of(arena_print(g->arena, "%s%.*s", prefix, SLICE_ARGS(place->path)));
}

static struct slice stripped(const struct gathering *g, struct slice path)
{
	struct slice strip = g->options->strip;

	return slice_starts(path, strip) ? slice_sub(path, strip.len, path.len) : path;
}

static struct location location_of(const struct gathering *g, const struct hit *hit, const struct place *place)
{
	struct location location = {
		.kind = place ? place->kind : hit->kind,
		.state = place ? place->state : hit->state,
		.path = place ? path_of(g, place) : stripped(g, hit->path),
		.ref = place ? place->ref : SLICE_NONE,
		.line = hit->line,
		.column = hit->column,
		.end_line = hit->end_line,
		.end_column = hit->end_column,
		.cell = hit->cell,
		.commit = place ? place->commit : NULL,
	};
	struct buffer hex;

	buffer_init(&hex, 2 * OID_MAX);
	oid_add_hex(&hex, &hit->oid);
	location.blob = arena_copy(g->arena, buffer_slice(&hex));
	buffer_release(&hex);
	memcpy(location.decoded, hit->decoded, sizeof(location.decoded));
	return location;
}

static bool is_accepted(const struct gathering *g, const struct hit *hit, const struct location *location)
{
	struct policy_question question = {
		.rule = hit->claim.rule,
		.secret = hit->secret,
		.match = hit->context,
		.line = hit->text,
		.path = location->path,
		.commit = location->commit ? location->commit->id : SLICE_NONE,
	};

	return hit->allowed || policy_allows(g->options->policy, &question);
}

static void add_sighting(struct gathering *g, const struct hit *hit, uint64_t content, const struct place *place,
			 const struct commit_info *first)
{
	struct location location = location_of(g, hit, place);

	if (!policy_rule_covers(g->options->policy, hit->claim.rule, location.path) ||
	    noise_is_expected(hit->claim.rule, hit->claim.confidence, location.path, hit->text.len))
		return;
	*array_add(&g->sightings) = (struct sighting){ hit, content, location, first, is_accepted(g, hit, &location) };
}

static void add_hit(struct gathering *g, const struct hit *hit, uint64_t content)
{
	const struct located *located;

	if (hit->state != STATE_HISTORY) {
		add_sighting(g, hit, content, NULL, NULL);
		return;
	}
	located = g->options->places(g->options->context, &hit->oid);
	for (size_t i = 0; i < located->places_len; i++)
		add_sighting(g, hit, content, &located->places[i], located->first);
}

static int compare_sightings(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;
	int order = slice_compare(x->hit->secret, y->hit->secret);

	return order ? order : location_compare(&x->location, &y->location);
}

/*
 * Several rules may claim the secret at one place. Whoever accepts the best
 * claim accepts the secret there; to accept a lesser one (say, that of a generic
 * rule) only takes that claim away.
 */
static size_t keep_unaccepted(struct gathering *g, size_t first, size_t next, size_t kept)
{
	struct sighting *items = g->sightings.items;
	size_t best = first;

	for (size_t i = first + 1; i < next; i++)
		if (rank_compare(&items[i].hit->claim, &items[best].hit->claim) < 0)
			best = i;
	if (items[best].accepted) {
		g->suppressed++;
		return kept;
	}
	for (size_t i = first; i < next; i++)
		if (!items[i].accepted)
			items[kept++] = items[i];
	return kept;
}

/* The sightings must be sorted. */
static void drop_accepted(struct gathering *g)
{
	struct sighting *items = g->sightings.items;
	size_t kept = 0;

	for (size_t first = 0, next; first < g->sightings.len; first = next) {
		for (next = first + 1;
		     next < g->sightings.len && slice_equal(items[next].hit->secret, items[first].hit->secret) &&
		     location_is_same(&items[next].location, &items[first].location);
		     next++)
			;
		kept = keep_unaccepted(g, first, next, kept);
	}
	g->sightings.len = kept;
}

void gather_findings(const struct hits *hits, unsigned workers, const struct gather_options *options,
		     struct result *result)
{
	struct gathering g = { .options = options, .arena = &result->findings.arena };

	for (unsigned w = 0; w < workers; w++) {
		for (size_t i = 0; i < hits[w].len; i++)
			add_hit(&g, &hits[w].items[i], (uint64_t)w << 48 | hits[w].items[i].content);
		result->not_blocking += hits[w].not_blocking;
	}
	if (g.sightings.len)
		qsort(g.sightings.items, g.sightings.len, sizeof(*g.sightings.items), compare_sightings);
	drop_accepted(&g);
	result->suppressed += g.suppressed;
	finish_findings(&g.sightings, options->key, options->now, &result->findings);
	array_release(&g.sightings);
}
