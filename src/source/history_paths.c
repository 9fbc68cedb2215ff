/* history_paths.c - see history_paths.h */
#include "source/history_paths.h"

#include <string.h>

#define DEPTH_MAX 2048 /* folders in a path, as git itself bounds it */

void pair_release(struct pair_table *t)
{
	mem_free(t->keys);
	mem_free(t->values);
	*t = (struct pair_table){ 0 };
}

static size_t slot_of(const struct pair_table *t, uint64_t key)
{
	/* Numbers count up in both halves: without both rounds they stand in long rows. */
	uint64_t h = (key ^ key >> 32) * 0x9e3779b97f4a7c15u;
	size_t mask = t->capacity - 1, i = (size_t)((h ^ h >> 29) * 0xbf58476d1ce4e5b9u >> 32) & mask;

	while (t->keys[i] && t->keys[i] != key)
		i = (i + 1) & mask;
	return i;
}

static uint64_t key_of(uint32_t a, uint32_t b)
{
	return ((uint64_t)a << 32 | b) + 1;
}

uint32_t *pair_find(const struct pair_table *t, uint32_t a, uint32_t b)
{
	size_t i;

	if (!t->capacity)
		return NULL;
	i = slot_of(t, key_of(a, b));
	return t->keys[i] ? &t->values[i] : NULL;
}

static void grow(struct pair_table *t)
{
	struct pair_table old = *t;

	t->capacity = old.capacity ? old.capacity * 2 : 1024;
	t->keys = mem_alloc_array(t->capacity, sizeof(*t->keys));
	t->values = mem_alloc_array(t->capacity, sizeof(*t->values));
	for (size_t i = 0; i < old.capacity; i++) {
		if (old.keys[i]) {
			size_t to = slot_of(t, old.keys[i]);

			t->keys[to] = old.keys[i];
			t->values[to] = old.values[i];
		}
	}
	mem_free(old.keys);
	mem_free(old.values);
}

uint32_t *pair_add(struct pair_table *t, uint32_t a, uint32_t b, uint32_t value, bool *added)
{
	size_t i;

	if ((t->len + 1) * 3 > t->capacity * 2)
		grow(t);
	i = slot_of(t, key_of(a, b));
	*added = t->keys[i] == 0;
	if (*added) {
		t->keys[i] = key_of(a, b);
		t->values[i] = value;
		t->len++;
	}
	return &t->values[i];
}

void path_set_init(struct path_set *p, struct graph *g)
{
	*p = (struct path_set){ .graph = g };
	*array_add(&p->steps) = (struct path_step){ 0, 0 };
}

void path_set_release(struct path_set *p)
{
	pair_release(&p->ids);
	array_release(&p->steps);
}

uint32_t path_child(struct path_set *p, uint32_t parent, uint32_t name)
{
	bool added;
	uint32_t *id = pair_add(&p->ids, parent, name, (uint32_t)p->steps.len, &added);

	if (added)
		*array_add(&p->steps) = (struct path_step){ parent, name };
	return *id;
}

uint32_t path_number(struct path_set *p, struct slice path)
{
	struct slice name;
	uint32_t number = 0;

	while (slice_cut(&path, '/', &name))
		if (name.len)
			number = path_child(p, number, graph_name(p->graph, name));
	return number;
}

void path_write(const struct path_set *p, uint32_t path, struct buffer *out)
{
	uint32_t chain[DEPTH_MAX + 2];
	size_t depth = 0;

	for (; path && depth < DEPTH_MAX + 2; path = p->steps.items[path].parent)
		chain[depth++] = p->steps.items[path].name;
	while (depth) {
		buffer_add(out, p->graph->names.list.items[chain[--depth]]);
		if (depth)
			buffer_add_byte(out, '/');
	}
}

struct frame {
	uint32_t tree, folder;
};

enum { CARRY_OPEN = 2, CARRY_DONE = 4 };

/* Depth first, so that every tree below is finished before the one that holds it. */
static void carry_from(const struct graph *g, uint8_t *carry, uint32_t root, struct tree_ranks *marked)
{
	struct frames ARRAY_OF(struct frame) stack = { 0 };

	carry[root] |= CARRY_OPEN;
	*array_add(&stack) = (struct frame){ root, 0 };
	while (stack.len) {
		struct frame *top = &stack.items[stack.len - 1];
		const struct tree_node *node = &g->trees[top->tree];
		uint32_t child = STORE_NONE;

		if (top->folder == node->folders_len) {
			uint32_t done = top->tree;

			carry[done] |= CARRY_DONE;
			if (marked && carry[done] & 1)
				*array_add(marked) = done;
			stack.len--;
			if (stack.len)
				carry[stack.items[stack.len - 1].tree] |= carry[done] & 1;
			continue;
		}
		if (node->folders[top->folder] != STORE_NONE)
			child = store_rank(g->store, node->folders[top->folder], OBJECT_TREE);
		top->folder++;
		if (child == STORE_NONE)
			continue;
		if (carry[child] & CARRY_DONE) {
			carry[top->tree] |= carry[child] & 1;
		} else if (!(carry[child] & CARRY_OPEN)) {
			carry[child] |= CARRY_OPEN;
			*array_add(&stack) = (struct frame){ child, 0 };
		}
	}
	array_release(&stack);
}

void graph_carry(const struct graph *g, uint8_t *carry, struct tree_ranks *marked)
{
	for (uint32_t i = 0; i < g->trees_len; i++)
		if (!(carry[i] & CARRY_DONE))
			carry_from(g, carry, i, marked);
	for (uint32_t i = 0; i < g->trees_len; i++)
		carry[i] &= 1;
}

void path_walk_release(struct path_walk *w)
{
	pair_release(&w->seen);
	array_release(&w->stack);
}

static void push(struct path_walk *w, uint32_t tree, uint32_t path)
{
	bool added;

	if (tree == STORE_NONE || !w->carry[tree])
		return;
	if (w->seen.len >= w->budget) {
		w->cut = true;
		return;
	}
	pair_add(&w->seen, tree, path, 0, &added);
	if (added)
		*array_add(&w->stack) = (uint64_t)tree << 32 | path;
}

static bool is_too_deep(const struct path_set *p, uint32_t path)
{
	unsigned depth = 0;

	for (; path; path = p->steps.items[path].parent)
		if (++depth == DEPTH_MAX)
			return true;
	return false;
}

void path_walk(struct path_walk *w, uint32_t tree, uint32_t path)
{
	const struct graph *g = w->paths->graph;

	push(w, tree, path);
	while (w->stack.len && !w->cut && !w->stop) {
		uint64_t top = w->stack.items[--w->stack.len];
		const struct tree_node *node = &g->trees[top >> 32];

		w->visit(w->context, (uint32_t)(top >> 32), (uint32_t)top);
		if (is_too_deep(w->paths, (uint32_t)top)) {
			w->cut = true;
			break;
		}
		for (uint32_t i = 0; i < node->folders_len; i++) {
			const uint32_t folder = node->folders[i];
			uint32_t rank = folder == STORE_NONE ? STORE_NONE : store_rank(g->store, folder, OBJECT_TREE);

			if (rank != STORE_NONE && w->carry[rank])
				push(w, rank, path_child(w->paths, (uint32_t)top, node->names[i]));
		}
	}
	w->stack.len = 0;
}

size_t path_budget(const struct graph *g)
{
	return 200000 + 4 * (size_t)g->trees_len;
}
