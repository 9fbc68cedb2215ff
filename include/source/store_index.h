/*
 * store_index.h - what an index file (.git/index) names.
 *
 * Versions 2 to 4, split and sparse indexes, read by our own bounded parser:
 * libgit2 1.5 blocks for ever on a FIFO at .git/index and knows neither split
 * nor sparse ones. Only what completeness and states need is kept.
 */
#ifndef SOURCE_STORE_INDEX_H
#define SOURCE_STORE_INDEX_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "model/oid.h"

#define INDEX_MODE_TYPE    0170000u
#define INDEX_MODE_LINK    0120000u
#define INDEX_MODE_GITLINK 0160000u
#define INDEX_MODE_TREE    0040000u /* a folder that a sparse index does not spell out */

struct index_entry {
	struct oid id;
	uint32_t mode;
	bool intended; /* `git add -N`: named, but nothing is stored yet */
	struct slice path;
};

struct index_entries ARRAY_OF(struct index_entry);

/*
 * Appends the entries of `git_dir`/index. Paths live in `arena`. ERR_MISSING
 * when there is none, which is no fault of a repository. The message begins
 * with `name`.
 */
enum status store_index_read(int git_dir, const char *name, struct arena *arena, struct index_entries *entries,
			     struct error *err);

#endif
