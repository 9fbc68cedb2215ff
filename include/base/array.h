/*
 * array.h - an array that grows, of any type.
 *
 *     struct names ARRAY_OF(const char *);
 *     struct names names = { 0 };
 *     *array_add(&names) = "x";
 *     for (size_t i = 0; i < names.len; i++) ...
 *     array_release(&names);
 *
 * Pointers into `items` are valid until the next array_add.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

#include "base/memory.h"

#define ARRAY_OF(type)                                                                                                 \
	{                                                                                                              \
		type *items;                                                                                           \
		size_t len, capacity;                                                                                  \
	}

/* A pointer to a new item at the end. Its bytes are whatever was there: assign the whole item. */
#define array_add(a)                                                                                                   \
	((a)->items =                                                                                                  \
		 (a)->len < (a)->capacity ? (a)->items : array_grow((a)->items, &(a)->capacity, sizeof(*(a)->items)),  \
	 &(a)->items[(a)->len++])

#define array_release(a) (mem_free((a)->items), (a)->items = NULL, (a)->len = 0, (a)->capacity = 0)

void *array_grow(void *items, size_t *capacity, size_t size); /* used by array_add */

#endif
