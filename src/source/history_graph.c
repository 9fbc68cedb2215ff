/* history_graph.c - see history_graph.h */
#include "source/history_graph.h"

#include <stdlib.h>
#include <string.h>

#include "model/file_kind.h"
#include "store/tree_memory.h"

#define CACHE_SLOTS 32768u /* ids looked up lately: neighbours in the reading order are nearly equal */
#define NAME_SLOTS  4096u

struct cached_id {
	uint8_t id[SHA1_SIZE];
	uint32_t object;
	bool used;
};

struct cached_name {
	struct slice name;
	uint32_t id;
};

/* A node whose folders or parents still are in the worker's arrays; a part whose entries are. */
struct pending {
	uint32_t rank;
	size_t first, first_name;
};

struct graph_worker {
	struct graph *graph;
	struct cached_id *ids;
	struct cached_name *names;
	struct worker_numbers ARRAY_OF(uint32_t) folders, names_of, parents, entries; /* the last of the parts */
	struct worker_pending ARRAY_OF(struct pending) trees, commits, parts;
	struct tree_memory *memory;
	struct tree_node *node; /* of the tree at hand */
};

void graph_init(struct graph *g, const struct store *store)
{
	*g = (struct graph){ .store = store };
	g->commits_len = store_ranks(store, OBJECT_COMMIT);
	g->trees_len = store_ranks(store, OBJECT_TREE);
	g->tags_len = store_ranks(store, OBJECT_TAG);
	g->commits = mem_alloc_array((size_t)g->commits_len + 1, sizeof(*g->commits));
	g->trees = mem_alloc_array((size_t)g->trees_len + 1, sizeof(*g->trees));
	g->tags = mem_alloc_array((size_t)g->tags_len + 1, sizeof(*g->tags));
	g->named = mem_alloc_array((size_t)store->count + 1, sizeof(*g->named));
	pthread_mutex_init(&g->names.lock, NULL);
	arena_init(&g->names.arena);
	table_init(&g->names.ids);
}

void graph_release(struct graph *g)
{
	for (size_t i = 0; i < g->blocks.len; i++)
		mem_free(g->blocks.items[i]);
	array_release(&g->blocks);
	array_release(&g->parts);
	mem_free(g->named);
	mem_free(g->commits);
	mem_free(g->trees);
	mem_free(g->tags);
	array_release(&g->names.list);
	table_release(&g->names.ids);
	arena_release(&g->names.arena);
	pthread_mutex_destroy(&g->names.lock);
}

uint32_t graph_name(struct graph *g, struct slice name)
{
	size_t *found, id;

	pthread_mutex_lock(&g->names.lock);
	found = table_find(&g->names.ids, name);
	if (found) {
		id = *found;
	} else {
		id = g->names.list.len;
		name = arena_copy(&g->names.arena, name);
		*array_add(&g->names.list) = name;
		table_add(&g->names.ids, name, id, NULL);
	}
	pthread_mutex_unlock(&g->names.lock);
	return (uint32_t)id;
}

bool graph_follow_tag(const struct graph *g, uint32_t *object)
{
	const uint32_t rank = store_rank(g->store, *object, OBJECT_TAG);

	if (rank == STORE_NONE || !(g->tags[rank].flags & NODE_READ))
		return false;
	*object = g->tags[rank].target;
	return true;
}

struct graph_worker *graph_worker_new(struct graph *g)
{
	struct graph_worker *w = mem_alloc(sizeof(*w));

	w->graph = g;
	w->ids = mem_alloc_array(CACHE_SLOTS, sizeof(*w->ids));
	w->names = mem_alloc_array(NAME_SLOTS, sizeof(*w->names));
	w->memory = tree_memory_new();
	return w;
}

void graph_worker_free(struct graph_worker *w)
{
	if (!w)
		return;
	array_release(&w->folders);
	array_release(&w->names_of);
	array_release(&w->parents);
	array_release(&w->trees);
	array_release(&w->commits);
	array_release(&w->parts);
	array_release(&w->entries);
	tree_memory_free(w->memory);
	mem_free(w->ids);
	mem_free(w->names);
	mem_free(w);
}

/* memcmp, without the call: this runs once for every entry of every tree. */
static bool is_same_id(const uint8_t *a, const uint8_t *b)
{
	uint64_t x[2], y[2];
	uint32_t x_end, y_end;

	memcpy(x, a, sizeof(x));
	memcpy(y, b, sizeof(y));
	memcpy(&x_end, a + sizeof(x), sizeof(x_end));
	memcpy(&y_end, b + sizeof(y), sizeof(y_end));
	return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (uint64_t)(x_end ^ y_end)) == 0;
}

