/*
 * store_libgit2.c - see store_libgit2.h
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
#include "store/store_libgit2.h"

#include <string.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "model/content.h"
#include "store/git.h"

#define SIZE_BAD (STORE_SIZE_UNKNOWN - 1) /* was tried and cannot be read: nor can what is made from it */

struct libgit2_reader {
	struct store *store;
	git_odb_backend **backends; /* one for each pack, NULL until used */
	char *bytes;
	size_t capacity;
};

struct libgit2_reader *libgit2_reader_new(struct store *store, struct error *err)
{
	struct libgit2_reader *r;

	if (git_begin(err))
		return NULL;
	r = mem_alloc(sizeof(*r));
	r->store = store;
	r->backends = mem_alloc_array(store->packs.len + 1, sizeof(git_odb_backend *));
	return r;
}

void libgit2_reader_free(struct libgit2_reader *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->store->packs.len; i++)
		if (r->backends[i])
			r->backends[i]->free(r->backends[i]);
	mem_free(r->backends);
	mem_free(r->bytes);
	mem_free(r);
	git_end();
}

static git_odb_backend *backend_of(struct libgit2_reader *r, uint16_t pack, struct error *err)
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

static bool make_room(struct libgit2_reader *r, size_t len)
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
static enum status check_chain(struct libgit2_reader *r, git_odb_backend *backend, uint32_t object, struct error *err)
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
static void know_size(struct libgit2_reader *r, uint32_t object, uint64_t size)
{
	__atomic_store_n(&r->store->objects[object].size, size, __ATOMIC_RELAXED);
}

enum status libgit2_reader_read(struct libgit2_reader *r, uint32_t object, struct slice *bytes, struct error *err)
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
		*bytes = slice_make(r->bytes, len);
	}
	git_data_free(backend, data);
	return status;
}
