/*
 * history_check.h - whether a store is whole.
 *
 * Everything that a ref, a HEAD or an index reaches must be there: parents,
 * trees, entries. What is named and absent is failed: "promised" in a partial
 * clone, else "missing". A ref that names an absent object is failed "ref".
 * Below .git/shallow lies a boundary: skipped "shallow", by commit. Entries that
 * are submodules are skipped "submodule", by path, unless their store is read
 * too. What only reflogs or unreachable objects name is no fault.
 */
#ifndef SOURCE_HISTORY_CHECK_H
#define SOURCE_HISTORY_CHECK_H

#include "source/history_graph.h"
#include "store/store_read.h"

struct selection;

/*
 * `stores`: the names of all stores that are read; a submodule's is its repository's, its path and a slash.
 * `selection`: only what it holds is checked; NULL: all.
 */
void history_check(struct graph *g, struct store_reader *reader, const struct table *stores,
		   const struct selection *selection, struct coverage *coverage);

/*
 * Marks with `bit` in seen[] (one byte for each object) all that can be reached
 * from `object`, as far as not marked with it before. Blobs are not entered,
 * except `object` itself. Parents of shallow commits are not followed.
 */
struct graph_reach {
	const struct graph *graph;
	uint8_t *seen;
	const uint8_t *shallow; /* by commit rank; NULL: none */
	bool commits_only;      /* do not enter trees */
	struct reach_stack ARRAY_OF(uint32_t) stack;
};

void graph_reach(struct graph_reach *r, uint32_t object, uint8_t bit);

/* By commit rank: 1 where .git/shallow names the commit. The caller frees it. */
uint8_t *graph_shallow(const struct graph *g);

#endif
