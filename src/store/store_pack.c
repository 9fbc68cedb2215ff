/* store_pack.c - see store_pack.h; the formats are those of gitformat-pack(5) */
#include "store/store_pack.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libdeflate.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/workers.h"
#include "store/pack_header.h"
#include "store/store_pack_idx.h"

#define OBJECTS_MAX ((uint32_t)1 << 28)
#define WINDOW      ((size_t)1 << 20)
#define STRETCH     4096 /* entries */
#define TRAILER     SHA1_SIZE

/* A part of the .pack in memory. */
struct window {
	int fd;
	uint64_t size; /* of the pack without its trailer */
	uint64_t at;
	size_t len;
	bool failed; /* a read did: then what was not got says nothing of the pack */
	uint8_t bytes[WINDOW];
};

struct place {
	uint64_t offset;
	uint32_t entry;
};

struct lister {
	const char *stem;
	uint64_t max;
	unsigned workers;
	struct pack_idx index;
	struct window *window;
	struct pack_listing *out;
	struct place *places;              /* by offset */
	uint32_t *child, *sibling, *queue; /* the forest; queue: breadth first */
	uint32_t reached;
};

/* `need` bytes at `at`, or as many as there are before the trailer; *have says how many. */
static const uint8_t *window_get(struct window *w, uint64_t at, size_t need, size_t *have)
{
	if (at < w->at || at + need > w->at + w->len) {
		size_t want = at >= w->size ? 0 : w->size - at < WINDOW ? (size_t)(w->size - at) : WINDOW;
		long got = file_read_from(w->fd, w->bytes, want, at);

		w->failed |= got < 0;
		w->at = at;
		w->len = got < 0 ? 0 : (size_t)got;
	}
	*have = (size_t)(w->at + w->len - at);
	return w->bytes + (at - w->at);
}

static bool fits_index(const struct lister *l, uint32_t count)
{
	uint8_t trailer[TRAILER];

	if (!l->index.checksum)
		return l->index.count <= count;
	return l->index.count == count && file_read_from(l->window->fd, trailer, TRAILER, l->window->size) == TRAILER &&
	       memcmp(trailer, l->index.checksum, TRAILER) == 0;
}

static enum status open_pack(struct lister *l, int folder, struct error *err)
{
	struct stat about;
	const uint8_t *head;
	size_t have;
	char name[300];

