/*
 * version.h - a text that has much in common with one that was scanned before.
 *
 * Two passes over a text find places to look at: the sieve (sieve.h) names
 * rules and positions, the decode finder (decode_find.h) names runs and marks.
 * Whether either names a position depends on the bytes from VERSION_AFTER
 * before it to VERSION_BEFORE behind it, and on the whole runs of value
 * bytes (shape.h) that touch those; positions whose fate depended on more are
 * remembered as if they had been named. A place too many does no harm. So both
 * passes need to see only the zones around what is new; the other places are those
 * of the version before.
 */
#ifndef ENGINE_VERSION_H
#define ENGINE_VERSION_H

#include "base/array.h"
#include "base/slice.h"
#include "engine/memo.h"
#include "model/origin.h"

#define VERSION_BEFORE 100 /* how far ahead a decision looks: so far before what is new it may change */
#define VERSION_AFTER  100 /* how far back one looks, apart from runs; and from a word to the run behind it */

/* Places of one text beyond this are more than is worth remembering. */
#define MEMO_MAX ((size_t)1 << 18)

struct memo_place {
	uint32_t at;
	uint32_t rule; /* by its number in the plan; of finds 0 */
};

struct memo_places ARRAY_OF(struct memo_place);

struct memo {
	bool known;                /* all lists are whole */
	size_t len;                /* of the text */
	struct memo_places places; /* of the sieve */
	/* Of the decode finder: what did not turn out to be nothing, by what stands there alone. */
	struct memo_places runs, marks;
};

struct zone {
	size_t from, until;
};

struct zones ARRAY_OF(struct zone);

/* One scan of a version. */
struct version {
	const struct memo *base;
	const struct copies *copies;
	size_t len;         /* of the text */
	struct zones zones; /* what is new, and around it */
};

/* False: the whole text is to be scanned. The zones are the caller's to release; their array is used again. */
bool version_begin(struct version *v, struct slice text, const struct memo *base, const struct copies *copies);

void memo_begin(struct memo *m, size_t len);

/* Adds a place to one of the memo's lists; too many, and the memo is not known any more. */
void memo_add(struct memo *m, struct memo_places *list, size_t at, uint32_t rule);

/* Puts a list in the order of places, each once. */
void memo_settle(struct memo_places *list);

/* Adds to a list of the memo what the base's says of the bytes that are the same, as far as no zone tells anew. */
void version_inherit(const struct version *v, const struct memo_places *from, struct memo *m, struct memo_places *to);

#endif
