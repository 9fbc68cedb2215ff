/*
 * place.h - where a stored object was seen.
 *
 * The detector sees each object once; where it stands in the history is worked
 * out afterwards, and only for objects that hold a secret.
 */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include "base/array.h"
#include "model/finding.h"

struct place {
	enum place_kind kind;
	enum state state;
	struct slice path;                /* within its repository; empty for messages and unreachable objects */
	struct slice ref;                 /* of a tag message or a note: the ref that leads to it */
	const struct commit_info *commit; /* the first that has the object at this path; NULL: none */
};

struct places {
	struct place *items;
	size_t len, capacity;
	const struct commit_info *first; /* of all commits that hold the object; NULL: none */
};

#endif
