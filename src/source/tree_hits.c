/* tree_hits.c - the pass over all trees; see tree_hits.h */
#include "source/tree_hits.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/workers.h"
#include "store/store_read.h"
#include "store/tree_memory.h"

#define BATCH     2048 /* trees, where parts are not known */
#define AHEAD     16
#define BYTES_MAX ((size_t)128 << 20)

struct pass {
	struct tree_hits *hits;
	struct graph *graph;
	struct store *store;
	struct table wanted;
	uint64_t filter[1024]; /* one bit for each first two bytes of a wanted id */
	const uint32_t *heads; /* the first four bytes of the wanted ids, sorted */
	size_t count;
	atomic_uint next; /* part */
	uint32_t parts;
	struct coverage *coverage;
	pthread_mutex_t lock;
};

struct hit_array ARRAY_OF(struct tree_hit);

static bool may_be_wanted(const struct pass *p, const uint8_t *id)
{
	unsigned key = (unsigned)id[0] << 8 | id[1];

	return p->filter[key >> 6] >> (key & 63) & 1;
}

static int compare_heads(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

/* Whether an entry of the part may be wanted. */
static bool part_may_be_wanted(const struct pass *p, const struct graph_part *part)
{
	for (uint32_t i = 0; i < part->entries_len; i++)
		if (may_be_wanted(p, (const uint8_t *)&part->entries[i]) &&
		    bsearch(&part->entries[i], p->heads, p->count, sizeof(*p->heads), compare_heads))
			return true;
	return false;
}

/* One worker's part of the pass. */
struct finder {
	struct pass *pass;
	struct store_reader *reader;
	struct tree_memory *memory;
	struct hit_array found; /* in the tree at hand */
};

static bool find_hit(void *context, const struct tree_entry *entry)
{
	struct finder *f = context;
	size_t *wanted;

	if (!may_be_wanted(f->pass, entry->id))
		return false;
	wanted = table_find(&f->pass->wanted, slice_make((const char *)entry->id, SHA1_SIZE));
	if (wanted)
		*array_add(&f->found) =
			(struct tree_hit){ (uint32_t)*wanted, graph_name(f->pass->graph, entry->name), entry->type };
	return wanted != NULL;
}

/* Gives the tree its list, which is entered if it is new. */
static void note_hits(struct pass *p, uint32_t rank, const struct hit_array *found)
{
	struct slice key = slice_make((const char *)found->items, found->len * sizeof(*found->items));
	struct tree_hits *hits = p->hits;
	size_t *number;

	pthread_mutex_lock(&p->lock);
	number = table_find(&hits->numbers, key);
	if (!number && hits->bytes + key.len > BYTES_MAX) {
		hits->cut = true;
	} else if (!number) {
		key = arena_copy(&hits->arena, key);
		hits->bytes += key.len;
		number = table_add(&hits->numbers, key, hits->lists.len, NULL);
		*array_add(&hits->lists) = key;
	}
	if (number)
		hits->list_of[rank] = (uint32_t)*number;
	pthread_mutex_unlock(&p->lock);
}

static void read_tree(struct finder *f, uint32_t rank)
{
	struct pass *p = f->pass;
	const uint32_t object = p->graph->trees[rank].object;
	struct object_bytes read;
	struct error err;

	if (!(p->graph->trees[rank].flags & NODE_READ))
		return;
	if (store_read(f->reader, object, &read, &err)) {
		pthread_mutex_lock(&p->lock);
		store_fail_id(p->store, p->coverage, store_read_reason(err.status), p->store->objects[object].id);
		pthread_mutex_unlock(&p->lock);
		return;
	}
	f->found.len = 0;
	tree_memory_walk(f->memory, read.bytes, read.origin, find_hit, f);
	if (f->found.len)
		note_hits(p, rank, &f->found);
}

/* The ranks of a part that has to be read; false: none of it is wanted. */
static bool get_part(const struct pass *p, uint32_t number, uint32_t *from, uint32_t *until)
{
	const struct graph *g = p->graph;

	if (g->scattered) {
		*from = number * BATCH;
		*until = g->trees_len - *from < BATCH ? g->trees_len : *from + BATCH;
		return true;
	}
	*from = g->parts.items[number].rank;
	*until = number + 1 < g->parts.len ? g->parts.items[number + 1].rank : g->trees_len;
	return part_may_be_wanted(p, &g->parts.items[number]);
}

static void run(void *context, unsigned worker)
{
	struct pass *p = context;
	struct finder f = { .pass = p, .reader = store_reader_new(p->store), .memory = tree_memory_new() };
	uint32_t part, from, until;

	(void)worker;
	while ((part = atomic_fetch_add(&p->next, 1)) < p->parts) {
		if (!get_part(p, part, &from, &until))
			continue;
		for (uint32_t rank = from; rank < until; rank++) {
			if (rank + AHEAD < p->graph->trees_len)
				__builtin_prefetch(&p->store->objects[p->graph->trees[rank + AHEAD].object]);
			read_tree(&f, rank);
		}
	}
	array_release(&f.found);
	tree_memory_free(f.memory);
	store_reader_free(f.reader);
}

void tree_hits_collect(struct tree_hits *hits, struct graph *g, struct store *store, const struct oid *wanted,
		       size_t count, unsigned workers, struct coverage *coverage)
{
	struct pass *p = mem_alloc(sizeof(*p));
	uint32_t *heads = mem_alloc_array(count + 1, sizeof(*heads));

	*hits = (struct tree_hits){ 0 };
	hits->list_of = mem_alloc_array((size_t)g->trees_len + 1, sizeof(*hits->list_of));
	*array_add(&hits->lists) = SLICE_NONE;
	p->hits = hits;
	p->graph = g;
	p->store = store;
	p->coverage = coverage;
	p->heads = heads;
	p->count = count;
	p->parts = g->scattered ? (g->trees_len + BATCH - 1) / BATCH : (uint32_t)g->parts.len;
	pthread_mutex_init(&p->lock, NULL);
	for (size_t i = 0; i < count; i++) {
		unsigned key = (unsigned)wanted[i].bytes[0] << 8 | wanted[i].bytes[1];

		p->filter[key >> 6] |= (uint64_t)1 << (key & 63);
		memcpy(&heads[i], wanted[i].bytes, sizeof(*heads));
		table_add(&p->wanted, oid_bytes(&wanted[i]), i, NULL);
	}
	qsort(heads, count, sizeof(*heads), compare_heads);
	workers_run(workers ? workers : 1, run, p);
	if (hits->cut)
		store_fail(store, coverage, "limit", "places: too many to keep");
	mem_free(heads);
	table_release(&p->wanted);
	pthread_mutex_destroy(&p->lock);
	mem_free(p);
}

void tree_hits_release(struct tree_hits *hits)
{
	mem_free(hits->list_of);
	array_release(&hits->lists);
	table_release(&hits->numbers);
	arena_release(&hits->arena);
}

const struct tree_hit *tree_hits_of(const struct tree_hits *hits, uint32_t tree, size_t *len)
{
	struct slice list = hits->lists.items[hits->list_of[tree]];

	*len = list.len / sizeof(struct tree_hit);
	return (const struct tree_hit *)(const void *)list.at;
}
