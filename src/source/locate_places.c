/*
 * locate_places.c - see locate_places.h
 *
 * In this order, because a place belongs to the first that finds it: what heads
 * and tips hold (for the states), reached commits oldest first, refs that name
 * trees and blobs, indexes; then, for blobs that are nowhere yet, unreachable
 * commits, unreachable trees, and nowhere at all.
 */
#include "source/locate_places.h"

#include <string.h>

#include "source/commit_order.h"

#include "source/history_check.h"
#include "source/holding.h"
#include "source/tips.h"

#define SEEN_ANY  1u /* from any ref or HEAD */
#define SEEN_MAIN 2u /* from one that is not in refs/notes */

/* What a walk is about. */
struct visit {
	struct locator *locator;
	struct path_walk walk;
	uint32_t commit;
	enum state state;
	const char *ref;
	size_t full; /* wanted blobs with PLACES_MAX entries of heads */
};

void locator_init(struct locator *l, struct history *h, size_t store, const struct oid *wanted, size_t count,
		  struct coverage *coverage)
{
	*l = (struct locator){ .graph = history_graph(h, store),
			       .store = history_store(h, store),
			       .wanted = wanted,
			       .count = count,
			       .coverage = coverage };
	path_set_init(&l->paths, l->graph);
	l->counts = mem_alloc_array(count + 1, sizeof(*l->counts));
	l->head_counts = mem_alloc_array(count + 1, sizeof(*l->head_counts));
	l->closed = mem_alloc(count + 1);
	l->present = mem_alloc(count + 1);
	l->seen = mem_alloc((size_t)l->store->count + 1);
	l->notes = mem_alloc_array((size_t)l->graph->commits_len + 1, sizeof(*l->notes));
}

void locator_release(struct locator *l)
{
	tree_hits_release(&l->hits);
	path_set_release(&l->paths);
	array_release(&l->spots);
	pair_release(&l->known);
	pair_release(&l->heads);
	mem_free(l->counts);
	mem_free(l->head_counts);
	mem_free(l->closed);
	mem_free(l->present);
	mem_free(l->seen);
	mem_free(l->shallow);
	mem_free(l->notes);
	mem_free(l->order);
}

static void close_wanted(struct locator *l, uint32_t wanted)
{
	l->open -= !l->closed[wanted];
	l->closed[wanted] = 1;
}

static void add_spot(struct locator *l, struct spot spot)
{
	if (l->closed[spot.wanted])
		return;
	if (l->counts[spot.wanted] == PLACES_MAX) {
		store_fail_id(l->store, l->coverage, "limit", l->wanted[spot.wanted].bytes);
		close_wanted(l, spot.wanted);
		return;
	}
	l->counts[spot.wanted]++;
	*array_add(&l->spots) = spot;
}

static void visit_head(void *context, uint32_t tree, uint32_t path)
{
	struct visit *v = context;
	struct locator *l = v->locator;
	size_t len;
	const struct tree_hit *hits = tree_hits_of(&l->hits, tree, &len);
	bool added;

	for (size_t i = 0; i < len; i++) {
		uint32_t wanted = hits[i].wanted;

		if (l->head_counts[wanted] == PLACES_MAX)
			continue;
		pair_add(&l->heads, wanted, path_child(&l->paths, path, hits[i].name), 0, &added);
		l->head_counts[wanted] += added;
		v->full += l->head_counts[wanted] == PLACES_MAX;
	}
	v->walk.stop = v->full == l->open;
}

static void visit_place(void *context, uint32_t tree, uint32_t path)
{
	struct visit *v = context;
	struct locator *l = v->locator;
	size_t len;
	const struct tree_hit *hits = tree_hits_of(&l->hits, tree, &len);

	for (size_t i = 0; i < len; i++) {
		uint32_t wanted = hits[i].wanted, file;
		struct spot spot = { .wanted = wanted, .commit = v->commit, .state = v->state, .ref = v->ref };
		bool added;

		if (l->closed[wanted])
			continue;
		file = path_child(&l->paths, path, hits[i].name);
		pair_add(&l->known, wanted, file, (uint32_t)l->spots.len, &added);
		if (!added)
			continue;
		spot.path = file;
		spot.kind = hits[i].type == ENTRY_SYMLINK ? PLACE_SYMLINK : PLACE_FILE;
		if (spot.state == STATE_HISTORY && pair_find(&l->heads, wanted, file))
			spot.state = STATE_HEAD;
		add_spot(l, spot);
	}
	v->walk.stop = l->open == 0;
}

