/*
 * history.h - git object stores as a source: every object once, reachable or not.
 *
 *     struct history *h = history_new(&options);
 *     history_add(h, "path/to/repo", NULL, err);        any number of stores
 *     source = history_source(h);                       next and run, as in source.h
 *     ... history_locate (locate.h) once everything has run ...
 *     history_free(h);
 *
 * What is handed out: every blob (PLACE_FILE, its id, no path); of every commit
 * and annotated tag the message (PLACE_COMMIT_MESSAGE, PLACE_TAG_MESSAGE), and
 * as a second content of the same kind and id its header lines from the author
 * or tag name on (signatures apart), because names, addresses and merged tags
 * stand there. Notes are blobs. An object that several packs or stores hold is
 * handed out once, with the first store's number in `store`.
 *
 * Coverage: blobs, commits; failed: damaged, missing, promised, ref, limit,
 * permission, unsupported, unreachable ones too; skipped: shallow, submodule.
 * Whatever refs, HEADs and indexes reach is checked to be whole by the last unit
 * (see history_check.h). All names are full ids or paths, after the store's name.
 *
 * Units are batches in the reading order of the store. `next` is called under
 * the caller's lock, `run` on any worker with number below HISTORY_WORKERS_MAX.
 * The last unit is handed out once all others have run: a worker that gets
 * false from `next` may stop, the one that runs longest gets it.
 */
#ifndef SOURCE_HISTORY_H
#define SOURCE_HISTORY_H

#include "base/error.h"
#include "source/selection.h"
#include "source/source.h"

#define HISTORY_WORKERS_MAX 256

struct history;
struct store;
struct graph;

struct history_options {
	/*
	 * Bytes that one object may take in memory; 0: STORE_MAX_OBJECT. Blobs that are larger are handed out as
	 * streams where they are stored whole, else failed "limit", like all other objects.
	 */
	uint64_t max_object;
	/*
	 * Bytes that a pack (or all loose objects) may expand to whatever their
	 * size; beyond it, 512 times their size. 0: 2 GiB. What comes after is
	 * failed "limit"; the largest honest expansion seen was 82 times.
	 */
	uint64_t free_expansion;
	unsigned workers;                /* threads that may list the stores; 0: one */
	bool whole;                      /* do not tell what versions have in common: slow, to compare with */
	bool libgit2;                    /* packed objects are read by libgit2: slow, to compare with */
	struct selection_options select; /* a part of each store's history (selection.h); zeroed: all of it */
	/*
	 * Of the objects that would be read, those of one shard: blobs, messages. Each
	 * is in exactly one shard. The graph is made and checked in each, so what is
	 * found has the places it has in the whole.
	 */
	struct shard shard;
};

struct history *history_new(const struct history_options *options);
void history_free(struct history *h);

/*
 * Opens and lists the store that `path` belongs to (a work tree, a git
 * directory, a linked work tree); one that was added before is not added again,
 * and that is no error. `name` stands before all names of this store in the
 * coverage; NULL: nothing. A submodule whose store is added under its repository's
 * name, its path and a slash ("app/" and "app/lib/") is not skipped. ERR_MISSING: no repository. ERR_UNSUPPORTED:
 * SHA-256 or reftable. The message begins with the path. ERR_USAGE: what is to be selected is not there.
 */
enum status history_add(struct history *h, const char *path, const char *name, struct error *err);

struct source *history_source(struct history *h); /* its close does nothing: history_free does */

/* Whether a selection that excludes something came upon the boundary of a shallow clone: see selection_is_cut. */
bool history_is_cut(const struct history *h);

size_t history_stores(const struct history *h);
const char *history_store_path(const struct history *h, size_t store); /* the common git directory */
const char *history_store_name(const struct history *h, size_t store); /* as given; "" when NULL was */

/* For the rest of this room. */
struct store *history_store(const struct history *h, size_t store);
struct graph *history_graph(const struct history *h, size_t store);

#endif
