/*
 * tips.h - whether a file is in HEAD or at a branch's tip, asked of single
 * objects.
 *
 * For stores that hold a selection (selection.h): the commits of their refs are
 * not among their objects. Each tree is read at most once.
 */
#ifndef SOURCE_TIPS_H
#define SOURCE_TIPS_H

#include "base/table.h"
#include "store/direct.h"
#include "store/store.h"

struct tips {
	const struct store *store;
	struct tip_trees ARRAY_OF(struct oid) roots; /* of each HEAD and tip, each once */
	struct table trees;                          /* id -> index in read */
	struct tip_bytes ARRAY_OF(struct object) read;
	struct arena arena;
};

void tips_init(struct tips *t, const struct store *store);
void tips_release(struct tips *t);

/* Whether one of them has this very blob at this path. What cannot be read has nothing. */
bool tips_have(struct tips *t, struct slice path, const uint8_t *blob);

#endif
