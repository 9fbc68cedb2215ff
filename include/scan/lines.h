/*
 * lines.h - from a byte offset to a line and a column.
 *
 * Lines end at LF only and count from 1; columns count code points from 1, an
 * invalid byte being one. Nothing is counted before the first question, and
 * questions that go forward cost each byte once.
 */
#ifndef SCAN_LINES_H
#define SCAN_LINES_H

#include "base/slice.h"

struct position {
	size_t line, column;
};

struct lines {
	struct slice text;
	size_t at;             /* where the cursor stands ... */
	struct position here;  /* ... and the position of that byte */
	struct position first; /* position of text's first byte: not 1:1 in a later piece of a long file */
};

void lines_init(struct lines *l, struct slice text, struct position first);
struct position lines_at(struct lines *l, size_t offset);

/* The whole line that holds `offset`, without its LF; cut to at most `max` bytes around the offset. */
struct slice lines_around(const struct lines *l, size_t offset, size_t max);

#endif