static uint32_t find(struct graph_worker *w, const uint8_t *id)
{
	unsigned slot = ((unsigned)id[0] | (unsigned)id[1] << 8) % CACHE_SLOTS;
	struct cached_id *cached = &w->ids[slot];

	if (!cached->used || !is_same_id(cached->id, id)) {
		memcpy(cached->id, id, SHA1_SIZE);
		cached->object = store_find(w->graph->store, id);
		cached->used = true;
	}
	return cached->object;
}

static uint32_t name_id(struct graph_worker *w, struct slice name)
{
	uint32_t hash = 2166136261u;
	struct cached_name *cached;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.at[i]) * 16777619u;
	cached = &w->names[(hash ^ hash >> 15) % NAME_SLOTS];
	if (!cached->name.at || !slice_equal(cached->name, name)) {
		cached->id = graph_name(w->graph, name);
		pthread_mutex_lock(&w->graph->names.lock);
		cached->name = w->graph->names.list.items[cached->id];
		pthread_mutex_unlock(&w->graph->names.lock);
	}
	return cached->id;
}

static void add_folder(struct graph_worker *w, uint32_t tree, struct slice name)
{
	*array_add(&w->folders) = tree;
	*array_add(&w->names_of) = name_id(w, name);
	w->node->folders_len++;
}

/* Whatever leaves a trace in the node is visited in every version of the tree. */
static bool add_entry(void *context, const struct tree_entry *entry)
{
	struct graph_worker *w = context;
	uint32_t found;

	if (entry->type == ENTRY_SUBMODULE) {
		w->node->flags |= NODE_GITLINKS;
		add_folder(w, STORE_NONE, entry->name);
		return true;
	}
	found = find(w, entry->id);
	/* Folders come again with every version; what is looked for later are blobs. */
	if (entry->type != ENTRY_FOLDER || found == STORE_NONE || w->graph->store->objects[found].type != OBJECT_TREE)
		memcpy(array_add(&w->entries), entry->id, sizeof(uint32_t));
	if (found == STORE_NONE) {
		w->node->flags |= store_is_builtin(entry->id) ? 0 : NODE_GAP;
		return true;
	}
	if (entry->type == ENTRY_FOLDER)
		add_folder(w, found, entry->name);
	else if (file_kind_may_tell(entry->name))
		atomic_store_explicit(&w->graph->named[found], 1, memory_order_relaxed);
	return entry->type == ENTRY_FOLDER;
}

/* When the last `len` numbers, from *own on, are those from `before` on too, one copy serves both. */
static void share(struct worker_numbers *numbers, size_t before, size_t *own, size_t len)
{
	if (memcmp(&numbers->items[before], &numbers->items[*own], len * sizeof(*numbers->items)) != 0)
		return;
	numbers->len = *own;
	*own = before;
}

static void share_with(struct graph_worker *w, const struct tree_node *before)
{
	struct pending *own = &w->trees.items[w->trees.len - 1];
	const size_t len = w->node->folders_len;

	if (w->trees.len < 2 || before->folders_len != len || len == 0)
		return;
	share(&w->folders, own[-1].first, &own->first, len);
	share(&w->names_of, own[-1].first_name, &own->first_name, len);
}

static bool add_tree(struct graph_worker *w, uint32_t object, const struct object_bytes *read)
{
	uint32_t rank = store_rank(w->graph->store, object, OBJECT_TREE);
	const struct tree_node *before = w->node;
	bool whole;

	if (w->parts.len == 0 || w->graph->store->objects[object].base == STORE_NONE)
		*array_add(&w->parts) = (struct pending){ .rank = rank, .first = w->entries.len };
	w->node = &w->graph->trees[rank];
	*array_add(&w->trees) = (struct pending){ rank, w->folders.len, w->names_of.len };
	w->node->object = object;
	whole = tree_memory_walk(w->memory, read->bytes, read->origin, add_entry, w);
	w->node->flags |= NODE_READ;
	share_with(w, before);
	return whole;
}

static void add_parent(struct graph_worker *w, struct commit_node *node, const struct oid *id)
{
	uint32_t parent = find(w, id->bytes);

	if (parent == STORE_NONE) {
		node->flags |= NODE_GAP;
		return;
	}
	*array_add(&w->parents) = parent;
	node->parents_len++;
}

