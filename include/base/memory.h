/*
 * memory.h - allocation that does not fail, and allocation that may.
 *
 * Sizes that we choose ourselves use mem_alloc and mem_grow: when memory runs
 * out they call the handler that main installed, which prints one line and ends
 * the process with status 2. Sizes that come from the input (an object header,
 * a declared length) use mem_try, whose NULL is reported like any other limit:
 * that one thing is too large. Where there is not even room for something small
 * memory has run out, and mem_try ends the process too.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#define MEM_SMALL ((size_t)64 * 1024)

/* Called when memory runs out; must not return. Without one: abort(). */
void mem_on_failure(void (*handler)(void));

void *mem_alloc(size_t size);                         /* zeroed; never NULL */
void *mem_alloc_array(size_t count, size_t size);     /* zeroed; overflow is a failure */
void *mem_grow(void *old, size_t count, size_t size); /* realloc of count * size */
void *mem_try(size_t size);                           /* not zeroed; NULL when there is none, if over MEM_SMALL */
void *mem_need(void *memory);                         /* what another library allocated; NULL is a failure */
void mem_free(void *memory);                          /* NULL is fine */

/* Overwrites memory that held a secret; the compiler may not drop it. */
void mem_wipe(void *memory, size_t size);

#endif
