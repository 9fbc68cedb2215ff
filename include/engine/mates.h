/*
 * mates.h - the other members of a list: KEYS = ["…", "…", "…"]
 *
 * A value without a prefix of its own is told by the name before it, and in a list only
 * the first has one. Those that follow it, of the same length and made of the same kinds of
 * characters, are what it is.
 */
#ifndef ENGINE_MATES_H
#define ENGINE_MATES_H

#include <stdbool.h>

#include "base/slice.h"

#define MATES_MAX   32   /* that are followed in one list */
#define MATES_REACH 4096 /* bytes from the first to the last */

/*
 * The member behind the one at [*start, *end) of `bytes`: true, and where it stands. It is of the make of `first`,
 * which may stand anywhere. Between two there is a comma or, in YAML, the dash of the next line, and the same quotes
 * around both, if any.
 */
bool mates_next(struct slice bytes, struct slice first, size_t *start, size_t *end);

#endif
