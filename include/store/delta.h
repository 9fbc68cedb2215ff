/*
 * delta.h - git's deltas: an object told as changes to another.
 */
#ifndef STORE_DELTA_H
#define STORE_DELTA_H

#include <stdint.h>

#include "base/slice.h"
#include "model/origin.h"

/*
 * Makes `out`, exactly `out_len` bytes, of `base` and a delta's instructions
 * (behind its two sizes). False when they do not fit together. Behind all three
 * CONTENT_PADDING bytes can be read, behind `out` also written.
 *
 * Notes in `copies` (or NULL) what was copied; the first DELTA_COPIES_MAX of them.
 */
#define DELTA_COPIES_MAX ((size_t)1 << 16)
bool delta_apply(struct slice base, struct slice instructions, char *out, size_t out_len, struct copies *copies);

/* Takes the two sizes off the front of a delta. */
bool delta_sizes(struct slice *delta, uint64_t *base_size, uint64_t *result_size);

#endif