static void visit_begin(struct visit *v, struct locator *l, const uint8_t *carry,
			void (*visit)(void *, uint32_t, uint32_t))
{
	*v = (struct visit){ .locator = l, .commit = STORE_NONE, .state = STATE_HISTORY };
	v->walk = (struct path_walk){
		.paths = &l->paths, .carry = carry, .budget = path_budget(l->graph), .visit = visit, .context = v
	};
}

static void visit_end(struct visit *v)
{
	if (v->walk.cut)
		store_fail(v->locator->store, v->locator->coverage, "limit", "places: too many paths");
	path_walk_release(&v->walk);
}

/* Walks from a tree object (or nothing). */
static void walk_tree(struct visit *v, uint32_t object, uint32_t path)
{
	uint32_t tree = object == STORE_NONE ? STORE_NONE : store_rank(v->locator->store, object, OBJECT_TREE);

	if (tree != STORE_NONE && v->locator->graph->trees[tree].flags & NODE_READ)
		path_walk(&v->walk, tree, path);
}

/* The commit's tree. */
static uint32_t tree_of(const struct locator *l, uint32_t object)
{
	uint32_t commit = store_rank(l->store, object, OBJECT_COMMIT);

	return commit != STORE_NONE && l->graph->commits[commit].flags & NODE_READ ? l->graph->commits[commit].tree
										   : STORE_NONE;
}

/* What the ref means when tags are followed. */
static uint32_t peel(const struct locator *l, const struct store_ref *ref)
{
	uint32_t object = store_find(l->store, ref->id.bytes);

	for (unsigned depth = 0; object != STORE_NONE && depth < TAG_DEPTH_MAX; depth++)
		if (!graph_follow_tag(l->graph, &object))
			return object;
	return STORE_NONE;
}

/* What a report calls the ref. */
static const char *label(const struct store_ref *ref)
{
	return ref->name + (ref->kind == REF_TAG ? strlen("refs/tags/") : 0);
}

/* For each commit that only refs/notes lead to, which one. */
static void mark_notes(struct locator *l, uint32_t number, uint32_t object)
{
	struct reach_stack stack = { 0 };

	*array_add(&stack) = object;
	while (stack.len) {
		uint32_t commit = store_rank(l->store, stack.items[--stack.len], OBJECT_COMMIT);
		const struct commit_node *node = &l->graph->commits[commit == STORE_NONE ? 0 : commit];

		if (commit == STORE_NONE || !(node->flags & NODE_READ) || l->seen[node->object] & SEEN_MAIN ||
		    l->notes[commit])
			continue;
		l->notes[commit] = number;
		for (uint32_t i = 0; i < node->parents_len; i++)
			*array_add(&stack) = node->parents[i];
	}
	array_release(&stack);
}

static void mark_reached(struct locator *l)
{
	struct graph_reach reach = { .graph = l->graph, .seen = l->seen, .shallow = l->shallow };

	for (size_t i = 0; i < l->store->refs.len; i++) {
		const struct store_ref *ref = &l->store->refs.items[i];
		uint32_t object = store_find(l->store, ref->id.bytes);

		if (object == STORE_NONE)
			continue;
		graph_reach(&reach, object, SEEN_ANY);
		if (ref->kind != REF_NOTES)
			graph_reach(&reach, object, SEEN_MAIN);
	}
	array_release(&reach.stack);
	for (size_t i = 0; i < l->store->refs.len; i++) {
		uint32_t object = peel(l, &l->store->refs.items[i]);

		if (l->store->refs.items[i].kind == REF_NOTES && object != STORE_NONE)
			mark_notes(l, (uint32_t)(i + 1), object);
	}
	/* Of a selection nothing is unreachable, and what leads to it may lie outside. */
	for (uint32_t i = 0; l->store->direct && i < l->store->count; i++)
		if (!l->seen[i])
			l->seen[i] = SEEN_ANY | SEEN_MAIN;
}

static void find_heads(struct locator *l, const uint8_t *carry)
{
	struct visit v;

	visit_begin(&v, l, carry, visit_head);
	for (size_t i = 0; i < l->store->refs.len; i++) {
		const struct store_ref *ref = &l->store->refs.items[i];
		uint32_t object = ref->kind == REF_HEAD || ref->kind == REF_TIP ? peel(l, ref) : STORE_NONE;

		if (object != STORE_NONE)
			walk_tree(&v, tree_of(l, object), 0);
	}
	visit_end(&v);
}

