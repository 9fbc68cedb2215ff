/* buffer.c - see buffer.h */
#include "base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static char nothing[1];

void buffer_init(struct buffer *b, size_t max)
{
	*b = (struct buffer){ .at = nothing, .max = max };
}

void buffer_release(struct buffer *b)
{
	if (b->capacity)
		mem_free(b->at);
	buffer_init(b, b->max);
}

void buffer_clear(struct buffer *b)
{
	buffer_truncate(b, 0);
	b->full = false;
}

static void grow_to(struct buffer *b, size_t need)
{
	size_t capacity = b->capacity ? b->capacity : 64;

	while (capacity <= need)
		capacity += capacity / 2;
	b->at = mem_grow(b->capacity ? b->at : NULL, capacity, 1);
	b->capacity = capacity;
	b->at[b->len] = '\0';
}

char *buffer_reserve(struct buffer *b, size_t more)
{
	if (b->full || more > b->max || b->len > b->max - more) {
		b->full = true;
		return NULL;
	}
	if (b->len + more + 1 > b->capacity)
		grow_to(b, b->len + more + 1);
	return b->at + b->len;
}

bool buffer_add(struct buffer *b, struct slice bytes)
{
	char *to = buffer_reserve(b, bytes.len);

	if (!to)
		return false;
	if (bytes.len)
		memcpy(to, bytes.at, bytes.len);
	b->len += bytes.len;
	b->at[b->len] = '\0';
	return true;
}

bool buffer_add_text(struct buffer *b, const char *text)
{
	return buffer_add(b, slice_of(text));
}

bool buffer_add_byte(struct buffer *b, char byte)
{
	return buffer_add(b, slice_make(&byte, 1));
}

bool buffer_print(struct buffer *b, const char *format, ...)
{
	va_list args;
	int need;
	char *to;

	va_start(args, format);
	need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(need >= 0);
	to = buffer_reserve(b, (size_t)need);
	if (!to)
		return false;
	va_start(args, format);
	vsnprintf(to, (size_t)need + 1, format, args);
	va_end(args);
	b->len += (size_t)need;
	return true;
}

void buffer_truncate(struct buffer *b, size_t len)
{
	assert(len <= b->len);
	b->len = len;
	if (b->capacity)
		b->at[len] = '\0';
}

struct slice buffer_slice(const struct buffer *b)
{
	return slice_make(b->at, b->len);
}
