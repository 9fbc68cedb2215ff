/* git_memory.c - see git_memory.h; what each function does is in git2/sys/alloc.h */
#include "store/git_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>
#include <git2/sys/alloc.h>

#include "base/memory.h"

static void *alloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return mem_try(size);
}

static void *resize(void *old, size_t size, const char *file, int line)
{
	void *memory = realloc(old, size ? size : 1);

	(void)file;
	(void)line;
	return size > MEM_SMALL ? memory : mem_need(memory);
}

static void *alloc_array(size_t count, size_t size, const char *file, int line)
{
	return size && count > SIZE_MAX / size ? NULL : alloc(count * size, file, line);
}

static void *alloc_zeroed(size_t count, size_t size, const char *file, int line)
{
	void *memory = alloc_array(count, size, file, line);

	return memory ? memset(memory, 0, count * size) : NULL;
}

static void *resize_array(void *old, size_t count, size_t size, const char *file, int line)
{
	return size && count > SIZE_MAX / size ? NULL : resize(old, count * size, file, line);
}

static char *copy(const char *text, size_t len, const char *file, int line)
{
	char *memory = len < SIZE_MAX ? alloc(len + 1, file, line) : NULL;

	if (!memory)
		return NULL;
	memcpy(memory, text, len);
	memory[len] = '\0';
	return memory;
}

static char *copy_text(const char *text, const char *file, int line)
{
	return copy(text, strlen(text), file, line);
}

static char *copy_start(const char *text, size_t max, const char *file, int line)
{
	return copy(text, strnlen(text, max), file, line);
}

int git_memory_set(int (*opts)(int option, ...))
{
	git_allocator allocator = {
		.gmalloc = alloc,
		.gcalloc = alloc_zeroed,
		.gstrdup = copy_text,
		.gstrndup = copy_start,
		.gsubstrdup = copy,
		.grealloc = resize,
		.greallocarray = resize_array,
		.gmallocarray = alloc_array,
		.gfree = mem_free,
	};

	return opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
