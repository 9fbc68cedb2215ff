/*
 * tree_memory.c - see tree_memory.h
 *
 * Of a tree is remembered where its entries begin. What an entry says depends
 * on its own bytes alone; so where an entry begins in both trees, the entries from
 * there to the end of what was copied are the same, one by one.
 */
#include "source/tree_memory.h"

#include <string.h>

#define STARTS_MAX ((size_t)1 << 20) /* of a tree with more entries nothing is remembered */
#define AGAIN      1u                /* an entry that wants to be visited again; starts are kept doubled */

struct starts ARRAY_OF(uint32_t);

struct memory {
	uint64_t number; /* of the tree (origin.h); 0: none */
	struct starts starts;
};

struct tree_memory {
	struct memory of[ORIGIN_SLOTS];
};

/* One tree on its way. */
struct walk {
	struct slice tree;
	size_t at;
	const struct starts *base; /* NULL: it stands alone */
	size_t next_base;          /* in base: what was inherited ends before */
	const struct copies *copies;
	size_t copy;
	struct starts *starts; /* of this tree; NULL: nobody will ask */
	tree_visit *visit;
	void *context;
};

struct tree_memory *tree_memory_new(void)
{
	return mem_alloc(sizeof(struct tree_memory));
}

void tree_memory_free(struct tree_memory *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < ORIGIN_SLOTS; i++)
		array_release(&m->of[i].starts);
	mem_free(m);
}

static void add_start(struct walk *w, size_t at, uint32_t again)
{
	if (w->starts && w->starts->len <= STARTS_MAX)
		*array_add(w->starts) = (uint32_t)(at << 1) | again;
}

/* Where in the base an entry begins that stands at `from`, or the first one behind. */
static size_t find_start(const struct walk *w, size_t from)
{
	size_t low = 0, high = w->base->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->base->items[middle] >> 1 < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void visit_again(struct walk *w, size_t at)
{
	struct slice rest = slice_sub(w->tree, at, w->tree.len - at);
	struct tree_entry entry;

	if (tree_next(&rest, &entry))
		w->visit(w->context, &entry);
}

/* Takes over the entries that lie in the copy that holds w->at; false when there are none. */
static bool inherit(struct walk *w)
{
	const struct copy *copy;
	size_t base, end;

	while (w->copy < w->copies->len && w->copies->items[w->copy].at + w->copies->items[w->copy].len <= w->at)
		w->copy++;
	if (w->copy == w->copies->len || w->copies->items[w->copy].at > w->at)
		return false;
	copy = &w->copies->items[w->copy];
	base = find_start(w, w->at - copy->at + copy->from);
	if (base == w->base->len || w->base->items[base] >> 1 != w->at - copy->at + copy->from)
		return false;
	/* The entry before a start ends there; the last one's end is not known, so that is read again. */
	end = base;
	while (end + 1 < w->base->len && w->base->items[end + 1] >> 1 <= copy->from + copy->len)
		end++;
	for (size_t i = base; i < end; i++) {
		const size_t at = (w->base->items[i] >> 1) - copy->from + copy->at;

		add_start(w, at, w->base->items[i] & AGAIN);
		if (w->base->items[i] & AGAIN)
			visit_again(w, at);
	}
	w->at = (w->base->items[end] >> 1) - copy->from + copy->at;
	return end > base;
}

/* Reads one entry; false at the end, or where there is none. */
static bool read_entry(struct walk *w)
{
	struct slice rest = slice_sub(w->tree, w->at, w->tree.len - w->at);
	struct tree_entry entry;

	if (!tree_next(&rest, &entry))
		return false;
	add_start(w, w->at, w->visit(w->context, &entry) ? AGAIN : 0);
	w->at = w->tree.len - rest.len;
	return true;
}

static const struct starts *find_base(struct tree_memory *m, const struct origin *origin)
{
	const struct memory *base;

	if (!origin || !origin->base_number || origin->base_slot >= ORIGIN_SLOTS)
		return NULL;
	base = &m->of[origin->base_slot];
	return base->number == origin->base_number && base->starts.len <= STARTS_MAX ? &base->starts : NULL;
}

bool tree_memory_walk(struct tree_memory *m, struct slice tree, const struct origin *origin, tree_visit *visit,
		      void *context)
{
	struct memory *own = origin && origin->number ? &m->of[origin->slot] : NULL;
	struct walk w = {
		.tree = tree,
		.base = tree.len < UINT32_MAX / 2 ? find_base(m, origin) : NULL,
		.copies = origin ? origin->copies : NULL,
		.starts = own ? &own->starts : NULL,
		.visit = visit,
		.context = context,
	};

	if (own) {
		own->starts.len = 0;
		own->number = tree.len < UINT32_MAX / 2 ? origin->number : 0;
	}
	while ((w.base && inherit(&w)) || read_entry(&w))
		;
	return w.at == tree.len;
}
