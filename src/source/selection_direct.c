/*
 * selection_direct.c - see selection_direct.h
 *
 * As git does it: first everything in the trees of the commits just outside is
 * marked as known, then the trees of the selected ones are entered as far as
 * they are not. All objects of the store are "loose" ones to the rest of the
 * room, which is to say that nothing is known of them before they are read.
 */
#include "source/selection_direct.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/store_read.h"
#include "store/store_table.h"

#define NO_ITEM        UINT32_MAX
#define IDS_PER_OBJECT 20 /* ids that are remembered for each object that is read */
#define ARENA_MAX      ((size_t)256 << 20)

enum item_state { ITEM_KNOWN, ITEM_SELECTED, ITEM_ABSENT };

/* A tree or blob that was met; commits and tags only to be put into the store. */
struct item {
	const uint8_t *id;
	enum item_state state;
	uint32_t parent; /* the tree it was first met in; NO_ITEM: a root */
	struct slice name;
};

struct filler {
	struct selection_walk *walk;
	const struct selection *s;
	struct store *store;
	struct coverage own;   /* entered only when it is certain that this way is gone */
	size_t max, looked_at; /* objects that are read, now or to be scanned */
	struct items ARRAY_OF(struct item) items;
	struct table by_id;
	struct item_stack ARRAY_OF(uint32_t) stack; /* trees to be entered */
	struct table submodules;
	struct arena arena;
	bool over;
};

/* Enters what is not there yet; false when it is. */
static bool add_item(struct filler *f, const uint8_t *id, struct item item)
{
	struct slice key = slice_make((const char *)id, SHA1_SIZE);

	if (table_find(&f->by_id, key))
		return false;
	f->looked_at += item.state == ITEM_SELECTED;
	f->over =
		f->over || f->looked_at > f->max || f->items.len / IDS_PER_OBJECT > f->max || f->arena.used > ARENA_MAX;
	if (f->over)
		return false;
	key = arena_copy(&f->arena, key);
	item.id = (const uint8_t *)key.at;
	table_add(&f->by_id, key, f->items.len, NULL);
	*array_add(&f->items) = item;
	return true;
}

static void add_tree(struct filler *f, const uint8_t *id, struct item item)
{
	if (!add_item(f, id, item))
		return;
	*array_add(&f->stack) = (uint32_t)(f->items.len - 1);
	f->looked_at += item.state == ITEM_KNOWN;
}

static void write_path(const struct filler *f, uint32_t item, struct buffer *out)
{
	if (f->items.items[item].parent == NO_ITEM)
		return;
	write_path(f, f->items.items[item].parent, out);
	buffer_add(out, f->items.items[item].name);
	buffer_add_byte(out, '/');
}

static void note_submodule(struct filler *f, uint32_t tree, struct slice name)
{
	struct buffer path;

	buffer_init(&path, (size_t)1 << 20);
	write_path(f, tree, &path);
	buffer_add(&path, name);
	if (!table_find(&f->submodules, buffer_slice(&path))) {
		table_add(&f->submodules, arena_copy(&f->arena, buffer_slice(&path)), 0, NULL);
		store_skip(f->store, &f->own, "submodule", buffer_slice(&path));
	}
	buffer_release(&path);
}

static void fail(struct filler *f, const uint8_t *id, enum status status)
{
	bool promised = status == ERR_MISSING && f->store->promisor;

	store_fail_id(f->store, &f->own, promised ? "promised" : store_read_reason(status), id);
}

static void enter(struct filler *f, uint32_t tree)
{
	enum item_state state = f->items.items[tree].state;
	enum object_type type = OBJECT_UNKNOWN;
	struct tree_entry entry;
	struct object object;
	struct slice rest;
	enum status status = selection_look(f->walk, f->items.items[tree].id, &type, &object);

	rest = status ? SLICE_NONE : slice_make(object.at, object.len);
	while (type == OBJECT_TREE && !f->over && tree_next(&rest, &entry)) {
		struct item item = { .state = state, .parent = tree };

		if (state == ITEM_SELECTED)
			item.name = entry.type == ENTRY_FOLDER ? arena_copy(&f->arena, entry.name) : SLICE_NONE;
		if (entry.type == ENTRY_FOLDER)
			add_tree(f, entry.id, item);
		else if (entry.type != ENTRY_SUBMODULE)
			add_item(f, entry.id, item);
		else if (state == ITEM_SELECTED)
			note_submodule(f, tree, entry.name);
	}
	/*
	 * One that was read but is no whole tree is told of when it is read to be
	 * scanned. Outside, what is absent only makes the selection larger, but
	 * what is damaged is told.
	 */
	if (status && (state == ITEM_SELECTED || status != ERR_MISSING)) {
		f->items.items[tree].state = ITEM_ABSENT;
		if (!store_is_builtin(f->items.items[tree].id))
			fail(f, f->items.items[tree].id, status);
	}
	object_release(&object);
}

static void enter_all(struct filler *f)
{
	while (f->stack.len && !f->over)
		enter(f, f->stack.items[--f->stack.len]);
}

