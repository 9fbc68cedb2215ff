/*
 * store_read.c - see store_read.h
 *
 * Packed objects are read along their delta forests (pack_forest.h). What that
 * refuses as damaged, libgit2 is asked for, if it can be had: it may know better.
 */
#include "store/store_read.h"

#include <string.h>
#include <unistd.h>

#include "store/direct.h"
#include "store/loose.h"
#include "store/object_stream.h"
#include "store/pack_forest.h"
#include "store/store_libgit2.h"

#define EAGER_PACKS 200 /* opened at once, so that a repack meanwhile takes nothing away */

struct store_reader {
	struct store *store;
	struct loose_reader loose;
	struct pack_forest *forest;
	struct libgit2_reader *libgit2; /* NULL until used */
	bool no_libgit2;                /* it cannot be had */
	int *objects;                   /* one for each object directory; -1: cannot be opened */
	struct object held;             /* of a store that is not listed: what was read last */
	struct store_reader *successor; /* of the store's successor, once needed */
};

struct store_reader *store_reader_new(struct store *store)
{
	struct store_reader *r = mem_alloc(sizeof(*r));

	r->store = store;
	loose_reader_init(&r->loose);
	r->forest = pack_forest_new(store);
	r->objects = mem_alloc_array(store->directories.len, sizeof(*r->objects));
	for (size_t i = 0; i < store->directories.len; i++)
		r->objects[i] = store_directory_open(&store->directories.items[i]);
	for (size_t i = 0; i < store->packs.len && store->packs.len <= EAGER_PACKS; i++)
		pack_forest_open(r->forest, i);
	return r;
}

void store_reader_free(struct store_reader *r)
{
	if (!r)
		return;
	libgit2_reader_free(r->libgit2);
	pack_forest_free(r->forest);
	store_reader_free(r->successor);
	for (size_t i = 0; i < r->store->directories.len; i++)
		if (r->objects[i] >= 0)
			close(r->objects[i]);
	mem_free(r->objects);
	loose_reader_release(&r->loose);
	object_release(&r->held);
	mem_free(r);
}

static enum status read_by_libgit2(struct store_reader *r, uint32_t object, struct slice *bytes, struct error *err)
{
	if (!r->libgit2 && !r->no_libgit2) {
		r->libgit2 = libgit2_reader_new(r->store, err);
		r->no_libgit2 = !r->libgit2;
	}
	return r->libgit2 ? libgit2_reader_read(r->libgit2, object, bytes, err)
			  : error_set(err, ERR_UNSUPPORTED, "libgit2 cannot be loaded");
}

/* Bytes of a pack without CRCs, in which a type or a base can be wrong and all of it still inflate. */
static enum status check_id(const struct store_reader *r, uint32_t object, const struct object_bytes *read,
			    struct error *err)
{
	const struct store_object *o = &r->store->objects[object];
	uint8_t id[SHA1_SIZE];

	if (!r->store->packs.items[o->home].unchecked)
		return STATUS_OK;
	object_id(read->type, read->bytes, id);
	return memcmp(id, o->id, SHA1_SIZE) == 0 ? STATUS_OK
						 : error_set(err, ERR_DAMAGED, "its content has another id");
}

static enum status read_packed(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	struct error other;

	*out = (struct object_bytes){ .type = (enum object_type)r->store->objects[object].type };
	if (r->store->libgit2)
		return read_by_libgit2(r, object, &out->bytes, err) || check_id(r, object, out, err) ? err->status
												     : STATUS_OK;
	if (pack_forest_read(r->forest, object, &out->bytes, err) == STATUS_OK) {
		out->origin = pack_forest_origin(r->forest);
		return check_id(r, object, out, err);
	}
	if (err->status == ERR_DAMAGED && read_by_libgit2(r, object, &out->bytes, &other) == STATUS_OK)
		return check_id(r, object, out, err);
	return err->status;
}

/* What is stored is not known here; a share of all packs is, and bounds the work on them as well. */
static enum status read_direct(struct store_reader *r, const uint8_t *id, struct object_bytes *out, struct error *err)
{
	struct oid oid = oid_make(id, SHA1_SIZE);
	const struct direct *direct = r->store->direct;

	object_release(&r->held);
	if (objects_read_any(direct->objects, &oid, r->store->max_object, &out->type, &r->held, err))
		return err->status;
	out->bytes = slice_make(r->held.at, r->held.len);
	out->origin = NULL;
	out->stored = r->store->count ? direct->extent.bytes / r->store->count : 0;
	return STATUS_OK;
}

static enum status read_copy(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	const struct store_object *o = &r->store->objects[object];
	struct oid id;
	int type;

	if (r->store->direct)
		return read_direct(r, o->id, out, err);
	if (o->flags & OBJECT_DAMAGED)
		return error_set(err, ERR_DAMAGED, "its entry or one it is made from is damaged");
	if (o->flags & OBJECT_TOO_LARGE)
		return error_set(err, ERR_LIMIT, "it or one it is made from is too large");
	if (!(o->flags & OBJECT_LOOSE))
		return read_packed(r, object, out, err);
	id = oid_make(o->id, SHA1_SIZE);
	if (loose_read(&r->loose, r->objects[o->home], &id, r->store->max_object, &type, &out->bytes, err))
		return err->status;
	out->type = (enum object_type)type;
	out->stored = r->loose.file.len;
	out->origin = NULL;
	return STATUS_OK;
}

/* In the first successor that has it, or a later one. */
static enum status read_successor(struct store_reader *r, const uint8_t *id, struct object_bytes *out,
				  struct error *err)
{
	struct store *successor = r->store->successor;
	uint32_t moved;

	if (!successor)
		return ERR_MISSING;
	if (!r->successor)
		r->successor = store_reader_new(successor);
	moved = store_find(successor, id);
	return moved == STORE_NONE ? read_successor(r->successor, id, out, err)
				   : store_read(r->successor, moved, out, err);
}

enum status store_read(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	const struct store_object *objects = r->store->objects;
	enum status status = read_copy(r, object, out, err);
	struct error ignored;

	/* A copy elsewhere may be sound. The first copy's fault is the one to tell. */
	for (uint32_t copy = object + 1; status && copy < r->store->count; copy++) {
		if (!(objects[copy].flags & OBJECT_DUPLICATE))
			break;
		if (read_copy(r, copy, out, &ignored) == STATUS_OK)
			status = STATUS_OK;
	}
	if (status == ERR_MISSING)
		status = read_successor(r, objects[object].id, out, err);
	return status;
}

enum status store_stream(struct store_reader *r, uint32_t object, struct object_stream **stream, struct error *err)
{
	const struct store_object *o = &r->store->objects[object];
	const struct oid id = oid_make(o->id, SHA1_SIZE);

	*stream = NULL;
	if (o->flags & OBJECT_DAMAGED || r->store->direct || r->store->libgit2)
		return error_set(err, ERR_LIMIT, "cannot be read piece by piece");
	if (o->flags & OBJECT_LOOSE)
		return object_stream_loose(r->objects[o->home], &id, stream, err);
	if (pack_forest_file(r->forest, o->home) < 0)
		return error_set(err, ERR_MISSING, "its pack cannot be opened");
	return object_stream_packed(pack_forest_file(r->forest, o->home), o->offset, &id, stream, err);
}

const char *store_read_reason(enum status status)
{
	switch (status) {
	case ERR_LIMIT:
		return "limit";
	case ERR_MISSING:
		return "missing";
	case ERR_IO:
		return "permission";
	default:
		return "damaged";
	}
}
