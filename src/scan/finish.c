/* finish.c - see finish.h */
#include "scan/finish.h"

#include <stdlib.h>
#include <string.h>

#include "model/member.h"
#include "scan/identity.h"
#include "scan/rank.h"

#define DAY 86400

static int compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static enum place_kind kind_of(const struct sighting *s)
{
	return s->place && s->hit->kind != PLACE_ARCHIVE_MEMBER ? s->place->kind : s->hit->kind;
}

static enum state state_of(const struct sighting *s)
{
	return s->place ? s->place->state : s->hit->state;
}

static struct slice ref_of(const struct sighting *s)
{
	return s->place ? s->place->ref : SLICE_NONE;
}

static const struct commit_info *commit_of(const struct sighting *s)
{
	return s->place ? s->place->commit : NULL;
}

/* Equal for all versions of a file that have the secret at the same position, and for all messages that have. */
static int compare_positions(const struct sighting *a, const struct sighting *b)
{
	int order = slice_compare(a->path, b->path);

	if (!order)
		order = slice_compare(a->hit->member, b->hit->member);
	if (!order)
		order = compare_numbers(a->hit->line, b->hit->line);
	return order ? order : compare_numbers(a->hit->column, b->hit->column);
}

/* Equal for the same place told twice: a file and the blob it was checked out from, or two rules. */
static int compare_places(const struct sighting *a, const struct sighting *b)
{
	int order = compare_positions(a, b);

	if (!order)
		order = slice_compare(oid_bytes(&a->hit->oid), oid_bytes(&b->hit->oid));
	if (!order)
		order = (int)kind_of(a) - (int)kind_of(b);
	/* A path says where it is; a message or an object without one is told by the ref. */
	if (!order && a->path.len == 0)
		order = slice_compare(ref_of(a), ref_of(b));
	return order;
}

static int compare_ends(const struct hit *a, const struct hit *b)
{
	int order = compare_numbers(a->end_line, b->end_line);

	return order ? order : compare_numbers(a->end_column, b->end_column);
}

/* Of the same place the best state is first, and what the finding shows does not depend on chance. */
static int compare_sightings(const void *left, const void *right)
{
	const struct sighting *a = left, *b = right;
	int order = compare_places(a, b);

	if (!order)
		order = (int)state_of(a) - (int)state_of(b);
	if (!order)
		order = slice_compare(ref_of(a), ref_of(b));
	if (!order)
		order = compare_ends(a->hit, b->hit);
	return order ? order : rank_compare(&a->hit->claim, &b->hit->claim);
}

static bool is_earlier(const struct commit_info *a, const struct commit_info *b)
{
	return a && (!b || commit_is_earlier(a, b));
}

/* The names as they are shown. */
static struct slice member_of(const struct sighting *s, struct arena *arena)
{
	struct slice rest = s->hit->member, within = s->path, names;
	struct buffer shown;

	buffer_init(&shown, (size_t)1 << 20);
	while (member_next(&rest, &within)) {
		buffer_add(&shown, within);
		buffer_add_byte(&shown, '\0');
	}
	names = arena_copy(arena, buffer_slice(&shown));
	buffer_release(&shown);
	return names;
}

static struct location location_of(const struct sighting *s, struct arena *arena)
{
	const struct hit *hit = s->hit;
	struct location location = {
		.kind = kind_of(s),
		.state = state_of(s),
		.path = arena_copy(arena, s->path),
		.member = member_of(s, arena),
		.ref = arena_copy(arena, ref_of(s)),
		.line = hit->line,
		.column = hit->column,
		.end_line = hit->end_line,
		.end_column = hit->end_column,
		.cell = hit->cell,
	};
	struct buffer hex;

	buffer_init(&hex, (size_t)2 * OID_MAX);
	oid_add_hex(&hex, &hit->oid);
	location.blob = arena_copy(arena, buffer_slice(&hex));
	buffer_release(&hex);
	memcpy(location.decoded, hit->decoded, sizeof(location.decoded));
	return location;
}

/* Where one sighting of each place stands in the list, and how many there are. */
struct told {
	size_t first[LOCATIONS_MAX];
	size_t shown, total;
};

/* Does the place that begins at `at` have something to tell? Its end is put into *next. */
static bool place_is_told(const struct sightings *s, size_t at, size_t *next)
{
	bool told = false;

	for (*next = at; *next < s->len && compare_places(&s->items[*next], &s->items[at]) == 0; ++*next)
		told |= !s->items[*next].accepted;
	return told;
}

/*
 * A file too long to be read in one piece has no object id. When the index or
 * HEAD has the secret at the same position of the same path, that is its place.
 */
static bool is_known_as_object(const struct sightings *s, size_t at)
{
	const struct sighting *file = &s->items[at];

	if (file->hit->oid.size || file->path.len == 0)
		return false;
	for (size_t i = at + 1; i < s->len && compare_positions(&s->items[i], file) == 0; i++)
		if (s->items[i].hit->oid.size && kind_of(&s->items[i]) == kind_of(file) &&
		    state_of(&s->items[i]) <= STATE_STAGED && !s->items[i].accepted)
			return true;
	return false;
}

