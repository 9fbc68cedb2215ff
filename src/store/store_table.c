/* store_table.c - see store_table.h */
#include "store/store_table.h"

#include <stdlib.h>
#include <string.h>

/* By id; of copies the sound one first, then packed before loose, then as listed. `rank` still is the old position. */
static int compare_objects(const void *a, const void *b)
{
	const struct store_object *x = a, *y = b;
	int order = memcmp(x->id, y->id, SHA1_SIZE);
	unsigned x_bad = x->flags & (OBJECT_DAMAGED | OBJECT_TOO_LARGE);
	unsigned y_bad = y->flags & (OBJECT_DAMAGED | OBJECT_TOO_LARGE);

	if (order)
		return order;
	if (!x_bad != !y_bad)
		return x_bad ? 1 : -1;
	if ((x->flags ^ y->flags) & OBJECT_LOOSE)
		return x->flags & OBJECT_LOOSE ? 1 : -1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Puts the runs one behind another; `base` and the order count from the first one's start. */
static void join_runs(struct store *store, struct store_runs *runs)
{
	uint32_t start = 0;

	store->count = (uint32_t)runs->total;
	store->objects = mem_alloc_array(runs->total + 1, sizeof(*store->objects));
	store->order = mem_alloc_array(runs->total + 1, sizeof(*store->order));
	for (size_t r = 0; r < runs->len; r++) {
		struct store_run *run = &runs->items[r];

		for (uint32_t i = 0; i < run->count; i++) {
			struct store_object *object = &store->objects[start + i];

			*object = run->objects[i];
			object->rank = start + i;
			if (object->base != STORE_NONE)
				object->base += start;
			store->order[start + i] = start + (run->order ? run->order[i] : i);
		}
		start += run->count;
	}
}

static void sort_objects(struct store *store)
{
	uint32_t *now = mem_alloc_array((size_t)store->count + 1, sizeof(*now)); /* old position -> new one */

	qsort(store->objects, store->count, sizeof(*store->objects), compare_objects);
	for (uint32_t i = 0; i < store->count; i++)
		now[store->objects[i].rank] = i;
	for (uint32_t i = 0; i < store->count; i++) {
		if (store->objects[i].base != STORE_NONE)
			store->objects[i].base = now[store->objects[i].base];
		store->order[i] = now[store->order[i]];
	}
	mem_free(now);
}

/* About as many parts as there are objects: whoever looks for one looks at two or three. */
static void make_fan(struct store *store)
{
	uint32_t parts;

	while (store->fan_bits < STORE_FAN_BITS_MAX && store->count >> store->fan_bits > 1)
		store->fan_bits++;
	parts = (uint32_t)1 << store->fan_bits;
	store->fan = mem_alloc_array((size_t)parts + 1, sizeof(*store->fan));
	for (uint32_t i = 0; i < store->count; i++)
		store->fan[store_fan_part(store, store->objects[i].id) + 1]++;
	for (uint32_t i = 0; i < parts; i++)
		store->fan[i + 1] += store->fan[i];
}

static void make_table(struct store *store, struct store_runs *runs)
{
	struct store_run *only = NULL;
	size_t filled = 0;

	for (size_t r = 0; r < runs->len; r++) {
		if (runs->items[r].count) {
			filled++;
			only = &runs->items[r];
		}
	}
	if (filled == 1 && only->order) {
		store->objects = only->objects;
		store->order = only->order;
		store->count = only->count;
		only->objects = NULL;
		only->order = NULL;
	} else {
		join_runs(store, runs);
		if (filled > 1)
			sort_objects(store);
	}
	for (size_t r = 0; r < runs->len; r++) {
		mem_free(runs->items[r].objects);
		mem_free(runs->items[r].order);
	}
	for (uint32_t i = 1; i < store->count; i++)
		if (memcmp(store->objects[i - 1].id, store->objects[i].id, SHA1_SIZE) == 0)
			store->objects[i].flags |= OBJECT_DUPLICATE;
	make_fan(store);
}

static unsigned kind_of(const struct store_object *object)
{
	static const unsigned kinds[] = { 4, 0, 2, 3, 1 };

	return object->flags & OBJECT_LOOSE ? 5 : kinds[object->type];
}

/* Groups the order by kind, keeping it within each, and counts ranks. */
static void make_order(struct store *store)
{
	uint32_t *sorted = mem_alloc_array((size_t)store->count + 1, sizeof(*sorted));
	uint32_t at[6] = { 0 }, sum = 0;

	for (uint32_t i = 0; i < store->count; i++)
		if (!(store->objects[i].flags & OBJECT_DUPLICATE))
			store->ends[kind_of(&store->objects[i])]++;
	for (unsigned kind = 0; kind < 6; kind++) {
		at[kind] = sum;
		sum += store->ends[kind];
		store->ends[kind] = sum;
	}
	for (uint32_t i = 0; i < store->count; i++) {
		struct store_object *object = &store->objects[store->order[i]];
		unsigned kind = kind_of(object);

		if (object->flags & OBJECT_DUPLICATE)
			continue;
		object->rank = at[kind] - (kind ? store->ends[kind - 1] : 0);
		sorted[at[kind]++] = store->order[i];
	}
	mem_free(store->order);
	store->order = sorted;
	store->order_len = sum;
}

void store_join(struct store *store, struct store_runs *runs)
{
	make_table(store, runs);
	make_order(store);
	array_release(runs);
}