static void find_in_commits(struct locator *l, struct visit *v, bool reached)
{
	for (uint32_t i = 0; i < l->order_len && l->open; i++) {
		const struct commit_node *node = &l->graph->commits[l->order[i]];
		uint32_t notes = l->notes[l->order[i]];

		if (!(l->seen[node->object] & SEEN_ANY) == reached)
			continue;
		v->commit = l->order[i];
		v->ref = notes ? l->store->refs.items[notes - 1].name : NULL;
		walk_tree(v, node->tree, 0);
	}
	v->commit = STORE_NONE;
	v->ref = NULL;
}

static void find_in_refs(struct locator *l, struct visit *v)
{
	for (size_t i = 0; i < l->store->refs.len; i++) {
		const struct store_ref *ref = &l->store->refs.items[i];
		uint32_t object = peel(l, ref);

		if (object == STORE_NONE || tree_of(l, object) != STORE_NONE)
			continue;
		v->ref = label(ref);
		walk_tree(v, object, 0);
		for (uint32_t w = 0; w < l->count; w++) {
			bool named = l->present[w] &&
				     memcmp(l->wanted[w].bytes, l->store->objects[object].id, SHA1_SIZE) == 0;

			if (named)
				add_spot(l, (struct spot){ .wanted = w,
							   .commit = STORE_NONE,
							   .kind = PLACE_FILE,
							   .state = STATE_HISTORY,
							   .ref = v->ref });
		}
	}
	v->ref = NULL;
}

static void find_staged_blob(struct locator *l, uint32_t wanted, const struct gitindex_entry *entry)
{
	uint32_t path = path_number(&l->paths, entry->path);
	bool added;
	uint32_t *spot = pair_add(&l->known, wanted, path, (uint32_t)l->spots.len, &added);

	if (added)
		add_spot(l, (struct spot){ .wanted = wanted,
					   .path = path,
					   .commit = STORE_NONE,
					   .kind = entry->type == ENTRY_SYMLINK ? PLACE_SYMLINK : PLACE_FILE,
					   .state = STATE_STAGED });
	else if (*spot < l->spots.len && l->spots.items[*spot].wanted == wanted &&
		 l->spots.items[*spot].state == STATE_HISTORY)
		l->spots.items[*spot].state = STATE_STAGED;
}

static void find_in_index(struct locator *l, struct visit *v, const struct gitindex *index, const struct table *ids)
{
	for (size_t i = 0; i < index->entries.len; i++) {
		const struct gitindex_entry *entry = &index->entries.items[i];
		size_t *wanted = table_find(ids, slice_make((const char *)entry->id, SHA1_SIZE));

		if (wanted)
			find_staged_blob(l, (uint32_t)*wanted, entry);
		else if (entry->type == ENTRY_FOLDER)
			walk_tree(v, store_find(l->store, entry->id), path_number(&l->paths, entry->path));
	}
}

static void find_in_indexes(struct locator *l, struct visit *v)
{
	struct table ids;

	table_init(&ids);
	for (size_t w = 0; w < l->count; w++)
		if (l->present[w])
			table_add(&ids, oid_bytes(&l->wanted[w]), w, NULL);
	v->state = STATE_STAGED;
	for (size_t i = 0; i < l->store->indexes.len; i++)
		find_in_index(l, v, &l->store->indexes.items[i], &ids);
	v->state = STATE_HISTORY;
	table_release(&ids);
}

/* Trees that nothing holds. */
static void find_in_loose_trees(struct locator *l, struct visit *v)
{
	const struct graph *g = l->graph;
	uint8_t *held = mem_alloc((size_t)l->store->count + 1);

	for (uint32_t i = 0; i < g->trees_len; i++)
		for (uint32_t k = 0; k < g->trees[i].folders_len; k++)
			if (g->trees[i].folders[k] != STORE_NONE)
				held[g->trees[i].folders[k]] = 1;
	for (uint32_t i = 0; i < g->trees_len && l->open; i++)
		if (g->trees[i].flags & NODE_READ && !held[g->trees[i].object])
			walk_tree(v, g->trees[i].object, 0);
	mem_free(held);
}

/* From here on only what has no place yet takes any. */
static void close_found(struct locator *l)
{
	for (uint32_t w = 0; w < l->count; w++)
		if (l->present[w] && l->counts[w])
			close_wanted(l, w);
}

