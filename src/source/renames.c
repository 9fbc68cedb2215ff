/*
 * renames.c - where new files came from; see comparison.h
 *
 * A file that is new in the index may be one that is gone from the tree: then
 * its old secrets are no news. The same content settles it without reading
 * anything. For the rest contents are compared, each gone file being the origin
 * of one new file at most: first those that kept their name when theirs is the
 * only one of that name (a moved folder), then each with each, the best match
 * first. Bounds keep a hook quick; what is beyond them counts as new, which can
 * only report more.
 */
#include "source/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "source/resemblance.h"
#include "store/object_format.h"

#define SIMILAR   50 /* percent, git's default */
#define BLOB_MAX  ((size_t)4 << 20)
#define BYTES_MAX ((size_t)128 << 20) /* read for the sake of renames */
#define PAIRS_MAX 100000
#define GONE_MAX  20000 /* files that a deleted folder may name, and folders */
#define TREE_MAX  ((size_t)16 << 20)
#define NOT_THERE ((size_t)-1)
#define AMBIGUOUS ((size_t)-2)

/* One file of either side that has no counterpart yet. */
struct candidate {
	struct oid id;
	struct slice name;
	size_t at; /* in changed or gone */
	bool settled, sketched, readable;
	struct sketch sketch;
};

struct candidates ARRAY_OF(struct candidate);

struct pair {
	unsigned score;
	size_t added, gone; /* in the two lists of candidates */
};

struct pairs ARRAY_OF(struct pair);

struct search {
	struct comparison *c;
	const struct objects *objects;
	struct coverage *coverage;
	struct candidates added, gone;
	size_t bytes_read;
};

/* What is beyond our bounds, or was promised and not needed so far, is not asked for. */
static void note_unread(struct search *s, const struct error *err)
{
	const char *reason = objects_reason(s->objects, err->status);

	if (err->status != ERR_LIMIT && strcmp(reason, "promised") != 0)
		coverage_fail(s->coverage, reason, slice_of(err->text));
}

/* Looks into the deleted folders; what it finds is appended, so the loop reaches all depths. */
static void list_gone(struct search *s)
{
	struct gone_list *gone = &s->c->gone;

	for (size_t i = 0; i < gone->len && gone->len < GONE_MAX; i++) {
		struct tree_entry entry;
		struct object tree;
		struct error err;
		struct slice rest;

		if (!gone->items[i].folder)
			continue;
		if (objects_read(s->objects, &gone->items[i].id, OBJECT_TREE, TREE_MAX, &tree, &err)) {
			note_unread(s, &err);
			continue;
		}
		rest = slice_make(tree.at, tree.len);
		while (gone->len < GONE_MAX && tree_next(&rest, &entry))
			if (entry.type != ENTRY_SUBMODULE)
				*array_add(gone) = (struct gone){ arena_copy(&s->c->arena, entry.name),
								  oid_make(entry.id, 20), entry.type == ENTRY_FOLDER };
		object_release(&tree);
	}
}

static struct slice last_part(struct slice path)
{
	size_t at = path.len;

	while (at > 0 && path.at[at - 1] != '/')
		at--;
	return slice_sub(path, at, path.len);
}

static void collect(struct search *s, const struct gitindex *index)
{
	for (size_t i = 0; i < s->c->changed.len; i++) {
		const struct changed *changed = &s->c->changed.items[i];
		const struct gitindex_entry *entry = &index->entries.items[changed->entry];

		if (changed->before.size || entry->stage || entry->intent_to_add || entry->type > ENTRY_SYMLINK)
			continue;
		*array_add(&s->added) =
			(struct candidate){ .id = oid_make(entry->id, 20), .name = last_part(entry->path), .at = i };
	}
	if (s->added.len == 0)
		return;
	list_gone(s);
	for (size_t i = 0; i < s->c->gone.len; i++)
		if (!s->c->gone.items[i].folder)
			*array_add(&s->gone) = (struct candidate){ .id = s->c->gone.items[i].id,
								   .name = s->c->gone.items[i].name,
								   .at = i };
}

static void settle(struct search *s, struct candidate *added, struct candidate *gone)
{
	struct changed *changed = &s->c->changed.items[added->at];

	changed->before = gone->id;
	changed->same = memcmp(added->id.bytes, gone->id.bytes, 20) == 0;
	added->settled = gone->settled = true;
}

