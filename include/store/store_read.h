/*
 * store_read.h - the bytes of an object: the only place that knows how packed
 * ones are read.
 *
 * Packed ones along their delta forests (pack_forest.h), loose ones by loose.h.
 * Objects come cheapest in the order of store->order.
 */
#ifndef STORE_STORE_READ_H
#define STORE_STORE_READ_H

#include "model/origin.h"
#include "store/store.h"

struct store_reader;

struct object_bytes {
	enum object_type type;
	struct slice bytes;          /* until the next read; CONTENT_PADDING bytes behind it are readable */
	size_t stored;               /* of a loose object: bytes of its file; else 0 */
	const struct origin *origin; /* NULL: nothing is known of that; as long as the bytes */
};

/* One per thread and store. */
struct store_reader *store_reader_new(struct store *store);
void store_reader_free(struct store_reader *reader);

/*
 * ERR_LIMIT: more than the store's max_object. ERR_DAMAGED, ERR_IO, ERR_UNSUPPORTED:
 * cannot be read. ERR_MISSING: it vanished, and the store's successor, if there
 * is one, does not have it either. The message does not name the object.
 */
enum status store_read(struct store_reader *reader, uint32_t object, struct object_bytes *out, struct error *err);

/*
 * For an object of which store_read said ERR_LIMIT because it is too large: the same piece by piece, if it is stored
 * whole. Valid as long as the reader, for one object at a time.
 */
struct object_stream;
enum status store_stream(struct store_reader *reader, uint32_t object, struct object_stream **stream,
			 struct error *err);

/* The word coverage uses for a status of store_read. */
const char *store_read_reason(enum status status);

#endif