/* A store with a selection lacks most tips: where a file was found they are looked at one by one. */
static void find_in_tips(struct locator *l)
{
	struct buffer path;
	struct tips tips;

	tips_init(&tips, l->store);
	buffer_init(&path, (size_t)1 << 20);
	for (size_t i = 0; i < l->spots.len; i++) {
		struct spot *spot = &l->spots.items[i];

		if (spot->state != STATE_HISTORY || (spot->kind != PLACE_FILE && spot->kind != PLACE_SYMLINK))
			continue;
		buffer_clear(&path);
		path_write(&l->paths, spot->path, &path);
		if (tips_have(&tips, buffer_slice(&path), l->wanted[spot->wanted].bytes))
			spot->state = STATE_HEAD;
	}
	buffer_release(&path);
	tips_release(&tips);
}

static void find_blobs(struct locator *l, const uint8_t *carry)
{
	struct visit v;

	find_heads(l, carry);
	visit_begin(&v, l, carry, visit_place);
	find_in_commits(l, &v, true);
	find_in_refs(l, &v);
	find_in_indexes(l, &v);
	close_found(l);
	v.state = l->store->direct ? STATE_HISTORY : STATE_UNREACHABLE;
	find_in_commits(l, &v, false);
	close_found(l);
	if (l->open)
		find_in_loose_trees(l, &v);
	for (uint32_t w = 0; w < l->count; w++)
		if (l->present[w] && !l->counts[w])
			add_spot(l, (struct spot){ .wanted = w,
						   .commit = STORE_NONE,
						   .kind = PLACE_FILE,
						   .state = l->store->direct ? STATE_HISTORY : STATE_UNREACHABLE });
	if (l->store->direct)
		find_in_tips(l);
	visit_end(&v);
}

static const char *tag_ref(const struct locator *l, uint32_t tag)
{
	for (size_t i = 0; i < l->store->refs.len; i++) {
		uint32_t object = store_find(l->store, l->store->refs.items[i].id.bytes);

		for (unsigned depth = 0; object != STORE_NONE && depth < TAG_DEPTH_MAX; depth++) {
			if (store_rank(l->store, object, OBJECT_TAG) == tag)
				return label(&l->store->refs.items[i]);
			if (!graph_follow_tag(l->graph, &object))
				break;
		}
	}
	return NULL;
}

/* A commit's or tag's message. False when the object is neither. */
static bool find_message(struct locator *l, uint32_t wanted, uint32_t object)
{
	uint32_t commit = store_rank(l->store, object, OBJECT_COMMIT);
	uint32_t tag = store_rank(l->store, object, OBJECT_TAG);
	struct spot spot = { .wanted = wanted, .commit = STORE_NONE };

	spot.state = l->seen[object] & SEEN_ANY ? STATE_HISTORY : STATE_UNREACHABLE;
	if (commit != STORE_NONE && l->graph->commits[commit].flags & NODE_READ) {
		spot.kind = PLACE_COMMIT_MESSAGE;
		spot.commit = commit;
		if (l->notes[commit])
			spot.ref = l->store->refs.items[l->notes[commit] - 1].name;
	} else if (tag != STORE_NONE && l->graph->tags[tag].flags & NODE_READ) {
		spot.kind = PLACE_TAG_MESSAGE;
		spot.ref = tag_ref(l, tag);
	} else {
		return false;
	}
	add_spot(l, spot);
	return true;
}

bool locator_reaches(const struct locator *l, uint32_t object)
{
	return l->seen[object] & SEEN_ANY;
}

/* Marks the trees that lead to wanted blobs and lists them. */
static uint8_t *find_trees(struct locator *l, unsigned workers, struct tree_ranks *trees)
{
	uint8_t *carry = mem_alloc((size_t)l->graph->trees_len + 1);

	tree_hits_collect(&l->hits, l->graph, l->store, l->wanted, l->count, workers, l->coverage);
	for (uint32_t i = 0; i < l->graph->trees_len; i++)
		carry[i] = l->hits.list_of[i] != 0;
	graph_carry(l->graph, carry, trees);
	return carry;
}

void locator_run(struct locator *l, unsigned workers, struct holding *holding)
{
	struct tree_ranks trees = { 0 };
	bool any = false;

	l->shallow = graph_shallow(l->graph);
	mark_reached(l);
	for (uint32_t w = 0; w < l->count; w++) {
		uint32_t object = store_find(l->store, l->wanted[w].bytes);

		any = any || object != STORE_NONE;
		if (object == STORE_NONE || find_message(l, w, object))
			continue;
		l->present[w] = 1;
		l->open++;
	}
	if (any)
		l->order = commit_order(l->graph, l->shallow, &l->order_len);
	if (l->open) {
		uint8_t *carry = find_trees(l, workers, &trees);

		find_blobs(l, carry);
		mem_free(carry);
	}
	holding_init(holding, l, &trees);
	array_release(&trees);
}
