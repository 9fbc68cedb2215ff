/* memory.c - see memory.h */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*failure_handler)(void);

void mem_on_failure(void (*handler)(void))
{
	failure_handler = handler;
}

void *mem_need(void *memory)
{
	if (memory)
		return memory;
	if (failure_handler)
		failure_handler();
	abort();
}

void *mem_alloc(size_t size)
{
	return mem_need(calloc(1, size ? size : 1));
}

void *mem_alloc_array(size_t count, size_t size)
{
	return mem_need(calloc(count ? count : 1, size ? size : 1));
}

void *mem_grow(void *old, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return mem_need(NULL);
	return mem_need(realloc(old, count && size ? count * size : 1));
}

void *mem_try(size_t size)
{
	void *memory = malloc(size ? size : 1);

	return size > MEM_SMALL ? memory : mem_need(memory);
}

void mem_free(void *memory)
{
	free(memory);
}

void mem_wipe(void *memory, size_t size)
{
	explicit_bzero(memory, size);
}
