/*
 * arena.h - memory that is given back all at once.
 *
 * What lives as long as one thing (a run, a blob, a finding) is taken from
 * that thing's arena and never freed singly. Not for use by two threads.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* newest first */
	size_t used;                /* bytes handed out in all */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);
void arena_clear(struct arena *a); /* gives everything back, keeps one block for the next round */

void *arena_alloc(struct arena *a, size_t size); /* zeroed, aligned for any type; never NULL */
void *arena_alloc_array(struct arena *a, size_t count, size_t size);
struct slice arena_copy(struct arena *a, struct slice bytes); /* followed by a NUL that len does not count */
const char *arena_text(struct arena *a, struct slice bytes);  /* the same as a C string */
const char *arena_print(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
