/*
 * history_check.c - see history_check.h
 *
 * The graph knows of every tree what trees it holds and whether something it
 * names is absent. So reachability is a walk over arrays, and only the reached
 * nodes with a gap are read again, to learn what it is that they miss.
 */
#include "source/history_check.h"

#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "source/history_paths.h"
#include "source/selection.h"

#define REACHED 1u

uint8_t *graph_shallow(const struct graph *g)
{
	uint8_t *marks = mem_alloc((size_t)g->commits_len + 1);

	for (size_t i = 0; i < g->store->shallow.len; i++) {
		uint32_t object = store_find(g->store, g->store->shallow.items[i].bytes);
		uint32_t rank = object == STORE_NONE ? STORE_NONE : store_rank(g->store, object, OBJECT_COMMIT);

		if (rank != STORE_NONE)
			marks[rank] = 1;
	}
	return marks;
}

static void push(struct graph_reach *r, uint32_t object, uint8_t bit)
{
	if (object == STORE_NONE || r->seen[object] & bit)
		return;
	r->seen[object] |= bit;
	__builtin_prefetch(&r->graph->store->objects[object]);
	*array_add(&r->stack) = object;
}

static void enter(struct graph_reach *r, uint32_t object, uint8_t bit)
{
	const struct graph *g = r->graph;
	uint32_t commit = store_rank(g->store, object, OBJECT_COMMIT);
	uint32_t tree = store_rank(g->store, object, OBJECT_TREE);
	uint32_t tag = store_rank(g->store, object, OBJECT_TAG);

	if (commit != STORE_NONE && g->commits[commit].flags & NODE_READ) {
		const struct commit_node *node = &g->commits[commit];

		for (uint32_t i = 0; i < node->parents_len && !(r->shallow && r->shallow[commit]); i++)
			push(r, node->parents[i], bit);
		if (!r->commits_only)
			push(r, node->tree, bit);
	}
	if (tree != STORE_NONE && g->trees[tree].flags & NODE_READ)
		for (uint32_t i = 0; i < g->trees[tree].folders_len; i++)
			push(r, g->trees[tree].folders[i], bit);
	if (tag != STORE_NONE && g->tags[tag].flags & NODE_READ)
		push(r, g->tags[tag].target, bit);
}

void graph_reach(struct graph_reach *r, uint32_t object, uint8_t bit)
{
	push(r, object, bit);
	while (r->stack.len)
		enter(r, r->stack.items[--r->stack.len], bit);
}

struct checker {
	struct graph *graph;
	const struct store *store;
	struct store_reader *reader;
	struct coverage *coverage;
	struct graph_reach reach;
	uint8_t *shallow;
	const struct table *stores;
	const struct selection *selection;
	struct table absent;     /* ids already named */
	struct table submodules; /* paths already named */
	struct path_set paths;
	struct arena arena;
};

/* Names an absent object, once. */
static void note_absent(struct checker *c, const uint8_t *id)
{
	struct slice key = slice_make((const char *)id, SHA1_SIZE);

	if (store_knows(c->store, id) || store_is_builtin(id) || table_find(&c->absent, key))
		return;
	if (c->selection && table_find(&c->selection->absent, key))
		return;
	table_add(&c->absent, arena_copy(&c->arena, key), 0, NULL);
	store_fail_id(c->store, c->coverage, c->store->promisor ? "promised" : "missing", id);
}

static void note_header(struct checker *c, struct slice *headers, const char *key)
{
	struct oid id;

	if (object_header_id(headers, key, &id))
		note_absent(c, id.bytes);
}

/* Reads a node with a gap again and names what it misses. */
static void fill_gap(struct checker *c, uint32_t object, bool is_shallow)
{
	struct slice headers, message;
	struct object_bytes read;
	struct tree_entry entry;
	enum status status;
	struct error err;

	status = store_read(c->reader, object, &read, &err);
	if (status) {
		store_fail_id(c->store, c->coverage, store_read_reason(status), c->store->objects[object].id);
		return;
	}
	if (read.type == OBJECT_TREE) {
		while (tree_next(&read.bytes, &entry))
			if (entry.type != ENTRY_SUBMODULE)
				note_absent(c, entry.id);
		return;
	}
	object_split(read.bytes, &headers, &message);
	if (read.type == OBJECT_TAG)
		note_header(c, &headers, "object ");
	if (read.type == OBJECT_COMMIT) {
		note_header(c, &headers, "tree ");
		while (!is_shallow && slice_starts(headers, SLICE("parent ")))
			note_header(c, &headers, "parent ");
	}
}

static void check_gaps(struct checker *c)
{
	struct graph *g = c->graph;

	for (uint32_t i = 0; i < g->commits_len; i++) {
		const struct commit_node *node = &g->commits[i];

		if (!(node->flags & NODE_READ) || !(c->reach.seen[node->object] & REACHED))
			continue;
		if (c->shallow[i]) {
			const char *id = (const char *)c->store->objects[node->object].id;
			char hex[2 * SHA1_SIZE + 1];

			store_skip(c->store, c->coverage, "shallow",
				   slice_of(text_write_hex(hex, slice_make(id, SHA1_SIZE))));
		}
		if (node->flags & NODE_GAP)
			fill_gap(c, node->object, c->shallow[i]);
	}
	for (uint32_t i = 0; i < g->tags_len; i++)
		if (g->tags[i].flags & NODE_GAP && c->reach.seen[g->tags[i].object] & REACHED)
			fill_gap(c, g->tags[i].object, false);
	for (uint32_t i = 0; i < g->trees_len; i++)
		if (g->trees[i].flags & NODE_GAP && c->reach.seen[g->trees[i].object] & REACHED)
			fill_gap(c, g->trees[i].object, false);
}

