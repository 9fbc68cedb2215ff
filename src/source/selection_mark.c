/*
 * selection_mark.c - what is selected in a store that was listed; see selection.h
 *
 * Commits, tags and trees are read once, in the order in which that is
 * cheapest, and fill the graph as a scan of everything would have. Which commits and trees are
 * selected is then a walk over arrays. The graph does not know files, so the
 * trees that matter are read once more to mark theirs.
 */
#include "source/selection.h"

#include <stdatomic.h>
#include <string.h>

#include "base/workers.h"
#include "source/history_check.h"
#include "source/selection_roots.h"
#include "store/store_read.h"
#include "store/tree_memory.h"

#define BATCH 2048

/* Bits while it is worked out. SELECT_IN, _OUT and _REF are those of the walk over commits. */
#define MARK_LEFT  8u
#define MARK_RIGHT 16u
#define MARK_KNOWN 32u /* in a tree of a commit just outside */
#define MARK_NEW   64u /* in a tree of a selected commit */
#define MARK_BAD   128u

struct marker {
	struct selection *s;
	struct store *store;
	struct graph *graph;
	uint8_t *marks; /* by object */
	uint8_t *shallow;
	atomic_uint next;
	bool again; /* the trees are read to mark their files */
	pthread_mutex_t lock;
};

/* What one worker needs. */
struct hand {
	struct marker *m;
	struct store_reader *reader;
	struct graph_worker *graph;
	/* Trees read before, apart for each bit: what versions have in common was given it then. */
	struct tree_memory *known, *new;
};

/* A visit to a tree's entries. */
struct marking {
	struct marker *m;
	uint8_t bits;
};

/* Other objects' marks change meanwhile, and in a hostile store a tree may be named as a file. */
static void set_marks(struct marker *m, uint32_t object, uint8_t bits)
{
	__atomic_fetch_or(&m->marks[object], bits, __ATOMIC_RELAXED);
}

static uint8_t get_marks(const struct marker *m, uint32_t object)
{
	return __atomic_load_n(&m->marks[object], __ATOMIC_RELAXED);
}

static void note_absent(struct marker *m, const uint8_t *id)
{
	struct slice key = slice_make((const char *)id, SHA1_SIZE);

	pthread_mutex_lock(&m->lock);
	if (!table_find(&m->s->absent, key))
		table_add(&m->s->absent, arena_copy(&m->s->arena, key), 0, NULL);
	pthread_mutex_unlock(&m->lock);
}

/* Gives a file in a tree the tree's bits. Once will do: they stay. */
static bool mark_entry(void *context, const struct tree_entry *entry)
{
	const struct marking *marking = context;
	struct marker *m = marking->m;
	uint32_t object;

	if (entry->type == ENTRY_SUBMODULE)
		return false;
	object = store_find(m->store, entry->id);
	if (object != STORE_NONE && entry->type != ENTRY_FOLDER)
		set_marks(m, object, marking->bits);
	else if (object == STORE_NONE && marking->bits & MARK_KNOWN)
		note_absent(m, entry->id);
	return false;
}

static void mark_files(struct hand *hand, const struct object_bytes *tree, bool known)
{
	struct marking marking = { hand->m, known ? MARK_KNOWN : MARK_NEW };

	tree_memory_walk(known ? hand->known : hand->new, tree->bytes, tree->origin, mark_entry, &marking);
}

static bool is_marked_tree(const struct marker *m, uint32_t object)
{
	uint32_t tree = store_rank(m->store, object, OBJECT_TREE);

	return tree != STORE_NONE && m->graph->trees[tree].flags & NODE_READ &&
	       get_marks(m, object) & (MARK_KNOWN | MARK_NEW);
}

static void run_object(struct hand *hand, uint32_t object)
{
	struct marker *m = hand->m;
	struct object_bytes read;
	struct error err;

	if (m->again && !is_marked_tree(m, object))
		return;
	/* What cannot be read is told of by whoever reads it because it is selected. */
	if (store_read(hand->reader, object, &read, &err))
		return;
	if (m->again)
		mark_files(hand, &read, get_marks(m, object) & MARK_KNOWN);
	else if (!graph_add(hand->graph, object, &read))
		set_marks(m, object, MARK_BAD);
}

