/*
 * origin.h - what a content has in common with one that was handed over before it.
 *
 * Most versions of a file are stored as changes to another version. Whoever
 * looks at contents one by one may remember under `slot` what it learned of each,
 * and of the next one look only at what is new. Nobody has to.
 */
#ifndef MODEL_ORIGIN_H
#define MODEL_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"

/* The bytes [at, at + len) are the base's [from, from + len). */
struct copy {
	uint32_t at, from, len;
};

/* By `at`, not overlapping; neighbours that are neighbours in the base too are one. */
struct copies ARRAY_OF(struct copy);

#define ORIGIN_SLOTS 64u /* there are no more slots than that */

/*
 * Numbers are never used twice by one worker, 0 never at all; a slot is used again
 * once nothing more is made from what is remembered there. So the base is known
 * exactly if its slot holds what was learned of `base_number`.
 */
struct origin {
	uint64_t number;      /* of this content; 0: nothing will be made from it */
	uint64_t base_number; /* of the one it was made from; 0: it stands alone */
	unsigned slot, base_slot;
	const struct copies *copies; /* NULL when it stands alone */
};

#endif
