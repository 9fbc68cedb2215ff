/*
 * store_read.c - see store_read.h
 *
 * Each thread has a backend of its own for each pack (git_odb_backend_one_pack),
 * so libgit2 reads exactly the copy whose header was checked, and neither
 * alternates, nor the multi-pack-index, nor loose objects, nor its object cache
 * come into play. Behind the backends libgit2 keeps one open file and one cache
 * of delta bases for each pack, with locks.
 *
 * What a delta makes can be larger than anything that was seen so far (four
 * bytes copy 16 MiB), so before an object is asked for, the size of everything
 * on its chain is known and within the bound. Sizes are kept: in depth-first
 * order that is one look at each delta's first bytes.
 */
#include "source/store_read.h"

#include <string.h>
#include <unistd.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "model/content.h"
#include "source/git.h"
#include "source/loose.h"

#define SIZE_BAD    (STORE_SIZE_UNKNOWN - 1) /* was tried and cannot be read: nor can what is made from it */
#define EAGER_PACKS 200                      /* opened at once, so that a repack meanwhile takes nothing away */

struct store_reader {
	struct store *store;
	struct loose_reader loose;
	git_odb_backend **backends; /* one for each pack, NULL until used */
	int *objects;               /* one for each object directory; -1: cannot be opened */
	char *bytes;
	size_t capacity;
	struct store_reader *successor; /* of the store's successor, once needed */
};

static git_odb_backend *backend_of(struct store_reader *r, uint16_t pack, struct error *err)
{
	struct buffer path;

	if (r->backends[pack])
		return r->backends[pack];
	buffer_init(&path, 65536);
	buffer_print(&path, "%s.idx", r->store->packs.items[pack].stem);
	if (git_pack_open(&r->backends[pack], path.at) < 0) {
		r->backends[pack] = NULL;
		error_set(err, ERR_MISSING, "%s: %s", path.at, git_error_text());
	}
	buffer_release(&path);
	return r->backends[pack];
}

/* Makes libgit2 open the files of each pack now. */
static void open_packs(struct store_reader *r)
{
	uint8_t opened[EAGER_PACKS] = { 0 };
	size_t left = r->store->packs.len;
	struct error err;

	for (uint32_t i = 0; i < r->store->count && left; i++) {
		const struct store_object *object = &r->store->objects[i];
		git_odb_backend *backend;
		git_object_t type;
		git_oid id;
		size_t size;

		if (object->flags & (OBJECT_LOOSE | OBJECT_DAMAGED) || opened[object->home])
			continue;
		backend = backend_of(r, object->home, &err);
		memcpy(id.id, object->id, GIT_OID_RAWSZ);
		if (backend)
			backend->read_header(&size, &type, backend, &id);
		opened[object->home] = 1;
		left--;
	}
}

struct store_reader *store_reader_new(struct store *store)
{
	struct store_reader *r = mem_alloc(sizeof(*r));

	r->store = store;
	loose_reader_init(&r->loose);
	r->backends = mem_alloc_array(store->packs.len + 1, sizeof(git_odb_backend *));
	r->objects = mem_alloc_array(store->directories.len, sizeof(*r->objects));
	for (size_t i = 0; i < store->directories.len; i++)
		r->objects[i] = store_directory_open(&store->directories.items[i]);
	if (store->packs.len <= EAGER_PACKS)
		open_packs(r);
	return r;
}

void store_reader_free(struct store_reader *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->store->packs.len; i++)
		if (r->backends[i])
			r->backends[i]->free(r->backends[i]);
	store_reader_free(r->successor);
	for (size_t i = 0; i < r->store->directories.len; i++)
		if (r->objects[i] >= 0)
			close(r->objects[i]);
	mem_free(r->objects);
	mem_free(r->backends);
	loose_reader_release(&r->loose);
	mem_free(r->bytes);
	mem_free(r);
}

static bool make_room(struct store_reader *r, size_t len)
{
	if (len + CONTENT_PADDING <= r->capacity)
		return true;
	mem_free(r->bytes);
	r->capacity = len + len / 2 + CONTENT_PADDING;
	r->bytes = mem_try(r->capacity);
	if (!r->bytes)
		r->capacity = 0;
	return r->bytes != NULL;
}

/* Whether the object and all it is made from are within the bound. */
static enum status check_chain(struct store_reader *r, git_odb_backend *backend, uint32_t object, struct error *err)
{
	while (object != STORE_NONE) {
		struct store_object *o = &r->store->objects[object];
		uint64_t size = __atomic_load_n(&o->size, __ATOMIC_RELAXED);
		bool known = size != STORE_SIZE_UNKNOWN;

		if (size == SIZE_BAD)
			return error_set(err, ERR_DAMAGED, "it or one it is made from does not inflate");
		if (!known) {
			git_object_t type;
			git_oid id;
			size_t whole;

			memcpy(id.id, o->id, GIT_OID_RAWSZ);
			if (backend->read_header(&whole, &type, backend, &id) < 0)
				return error_set(err, ERR_DAMAGED, "%s", git_error_text());
			size = whole;
		}
		if (size > r->store->max_object)
			return error_set(err, ERR_LIMIT, "larger than %llu bytes",
					 (unsigned long long)r->store->max_object);
		/* A known size within the bound means that the rest of the chain was looked at before. */
		if (known && o->base != STORE_NONE)
			break;
		object = o->base;
	}
	return STATUS_OK;
}

/* Sizes are claims until here; from here on they are facts, for all threads. */
static void know_size(struct store_reader *r, uint32_t object, uint64_t size)
{
	__atomic_store_n(&r->store->objects[object].size, size, __ATOMIC_RELAXED);
}

static enum status read_packed(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	const struct store_object *o = &r->store->objects[object];
	git_odb_backend *backend = backend_of(r, o->home, err);
	enum status status;
	git_object_t type;
	git_oid id;
	size_t len;
	void *data;

	if (!backend)
		return err->status;
	memcpy(id.id, o->id, GIT_OID_RAWSZ);
	status = check_chain(r, backend, object, err);
	if (!status && backend->read(&data, &len, &type, backend, &id) < 0)
		status = error_set(err, ERR_DAMAGED, "%s", git_error_text());
	if (status) {
		if (status == ERR_DAMAGED)
			know_size(r, object, SIZE_BAD);
		return status;
	}
	know_size(r, object, len);
	if ((int)type != o->type)
		status = error_set(err, ERR_DAMAGED, "not of the type its pack says");
	else if (!make_room(r, len))
		status = error_set(err, ERR_LIMIT, "no memory for %zu bytes", len);
	if (!status) {
		if (len)
			memcpy(r->bytes, data, len);
		memset(r->bytes + len, 0, CONTENT_PADDING);
		*out = (struct object_bytes){ (enum object_type)type, slice_make(r->bytes, len), 0 };
	}
	git_data_free(backend, data);
	return status;
}

static enum status read_copy(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	const struct store_object *o = &r->store->objects[object];
	struct oid id;
	int type;

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
	return STATUS_OK;
}

static enum status read_successor(struct store_reader *r, uint32_t object, struct object_bytes *out, struct error *err)
{
	struct store *successor = r->store->successor;
	uint32_t moved = store_find(successor, r->store->objects[object].id);

	if (moved == STORE_NONE)
		return ERR_MISSING;
	if (!r->successor)
		r->successor = store_reader_new(successor);
	return store_read(r->successor, moved, out, err);
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
	if (status == ERR_MISSING && r->store->successor)
		status = read_successor(r, object, out, err);
	return status;
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
