/*
 * stores.h - the git stores that a walk came upon (see struct tree_store in tree.h).
 */
#ifndef SOURCE_STORES_H
#define SOURCE_STORES_H

#include "source/tree.h"

#define STORES_BYTES_MAX ((size_t)4 * 1024 * 1024) /* names in all; beyond, stores are refused */

struct stores {
	struct tree_stores list;
	struct arena arena;
};

void stores_init(struct stores *s);
void stores_release(struct stores *s);

/* Both copy what they keep and return false only when the list is full. A slash at the end of `path` is dropped. */
bool stores_add_directory(struct stores *s, struct slice path);

/* The file or link `name` (called .git) in the folder `at` (or AT_FDCWD). What is no pointer to a store is not added.
 */
bool stores_add_pointer(struct stores *s, int at, const char *name, struct slice path);

#endif
