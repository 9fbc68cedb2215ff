/* array.c - see array.h */
#include "base/array.h"

void *array_grow(void *items, size_t *capacity, size_t size)
{
	*capacity = *capacity ? *capacity * 2 : 8;
	return mem_grow(items, *capacity, size);
}
