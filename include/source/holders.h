/*
 * holders.h - how many commits, and which refs, hold one of a set of objects.
 */
#ifndef SOURCE_HOLDERS_H
#define SOURCE_HOLDERS_H

#include "model/finding.h"
#include "source/locate.h"

/* Of the ids that `origins` was made for, by their numbers; the caller's. */
struct object_set {
	const uint32_t *numbers;
	size_t len;
};

/*
 * Works out the holders of `count` sets. out[] is the caller's; names of refs,
 * with the store's name before them, live in `arena`. h: the history that
 * `origins` came from.
 */
void history_holders(const struct history *h, const struct origins *origins, const struct object_set *sets,
		     size_t count, struct arena *arena, struct holders *out);

#endif
