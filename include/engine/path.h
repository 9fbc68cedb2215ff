/*
 * path.h - a regex as the list of the straight ways through it.
 *
 * "(?:key|token)=([a-z]+)" has two paths. A path is a row of items, and every
 * match of the regex is a match of one of its paths: each run of bytes in turn,
 * with the assertions that hold between them. Parts that would make too many
 * paths are smoothed over: one item that allows any of the part's bytes in any
 * number the part can have.
 */
#ifndef ENGINE_PATH_H
#define ENGINE_PATH_H

#include "engine/regex.h"

enum item_kind {
	ITEM_BYTES,  /* `min` to `max` bytes of `set` */
	ITEM_ASSERT, /* `node`: a NODE_ASSERT or NODE_LOOK */
	ITEM_OPEN,   /* the group `group` begins */
	ITEM_CLOSE
};

struct item {
	enum item_kind kind;
	bool hides_groups; /* of ITEM_BYTES: groups inside were smoothed over */
	unsigned group;
	uint32_t min, max;
	const struct byteset *set;
	const struct byteset *first; /* bytes that the first one can be; only smoothed parts know better than `set` */
	const struct node *node;
	/* About the set: */
	bool one_spelling; /* it is one byte, case apart */
	bool value;        /* all of its bytes are value bytes (shape.h) */
	float chance;      /* that a byte of a text is in it */
	/* Bytes from the start of the match to the item. */
	uint32_t least_before, most_before;
};

struct path {
	struct item *items;
	size_t len;
};

struct paths {
	struct path *items;
	size_t len;
};

#define PATHS_MAX 256

struct paths paths_of(const struct regex *regex, struct arena *arena); /* the regex is not opaque */

#endif