/* Trees that the selection does not bring. */
static void fill_known(struct filler *f)
{
	const struct selection_walk *w = f->walk;
	const struct item known = { .state = ITEM_KNOWN, .parent = NO_ITEM };

	for (size_t i = 0; i < w->commits.len; i++) {
		const struct walk_commit *commit = &w->commits.items[i];

		for (uint32_t k = 0; k < commit->parents_len && selection_walk_takes(w, commit); k++) {
			const struct walk_commit *parent = &w->commits.items[w->parents.items[commit->parents + k]];

			if (!parent->status && !selection_walk_takes(w, parent))
				add_tree(f, parent->tree, known);
		}
	}
	for (size_t i = 0; i < f->s->roots_len; i++) {
		const struct selection_root *root = &f->s->roots[i];

		if (root->flags & SELECT_OUT && root->type == OBJECT_TREE)
			add_tree(f, root->id.bytes, known);
		else if (root->flags & SELECT_OUT && root->type == OBJECT_BLOB)
			add_item(f, root->id.bytes, known);
	}
	enter_all(f);
	for (size_t i = 0; i < w->commits.len; i++) {
		const struct walk_commit *commit = &w->commits.items[i];
		const struct item absent = { .state = ITEM_ABSENT, .parent = NO_ITEM };

		if (commit->status && commit->status != UINT8_MAX && commit->status != ERR_MISSING &&
		    add_item(f, commit->id, absent))
			fail(f, commit->id, commit->status);
	}
}

static void fill_commit(struct filler *f, const struct walk_commit *commit)
{
	const struct item one = { .state = ITEM_SELECTED, .parent = NO_ITEM };
	const struct item absent = { .state = ITEM_ABSENT, .parent = NO_ITEM };
	char hex[2 * SHA1_SIZE + 1];

	if (commit->shallow)
		store_skip(f->store, &f->own, "shallow",
			   slice_of(text_write_hex(hex, slice_make((const char *)commit->id, SHA1_SIZE))));
	add_item(f, commit->id, one);
	add_tree(f, commit->tree, one);
	enter_all(f);
	for (uint32_t i = 0; i < commit->parents_len; i++) {
		const struct walk_commit *parent = &f->walk->commits.items[f->walk->parents.items[commit->parents + i]];

		if (parent->status && add_item(f, parent->id, absent))
			fail(f, parent->id, parent->status);
	}
}

static void fill_selected(struct filler *f)
{
	const struct item one = { .state = ITEM_SELECTED, .parent = NO_ITEM };

	for (size_t i = 0; i < f->walk->commits.len && !f->over; i++) {
		const struct walk_commit *commit = &f->walk->commits.items[i];

		if (commit->popped && selection_walk_takes(f->walk, commit))
			fill_commit(f, commit);
	}
	for (size_t i = 0; i < f->s->roots_len; i++) {
		const struct selection_root *root = &f->s->roots[i];

		if (root->type == OBJECT_COMMIT || root->stale || !selection_takes(f->s, root->flags))
			continue;
		if (root->type == OBJECT_TREE)
			add_tree(f, root->id.bytes, one);
		else
			add_item(f, root->id.bytes, one);
	}
	enter_all(f);
}

/* Git knows two objects without storing them; an absent one is not missing. */
static bool is_there(struct filler *f, const uint8_t *id)
{
	enum object_type type;
	struct object object;
	enum status status = STATUS_OK;

	if (!store_is_builtin(id))
		return true;
	status = selection_look(f->walk, id, &type, &object);
	object_release(&object);
	return status != ERR_MISSING;
}

static int compare_objects(const void *a, const void *b)
{
	return memcmp(((const struct store_object *)a)->id, ((const struct store_object *)b)->id, SHA1_SIZE);
}

static void make_table(struct filler *f)
{
	struct store_run run = { .objects = mem_alloc_array(f->items.len + 1, sizeof(*run.objects)) };
	struct store_runs runs = { 0 };

	for (size_t i = 0; i < f->items.len; i++) {
		struct store_object *object = &run.objects[run.count];

		if (f->items.items[i].state != ITEM_SELECTED || !is_there(f, f->items.items[i].id))
			continue;
		*object =
			(struct store_object){ .size = STORE_SIZE_UNKNOWN, .base = STORE_NONE, .flags = OBJECT_LOOSE };
		memcpy(object->id, f->items.items[i].id, SHA1_SIZE);
		run.count++;
	}
	if (run.count)
		qsort(run.objects, run.count, sizeof(*run.objects), compare_objects);
	runs.total = run.count;
	*array_add(&runs) = run;
	store_join(f->store, &runs);
}

bool selection_fill(struct selection_walk *w, struct store *store, size_t max, struct coverage *coverage)
{
	struct filler f = { .walk = w, .s = w->s, .store = store, .max = max };

	arena_init(&f.arena);
	table_init(&f.by_id);
	table_init(&f.submodules);
	coverage_init(&f.own);
	fill_known(&f);
	fill_selected(&f);
	if (!f.over) {
		make_table(&f);
		coverage_merge(coverage, &f.own);
	}
	coverage_release(&f.own);
	array_release(&f.items);
	array_release(&f.stack);
	table_release(&f.by_id);
	table_release(&f.submodules);
	arena_release(&f.arena);
	return !f.over;
}
