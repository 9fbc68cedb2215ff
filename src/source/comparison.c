/* comparison.c - see comparison.h; renames are found in renames.c */
#include "source/comparison.h"

#include <string.h>

#include "store/object_format.h"

#define TREE_MAX  ((size_t)256 << 20)
#define DEPTH_MAX 1024 /* folders within folders; git's own checkout ends far earlier */

#define NO_FOLDER ((size_t)-1)

struct walk {
	struct comparison *c;
	const struct gitindex *index;
	const struct objects *objects;
	struct coverage *coverage;
};

/* The entries of one folder: from `at` up to `end`, their paths begin with the same `prefix` bytes. */
struct span {
	size_t at, end, prefix;
	size_t folder; /* in index->folders; NO_FOLDER when that knows nothing of it */
	unsigned depth;
};

static const struct gitindex_entry *entry_at(const struct walk *w, size_t at)
{
	return &w->index->entries.items[at];
}

/* The part of an entry's path that stands in the folder; *is_folder: the entry itself is further down. */
static struct slice name_of(const struct gitindex_entry *entry, size_t prefix, bool *is_folder)
{
	struct slice name = slice_sub(entry->path, prefix, entry->path.len);
	size_t slash = slice_find_byte(name, '/', 0);

	*is_folder = slash != SLICE_NOWHERE;
	return *is_folder ? slice_sub(name, 0, slash) : name;
}

/* Git's order of a folder: by bytes, a folder as if its name ended in a slash. */
static int compare_names(struct slice a, bool a_folder, struct slice b, bool b_folder)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;
	int next_a, next_b;

	if (order)
		return order;
	next_a = a.len > common ? (unsigned char)a.at[common] : a_folder ? '/' : 0;
	next_b = b.len > common ? (unsigned char)b.at[common] : b_folder ? '/' : 0;
	if (next_a != next_b)
		return next_a - next_b;
	return (a.len > b.len) - (a.len < b.len);
}

/* Behind all stages of the path at `at`. */
static size_t next_path(const struct walk *w, size_t at, size_t end)
{
	size_t next = at + 1;

	while (next < end && entry_at(w, at)->stage && slice_equal(entry_at(w, at)->path, entry_at(w, next)->path))
		next++;
	return next;
}

static void take_changed(struct walk *w, struct span *s, const struct tree_entry *old)
{
	struct changed changed = { .entry = s->at };

	if (old && (old->type == ENTRY_FILE || old->type == ENTRY_SYMLINK))
		changed.before = oid_make(old->id, 20);
	*array_add(&w->c->changed) = changed;
	s->at = next_path(w, s->at, s->end);
}

static void take_gone(struct walk *w, const struct tree_entry *old)
{
	if (old->type == ENTRY_SUBMODULE)
		return;
	*array_add(&w->c->gone) =
		(struct gone){ arena_copy(&w->c->arena, old->name), oid_make(old->id, 20), old->type == ENTRY_FOLDER };
}

static void take_file(struct walk *w, struct span *s, const struct tree_entry *old)
{
	const struct gitindex_entry *entry = entry_at(w, s->at);

	/* A new mode alone adds nothing. */
	if (entry->stage == 0 && !entry->intent_to_add && memcmp(entry->id, old->id, 20) == 0)
		s->at++;
	else
		take_changed(w, s, old);
}

static size_t find_folder(const struct walk *w, size_t parent, struct slice name)
{
	const struct gitindex_folders *folders = &w->index->folders;

	if (parent == NO_FOLDER)
		return NO_FOLDER;
	for (size_t i = parent + 1; i < folders->items[parent].next; i = folders->items[i].next)
		if (slice_equal(folders->items[i].name, name))
			return i;
	return NO_FOLDER;
}

static size_t end_of_folder(const struct walk *w, const struct span *s, size_t prefix)
{
	struct slice start = slice_sub(entry_at(w, s->at)->path, 0, prefix);
	size_t end = s->at + 1;

	while (end < s->end && slice_starts(entry_at(w, end)->path, start))
		end++;
	return end;
}

