/*
 * tree_memory.c - see tree_memory.h
 *
 * Of a tree is remembered where its entries begin. What an entry says depends
 * on its own bytes alone; so where an entry begins in both trees, the entries from
 * there to the end of what was copied are the same, one by one.
 */
#include "store/tree_memory.h"

#include <string.h>

#define STARTS_MAX ((size_t)1 << 20) /* of a tree with more entries nothing is remembered */

struct starts ARRAY_OF(uint32_t);

struct memory {
	uint64_t number;      /* of the tree (origin.h); 0: none */
	struct starts starts; /* of its entries */
	struct starts again;  /* of those that want to be visited again */
};

struct tree_memory {
	struct memory of[ORIGIN_SLOTS];
};

/* One tree on its way. */
struct walk {
	struct slice tree;
	size_t at;
	const struct memory *base; /* NULL: it stands alone */
	const struct copies *copies;
	size_t copy;        /* copies before this one lie before `at` */
	size_t inherited;   /* up to which entry of the base; the next one is likely to be near */
	size_t visited;     /* likewise of those to be visited again */
	struct memory *own; /* NULL: no other is made from it */
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
	for (size_t i = 0; i < ORIGIN_SLOTS; i++) {
		array_release(&m->of[i].starts);
		array_release(&m->of[i].again);
	}
	mem_free(m);
}

void tree_memory_forget(struct tree_memory *m)
{
	for (size_t i = 0; i < ORIGIN_SLOTS; i++)
		m->of[i].number = 0;
}

static bool is_remembered(const struct walk *w)
{
	return w->own && w->own->starts.len <= STARTS_MAX;
}

#define NEAR 4

/* The first start that is not before `at`; it is likely to be at or just behind `guess`. */
static size_t find_start(const struct starts *starts, size_t at, size_t guess)
{
	size_t low = 0, high = starts->len;

	if (guess < high && (guess == 0 || starts->items[guess - 1] < at)) {
		for (size_t i = guess; i < high && i < guess + NEAR; i++)
			if (starts->items[i] >= at)
				return i;
		low = guess;
	}

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (starts->items[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Takes over the entries [from, until) of the base, which stand `shift` further on here. */
static void take_over(struct walk *w, size_t from, size_t until, uint32_t shift)
{
	const uint32_t *old = w->base->starts.items;
	const struct starts *again = &w->base->again;
	uint32_t *new;

	if (is_remembered(w)) {
		struct starts *starts = &w->own->starts;

		while (starts->capacity < starts->len + until - from)
			starts->items = array_grow(starts->items, &starts->capacity, sizeof(*starts->items));
		new = starts->items + starts->len;
		for (size_t i = from; i < until; i++)
			*new ++ = old[i] + shift;
		starts->len += until - from;
	}
	for (size_t i = find_start(again, old[from], w->visited); i < again->len && again->items[i] < old[until]; i++) {
		w->visited = i + 1;
		const uint32_t at = again->items[i] + shift;
		struct slice rest = slice_sub(w->tree, at, w->tree.len - at);
		struct tree_entry entry;

		if (is_remembered(w))
			*array_add(&w->own->again) = at;
		if (tree_next(&rest, &entry))
			w->visit(w->context, &entry);
	}
}

/* Goes behind the entries that lie in the copy that holds w->at; false when there are none. */
static bool inherit(struct walk *w)
{
	const struct copies *copies = w->copies;
	const struct starts *starts = &w->base->starts;
	const struct copy *copy;
	size_t from, until, first, end;

	while (w->copy < copies->len && copies->items[w->copy].at + copies->items[w->copy].len <= w->at)
		w->copy++;
	if (w->copy == copies->len || copies->items[w->copy].at > w->at)
		return false;
	copy = &copies->items[w->copy];
	from = w->at - copy->at + copy->from;
	first = find_start(starts, from, w->inherited);
	if (first == starts->len || starts->items[first] != from)
		return false;
	/* An entry ends where the next one begins; where the last one ends is not known, so that is read again. */
	until = (size_t)copy->from + copy->len + 1;
	end = (until > starts->items[starts->len - 1] ? starts->len : find_start(starts, until, first)) - 1;
	if (end <= first)
		return false;
	take_over(w, first, end, copy->at - copy->from);
	w->inherited = end;
	w->at = starts->items[end] - copy->from + copy->at;
	return true;
}

/* Reads one entry; false at the end, or where there is none. */
static bool read_entry(struct walk *w)
{
	struct slice rest = slice_sub(w->tree, w->at, w->tree.len - w->at);
	struct tree_entry entry;
	bool again;

	if (!tree_next(&rest, &entry))
		return false;
	again = w->visit(w->context, &entry);
	if (is_remembered(w)) {
		*array_add(&w->own->starts) = (uint32_t)w->at;
		if (again)
			*array_add(&w->own->again) = (uint32_t)w->at;
	}
	w->at = w->tree.len - rest.len;
	return true;
}

static const struct memory *find_base(struct tree_memory *m, const struct origin *origin)
{
	const struct memory *base;

	if (!origin || !origin->base_number)
		return NULL;
	base = &m->of[origin->base_slot];
	return base->number == origin->base_number && base->starts.len <= STARTS_MAX ? base : NULL;
}

bool tree_memory_walk(struct tree_memory *m, struct slice tree, const struct origin *origin, tree_visit *visit,
		      void *context)
{
	const bool fits = tree.len < UINT32_MAX;
	struct walk w = {
		.tree = tree,
		.base = fits ? find_base(m, origin) : NULL,
		.copies = origin ? origin->copies : NULL,
		.own = fits && origin && origin->number ? &m->of[origin->slot] : NULL,
		.visit = visit,
		.context = context,
	};

	if (w.own) {
		w.own->number = origin->number;
		w.own->starts.len = w.own->again.len = 0;
	}
	while ((w.base && inherit(&w)) || read_entry(&w))
		;
	return w.at == tree.len;
}
