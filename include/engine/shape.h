/*
 * shape.h - mixed runs: where the value of a context rule may begin.
 *
 * A run is a longest stretch of value bytes, [A-Za-z0-9_+/=.~-]. It is mixed
 * when it is at least SHAPE_RUN long and holds a digit. A secret has the shape
 * when its first byte lies in a mixed run, less than SHAPE_REACH bytes after
 * the run's start.
 */
#ifndef ENGINE_SHAPE_H
#define ENGINE_SHAPE_H

#include "base/slice.h"

#define SHAPE_RUN   16
#define SHAPE_REACH 512

/* The run looked at last: several matches often lie in one. Forget it (zero it) when the text changes. */
struct shape_memory {
	size_t start, end;
	size_t from; /* the answer is known for positions in [from, end) */
	bool mixed;
};

bool shape_is_value(char byte);
bool shape_holds(struct slice text, size_t at, struct shape_memory *memory);

#endif