	snprintf(name, sizeof(name), "%s.pack", l->stem);
	if (file_open(folder, name, false, &l->window->fd, err))
		return err->status;
	if (fstat(l->window->fd, &about) < 0)
		return error_set(err, ERR_IO, "%s: %s", name, strerror(errno));
	if (about.st_size < PACK_START + TRAILER)
		return error_set(err, ERR_DAMAGED, "%s: not a pack", name);
	l->window->size = (uint64_t)about.st_size - TRAILER;
	head = window_get(l->window, 0, PACK_START, &have);
	if (l->window->failed)
		return error_set(err, ERR_IO, "%s: cannot be read", name);
	if (have < PACK_START || memcmp(head, "PACK", 4) != 0)
		return error_set(err, ERR_DAMAGED, "%s: not a pack", name);
	if (bytes_big32(head + 4) != 2 && bytes_big32(head + 4) != 3)
		return error_set(err, ERR_UNSUPPORTED, "%s: pack version %u is not supported", name,
				 bytes_big32(head + 4));
	if (!fits_index(l, bytes_big32(head + 8)))
		return error_set(err, ERR_DAMAGED, "%s: does not fit its index (cut short?)", name);
	return STATUS_OK;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void list_places(struct lister *l)
{
	for (uint32_t i = 0; i < l->index.count; i++) {
		struct store_object *object = &l->out->objects[i];

		*object = (struct store_object){ .base = STORE_NONE, .size = STORE_SIZE_UNKNOWN };
		memcpy(object->id, pack_idx_id(&l->index, i), SHA1_SIZE);
		object->offset = pack_idx_offset(&l->index, i);
		l->places[i] = (struct place){ object->offset, i };
	}
	qsort(l->places, l->index.count, sizeof(*l->places), compare_places);
}

static uint32_t entry_at(const struct lister *l, uint64_t offset)
{
	size_t low = 0, high = l->index.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (l->places[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->index.count && l->places[low].offset == offset ? l->places[low].entry : STORE_NONE;
}

/* Reads one entry's header into its object. False when it makes no sense. */
static bool read_header(struct lister *l, struct store_object *object)
{
	size_t have;
	const uint8_t *at = window_get(l->window, object->offset, PACK_HEADER_MAX, &have);
	struct pack_header header;

	if (!pack_header_read(at, have, &header))
		return false;
	if (header.size > l->max)
		object->flags |= OBJECT_TOO_LARGE;
	if (header.type >= OBJECT_COMMIT && header.type <= OBJECT_TAG) {
		object->type = (uint8_t)header.type;
		object->size = header.size;
		return true;
	}
	if (header.id)
		object->base = pack_idx_find(&l->index, header.id);
	else if (header.distance && header.distance < object->offset)
		object->base = entry_at(l, object->offset - header.distance);
	return object->base != STORE_NONE;
}

static bool crc_fits(struct lister *l, uint32_t entry, uint64_t from, uint64_t until)
{
	uint32_t crc = 0;

	if (!l->index.crcs)
		return true;
	while (from < until) {
		size_t have;
		const uint8_t *at = window_get(l->window, from, 1, &have);

		if (!have)
			return false;
		if (have > until - from)
			have = (size_t)(until - from);
		crc = libdeflate_crc32(crc, at, have);
		from += have;
	}
	return crc == bytes_big32(l->index.crcs + 4 * (size_t)entry);
}

/* Reads the headers of some entries, in the order in which they stand in the pack, and checks their bytes. */
static void read_entries(struct lister *l, uint32_t from, uint32_t until)
{
	const uint32_t count = l->index.count;

	for (uint32_t i = from; i < until; i++) {
		struct store_object *object = &l->out->objects[l->places[i].entry];
		uint32_t next = i + 1;
		uint64_t end;

		while (next < count && l->places[next].offset == object->offset)
			next++;
		end = next < count ? l->places[next].offset : l->window->size;
		if (object->offset < PACK_START || end > l->window->size || object->offset >= end ||
		    !read_header(l, object) || !crc_fits(l, l->places[i].entry, object->offset, end))
			object->flags |= OBJECT_DAMAGED;
		/* Deflate adds little where it saves nothing. */
		else if (end - object->offset > l->max + l->max / 64 + 4096 || end - object->offset > UINT32_MAX)
			object->flags |= OBJECT_TOO_LARGE;
		else
			object->packed = (uint32_t)(end - object->offset);
	}
}

/* The pass over the pack, shared out in stretches. */
struct pass {
	struct lister *lister;
	atomic_uint next;
};

static void run_pass(void *context, unsigned worker)
{
	struct pass *pass = context;
	struct lister own = *pass->lister;
	const uint32_t count = own.index.count;
	uint32_t from;

	if (worker) { /* the first one's is open */
		own.window = mem_alloc(sizeof(*own.window));
		own.window->fd = pass->lister->window->fd;
		own.window->size = pass->lister->window->size;
	}
	while ((from = atomic_fetch_add(&pass->next, STRETCH)) < count)
		read_entries(&own, from, count - from < STRETCH ? count : from + STRETCH);
	if (worker)
		mem_free(own.window);
}

static void read_pack(struct lister *l)
{
	struct pass pass = { .lister = l };

	workers_run(l->index.count > STRETCH && l->workers ? l->workers : 1, run_pass, &pass);
}

/* Links children to bases, lists bases before children, and passes types and damage on. */
static void grow_forest(struct lister *l)
{
	struct store_object *objects = l->out->objects;
	uint16_t *depth = mem_alloc_array((size_t)l->index.count + 1, sizeof(*depth));
	uint32_t head = 0;

	for (uint32_t i = 0; i < l->index.count; i++)
		l->child[i] = l->sibling[i] = STORE_NONE;
	for (uint32_t i = l->index.count; i-- > 0;) {
		uint32_t entry = l->places[i].entry, base = objects[entry].base;

		if (base != STORE_NONE) {
			l->sibling[entry] = l->child[base];
			l->child[base] = entry;
		}
	}
	for (uint32_t i = 0; i < l->index.count; i++)
		if (objects[l->places[i].entry].base == STORE_NONE)
			l->queue[l->reached++] = l->places[i].entry;
	for (; head < l->reached; head++) {
		uint32_t base = l->queue[head];

		for (uint32_t entry = l->child[base]; entry != STORE_NONE; entry = l->sibling[entry]) {
			depth[entry] = (uint16_t)(depth[base] < PACK_CHAIN_MAX ? depth[base] + 1 : PACK_CHAIN_MAX);
			objects[entry].type = objects[base].type;
			objects[entry].flags |= objects[base].flags & (OBJECT_DAMAGED | OBJECT_TOO_LARGE);
			if (depth[entry] == PACK_CHAIN_MAX)
				objects[entry].flags |= OBJECT_TOO_LARGE;
			l->queue[l->reached++] = entry;
		}
	}
	mem_free(depth);
}

/* What no root leads to hangs on a cycle of deltas. */
static void mark_cycles(struct lister *l)
{
	uint8_t *seen = mem_alloc((size_t)l->index.count + 1);

	for (uint32_t i = 0; i < l->reached; i++)
		seen[l->queue[i]] = 1;
	for (uint32_t i = 0; i < l->index.count; i++) {
		if (!seen[i]) {
			l->out->objects[i].flags |= OBJECT_DAMAGED;
			l->out->objects[i].base = STORE_NONE;
			l->out->order[l->reached++] = i;
		}
	}
	mem_free(seen);
}

/* Turns the breadth-first list into the depth-first order, heaviest child last. */
static void order_forest(struct lister *l)
{
	uint32_t *weight = mem_alloc_array((size_t)l->index.count + 1, sizeof(*weight));
	uint32_t *stack = mem_alloc_array((size_t)l->index.count + 1, sizeof(*stack));
	uint32_t roots = 0, depth = 0, done = 0;

	for (uint32_t i = l->reached; i-- > 0;) {
		uint32_t base = l->out->objects[l->queue[i]].base;

		weight[l->queue[i]]++;
		if (base != STORE_NONE)
			weight[base] += weight[l->queue[i]];
	}
	while (roots < l->reached && l->out->objects[l->queue[roots]].base == STORE_NONE)
		roots++;
	for (uint32_t root = 0; root < roots; root++) {
		for (stack[depth++] = l->queue[root]; depth;) {
			uint32_t entry = stack[--depth], heaviest = l->child[entry], first = depth;

			l->out->order[done++] = entry;
			for (uint32_t c = l->child[entry]; c != STORE_NONE; c = l->sibling[c])
				if (weight[c] > weight[heaviest])
					heaviest = c;
			if (heaviest == STORE_NONE)
				continue;
			l->out->objects[entry].flags |= OBJECT_BASE;
			l->out->objects[heaviest].flags |= OBJECT_LAST;
			stack[depth++] = heaviest;
			for (uint32_t c = l->child[entry]; c != STORE_NONE; c = l->sibling[c])
				if (c != heaviest)
					stack[depth++] = c;
			/* The stack gives the last first: turn the light ones round to keep the pack's order. */
			for (uint32_t a = first + 1, b = depth - 1; a < b; a++, b--) {
				uint32_t swap = stack[a];

				stack[a] = stack[b];
				stack[b] = swap;
			}
		}
	}
	mem_free(weight);
	mem_free(stack);
}

/* One id twice in an index: which one libgit2 reads is not ours to say, so all must be sound. */
static void join_twins(struct pack_listing *listing)
{
	for (uint32_t i = 1; i < listing->count; i++) {
		struct store_object *a = &listing->objects[i - 1], *b = &listing->objects[i];

		if (memcmp(a->id, b->id, SHA1_SIZE) == 0)
			a->flags = b->flags = a->flags | b->flags;
	}
	for (uint32_t i = listing->count; i-- > 1;) {
		struct store_object *a = &listing->objects[i - 1], *b = &listing->objects[i];

		if (memcmp(a->id, b->id, SHA1_SIZE) == 0)
			a->flags |= b->flags;
	}
}

static void list_objects(struct lister *l)
{
	size_t count = l->index.count;

	l->out->count = l->index.count;
	l->out->objects = mem_alloc_array(count + 1, sizeof(*l->out->objects));
	l->out->order = mem_alloc_array(count + 1, sizeof(*l->out->order));
	l->places = mem_alloc_array(count + 1, sizeof(*l->places));
	list_places(l);
	read_pack(l);
	pack_idx_release(&l->index);
	l->child = mem_alloc_array(count + 1, sizeof(*l->child));
	l->sibling = mem_alloc_array(count + 1, sizeof(*l->sibling));
	l->queue = mem_alloc_array(count + 1, sizeof(*l->queue));
	grow_forest(l);
	order_forest(l);
	mark_cycles(l);
	join_twins(l->out);
	mem_free(l->places);
	mem_free(l->child);
	mem_free(l->sibling);
	mem_free(l->queue);
}

enum status pack_list_by(struct pack_idx *index, int folder, const char *stem, uint64_t max, unsigned workers,
			 struct pack_listing *listing, struct error *err)
{
	struct lister l = { .stem = stem, .max = max, .workers = workers, .out = listing, .index = *index };
	enum status status;

	*listing = (struct pack_listing){ 0 };
	l.window = mem_alloc(sizeof(*l.window));
	l.window->fd = -1;
	status = open_pack(&l, folder, err);
	if (!status) {
		listing->size = l.window->size;
		listing->unchecked = !l.index.crcs;
		listing->damaged = !l.index.sound;
		list_objects(&l);
	}
	if (l.window->fd >= 0)
		close(l.window->fd);
	mem_free(l.window);
	pack_idx_release(&l.index);
	index->bytes = NULL;
	return status;
}

enum status pack_list(int folder, const char *stem, uint64_t max, unsigned workers, struct pack_listing *listing,
		      struct error *err)
{
	struct pack_idx index;

	*listing = (struct pack_listing){ 0 };
	if (pack_idx_load(&index, folder, stem, err)) {
		pack_idx_release(&index);
		return err->status;
	}
	return pack_list_by(&index, folder, stem, max, workers, listing, err);
}

void pack_listing_release(struct pack_listing *listing)
{
	mem_free(listing->objects);
	mem_free(listing->order);
	*listing = (struct pack_listing){ 0 };
}
