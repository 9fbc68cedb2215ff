/*
 * gitindex_extension.h - what stands behind an index's entries; for gitindex.c alone.
 */
#ifndef STORE_GITINDEX_EXTENSION_H
#define STORE_GITINDEX_EXTENSION_H

#include "store/gitindex.h"

/*
 * TREE, the part of the index that remembers tree ids. It only saves work: one
 * that makes no sense leaves the folders empty.
 */
void gitindex_read_folders(struct gitindex *index, struct slice body);

/*
 * A split index: `bitmaps` (of the extension link) say which of the `shared`
 * entries are gone and which ones the pathless first entries of `own` replace;
 * the rest of `own` is new. Both are sorted by path; `own` becomes the whole,
 * sorted. False when they do not fit together; `own` is then as it was.
 */
bool gitindex_join(struct gitindex_entries *own, struct gitindex_entries *shared, struct slice bitmaps);

#endif
