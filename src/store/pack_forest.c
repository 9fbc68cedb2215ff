/*
 * pack_forest.c - see pack_forest.h
 *
 * The branch is the way from a whole object down to the one that was read last:
 * each frame holds what its object was made into. To read an object, the part
 * of the branch that does not lead to it is cut off, and what is missing grows.
 */
#include "store/pack_forest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libdeflate.h>

#include "base/clock.h"
#include "base/file.h"
#include "model/content.h"
#include "store/delta.h"
#include "store/pack_entry.h"
#include "store/pack_header.h"

#define WORK_MAX    ((uint64_t)4 << 30) /* bytes made for one object, over all that it is made from */
#define BRANCH_MAX  ((size_t)64 << 20)  /* bytes kept in frames, apart from the last one's */
#define SPARE_COUNT 4
#define SPARE_MAX   ((size_t)1 << 20) /* bytes of a room that is kept for later */
#define READ_AHEAD  ((size_t)4 << 10) /* git stores versions of a file near one another */
#define SLOT_NONE   ORIGIN_SLOTS

/* Bytes with CONTENT_PADDING behind them. */
struct room {
	char *at;
	size_t capacity; /* without the padding */
};

struct frame {
	uint32_t object;
	unsigned slot; /* SLOT_NONE: there are too many frames */
	uint64_t number;
	size_t len;
	struct room room;
};

struct pack_forest {
	const struct store *store;
	int *files;                                  /* one for each pack; -1: not open */
	uint8_t *failed;                             /* by object: a status, so that nothing is tried twice */
	struct branch ARRAY_OF(struct frame) branch; /* from the whole object on */
	size_t kept;                                 /* bytes in its frames */
	struct way ARRAY_OF(uint32_t) way;           /* objects still to be made, the one asked for first */
	struct room packed;                          /* bytes of a pack as they stand there */
	size_t packed_pack;                          /* which */
	uint64_t packed_at;                          /* from where */
	size_t packed_len;                           /* how many; 0: none */
	struct room delta;                           /* instructions */
	struct room spares[SPARE_COUNT];             /* to be used again */
	struct libdeflate_decompressor *inflater;
	/* What is said of where an object comes from (origin.h). */
	uint64_t number;     /* given out last */
	uint64_t free_slots; /* one bit each */
	struct copies copies;
	struct origin origin;
};

_Static_assert(ORIGIN_SLOTS == 64, "one bit each");

struct pack_forest *pack_forest_new(const struct store *store)
{
	struct pack_forest *f = mem_alloc(sizeof(*f));

	f->store = store;
	f->files = mem_alloc_array(store->packs.len + 1, sizeof(*f->files));
	for (size_t i = 0; i < store->packs.len; i++)
		f->files[i] = -1;
	f->failed = mem_alloc((size_t)store->count + 1);
	f->inflater = mem_need(libdeflate_alloc_decompressor());
	/* Of a thread's forests the later one gives out higher numbers: no object is read in a nanosecond. */
	f->number = (uint64_t)(clock_seconds() * 1e9);
	f->free_slots = UINT64_MAX;
	return f;
}

void pack_forest_free(struct pack_forest *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->branch.len; i++)
		mem_free(f->branch.items[i].room.at);
	for (size_t i = 0; i < SPARE_COUNT; i++)
		mem_free(f->spares[i].at);
	for (size_t i = 0; i < f->store->packs.len; i++)
		if (f->files[i] >= 0)
			close(f->files[i]);
	array_release(&f->branch);
	array_release(&f->way);
	array_release(&f->copies);
	libdeflate_free_decompressor(f->inflater);
	mem_free(f->packed.at);
	mem_free(f->delta.at);
	mem_free(f->files);
	mem_free(f->failed);
	mem_free(f);
}

void pack_forest_open(struct pack_forest *f, size_t pack)
{
	char path[4096];
	struct error err;

	if (f->files[pack] >= 0 ||
	    (size_t)snprintf(path, sizeof(path), "%s.pack", f->store->packs.items[pack].stem) >= sizeof(path))
		return;
	if (file_open(AT_FDCWD, path, false, &f->files[pack], &err))
		f->files[pack] = -1;
}

int pack_forest_file(struct pack_forest *f, size_t pack)
{
	pack_forest_open(f, pack);
	return f->files[pack];
}

/* Room for `len` bytes and the padding; what was there is lost. */
static bool make_room(struct room *room, size_t len)
{
	if (room->at && len <= room->capacity)
		return true;
	mem_free(room->at);
	room->capacity = len + len / 4;
	room->at = mem_try(room->capacity + CONTENT_PADDING);
	return room->at != NULL;
}

