/* arena.c - see arena.h */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#define BLOCK_SIZE ((size_t)16 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	max_align_t bytes[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){ 0 };
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;

		mem_free(block);
		block = next;
	}
}

void arena_release(struct arena *a)
{
	free_blocks(a->blocks);
	arena_init(a);
}

void arena_clear(struct arena *a)
{
	struct arena_block *keep = a->blocks;

	if (!keep)
		return;
	free_blocks(keep->next);
	keep->next = NULL;
	memset(keep->bytes, 0, keep->used);
	keep->used = 0;
	a->used = 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t step = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	struct arena_block *block = a->blocks;
	void *memory;

	if (!block || step > block->size - block->used) {
		size_t room = step > BLOCK_SIZE ? step : BLOCK_SIZE;

		block = mem_alloc(sizeof(*block) + room);
		block->size = room;
		block->next = a->blocks;
		a->blocks = block;
	}
	memory = (char *)block->bytes + block->used;
	block->used += step;
	a->used += step;
	return memory;
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
	assert(size == 0 || count <= SIZE_MAX / 2 / size);
	return arena_alloc(a, count * size);
}

struct slice arena_copy(struct arena *a, struct slice bytes)
{
	char *copy = arena_alloc(a, bytes.len + 1);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return slice_make(copy, bytes.len);
}

const char *arena_text(struct arena *a, struct slice bytes)
{
	return arena_copy(a, bytes).at;
}

const char *arena_print(struct arena *a, const char *format, ...)
{
	va_list args;
	int need;
	char *text;

	va_start(args, format);
	need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(need >= 0);
	text = arena_alloc(a, (size_t)need + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)need + 1, format, args);
	va_end(args);
	return text;
}