static void run(void *context, unsigned worker)
{
	struct marker *m = context;
	const uint32_t *ends = m->store->ends;
	const uint32_t front = ends[2], all = front + ends[5] - ends[3]; /* blobs are left out */
	struct hand hand = { .m = m };
	uint32_t at;

	(void)worker;
	hand.reader = store_reader_new(m->store);
	hand.graph = graph_worker_new(m->graph);
	hand.known = tree_memory_new();
	hand.new = tree_memory_new();
	while ((at = atomic_fetch_add(&m->next, BATCH)) < all) {
		for (uint32_t i = at; i < at + BATCH && i < all; i++)
			run_object(&hand, m->store->order[i < front ? i : i - front + ends[3]]);
		graph_flush_scattered(hand.graph);
	}
	tree_memory_free(hand.known);
	tree_memory_free(hand.new);
	graph_worker_free(hand.graph);
	store_reader_free(hand.reader);
}

static void read_all(struct marker *m, bool again)
{
	unsigned workers = m->s->options.workers ? m->s->options.workers : 1;

	m->again = again;
	atomic_store(&m->next, 0);
	workers_run(workers, run, m);
}

static bool takes(const struct marker *m, const struct commit_node *node)
{
	const struct selection_options *o = &m->s->options;

	return selection_takes(m->s, m->marks[node->object]) &&
	       (!o->since_given || !(node->flags & NODE_READ) || node->date >= o->since);
}

static uint32_t object_of(const struct marker *m, const struct selection_root *root)
{
	return store_find(m->store, root->id.bytes);
}

/* Marks what one A...B reaches from both sides as excluded. */
static void mark_pair(struct marker *m, struct graph_reach *reach, unsigned pair)
{
	const struct selection *s = m->s;

	for (size_t i = 0; i < s->roots_len; i++) {
		uint32_t object = object_of(m, &s->roots[i]);

		if (object != STORE_NONE && s->roots[i].flags & SELECT_LEFT(pair))
			graph_reach(reach, object, MARK_LEFT);
		if (object != STORE_NONE && s->roots[i].flags & SELECT_RIGHT(pair))
			graph_reach(reach, object, MARK_RIGHT);
	}
	for (uint32_t i = 0; i < m->store->count; i++) {
		if (m->marks[i] & MARK_LEFT && m->marks[i] & MARK_RIGHT)
			m->marks[i] |= SELECT_OUT;
		m->marks[i] &= (uint8_t) ~(MARK_LEFT | MARK_RIGHT);
	}
}

static void mark_commits(struct marker *m)
{
	static const uint8_t bits[] = { SELECT_IN, SELECT_OUT, SELECT_REF };
	struct graph_reach reach = { .graph = m->graph, .seen = m->marks, .shallow = m->shallow, .commits_only = true };

	for (size_t i = 0; i < m->s->roots_len; i++) {
		const struct selection_root *root = &m->s->roots[i];
		uint32_t object = object_of(m, root);

		for (size_t k = 0; k < sizeof(bits) && object != STORE_NONE; k++) {
			if (!(root->flags & bits[k]))
				continue;
			if (root->type == OBJECT_COMMIT)
				graph_reach(&reach, object, bits[k]);
			else
				m->marks[object] |= bits[k];
		}
	}
	for (unsigned pair = 0; pair < m->s->pairs; pair++)
		mark_pair(m, &reach, pair);
	array_release(&reach.stack);
}

