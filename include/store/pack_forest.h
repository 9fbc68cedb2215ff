/*
 * pack_forest.h - packed objects, read along their delta forests.
 *
 * Asked for in the order of store->order, each entry of a pack is inflated once
 * and each delta applied once: what an object was made from is still at hand,
 * and is let go as soon as the last object was made from it. Because that one
 * is the child with the most descendants, only a handful of buffers are alive
 * at a time. Any other order works too and costs the chain of each object.
 *
 * Entries are read with pread (a file that shrinks is an error, not a
 * signal), sizes are claims until they have come true, and what one object may
 * cost is bounded.
 */
#ifndef STORE_PACK_FOREST_H
#define STORE_PACK_FOREST_H

#include "model/origin.h"
#include "store/store.h"

struct pack_forest;

/* For one thread. */
struct pack_forest *pack_forest_new(const struct store *store);
void pack_forest_free(struct pack_forest *forest); /* NULL is fine */

/* Opens the file of a pack now, so that a repack meanwhile takes nothing away. */
void pack_forest_open(struct pack_forest *forest, size_t pack);

/* The descriptor of its file, opened if need be; -1: it cannot be. */
int pack_forest_file(struct pack_forest *forest, size_t pack);

/*
 * Reads a packed object whose entry was found sound. `bytes` holds until the
 * next read; CONTENT_PADDING zeros follow. ERR_MISSING: the pack is gone.
 * ERR_DAMAGED: it, or what it is made from, does not inflate or fit together.
 * ERR_LIMIT: larger than the store's max_object, too much work, or no memory.
 */
enum status pack_forest_read(struct pack_forest *forest, uint32_t object, struct slice *bytes, struct error *err);

/* What the object just read has in common with others read before; until the next read. */
const struct origin *pack_forest_origin(const struct pack_forest *forest);

#endif
