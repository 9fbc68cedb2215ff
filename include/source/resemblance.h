/*
 * resemblance.h - how much two files have in common.
 *
 * The measure git takes for renames: of the larger file, which part stands in
 * the other too, line by line, wherever it stands there.
 */
#ifndef SOURCE_RESEMBLANCE_H
#define SOURCE_RESEMBLANCE_H

#include <stdint.h>

#include "base/array.h"
#include "base/slice.h"

struct sketch_line {
	uint32_t hash, bytes; /* of all lines with this hash */
};

struct sketch {
	struct sketch_lines ARRAY_OF(struct sketch_line) lines; /* by hash */
	size_t size;
};

void sketch_make(struct sketch *s, struct slice content);
void sketch_release(struct sketch *s);

/* 0: nothing in common, 100: the same lines. */
unsigned sketch_compare(const struct sketch *a, const struct sketch *b);

#endif
