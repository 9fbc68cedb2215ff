/*
 * loose.h - objects that stand in files of their own (objects/ab/cdef...).
 *
 * libgit2 1.5 writes past its buffer on a loose object that is longer than its
 * header says and loops on one that is cut short, so these are always read
 * here: the file is opened without following links or blocking, inflated into
 * at most `max` bytes, the size its header declares must be the real one, and
 * the bytes must hash to the name.
 */
#ifndef STORE_LOOSE_H
#define STORE_LOOSE_H

#include "base/array.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "model/oid.h"

struct libdeflate_decompressor;

struct loose_ids ARRAY_OF(struct oid);

/*
 * Adds the id of every file under `objects` (a directory descriptor) that is
 * named like a loose object; sorted. What cannot be listed is named in `failed`
 * and the rest goes on.
 */
void loose_list(int objects, struct loose_ids *ids, void (*failed)(void *context, const char *what), void *context);

/* The name of its file below the object directory. */
#define LOOSE_NAME_SIZE (2 * SHA1_SIZE + 2)
void loose_name(char name[LOOSE_NAME_SIZE], const struct oid *id);

/* What is needed to read many: kept by one thread. */
struct loose_reader {
	struct libdeflate_decompressor *inflater;
	struct buffer file; /* as it stands on disk */
	char *bytes;        /* header and content, CONTENT_PADDING behind them */
	size_t capacity;
};

void loose_reader_init(struct loose_reader *reader);
void loose_reader_release(struct loose_reader *reader);

/*
 * Reads one. `content` is valid until the next read; CONTENT_PADDING bytes
 * behind it are readable. *type is git's number (1 commit, 2 tree, 3 blob, 4 tag).
 * ERR_MISSING: no such file. ERR_DAMAGED: not what it claims to be. ERR_LIMIT:
 * more than `max` bytes of content. ERR_UNSUPPORTED, ERR_IO: not a regular file,
 * not readable.
 */
enum status loose_read(struct loose_reader *reader, int objects, const struct oid *id, size_t max, int *type,
		       struct slice *content, struct error *err);

#endif
