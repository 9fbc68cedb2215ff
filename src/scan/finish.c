/* finish.c - see finish.h */
#include "scan/finish.h"

#include <stdlib.h>
#include <string.h>

#include "scan/identity.h"
#include "scan/rank.h"
#include "scan/siblings.h"

#define DAY 86400

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_positions(const struct location *a, const struct location *b)
{
	int order = slice_compare(a->path, b->path);

	if (!order)
		order = compare_numbers(a->line, b->line);
	if (!order)
		order = compare_numbers(a->column, b->column);
	if (!order)
		order = slice_compare(a->blob, b->blob);
	return order ? order : (int)a->kind - (int)b->kind;
}

int location_compare(const struct location *a, const struct location *b)
{
	int order = compare_positions(a, b);

	if (!order)
		order = slice_compare(a->ref, b->ref);
	return order ? order : (int)a->state - (int)b->state;
}

bool location_is_same(const struct location *a, const struct location *b)
{
	return compare_positions(a, b) == 0 && (a->path.len || slice_equal(a->ref, b->ref));
}

/* Of the same place told twice the first has the better state; the other may know the commit. */
static void add_location(struct finding *finding, const struct location *location)
{
	struct location *last = finding->locations.len ? &finding->locations.items[finding->locations.len - 1] : NULL;

	if (last && location_is_same(last, location)) {
		if (!last->commit)
			last->commit = location->commit;
		return;
	}
	finding->locations_total++;
	if (finding->locations.len < LOCATIONS_MAX)
		*array_add(&finding->locations) = *location;
}

static bool is_earlier(const struct commit_info *a, const struct commit_info *b)
{
	return a && (!b || commit_is_earlier(a, b));
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of the other rules that claim the secret, each once, in order. */
static struct text_list other_rules(const struct sighting *first, size_t count, const struct rule *best,
				    struct arena *arena)
{
	struct names ARRAY_OF(const char *);
	struct names names = { 0 };
	struct text_list list = { 0 };
	const char **kept;

	for (size_t i = 0; i < count; i++)
		if (first[i].hit->claim.rule != best)
			*array_add(&names) = first[i].hit->claim.rule->id;
	if (names.len) {
		qsort(names.items, names.len, sizeof(*names.items), compare_texts);
		kept = arena_alloc_array(arena, names.len, sizeof(*kept));
		for (size_t i = 0; i < names.len; i++)
			if (i == 0 || strcmp(names.items[i], names.items[i - 1]) != 0)
				kept[list.len++] = names.items[i];
		list.items = kept;
	}
	array_release(&names);
	return list;
}

static struct claim best_claim(const struct sighting *first, size_t count)
{
	struct claim best = first->hit->claim;

	for (size_t i = 1; i < count; i++)
		if (rank_compare(&first[i].hit->claim, &best) < 0)
			best = first[i].hit->claim;
	return best;
}

static const char *note_of(const struct sighting *first, size_t count, const struct rule *rule)
{
	for (size_t i = 0; i < count; i++)
		if (first[i].hit->claim.rule == rule && first[i].hit->note)
			return first[i].hit->note;
	return NULL;
}

/* One finding of `count` sightings of the same secret. */
static void finish_one(const struct sighting *first, size_t count, struct slice key, int64_t now,
		       struct findings *findings)
{
	struct claim best = best_claim(first, count);
	struct finding finding = {
		.id = identity_of(&findings->arena, key, first->hit->secret),
		.rule = best.rule,
		.also = other_rules(first, count, best.rule, &findings->arena),
		.severity = best.rule->severity,
		.confidence = best.confidence,
		.proof = best.proof,
		.note = note_of(first, count, best.rule),
		.secret = arena_copy(&findings->arena, first->hit->secret),
		.state = STATE_INPUT,
		.exposed_days = -1,
	};

	for (size_t i = 0; i < count; i++) {
		add_location(&finding, &first[i].location);
		if (first[i].location.state < finding.state)
			finding.state = first[i].location.state;
		if (is_earlier(first[i].first, finding.first_commit))
			finding.first_commit = first[i].first;
	}
	if (finding.first_commit) {
		finding.exposed_days = (now - finding.first_commit->date) / DAY;
		if (finding.exposed_days < 0)
			finding.exposed_days = 0;
	}
	*array_add(findings) = finding;
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = (int)y->severity - (int)x->severity;

	if (!order)
		order = location_compare(&x->locations.items[0], &y->locations.items[0]);
	return order ? order : strcmp(x->id, y->id);
}

/* Strings that hits own must live as long as the findings. */
static void keep_locations(struct findings *findings)
{
	for (size_t i = 0; i < findings->len; i++) {
		struct locations *locations = &findings->items[i].locations;

		for (size_t k = 0; k < locations->len; k++)
			locations->items[k].path = arena_copy(&findings->arena, locations->items[k].path);
	}
}

void finish_findings(const struct sightings *sightings, struct slice key, int64_t now, struct findings *findings)
{
	struct seen ARRAY_OF(struct seen_in);
	struct seen seen = { 0 };

	for (size_t i = 0, next; i < sightings->len; i = next) {
		for (next = i; next < sightings->len &&
			       slice_equal(sightings->items[next].hit->secret, sightings->items[i].hit->secret);
		     next++)
			;
		finish_one(&sightings->items[i], next - i, key, now, findings);
		for (size_t k = i; k < next; k++)
			*array_add(&seen) =
				(struct seen_in){ sightings->items[k].content, findings->items[findings->len - 1].id };
	}
	keep_locations(findings);
	siblings_link(seen.items, seen.len, findings);
	array_release(&seen);
	if (findings->len)
		qsort(findings->items, findings->len, sizeof(*findings->items), compare_findings);
}
