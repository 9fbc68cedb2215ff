/*
 * packs.h - single objects out of git's packs.
 *
 * For a hook that needs a dozen objects of a repository with millions: an object
 * is looked up in the packs' indexes, its chain of deltas is followed back
 * to a whole object, inflated and put together again. Nothing is mapped
 * (a file that shrinks is an error, not a signal) and nothing is listed.
 *
 * Every number in these files is a claim. libgit2 1.5 follows deltas that are
 * based on one another for ever; here a chain has at most as many links as git
 * makes, no size is believed beyond the caller's bound, and the work for one
 * object is bounded too.
 *
 * Packs without an index of their own are read by the multi-pack-index.
 *
 * (Format: gitformat-pack(5); pack indexes of version 2.)
 */
#ifndef STORE_PACKS_H
#define STORE_PACKS_H

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "model/oid.h"
#include "store/checkout.h"

struct midx;

struct pack {
	const char *name;        /* full path without .idx and .pack */
	int index, data;         /* descriptors; data -1: opened for each use, there are too many packs */
	const struct midx *midx; /* NULL, or what stands for the index */
	uint32_t number;         /* there */
};

struct packs {
	struct pack_list ARRAY_OF(struct pack) list;
	struct pack_midxes ARRAY_OF(struct midx *) midxes; /* those that packs of the list need */
	struct arena arena;                                /* holds the names */
	bool promisor;       /* one came from a partial clone: what is absent is promised by a remote */
	struct error unread; /* why not all packs are in the list: what packs_read says of an object in none of them */
};

void packs_init(struct packs *p);
void packs_release(struct packs *p);

/*
 * Adds the packs of an object folder (its pack/). What is there but cannot be
 * opened, listed or is no index matters only when an object is found nowhere
 * else: packs_read tells of it then.
 */
void packs_add(struct packs *p, const char *objects);

/*
 * Reads an object; any number of threads. *type is git's number (1 commit, 2
 * tree, 3 blob, 4 tag). *bytes is the caller's to free, CONTENT_PADDING zeros
 * follow its end. Nothing is hashed. ERR_MISSING: in no pack. ERR_LIMIT: larger than
 * `max`, or than memory, or made in too many steps. A copy in another pack
 * is tried before an error is told.
 */
enum status packs_read(const struct packs *p, const struct oid *id, size_t max, int *type, char **bytes, size_t *len,
		       struct error *err);

/* Adds the ids in [low, high] (20 bytes each) of all packs, at most `max`; what cannot be read has none. */
void packs_between(const struct packs *p, const uint8_t *low, const uint8_t *high, size_t max, struct oid_list *ids);

/* Of all of them together, as their files say. */
struct packs_extent {
	uint64_t bytes, objects;
};

struct packs_extent packs_extent(const struct packs *p);

#endif