static void walk_tree(struct walk *w, struct span s, const uint8_t *id);

static void take_folder(struct walk *w, struct span *s, const struct tree_entry *old)
{
	const struct gitindex_entry *entry = entry_at(w, s->at);
	struct span inner = { .at = s->at, .prefix = s->prefix + old->name.len + 1, .depth = s->depth + 1 };

	if (entry->path.len == inner.prefix) { /* a whole folder in one entry of a sparse index */
		if (memcmp(entry->id, old->id, 20) == 0)
			s->at++;
		else
			take_changed(w, s, NULL);
		return;
	}
	inner.end = end_of_folder(w, s, inner.prefix);
	inner.folder = find_folder(w, s->folder, old->name);
	walk_tree(w, inner, old->id);
	s->at = inner.end;
}

/* The entry at s->at against `old`: negative when it comes before it and so is new. */
static int order_of(const struct walk *w, const struct span *s, const struct tree_entry *old)
{
	bool folder;
	struct slice name = name_of(entry_at(w, s->at), s->prefix, &folder);

	return compare_names(name, folder, old->name, old->type == ENTRY_FOLDER);
}

/* A name with a slash would pass for another folder's. */
static bool is_name(struct slice name)
{
	return name.len && slice_find_byte(name, '/', 0) == SLICE_NOWHERE;
}

static void merge(struct walk *w, struct span *s, struct slice tree)
{
	struct slice rest = tree;
	struct tree_entry old;

	while (tree_next(&rest, &old) && is_name(old.name)) {
		int order = 1;

		tree = rest;
		while (s->at < s->end && (order = order_of(w, s, &old)) < 0)
			take_changed(w, s, NULL);
		if (s->at == s->end || order > 0)
			take_gone(w, &old);
		else if (old.type == ENTRY_FOLDER)
			take_folder(w, s, &old);
		else
			take_file(w, s, &old);
	}
	if (tree.len)
		coverage_fail(w->coverage, "damaged", SLICE("a tree of the commit to compare with"));
}

static bool is_cached(const struct walk *w, const struct span *s, const uint8_t *id)
{
	const struct gitindex_folder *folder;

	if (s->folder == NO_FOLDER)
		return false;
	folder = &w->index->folders.items[s->folder];
	return folder->id && folder->entries == s->end - s->at && memcmp(folder->id, id, 20) == 0;
}

static void walk_tree(struct walk *w, struct span s, const uint8_t *id)
{
	struct oid oid = oid_make(id, 20);
	struct object tree;
	struct error err;

	if (is_cached(w, &s, id))
		return;
	if (s.depth > DEPTH_MAX) {
		coverage_fail(w->coverage, "limit", slice_sub(entry_at(w, s.at)->path, 0, s.prefix));
	} else if (objects_read(w->objects, &oid, OBJECT_TREE, TREE_MAX, &tree, &err)) {
		coverage_fail(w->coverage, objects_reason(w->objects, err.status), slice_of(err.text));
	} else {
		merge(w, &s, slice_make(tree.at, tree.len));
		object_release(&tree);
	}
	while (s.at < s.end)
		take_changed(w, &s, NULL);
}

void comparison_make(struct comparison *c, const struct gitindex *index, const struct objects *objects,
		     const struct oid *tree, struct coverage *coverage)
{
	struct walk w = { c, index, objects, coverage };
	struct span all = { .end = index->entries.len, .folder = index->folders.len ? 0 : NO_FOLDER };

	*c = (struct comparison){ 0 };
	arena_init(&c->arena);
	if (tree->size)
		walk_tree(&w, all, tree->bytes);
	else
		while (all.at < all.end)
			take_changed(&w, &all, NULL);
}

void comparison_release(struct comparison *c)
{
	array_release(&c->changed);
	array_release(&c->gone);
	arena_release(&c->arena);
}