/* A table from content to a gone file; more files of one content are chained through `next`. */
static void match_same(struct search *s)
{
	size_t *next = mem_alloc_array(s->gone.len, sizeof(*next));
	struct table by_id;

	table_init(&by_id);
	for (size_t i = s->gone.len; i-- > 0;) {
		size_t *first = table_add(&by_id, oid_bytes(&s->gone.items[i].id), NOT_THERE, NULL);

		next[i] = *first;
		*first = i;
	}
	for (size_t i = 0; i < s->added.len; i++) {
		size_t *first = table_find(&by_id, oid_bytes(&s->added.items[i].id));

		if (!first || *first == NOT_THERE)
			continue;
		settle(s, &s->added.items[i], &s->gone.items[*first]);
		*first = next[*first];
	}
	table_release(&by_id);
	mem_free(next);
}

static const struct sketch *sketch_of(struct search *s, struct candidate *candidate)
{
	struct object blob;
	struct error err;

	if (!candidate->sketched && s->bytes_read < BYTES_MAX) {
		candidate->sketched = true;
		if (!objects_read(s->objects, &candidate->id, OBJECT_BLOB, BLOB_MAX, &blob, &err)) {
			s->bytes_read += blob.len;
			sketch_make(&candidate->sketch, slice_make(blob.at, blob.len));
			object_release(&blob);
			candidate->readable = true;
		} else {
			note_unread(s, &err);
		}
	}
	return candidate->readable ? &candidate->sketch : NULL;
}

static unsigned score_of(struct search *s, struct candidate *added, struct candidate *gone)
{
	const struct sketch *a = sketch_of(s, added), *b = sketch_of(s, gone);

	return a && b ? sketch_compare(a, b) : 0;
}

/* The only unsettled candidate of each name. */
static void index_names(struct candidates *list, struct table *by_name)
{
	table_init(by_name);
	for (size_t i = 0; i < list->len; i++) {
		bool added;
		size_t *at;

		if (list->items[i].settled)
			continue;
		at = table_add(by_name, list->items[i].name, i, &added);
		if (!added)
			*at = AMBIGUOUS;
	}
}

static void match_names(struct search *s)
{
	struct table added, gone;

	index_names(&s->added, &added);
	index_names(&s->gone, &gone);
	for (size_t i = 0; i < s->added.len; i++) {
		size_t *only = table_find(&added, s->added.items[i].name);
		size_t *from = table_find(&gone, s->added.items[i].name);

		if (!only || *only != i || !from || *from == AMBIGUOUS)
			continue;
		if (score_of(s, &s->added.items[i], &s->gone.items[*from]) >= SIMILAR)
			settle(s, &s->added.items[i], &s->gone.items[*from]);
	}
	table_release(&added);
	table_release(&gone);
}

static int best_first(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (x->added != y->added)
		return x->added < y->added ? -1 : 1;
	return (x->gone > y->gone) - (x->gone < y->gone);
}

static size_t count_unsettled(const struct candidates *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->len; i++)
		count += !list->items[i].settled;
	return count;
}

static void match_similar(struct search *s)
{
	struct pairs pairs = { 0 };

	if (count_unsettled(&s->added) * count_unsettled(&s->gone) > PAIRS_MAX)
		return;
	for (size_t i = 0; i < s->added.len; i++)
		for (size_t k = 0; !s->added.items[i].settled && k < s->gone.len; k++) {
			unsigned score;

			if (s->gone.items[k].settled)
				continue;
			score = score_of(s, &s->added.items[i], &s->gone.items[k]);
			if (score >= SIMILAR)
				*array_add(&pairs) = (struct pair){ score, i, k };
		}
	if (pairs.len)
		qsort(pairs.items, pairs.len, sizeof(*pairs.items), best_first);
	for (size_t i = 0; i < pairs.len; i++) {
		struct candidate *added = &s->added.items[pairs.items[i].added],
				 *gone = &s->gone.items[pairs.items[i].gone];

		if (!added->settled && !gone->settled)
			settle(s, added, gone);
	}
	array_release(&pairs);
}

static void release_candidates(struct candidates *list)
{
	for (size_t i = 0; i < list->len; i++)
		sketch_release(&list->items[i].sketch);
	array_release(list);
}

void comparison_find_renames(struct comparison *c, const struct gitindex *index, const struct objects *objects,
			     struct coverage *coverage)
{
	struct search s = { .c = c, .objects = objects, .coverage = coverage };

	collect(&s, index);
	if (s.added.len && s.gone.len) {
		match_same(&s);
		match_names(&s);
		match_similar(&s);
	}
	release_candidates(&s.added);
	release_candidates(&s.gone);
}
