/*
 * objects.h - git objects by their id.
 *
 * For the few objects a hook or a range needs: nothing is listed or counted beforehand.
 * Loose ones are read by loose.h, packed ones by packs.h. Alternates are followed
 * as git does.
 */
#ifndef STORE_OBJECTS_H
#define STORE_OBJECTS_H

#include "base/error.h"
#include "base/slice.h"
#include "model/oid.h"
#include "store/checkout.h"
#include "store/object_format.h"
#include "store/packs.h"

struct object {
	char *at; /* CONTENT_PADDING readable bytes follow */
	size_t len;
};

struct objects;

/* NULL on failure. Paths are borrowed from `c` during the call only. Any number of threads may read. */
struct objects *objects_open(const struct checkout *c, struct error *err);
void objects_close(struct objects *o); /* NULL is fine */

/*
 * Reads a whole object of the given kind. ERR_MISSING: the store lacks it;
 * ERR_LIMIT: larger than `max` bytes, or than memory; ERR_DAMAGED: cannot be
 * read, is of another kind, or does not hash to its id
 * (of packed objects only blobs are hashed).
 */
enum status objects_read(const struct objects *o, const struct oid *id, enum object_type wanted, size_t max,
			 struct object *object, struct error *err);
void object_release(struct object *object);

/* The same for an object of any kind, which *type says; all are hashed. */
enum status objects_read_any(const struct objects *o, const struct oid *id, size_t max, enum object_type *type,
			     struct object *object, struct error *err);

/*
 * Adds the ids that begin with these hex digits (2 to 40, lower case), each
 * once, as far as folders and indexes can be read; at most OBJECTS_ALIKE.
 */
#define OBJECTS_ALIKE 64
void objects_alike(const struct objects *o, struct slice digits, struct oid_list *ids);

/* Whether absent objects are promised by a remote. */
bool objects_promised(const struct objects *o);

/* How much there is in packs: what work may be measured by. */
struct packs_extent objects_extent(const struct objects *o);

/* Why an object could not be read, in a word for the coverage: missing, promised, damaged, limit, unreadable. */
const char *objects_reason(const struct objects *o, enum status status);

#endif