static void mark_trees(struct marker *m)
{
	struct graph_reach reach = { .graph = m->graph, .seen = m->marks, .shallow = m->shallow };
	const struct graph *g = m->graph;

	for (uint32_t i = 0; i < g->commits_len; i++) {
		const struct commit_node *node = &g->commits[i];

		if (!(node->flags & NODE_READ) || !takes(m, node))
			continue;
		if (node->tree != STORE_NONE)
			graph_reach(&reach, node->tree, MARK_NEW);
		for (uint32_t k = 0; k < node->parents_len && !m->shallow[i]; k++) {
			uint32_t parent = store_rank(g->store, node->parents[k], OBJECT_COMMIT);
			const struct commit_node *outside = parent == STORE_NONE ? NULL : &g->commits[parent];

			if (outside && outside->flags & NODE_READ && !takes(m, outside) && outside->tree != STORE_NONE)
				graph_reach(&reach, outside->tree, MARK_KNOWN);
		}
	}
	for (size_t i = 0; i < m->s->roots_len; i++) {
		const struct selection_root *root = &m->s->roots[i];
		uint32_t object = object_of(m, root);

		if (object == STORE_NONE || (root->type != OBJECT_TREE && root->type != OBJECT_BLOB))
			continue;
		if (root->flags & SELECT_OUT)
			graph_reach(&reach, object, MARK_KNOWN);
		else if (selection_takes(m->s, root->flags))
			graph_reach(&reach, object, MARK_NEW);
	}
	array_release(&reach.stack);
}

static bool is_unread(const struct marker *m, uint32_t object)
{
	const struct graph *g = m->graph;
	uint32_t commit = store_rank(m->store, object, OBJECT_COMMIT);
	uint32_t tree = store_rank(m->store, object, OBJECT_TREE);

	if (m->marks[object] & (SELECT_IN | SELECT_OUT | SELECT_REF) && commit != STORE_NONE)
		return !(g->commits[commit].flags & NODE_READ);
	return m->marks[object] & (MARK_KNOWN | MARK_NEW) && m->store->objects[object].type == OBJECT_TREE &&
	       tree != STORE_NONE && !(g->trees[tree].flags & NODE_READ);
}

/* What was walked over and could not be read, selected or not, is read again to tell of it. */
static void hold_unread(struct marker *m, uint8_t *held)
{
	for (uint32_t i = 0; i < m->store->count; i++)
		if (is_unread(m, i))
			held[i] |= SELECTION_HOLDS;
	/* But tags, trees and blobs that are named themselves are no commits. */
	for (size_t i = 0; i < m->s->roots_len; i++) {
		const struct selection_root *root = &m->s->roots[i];
		uint32_t object = object_of(m, root);
		bool taken = selection_takes(m->s, root->flags) && !root->stale;

		if (object != STORE_NONE && root->type != OBJECT_COMMIT && !taken)
			held[object] &= (uint8_t)~SELECTION_HOLDS;
	}
}

/* What stays of all the bits. */
static void settle(struct marker *m)
{
	const struct graph *g = m->graph;
	uint8_t *held = mem_alloc((size_t)m->store->count + 1);

	for (uint32_t i = 0; i < m->store->count; i++) {
		if (m->marks[i] & MARK_NEW && !(m->marks[i] & MARK_KNOWN))
			held[i] = SELECTION_HOLDS;
		if (m->marks[i] & MARK_BAD)
			held[i] |= SELECTION_BAD;
	}
	hold_unread(m, held);
	for (uint32_t i = 0; i < g->commits_len; i++)
		if (g->commits[i].flags & NODE_READ && takes(m, &g->commits[i]))
			held[g->commits[i].object] |= SELECTION_HOLDS;
	for (size_t i = 0; i < m->s->roots_len; i++) {
		const struct selection_root *root = &m->s->roots[i];
		uint32_t object = object_of(m, root);

		if (object != STORE_NONE && root->type == OBJECT_TAG && !root->stale &&
		    selection_takes(m->s, root->flags))
			held[object] |= SELECTION_HOLDS;
	}
	mem_free(m->marks);
	m->s->marks = held;
}

void selection_mark(struct selection *s, struct store *store, struct graph *graph, struct coverage *coverage)
{
	struct marker m = { .s = s, .store = store, .graph = graph };

	pthread_mutex_init(&m.lock, NULL);
	m.marks = mem_alloc((size_t)store->count + 1);
	m.shallow = graph_shallow(graph);
	read_all(&m, false);
	mark_commits(&m);
	mark_trees(&m);
	read_all(&m, true);
	settle(&m);
	for (uint32_t i = 0; i < store->count; i++)
		if (s->marks[i] == (SELECTION_HOLDS | SELECTION_BAD))
			store_fail_id(store, coverage, "damaged", store->objects[i].id);
	mem_free(m.shallow);
	pthread_mutex_destroy(&m.lock);
}
