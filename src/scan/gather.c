/*
 * gather.c - see gather.h
 *
 * Hits are put in an order that does not know which worker found them: by
 * secret, then by content and position. So the hits of one secret stand
 * together, and within them the claims of several rules on the same bytes. A
 * hit becomes one sighting per place where its content was seen, and the
 * sightings of a secret become a finding before the next secret is looked at,
 * which bounds how many there are at a time.
 */
#include "scan/gather.h"

#include <stdlib.h>
#include <string.h>

#include "model/member.h"
#include "scan/finish.h"
#include "scan/noise.h"
#include "scan/siblings.h"

struct gathered {
	const struct hit *hit;
	uint64_t content; /* equal for hits in the same version of the same file */
};

struct gathering {
	const struct gather_options *options;
	struct result *result;
	struct all_hits ARRAY_OF(struct gathered) hits;
	struct sightings sightings; /* of one secret */
	struct seen ARRAY_OF(struct seen_in) seen;
	struct held ARRAY_OF(struct held_object) held;
	struct buffer inner; /* a path with what is inside an archive */
	size_t effort;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Equal for claims on the same bytes. */
static int compare_spans(const struct hit *a, const struct hit *b)
{
	int order = slice_compare(a->secret, b->secret);

	if (!order)
		order = (int)a->state - (int)b->state;
	if (!order)
		order = slice_compare(a->path, b->path);
	if (!order)
		order = slice_compare(oid_bytes(&a->oid), oid_bytes(&b->oid));
	if (!order)
		order = slice_compare(a->member, b->member);
	if (!order)
		order = compare_numbers(a->store, b->store);
	if (!order)
		order = compare_numbers(a->line, b->line);
	return order ? order : compare_numbers(a->column, b->column);
}

/* The best claim on the same bytes is first. */
static int compare_hits(const void *left, const void *right)
{
	const struct hit *a = ((const struct gathered *)left)->hit, *b = ((const struct gathered *)right)->hit;
	int order = compare_spans(a, b);

	return order ? order : rank_compare(&a->claim, &b->claim);
}

static void collect(struct gathering *g, const struct hits *hits, unsigned workers)
{
	for (unsigned w = 0; w < workers; w++) {
		for (size_t i = 0; i < hits[w].len; i++)
			*array_add(&g->hits) =
				(struct gathered){ &hits[w].items[i], (uint64_t)w << 48 | hits[w].items[i].content };
		g->result->not_blocking += hits[w].not_blocking;
	}
	if (g->hits.len)
		qsort(g->hits.items, g->hits.len, sizeof(*g->hits.items), compare_hits);
}

/* Paths of a store that is not the only one are told from those of others by its folder. */
static struct slice path_of(const struct gathering *g, const struct hit *hit, const struct place *place)
{
	struct slice strip = g->options->strip;
	const char *prefix;

