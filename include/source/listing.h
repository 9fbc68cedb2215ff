/*
 * listing.h - the names in one folder, a bounded chunk at a time.
 *
 * Of an ordinary folder the first chunk holds all. What is in a chunk stands in
 * the order the walk wants it: everything but folders first, then the folders,
 * each by name in byte order. One listing is used for all folders in turn.
 */
#ifndef SOURCE_LISTING_H
#define SOURCE_LISTING_H

#include <stdbool.h>

#include "base/array.h"

enum listed_type { LISTED_FILE, LISTED_LINK, LISTED_SPECIAL, LISTED_FOLDER };

struct listed {
	const char *name;
	enum listed_type type;
};

#define LISTING_CHUNK ((size_t)1024 * 1024) /* bytes of names */

struct listing {
	char *names; /* LISTING_CHUNK bytes */
	size_t used;
	struct listed_items ARRAY_OF(struct listed) items;
	size_t folders; /* index of the first folder */
};

void listing_init(struct listing *l);
void listing_release(struct listing *l);

/*
 * Reads on from *position (0: the start) until the folder ends or the names
 * fill `room` bytes (at most LISTING_CHUNK). *more says whether there is more,
 * from the new *position on. Returns 0 or errno; what was read before an error
 * is in the listing. `fd` stays the caller's; its offset is moved.
 */
int listing_read(struct listing *l, int fd, size_t room, long *position, bool *more);

/* Is there such a name in this chunk? */
bool listing_has(const struct listing *l, const char *name, enum listed_type type);

#endif
