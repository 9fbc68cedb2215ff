/*
 * tree_memory.h - trees read one after the other, of each only the entries that the tree it was made from lacks.
 *
 * A version of a folder has one or two entries that the version before does not
 * have, and hundreds that it has too. git.git's trees are 5.8 GB of entries, of
 * which a fiftieth is new.
 */
#ifndef STORE_TREE_MEMORY_H
#define STORE_TREE_MEMORY_H

#include "model/origin.h"
#include "store/object_format.h"

struct tree_memory;

struct tree_memory *tree_memory_new(void);
void tree_memory_free(struct tree_memory *m);

void tree_memory_forget(struct tree_memory *m); /* all trees */

/*
 * Whether the entry is to be visited in every version that has it. The answer must depend on the entry alone:
 * for other entries `visit` is called once, and not again in versions that have it in common.
 */
typedef bool tree_visit(void *context, const struct tree_entry *entry);

/* Visits the entries of a tree in their order. `origin` may be NULL. False: what stands there is no tree to its end. */
bool tree_memory_walk(struct tree_memory *m, struct slice tree, const struct origin *origin, tree_visit *visit,
		      void *context);

#endif
