/*
 * tree_object.h - the entries of a git tree object.
 */
#ifndef SOURCE_TREE_OBJECT_H
#define SOURCE_TREE_OBJECT_H

#include "source/gitindex.h"

struct tree_object_entry {
	struct slice name; /* not empty, without a slash */
	const uint8_t *id; /* 20 bytes */
	enum entry_type type;
};

/* Takes the entry off the front of `*rest`. False at the end, and where the rest is no tree: then it is not empty. */
bool tree_object_next(struct slice *rest, struct tree_object_entry *entry);

/* The tree of a commit, from the commit's bytes. */
bool commit_tree(struct slice commit, struct oid *tree);

#endif