/* A spare room that is large enough, or the smallest one to grow. */
static struct room take_room(struct pack_forest *f, size_t len)
{
	size_t best = 0;
	struct room room;

	for (size_t i = 1; i < SPARE_COUNT; i++) {
		const size_t old = f->spares[best].capacity, new = f->spares[i].capacity;

		if (new >= len ? old < len || new < old : old < len &&new < old)
			best = i;
	}
	room = f->spares[best];
	f->spares[best] = (struct room){ NULL, 0 };
	make_room(&room, len);
	return room;
}

/* Keeps the largest ones. */
static void give_back(struct pack_forest *f, struct room room)
{
	size_t least = 0;

	for (size_t i = 1; i < SPARE_COUNT; i++)
		if (f->spares[i].capacity < f->spares[least].capacity)
			least = i;
	if (room.capacity > f->spares[least].capacity && room.capacity <= SPARE_MAX) {
		mem_free(f->spares[least].at);
		f->spares[least] = room;
	} else {
		mem_free(room.at);
	}
}

static unsigned take_slot(struct pack_forest *f)
{
	const unsigned slot = f->free_slots ? (unsigned)__builtin_ctzll(f->free_slots) : SLOT_NONE;

	f->free_slots &= f->free_slots - 1;
	return slot;
}

static void free_slot(struct pack_forest *f, unsigned slot)
{
	if (slot != SLOT_NONE)
		f->free_slots |= (uint64_t)1 << slot;
}

/* Cuts the branch down to `len` frames. */
static void cut(struct pack_forest *f, size_t len)
{
	while (f->branch.len > len) {
		const struct frame *frame = &f->branch.items[--f->branch.len];

		f->kept -= frame->len;
		free_slot(f, frame->slot);
		give_back(f, frame->room);
	}
}

/* Lets the frames go that were there first; what they are wanted for again is made again. */
static void keep_within_bounds(struct pack_forest *f)
{
	size_t drop = 0;

	while (f->kept > BRANCH_MAX && drop + 1 < f->branch.len) {
		f->kept -= f->branch.items[drop].len;
		free_slot(f, f->branch.items[drop].slot);
		mem_free(f->branch.items[drop++].room.at);
	}
	if (drop)
		memmove(f->branch.items, f->branch.items + drop, (f->branch.len - drop) * sizeof(*f->branch.items));
	f->branch.len -= drop;
}

static bool grows_from(struct pack_forest *f, uint32_t object)
{
	for (size_t i = f->branch.len; i > 0; i--) {
		if (f->branch.items[i - 1].object == object) {
			cut(f, i);
			return true;
		}
	}
	return false;
}

/* Lists what is to be made, up to a whole object or one on the branch. */
static enum status find_way(struct pack_forest *f, uint32_t object, struct error *err)
{
	f->way.len = 0;
	for (; object != STORE_NONE && !grows_from(f, object); object = f->store->objects[object].base) {
		if (f->failed[object])
			return error_set(err, f->failed[object], "what it is made from cannot be read");
		if (f->way.len == PACK_CHAIN_MAX)
			return error_set(err, ERR_DAMAGED, "deltas of deltas without end");
		*array_add(&f->way) = object;
	}
	if (object == STORE_NONE)
		cut(f, 0);
	return STATUS_OK;
}

/* The bytes of an entry; NULL when they cannot be had. What is read with them is likely to be wanted next. */
static const char *read_entry(struct pack_forest *f, const struct store_object *o, struct error *err)
{
	const size_t len = o->packed;
	const bool same = f->packed_len && f->packed_pack == o->home && o->offset >= f->packed_at;
	size_t most = len > READ_AHEAD ? len : READ_AHEAD;
	long got;

	if (same && o->offset - f->packed_at <= f->packed_len && f->packed_len - (o->offset - f->packed_at) >= len)
		return f->packed.at + (o->offset - f->packed_at);
	f->packed_len = 0;
	if (!make_room(&f->packed, most)) {
		error_set(err, ERR_LIMIT, "no memory for %zu bytes", len);
		return NULL;
	}
	got = file_read_from(f->files[o->home], f->packed.at, most, o->offset);
	if (got < (long)len) {
		error_set(err, ERR_DAMAGED, "its pack was cut short");
		return NULL;
	}
	f->packed_pack = o->home;
	f->packed_at = o->offset;
	f->packed_len = (size_t)got;
	return f->packed.at;
}

/* The entry's stream inflated to exactly the size it claims. */
static enum status inflate(struct pack_forest *f, const struct store_object *o, struct pack_header *header,
			   struct room *out, struct error *err)
{
	const char *packed = read_entry(f, o, err);
	const size_t len = o->packed;