static bool add_commit(struct graph_worker *w, uint32_t object, struct slice bytes)
{
	uint32_t rank = store_rank(w->graph->store, object, OBJECT_COMMIT);
	struct commit_node *node = &w->graph->commits[rank];
	struct slice headers, message, value, name, email;
	struct oid tree, parent;

	object_split(bytes, &headers, &message);
	*array_add(&w->commits) = (struct pending){ .rank = rank, .first = w->parents.len };
	node->object = object;
	node->tree = STORE_NONE;
	node->flags |= NODE_READ;
	if (!object_header_id(&headers, "tree ", &tree))
		return false;
	node->tree = find(w, tree.bytes);
	if (node->tree == STORE_NONE && !store_is_builtin(tree.bytes))
		node->flags |= NODE_GAP;
	while (slice_starts(headers, SLICE("parent "))) {
		if (!object_header_id(&headers, "parent ", &parent))
			return false;
		add_parent(w, node, &parent);
	}
	if (object_header(&headers, "committer ", &value))
		object_person(value, &name, &email, &node->date);
	return true;
}

static bool add_tag(struct graph_worker *w, uint32_t object, struct slice bytes)
{
	struct tag_node *node = &w->graph->tags[store_rank(w->graph->store, object, OBJECT_TAG)];
	struct slice headers, message;
	struct oid target;

	object_split(bytes, &headers, &message);
	node->object = object;
	node->target = STORE_NONE;
	node->flags |= NODE_READ;
	if (!object_header_id(&headers, "object ", &target))
		return false;
	node->target = find(w, target.bytes);
	if (node->target == STORE_NONE && !store_is_builtin(target.bytes))
		node->flags |= NODE_GAP;
	return true;
}

bool graph_add(struct graph_worker *w, uint32_t object, const struct object_bytes *read)
{
	switch (read->type) {
	case OBJECT_COMMIT:
		return add_commit(w, object, read->bytes);
	case OBJECT_TREE:
		return add_tree(w, object, read);
	case OBJECT_TAG:
		return add_tag(w, object, read->bytes);
	default:
		return true;
	}
}

/* A copy of exactly the right size that the graph owns; NULL for nothing. */
static const uint32_t *keep(struct graph *g, const struct worker_numbers *numbers)
{
	uint32_t *block;

	if (numbers->len == 0)
		return NULL;
	block = mem_grow(NULL, numbers->len, sizeof(*block));
	memcpy(block, numbers->items, numbers->len * sizeof(*block));
	pthread_mutex_lock(&g->names.lock);
	*array_add(&g->blocks) = block;
	pthread_mutex_unlock(&g->names.lock);
	return block;
}

static void keep_parts(struct graph_worker *w)
{
	struct graph *g = w->graph;
	const uint32_t *entries = keep(g, &w->entries);

	pthread_mutex_lock(&g->names.lock);
	for (size_t i = 0; i < w->parts.len; i++) {
		const size_t from = w->parts.items[i].first;
		const size_t until = i + 1 < w->parts.len ? w->parts.items[i + 1].first : w->entries.len;

		*array_add(&g->parts) = (struct graph_part){ .rank = w->parts.items[i].rank,
							     .entries = entries ? entries + from : NULL,
							     .entries_len = (uint32_t)(until - from) };
	}
	pthread_mutex_unlock(&g->names.lock);
	w->parts.len = w->entries.len = 0;
	/* The next part is to have all of its entries. */
	tree_memory_forget(w->memory);
}

void graph_flush(struct graph_worker *w)
{
	struct graph *g = w->graph;
	const uint32_t *folders = keep(g, &w->folders), *names = keep(g, &w->names_of);
	const uint32_t *parents = keep(g, &w->parents);

	for (size_t i = 0; folders && i < w->trees.len; i++) {
		g->trees[w->trees.items[i].rank].folders = folders + w->trees.items[i].first;
		g->trees[w->trees.items[i].rank].names = names + w->trees.items[i].first_name;
	}
	for (size_t i = 0; parents && i < w->commits.len; i++)
		g->commits[w->commits.items[i].rank].parents = parents + w->commits.items[i].first;
	w->folders.len = w->names_of.len = w->parents.len = w->trees.len = w->commits.len = 0;
	keep_parts(w);
}

void graph_flush_scattered(struct graph_worker *w)
{
	if (w->parts.len) {
		pthread_mutex_lock(&w->graph->names.lock);
		w->graph->scattered = true;
		pthread_mutex_unlock(&w->graph->names.lock);
	}
	graph_flush(w);
}

static int compare_parts(const void *left, const void *right)
{
	const struct graph_part *a = left, *b = right;

	return (a->rank > b->rank) - (a->rank < b->rank);
}

void graph_settle(struct graph *g)
{
	if (g->parts.len)
		qsort(g->parts.items, g->parts.len, sizeof(*g->parts.items), compare_parts);
}
