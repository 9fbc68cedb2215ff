/* version.c - see version.h */
#include "engine/version.h"

#include <stdlib.h>

#include "engine/masks.h"

/* Zones this near one another are one: beginning anew costs as much. */
#define NEAR 128

/* A token start may be one because of so many bytes before it. */
#define ESCAPE 4

struct memo *memo_new(void)
{
	return mem_alloc(sizeof(struct memo));
}

void memo_free(struct memo *m)
{
	if (!m)
		return;
	array_release(&m->places);
	array_release(&m->runs);
	array_release(&m->marks);
	mem_free(m);
}

void memo_begin(struct memo *m, size_t len)
{
	m->known = len < UINT32_MAX;
	m->len = len;
	m->places.len = m->runs.len = m->marks.len = 0;
}

void memo_add(struct memo *m, struct memo_places *list, size_t at, uint32_t rule)
{
	if (list->len == MEMO_MAX)
		m->known = false;
	if (m->known)
		*array_add(list) = (struct memo_place){ (uint32_t)at, rule };
}

static int compare_places(const void *left, const void *right)
{
	const struct memo_place *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

void memo_settle(struct memo_places *list)
{
	size_t kept = 0, sorted = 1;

	while (sorted < list->len && compare_places(&list->items[sorted - 1], &list->items[sorted]) < 0)
		sorted++;
	if (sorted >= list->len)
		return;
	qsort(list->items, list->len, sizeof(*list->items), compare_places);
	for (size_t i = 1; i < list->len; i++)
		if (compare_places(&list->items[kept], &list->items[i]))
			list->items[++kept] = list->items[i];
	list->len = kept + 1;
}

/* shape_is_value, quicker. */
static inline bool is_value(char c)
{
	const uint8_t byte = (uint8_t)c;

	return masks_low[byte & 15] & masks_high[byte >> 4];
}

/* To the end of the run there. */
static void complete(struct zone *zone, struct slice text)
{
	while (zone->until < text.len && is_value(text.at[zone->until]))
		zone->until++;
}

/* The zone of what is new in [from, until), joined to the one before where they are near. */
static void add_zone(struct zones *zones, struct slice text, size_t from, size_t until)
{
	struct zone *last = zones->len ? &zones->items[zones->len - 1] : NULL;

	from = from > VERSION_BEFORE + ESCAPE ? from - VERSION_BEFORE - ESCAPE : 0;
	until = text.len - until > VERSION_AFTER ? until + VERSION_AFTER : text.len;
	/* Most are near one another: only what is not is worth a look at the text. */
	if (last && from > last->until + NEAR)
		complete(last, text);
	if (last && from <= last->until + NEAR) {
		if (last->until < until)
			last->until = until;
		return;
	}
	while (from > 0 && is_value(text.at[from - 1]))
		from--;
	*array_add(zones) = (struct zone){ from, until };
}

static void find_zones(struct version *v, struct slice text)
{
	size_t at = 0, from = 0; /* where a copy would go on */

	for (size_t i = 0; i < v->copies->len; i++) {
		const struct copy *copy = &v->copies->items[i];

		if (copy->at != at || copy->from != from)
			add_zone(&v->zones, text, at, copy->at);
		at = (size_t)copy->at + copy->len;
		from = (size_t)copy->from + copy->len;
	}
	if (at != text.len || from != v->base->len)
		add_zone(&v->zones, text, at, text.len);
	if (v->zones.len)
		complete(&v->zones.items[v->zones.len - 1], text);
}

bool version_begin(struct version *v, struct slice text, const struct memo *base, const struct copies *copies)
{
	size_t size = 0;

	v->base = base;
	v->copies = copies;
	v->len = text.len;
	v->zones.len = 0;
	if (!base || !copies || !base->known || text.len >= UINT32_MAX)
		return false;
	find_zones(v, text);
	for (size_t i = 0; i < v->zones.len; i++)
		size += v->zones.items[i].until - v->zones.items[i].from;
	return size < text.len / 4 * 3;
}

/*
 * Where the part of the base ends that a copy brings without a zone telling of all of it anew. (Of what follows
 * something new a zone tells only in part: the run that belongs to a word there may be behind it.)
 */
static size_t inherited_until(const struct version *v, const struct copy *copy)
{
	const size_t until = (size_t)copy->from + copy->len;

	if ((size_t)copy->at + copy->len == v->len && until == v->base->len)
		return until;
	return until > VERSION_BEFORE ? until - VERSION_BEFORE : 0;
}

static size_t first_from(const struct memo_places *list, size_t at)
{
	size_t low = 0, high = list->len;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (list->items[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void version_inherit(const struct version *v, const struct memo_places *from, struct memo *m, struct memo_places *to)
{
	for (size_t i = 0; i < v->copies->len && m->known && from->len; i++) {
		const struct copy *copy = &v->copies->items[i];
		const size_t until = inherited_until(v, copy);

		if (copy->from >= until)
			continue;
		for (size_t k = first_from(from, copy->from); k < from->len && from->items[k].at < until; k++)
			memo_add(m, to, from->items[k].at - copy->from + copy->at, from->items[k].rule);
	}
}