/* Lists the places and drops from `s` what is accepted and what is told by another. */
static void list_places(struct sightings *s, struct told *told, uint64_t *suppressed)
{
	size_t kept = 0;

	for (size_t at = 0, next; at < s->len; at = next) {
		bool is_told = place_is_told(s, at, &next);

		*suppressed += !is_told;
		if (!is_told || is_known_as_object(s, at))
			continue;
		if (told->shown < LOCATIONS_MAX)
			told->first[told->shown++] = kept;
		told->total++;
		for (size_t i = at; i < next; i++)
			if (!s->items[i].accepted)
				s->items[kept++] = s->items[i];
	}
	s->len = kept;
}

static void add_locations(struct finding *finding, const struct sightings *s, const struct told *told,
			  struct arena *arena)
{
	struct locations *locations = &finding->locations;

	locations->items = mem_alloc_array(told->shown, sizeof(*locations->items));
	locations->capacity = told->shown;
	finding->locations_total = told->total;
	for (size_t i = 0; i < told->shown; i++) {
		const struct sighting *first = &s->items[told->first[i]];
		struct location *location = &locations->items[locations->len++];

		*location = location_of(first, arena);
		for (size_t k = told->first[i]; k < s->len && compare_places(&s->items[k], first) == 0; k++)
			if (is_earlier(commit_of(&s->items[k]), location->commit))
				location->commit = commit_of(&s->items[k]);
	}
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The ids of the other rules that claim the secret, each once, in order. */
static struct text_list other_rules(const struct sightings *s, const struct rule *best, struct arena *arena)
{
	struct names ARRAY_OF(const char *);
	struct names names = { 0 };
	struct text_list list = { 0 };
	const char **kept;

	for (size_t i = 0; i < s->len; i++)
		if (s->items[i].hit->claim.rule != best)
			*array_add(&names) = s->items[i].hit->claim.rule->id;
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

static struct claim best_claim(const struct sightings *s)
{
	struct claim best = s->items[0].hit->claim;

	for (size_t i = 1; i < s->len; i++)
		if (rank_compare(&s->items[i].hit->claim, &best) < 0)
			best = s->items[i].hit->claim;
	return best;
}

static const char *note_of(const struct sightings *s, const struct rule *rule)
{
	for (size_t i = 0; i < s->len; i++)
		if (s->items[i].hit->claim.rule == rule && s->items[i].hit->note)
			return s->items[i].hit->note;
	return NULL;
}

/* Whole days; a commit may claim any date, even one to come. */
static int64_t days_between(int64_t from, int64_t to)
{
	return to <= from ? 0 : (int64_t)(((uint64_t)to - (uint64_t)from) / DAY);
}

static void add_history(struct finding *finding, const struct sightings *s, int64_t now)
{
	for (size_t i = 0; i < s->len; i++) {
		if (state_of(&s->items[i]) < finding->state)
			finding->state = state_of(&s->items[i]);
		if (is_earlier(s->items[i].first, finding->first_commit))
			finding->first_commit = s->items[i].first;
	}
	if (finding->first_commit)
		finding->exposed_days = days_between(finding->first_commit->date, now);
}

struct finding *finish_secret(struct sightings *sightings, const struct finish_options *options,
			      struct findings *findings, uint64_t *suppressed)
{
	struct told told = { .shown = 0 };
	struct finding finding = { .state = STATE_INPUT, .exposed_days = -1 };
	struct claim best;

	if (sightings->len == 0)
		return NULL;
	qsort(sightings->items, sightings->len, sizeof(*sightings->items), compare_sightings);
	list_places(sightings, &told, suppressed);
	if (sightings->len == 0)
		return NULL;
	best = best_claim(sightings);
	finding.rule = best.rule;
	finding.severity = best.rule->severity;
	finding.confidence = best.confidence;
	finding.proof = best.proof;
	finding.note = note_of(sightings, best.rule);
	finding.also = other_rules(sightings, best.rule, &findings->arena);
	finding.secret = arena_copy(&findings->arena, sightings->items[0].hit->secret);
	finding.id = identity_of(&findings->arena, options->key, finding.secret);
	add_history(&finding, sightings, options->now);
	add_locations(&finding, sightings, &told, &findings->arena);
	*array_add(findings) = finding;
	return &findings->items[findings->len - 1];
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	const struct location *x = &a->locations.items[0], *y = &b->locations.items[0];
	int order = (int)b->severity - (int)a->severity;

	if (!order)
		order = slice_compare(x->path, y->path);
	if (!order)
		order = slice_compare(x->member, y->member);
	if (!order)
		order = compare_numbers(x->line, y->line);
	if (!order)
		order = compare_numbers(x->column, y->column);
	return order ? order : strcmp(a->id, b->id);
}

void finish_order(struct findings *findings)
{
	if (findings->len)
		qsort(findings->items, findings->len, sizeof(*findings->items), compare_findings);
}