	if (!place)
		return slice_starts(hit->path, strip) ? slice_sub(hit->path, strip.len, hit->path.len) : hit->path;
	prefix = g->options->prefix(g->options->context, place->store);
	if (!prefix[0] || place->path.len == 0)
		return place->path;
	return slice_of(arena_print(&g->result->findings.arena, "%s%.*s", prefix, SLICE_ARGS(place->path)));
}

static bool is_accepted(const struct gathering *g, const struct sighting *s, struct slice inner)
{
	const struct commit_info *commit = s->place ? s->place->commit : NULL;
	struct policy_question question = {
		.rule = s->hit->claim.rule,
		.secret = s->hit->secret,
		.match = s->hit->context,
		.line = s->hit->text,
		.path = inner,
		.commit = commit ? commit->id : SLICE_NONE,
	};

	return s->hit->allowed || policy_allows(g->options->policy, &question);
}

static bool is_looked_for(const struct gathering *g, const struct hit *hit, struct slice path)
{
	return policy_rule_covers(g->options->policy, hit->claim.rule, path) &&
	       !noise_is_expected(hit->claim.rule, hit->claim.confidence, path, hit->text.len);
}

/*
 * What patterns and rules that ask for a path look at: "app.zip/config/.env". So a
 * pattern for the archive is one for what is in it, as with a folder.
 */
static struct slice inner_path(struct gathering *g, struct slice path, struct slice member)
{
	if (member.len == 0)
		return path;
	buffer_clear(&g->inner);
	member_add(&g->inner, path, member, '/');
	return buffer_slice(&g->inner);
}

/* What the `count` claims on the same bytes say at one place; false: nothing. */
static bool add_place(struct gathering *g, const struct gathered *claims, size_t count, const struct place *place,
		      const struct commit_info *first)
{
	struct slice path = path_of(g, claims[0].hit, place), inner = inner_path(g, path, claims[0].hit->member);
	bool any = false, best_accepted = false;

	for (size_t i = 0; i < count; i++) {
		struct sighting s = { .hit = claims[i].hit, .place = place, .first = first, .path = path };

		if (!is_looked_for(g, s.hit, inner))
			continue;
		s.accepted = best_accepted || is_accepted(g, &s, inner);
		best_accepted = any ? best_accepted : s.accepted;
		any = true;
		*array_add(&g->sightings) = s;
	}
	return any && !best_accepted;
}

/* How many of an object's places can still be looked at. */
static size_t affordable(struct gathering *g, const struct hit *hit, size_t places)
{
	struct buffer what;

	if (places <= GATHER_FEW || places <= GATHER_EFFORT - g->effort) {
		g->effort += places < GATHER_EFFORT - g->effort ? places : GATHER_EFFORT - g->effort;
		return places;
	}
	buffer_init(&what, 4096);
	oid_add_hex(&what, &hit->oid);
	buffer_add_text(&what, ": too many places");
	coverage_fail(&g->result->coverage, "limit", buffer_slice(&what));
	buffer_release(&what);
	return GATHER_FEW;
}

/* Adds all places of the claims; whether one of them is to be told. */
static bool add_claims(struct gathering *g, const struct gathered *claims, size_t count)
{
	const struct located *located;
	bool told = false;
	size_t places;

	if (claims->hit->state != STATE_HISTORY)
		return add_place(g, claims, count, NULL, NULL);
	located = g->options->places(g->options->context, &claims->hit->oid);
	places = affordable(g, claims->hit, located->places_len);
	for (size_t i = 0; i < places; i++)
		told |= add_place(g, claims, count, &located->places[i], located->first);
	return told;
}

/* Hits in the same stored object stand together. */
static void add_held(struct gathering *g, const struct hit *hit, size_t first)
{
	if (hit->state != STATE_HISTORY)
		return;
	if (g->held.len > first && slice_equal(oid_bytes(g->held.items[g->held.len - 1].oid), oid_bytes(&hit->oid)))
		return;
	*array_add(&g->held) = (struct held_object){ .oid = &hit->oid, .finding = g->result->findings.len };
}

/* One finding of all hits of the same secret, from `start` to before `end`. */
static void add_secret(struct gathering *g, size_t start, size_t end)
{
	const struct finish_options how = { .key = g->options->key, .now = g->options->now };
	const struct gathered *hits = g->hits.items;
	const struct finding *finding;
	size_t seen = g->seen.len, held = g->held.len;

	g->sightings.len = 0;
	for (size_t at = start, next; at < end; at = next) {
		for (next = at; next < end && compare_spans(hits[next].hit, hits[at].hit) == 0; next++)
			;
		if (!add_claims(g, &hits[at], next - at))
			continue;
		add_held(g, hits[at].hit, held);
		for (size_t i = at; i < next; i++)
			*array_add(&g->seen) = (struct seen_in){ .content = hits[i].content };
	}
	finding = finish_secret(&g->sightings, &how, &g->result->findings, &g->result->suppressed);
	if (!finding)
		g->held.len = held;
	for (size_t i = seen; finding && i < g->seen.len; i++)
		g->seen.items[i].id = finding->id;
}

void gather_findings(const struct hits *hits, unsigned workers, const struct gather_options *options,
		     struct result *result)
{
	struct gathering g = { .options = options, .result = result };

	buffer_init(&g.inner, (size_t)1 << 20);
	collect(&g, hits, workers);
	for (size_t at = 0, next; at < g.hits.len; at = next) {
		for (next = at;
		     next < g.hits.len && slice_equal(g.hits.items[next].hit->secret, g.hits.items[at].hit->secret);
		     next++)
			;
		add_secret(&g, at, next);
	}
	if (options->holders && g.held.len)
		options->holders(options->context, g.held.items, g.held.len, &result->findings);
	siblings_link(g.seen.items, g.seen.len, &result->findings);
	finish_order(&result->findings);
	array_release(&g.hits);
	array_release(&g.sightings);
	array_release(&g.seen);
	array_release(&g.held);
	buffer_release(&g.inner);
}
