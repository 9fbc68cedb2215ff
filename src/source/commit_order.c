/* commit_order.c - see commit_order.h: Kahn's algorithm with a heap of the commits that are ready */
#include "source/commit_order.h"

#include <string.h>

struct sorter {
	const struct graph *graph;
	const uint8_t *shallow;
	uint32_t *waiting;          /* parents not yet out */
	uint32_t *first, *children; /* children of commit c: children[first[c]] to children[first[c + 1] - 1] */
	uint32_t *heap;
	uint32_t heap_len;
	uint32_t *out;
	uint32_t out_len;
};

static bool comes_before(const struct graph *g, uint32_t a, uint32_t b)
{
	const struct commit_node *x = &g->commits[a], *y = &g->commits[b];

	if (x->date != y->date)
		return x->date < y->date;
	return memcmp(g->store->objects[x->object].id, g->store->objects[y->object].id, SHA1_SIZE) < 0;
}

static void heap_push(struct sorter *s, uint32_t commit)
{
	uint32_t at = s->heap_len++;

	for (; at && comes_before(s->graph, commit, s->heap[(at - 1) / 2]); at = (at - 1) / 2)
		s->heap[at] = s->heap[(at - 1) / 2];
	s->heap[at] = commit;
}

static uint32_t heap_pop(struct sorter *s)
{
	uint32_t top = s->heap[0], last = s->heap[--s->heap_len], at = 0;

	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= s->heap_len)
			break;
		if (child + 1 < s->heap_len && comes_before(s->graph, s->heap[child + 1], s->heap[child]))
			child++;
		if (!comes_before(s->graph, s->heap[child], last))
			break;
		s->heap[at] = s->heap[child];
		at = child;
	}
	s->heap[at] = last;
	return top;
}

/* STORE_NONE for what is no commit or could not be read: nothing waits for that. */
static uint32_t parent_rank(const struct sorter *s, uint32_t commit, uint32_t i)
{
	uint32_t rank = store_rank(s->graph->store, s->graph->commits[commit].parents[i], OBJECT_COMMIT);

	return rank != STORE_NONE && s->graph->commits[rank].flags & NODE_READ ? rank : STORE_NONE;
}

static uint32_t parents_of(const struct sorter *s, uint32_t commit)
{
	return s->shallow && s->shallow[commit] ? 0 : s->graph->commits[commit].parents_len;
}

static void link_children(struct sorter *s)
{
	uint32_t len = s->graph->commits_len;
	uint32_t *at;
	size_t links = 0;

	s->first = mem_alloc_array((size_t)len + 2, sizeof(*s->first));
	for (uint32_t c = 0; c < len; c++) {
		for (uint32_t i = 0; i < parents_of(s, c); i++) {
			uint32_t parent = parent_rank(s, c, i);

			if (parent == STORE_NONE)
				continue;
			s->first[parent + 1]++;
			s->waiting[c]++;
			links++;
		}
	}
	for (uint32_t c = 0; c < len; c++)
		s->first[c + 1] += s->first[c];
	s->children = mem_alloc_array(links + 1, sizeof(*s->children));
	at = mem_alloc_array((size_t)len + 1, sizeof(*at));
	memcpy(at, s->first, len * sizeof(*at));
	for (uint32_t c = 0; c < len; c++) {
		for (uint32_t i = 0; i < parents_of(s, c); i++) {
			uint32_t parent = parent_rank(s, c, i);

			if (parent != STORE_NONE)
				s->children[at[parent]++] = c;
		}
	}
	mem_free(at);
}

uint32_t *commit_order(const struct graph *g, const uint8_t *shallow, uint32_t *len)
{
	struct sorter s = { .graph = g, .shallow = shallow };

	s.waiting = mem_alloc_array((size_t)g->commits_len + 1, sizeof(*s.waiting));
	s.heap = mem_alloc_array((size_t)g->commits_len + 1, sizeof(*s.heap));
	s.out = mem_alloc_array((size_t)g->commits_len + 1, sizeof(*s.out));
	link_children(&s);
	for (uint32_t c = 0; c < g->commits_len; c++)
		if (g->commits[c].flags & NODE_READ && !s.waiting[c])
			heap_push(&s, c);
	while (s.heap_len) {
		uint32_t commit = heap_pop(&s);

		s.out[s.out_len++] = commit;
		for (uint32_t i = s.first[commit]; i < s.first[commit + 1]; i++)
			if (--s.waiting[s.children[i]] == 0)
				heap_push(&s, s.children[i]);
	}
	/* What is left stands on a cycle, which only a forged store can have. */
	for (uint32_t c = 0; c < g->commits_len; c++)
		if (g->commits[c].flags & NODE_READ && s.waiting[c])
			s.out[s.out_len++] = c;
	mem_free(s.waiting);
	mem_free(s.heap);
	mem_free(s.first);
	mem_free(s.children);
	*len = s.out_len;
	return s.out;
}
