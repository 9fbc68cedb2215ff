/*
 * gitindex_tree.h - the part of the index that remembers tree ids; for gitindex.c alone.
 */
#ifndef SOURCE_GITINDEX_TREE_H
#define SOURCE_GITINDEX_TREE_H

#include "source/gitindex.h"

/*
 * Fills index->folders from the body of the extension TREE. It only saves
 * work: one that makes no sense leaves the folders empty.
 */
void gitindex_read_folders(struct gitindex *index, struct slice body);

#endif
