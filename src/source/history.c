/* history.c - see history.h */
#include "history_part.h"

#include <string.h>

#include "model/file_kind.h"

#define BATCH      512  /* objects in a unit: some tens of milliseconds */
#define BATCH_MAX  8192 /* when they are of one delta tree, whose parts are cheapest read by one worker */
#define BATCH_LEFT 16   /* and no more than this part of what is left */

#define EXPANSION_FREE ((uint64_t)2 << 30)

static const struct source_ops history_ops;

struct history *history_new(const struct history_options *options)
{
	struct history *h = mem_alloc(sizeof(*h));

	h->source.ops = &history_ops;
	h->options = *options;
	if (!h->options.free_expansion)
		h->options.free_expansion = EXPANSION_FREE;
	return h;
}

void history_release_worker(struct worker *w)
{
	store_reader_free(w->reader);
	graph_worker_free(w->graph);
	*w = (struct worker){ 0 };
}

void history_free(struct history *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < HISTORY_WORKERS_MAX; i++)
		history_release_worker(&h->workers[i]);
	for (size_t i = 0; i < h->members.len; i++) {
		struct member *member = h->members.items[i];

		graph_release(&member->graph);
		coverage_release(&member->listing);
		selection_free(member->selection);
		store_free(member->store);
		array_release(&member->vanished);
		pthread_mutex_destroy(&member->lock);
		mem_free(member->expanded);
		mem_free(member->told);
		mem_free(member);
	}
	array_release(&h->members);
	table_release(&h->names);
	mem_free(h);
}

/* Fills the member's store and graph. */
static enum status list(struct history *h, struct member *member, const char *path, struct error *err)
{
	const struct selection_options *select = &h->options.select;

	if (selection_wanted(select) &&
	    selection_open(&member->selection, select, member->store, path, &member->listing, err))
		return err->status;
	if (!member->store->direct)
		store_list(member->store, &member->listing);
	graph_init(&member->graph, member->store);
	if (member->selection && !member->selection->direct)
		selection_mark(member->selection, member->store, &member->graph, &member->listing);
	return STATUS_OK;
}

static void note_index_names(struct member *member)
{
	for (size_t i = 0; i < member->store->indexes.len; i++) {
		const struct gitindex *index = &member->store->indexes.items[i];

		for (size_t k = 0; k < index->entries.len; k++) {
			const struct gitindex_entry *entry = &index->entries.items[k];
			uint32_t object = file_kind_may_tell(file_kind_name(entry->path))
						  ? store_find(member->store, entry->id)
						  : STORE_NONE;

			if (object != STORE_NONE)
				atomic_store(&member->graph.named[object], 1);
		}
	}
}

enum status history_add(struct history *h, const char *path, const char *name, struct error *err)
{
	struct store_options options = { .name = name,
					 .max_object = h->options.max_object,
					 .workers = h->options.workers,
					 .libgit2 = h->options.libgit2 };
	struct member *member;
	struct store *store;

	if (store_open(path, &options, &store, err))
		return err->status;
	for (size_t i = 0; i < h->members.len; i++) {
		const struct store *other = h->members.items[i]->store;

		if (other->device == store->device && other->inode == store->inode) {
			store_free(store);
			return STATUS_OK;
		}
	}
	member = mem_alloc(sizeof(*member));
	member->store = store;
	coverage_init(&member->listing);
	if (list(h, member, path, err)) {
		coverage_release(&member->listing);
		store_free(store);
		mem_free(member);
		return err->status;
	}
	member->expanded = mem_alloc_array(store->packs.len + 1, sizeof(*member->expanded));
	member->told = mem_alloc((size_t)store->count + 1);
	note_index_names(member);
	pthread_mutex_init(&member->lock, NULL);
	*array_add(&h->members) = member;
	table_add(&h->names, slice_of(store->name), h->members.len - 1, NULL);
	h->source.total += store->order_len;
	return STATUS_OK;
}

struct source *history_source(struct history *h)
{
	return &h->source;
}

bool history_is_cut(const struct history *h)
{
	for (size_t i = 0; i < h->members.len; i++)
		if (h->members.items[i]->selection &&
		    selection_is_cut(h->members.items[i]->selection, h->members.items[i]->store))
			return true;
	return false;
}

size_t history_stores(const struct history *h)
{
	return h->members.len;
}

const char *history_store_path(const struct history *h, size_t store)
{
	return h->members.items[store]->store->path;
}

const char *history_store_name(const struct history *h, size_t store)
{
	const char *name = h->members.items[store]->store->name;

	return name ? name : "";
}

struct store *history_store(const struct history *h, size_t store)
{
	return h->members.items[store]->store;
}

struct graph *history_graph(const struct history *h, size_t store)
{
	return &h->members.items[store]->graph;
}

struct worker *history_worker(struct history *h, unsigned number, size_t member)
{
	struct worker *w = &h->workers[number];

	if (w->reader && w->member != member)
		history_release_worker(w);
	if (!w->reader) {
		w->member = member;
		w->reader = store_reader_new(h->members.items[member]->store);
		w->graph = graph_worker_new(&h->members.items[member]->graph);
	}
	return w;
}

/* How many objects of the order, from `first` on, one worker should read: it ends where a delta tree does. */
static uint32_t batch_size(const struct store *store, uint32_t first)
{
	const uint32_t left = store->order_len - first;
	uint32_t size = left < BATCH ? left : BATCH;

	/* Towards the end they are small, so that all workers end together. */
	while (size < BATCH_MAX && size < left / BATCH_LEFT &&
	       store->objects[store->order[first + size]].base != STORE_NONE)
		size++;
	return size;
}

static bool history_next(struct source *source, struct unit *unit)
{
	struct history *h = (struct history *)source;

	while (h->at_member < h->members.len && h->at_order == h->members.items[h->at_member]->store->order_len) {
		h->at_member++;
		h->at_order = 0;
	}
	if (h->at_member < h->members.len) {
		*unit = (struct unit){ .first = h->at_order };
		unit->count = batch_size(h->members.items[h->at_member]->store, h->at_order);
		unit->data = &h->members.items[h->at_member];
		h->at_order += (uint32_t)unit->count;
		source->done += unit->count;
		atomic_fetch_add(&h->running, 1);
		return true;
	}
	if (h->finished || atomic_load(&h->running) != 0)
		return false;
	h->finished = true;
	*unit = (struct unit){ 0 };
	return true;
}

static void history_close(struct source *source)
{
	(void)source;
}

static const struct source_ops history_ops = {
	.name = "history",
	.next = history_next,
	.run = history_run,
	.close = history_close,
};
