/*
 * object_stream.h - an object that is too large for memory, inflated piece by piece.
 *
 * Only what is stored whole can be read so: git stores nothing above 512 MB as a
 * change to something else. The size the header declares must be the real one and
 * the bytes must hash to the id; that is known at the end.
 */
#ifndef STORE_OBJECT_STREAM_H
#define STORE_OBJECT_STREAM_H

#include "base/error.h"
#include "model/oid.h"
#include "store/object_format.h"

struct object_stream;

/* The entry at `offset` of a pack, whose descriptor is borrowed. ERR_LIMIT: it is a delta. */
enum status object_stream_packed(int pack, uint64_t offset, const struct oid *id, struct object_stream **stream,
				 struct error *err);

/* The loose object in `objects` (a directory descriptor). */
enum status object_stream_loose(int objects, const struct oid *id, struct object_stream **stream, struct error *err);

void object_stream_free(struct object_stream *s); /* NULL is fine */

enum object_type object_stream_type(const struct object_stream *s);

/* Fills `to`; less than `max` bytes only at the end, which comes early when *damaged is set. */
size_t object_stream_read(struct object_stream *s, char *to, size_t max, bool *damaged);

#endif
