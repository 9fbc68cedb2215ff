/*
 * hits.h - what one worker found: a rule, a secret and one place each.
 *
 * Hits are raw: the same secret stands in as many hits as it has places, and a
 * stored object's places are not known yet. src/scan/gather.c makes findings of
 * them.
 */
#ifndef SCAN_HITS_H
#define SCAN_HITS_H

#include "base/arena.h"
#include "base/array.h"
#include "base/table.h"
#include "model/content.h"
#include "scan/rank.h"

/* Enough of the surroundings for allowlists that look at the match or the line. */
#define HIT_CONTEXT_MAX 4096

struct hit {
	struct claim claim; /* the rule, and what its claim rests on */
	const char *note;
	struct slice secret;  /* the same pointer for the same bytes within one worker */
	struct slice context; /* the whole match, at most HIT_CONTEXT_MAX bytes */
	struct slice text;    /* the line it starts on, likewise */
	enum place_kind kind;
	enum state state;
	struct slice path;
	struct slice member; /* as in model/member.h */
	struct oid oid;
	unsigned store;
	uint64_t content; /* a number per content of one worker: equal means "in the same version of the same file" */
	size_t line, column, end_line, end_column;
	const char *decoded[DECODED_MAX];
	size_t cell;
	bool allowed; /* an allow word stands on its line */
};

struct hits {
	struct hit *items;
	size_t len, capacity;
	struct arena arena;
	struct table secrets;
	uint64_t contents;
	uint64_t not_blocking; /* staged secrets that the change does not add */
};

void hits_init(struct hits *h);
void hits_release(struct hits *h);

/* The worker's own copy of `secret`, made once. */
struct slice hits_keep(struct hits *h, struct slice secret);

#endif