static void check_refs(struct checker *c)
{
	for (size_t i = 0; i < c->store->refs.len; i++) {
		const struct store_ref *ref = &c->store->refs.items[i];
		uint32_t object = store_find(c->store, ref->id.bytes);

		if (object != STORE_NONE)
			graph_reach(&c->reach, object, REACHED);
		else if (!ref->symbolic && !store_knows(c->store, ref->id.bytes) && !store_is_builtin(ref->id.bytes))
			store_fail(c->store, c->coverage, "ref", ref->name);
	}
}

static bool is_read(const struct checker *c, struct slice path)
{
	struct buffer name;
	bool read;

	buffer_init(&name, (size_t)1 << 20);
	buffer_add_text(&name, c->store->name ? c->store->name : "");
	buffer_add(&name, path);
	buffer_add_byte(&name, '/');
	read = table_find(c->stores, buffer_slice(&name)) != NULL;
	buffer_release(&name);
	return read;
}

static void note_submodule(struct checker *c, struct slice path)
{
	if (table_find(&c->submodules, path))
		return;
	table_add(&c->submodules, arena_copy(&c->arena, path), 0, NULL);
	if (!is_read(c, path))
		store_skip(c->store, c->coverage, "submodule", path);
}

static void check_index(struct checker *c, const struct gitindex *index)
{
	for (size_t i = 0; i < index->entries.len; i++) {
		const struct gitindex_entry *entry = &index->entries.items[i];
		uint32_t object;

		if (entry->type == ENTRY_SUBMODULE) {
			note_submodule(c, entry->path);
			continue;
		}
		object = store_find(c->store, entry->id);
		if (object != STORE_NONE)
			graph_reach(&c->reach, object, REACHED);
		else if (!entry->intent_to_add)
			note_absent(c, entry->id);
	}
}

static void visit_submodules(void *context, uint32_t tree, uint32_t path)
{
	struct checker *c = context;
	const struct tree_node *node = &c->graph->trees[tree];
	struct buffer text;

	buffer_init(&text, 1 << 20);
	for (uint32_t i = 0; i < node->folders_len; i++) {
		if (node->folders[i] != STORE_NONE)
			continue;
		buffer_clear(&text);
		path_write(&c->paths, path_child(&c->paths, path, node->names[i]), &text);
		note_submodule(c, buffer_slice(&text));
	}
	buffer_release(&text);
}

/* Names the submodules of all reached commits by their paths. */
static void check_submodules(struct checker *c)
{
	const struct graph *g = c->graph;
	struct path_walk walk = { .paths = &c->paths, .budget = path_budget(g) };
	uint8_t *carry = mem_alloc((size_t)g->trees_len + 1);
	bool any = false;

	for (uint32_t i = 0; i < g->trees_len; i++) {
		carry[i] = (g->trees[i].flags & NODE_GITLINKS) != 0;
		any = any || carry[i];
	}
	if (any)
		graph_carry(g, carry, NULL);
	walk.carry = carry;
	walk.visit = visit_submodules;
	walk.context = c;
	for (uint32_t i = 0; any && i < g->commits_len; i++) {
		const struct commit_node *node = &g->commits[i];

		if (node->flags & NODE_READ && node->tree != STORE_NONE && c->reach.seen[node->object] & REACHED)
			path_walk(&walk, store_rank(c->store, node->tree, OBJECT_TREE), 0);
	}
	if (walk.cut)
		store_fail(c->store, c->coverage, "limit", "paths of submodules");
	path_walk_release(&walk);
	mem_free(carry);
}

static void check_selected(struct checker *c)
{
	for (uint32_t i = 0; i < c->store->count; i++)
		if (c->selection->marks[i] & SELECTION_HOLDS)
			c->reach.seen[i] = REACHED;
}

void history_check(struct graph *g, struct store_reader *reader, const struct table *stores,
		   const struct selection *selection, struct coverage *coverage)
{
	struct checker c = { .graph = g, .store = g->store, .reader = reader, .stores = stores, .coverage = coverage };

	c.selection = selection;

	arena_init(&c.arena);
	table_init(&c.absent);
	table_init(&c.submodules);
	path_set_init(&c.paths, g);
	c.shallow = graph_shallow(g);
	c.reach = (struct graph_reach){ .graph = g, .shallow = c.shallow };
	c.reach.seen = mem_alloc((size_t)g->store->count + 1);
	if (selection)
		check_selected(&c);
	else
		check_refs(&c);
	for (size_t i = 0; i < g->store->indexes.len && !selection; i++)
		check_index(&c, &g->store->indexes.items[i]);
	check_gaps(&c);
	check_submodules(&c);
	mem_free(c.reach.seen);
	array_release(&c.reach.stack);
	mem_free(c.shallow);
	path_set_release(&c.paths);
	table_release(&c.submodules);
	table_release(&c.absent);
	arena_release(&c.arena);
}
