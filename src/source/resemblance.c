/* resemblance.c - see resemblance.h */
#include "source/resemblance.h"

#include <stdlib.h>

/* Longer lines are cut, so that an edit in a file of one line leaves something in common. */
#define LINE_MAX_BYTES 64

static int by_hash(const void *a, const void *b)
{
	uint32_t x = ((const struct sketch_line *)a)->hash, y = ((const struct sketch_line *)b)->hash;

	return (x > y) - (x < y);
}

/* Equal lines become one entry. */
static void fold(struct sketch_lines *lines)
{
	size_t kept = 0;

	for (size_t i = 0; i < lines->len; i++)
		if (kept && lines->items[kept - 1].hash == lines->items[i].hash)
			lines->items[kept - 1].bytes += lines->items[i].bytes;
		else
			lines->items[kept++] = lines->items[i];
	lines->len = kept;
}

void sketch_make(struct sketch *s, struct slice content)
{
	size_t at = 0;

	*s = (struct sketch){ .size = content.len };
	while (at < content.len) {
		struct sketch_line line = { .hash = 2166136261u };
		bool ended = false;

		while (!ended && line.bytes < LINE_MAX_BYTES && at < content.len) {
			ended = content.at[at] == '\n';
			line.hash = (line.hash ^ (unsigned char)content.at[at++]) * 16777619u;
			line.bytes++;
		}
		*array_add(&s->lines) = line;
	}
	if (s->lines.len)
		qsort(s->lines.items, s->lines.len, sizeof(*s->lines.items), by_hash);
	fold(&s->lines);
}

void sketch_release(struct sketch *s)
{
	array_release(&s->lines);
}

unsigned sketch_compare(const struct sketch *a, const struct sketch *b)
{
	size_t larger = a->size > b->size ? a->size : b->size, common = 0;

	for (size_t i = 0, k = 0; i < a->lines.len && k < b->lines.len;) {
		const struct sketch_line *x = &a->lines.items[i], *y = &b->lines.items[k];

		if (x->hash == y->hash)
			common += x->bytes < y->bytes ? x->bytes : y->bytes;
		i += x->hash <= y->hash;
		k += y->hash <= x->hash;
	}
	return larger ? (unsigned)(common * 100 / larger) : 0;
}