	if (!packed)
		return err->status;
	if (!pack_header_read((const uint8_t *)packed, len, header))
		return error_set(err, ERR_DAMAGED, "its entry has no size");
	if (header->size > f->store->max_object)
		return error_set(err, ERR_LIMIT, "larger than %llu bytes", (unsigned long long)f->store->max_object);
	if (out == &f->delta)
		make_room(out, header->size);
	else
		*out = take_room(f, header->size);
	if (!out->at)
		return error_set(err, ERR_LIMIT, "no memory for %llu bytes", (unsigned long long)header->size);
	if (libdeflate_zlib_decompress(f->inflater, packed + header->len, len - header->len, out->at, header->size,
				       NULL) != LIBDEFLATE_SUCCESS)
		return error_set(err, ERR_DAMAGED, "its entry does not inflate");
	return STATUS_OK;
}

/* Makes the object of the one before, whose instructions are in f->delta. */
static enum status apply(struct pack_forest *f, size_t delta_len, struct frame *made, struct error *err)
{
	const struct frame *base = &f->branch.items[f->branch.len - 1];
	struct slice delta = slice_make(f->delta.at, delta_len);
	uint64_t base_size, size;

	if (!delta_sizes(&delta, &base_size, &size) || base_size != base->len)
		return error_set(err, ERR_DAMAGED, "a delta of another base");
	if (size > f->store->max_object)
		return error_set(err, ERR_LIMIT, "larger than %llu bytes", (unsigned long long)f->store->max_object);
	made->room = take_room(f, (size_t)size);
	made->len = (size_t)size;
	if (!made->room.at)
		return error_set(err, ERR_LIMIT, "no memory for %llu bytes", (unsigned long long)size);
	f->copies.len = 0;
	if (!delta_apply(slice_make(base->room.at, base->len), delta, made->room.at, made->len, &f->copies))
		return error_set(err, ERR_DAMAGED, "a delta that does not fit its base");
	f->origin.base_number = base->slot == SLOT_NONE ? 0 : base->number;
	f->origin.base_slot = base->slot;
	return STATUS_OK;
}

static enum status make(struct pack_forest *f, uint32_t object, struct frame *made, struct error *err)
{
	const struct store_object *o = &f->store->objects[object];
	struct pack_header header;

	*made = (struct frame){ .object = object };
	f->origin = (struct origin){ .base_slot = SLOT_NONE, .copies = &f->copies };
	if (o->base != STORE_NONE)
		return inflate(f, o, &header, &f->delta, err) || apply(f, header.size, made, err) ? err->status
												  : STATUS_OK;
	if (inflate(f, o, &header, &made->room, err))
		return err->status;
	made->len = header.size;
	return header.type == o->type ? STATUS_OK : error_set(err, ERR_DAMAGED, "not of the type it was listed as");
}

/* Makes the next object and puts it at the branch's end, in its base's place if that is not needed any more. */
static enum status grow(struct pack_forest *f, uint32_t object, uint64_t *work, struct error *err)
{
	const struct store_object *o = &f->store->objects[object];
	struct frame made;

	if (make(f, object, &made, err)) {
		give_back(f, made.room);
		f->failed[object] = (uint8_t)err->status;
		return err->status;
	}
	memset(made.room.at + made.len, 0, CONTENT_PADDING);
	made.number = ++f->number;
	made.slot = take_slot(f); /* not its base's: that is still looked at */
	f->origin.number = o->flags & OBJECT_BASE && made.slot != SLOT_NONE ? made.number : 0;
	f->origin.slot = made.slot;
	if (o->flags & OBJECT_LAST && o->base != STORE_NONE)
		cut(f, f->branch.len - 1);
	*array_add(&f->branch) = made;
	f->kept += made.len;
	keep_within_bounds(f);
	*work += made.len;
	if (*work > WORK_MAX)
		return error_set(err, ERR_LIMIT, "takes too much work");
	return STATUS_OK;
}

enum status pack_forest_read(struct pack_forest *f, uint32_t object, struct slice *bytes, struct error *err)
{
	const size_t pack = f->store->objects[object].home;
	uint64_t work = 0;

	pack_forest_open(f, pack);
	if (f->files[pack] < 0)
		return error_set(err, ERR_MISSING, "%s.pack: cannot be opened", f->store->packs.items[pack].stem);
	f->origin = (struct origin){ 0 };
	if (find_way(f, object, err))
		return err->status;
	while (f->way.len)
		if (grow(f, f->way.items[--f->way.len], &work, err))
			return err->status;
	*bytes = slice_make(f->branch.items[f->branch.len - 1].room.at, f->branch.items[f->branch.len - 1].len);
	return STATUS_OK;
}

const struct origin *pack_forest_origin(const struct pack_forest *f)
{
	return &f->origin;
}
