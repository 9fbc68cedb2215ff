/*
 * reach.h - how far a rule's regex gets where it does not match: for `explain` and `rules check`.
 *
 * A regex is cut behind each of its items, the longest beginning that matches
 * somewhere in a text is sought, and the item that would have to follow is said in words. That is a
 * guess at what its author or a reader wants to know, good for regexes that
 * read from left to right; nothing depends on it.
 */
#ifndef ENGINE_REACH_H
#define ENGINE_REACH_H

#include "base/array.h"
#include "base/buffer.h"
#include "model/rule.h"

/* A beginning of a regex: its bytes [from, at), with `open` groups to be closed. */
struct regex_cut {
	size_t from, at;
	size_t item, item_end; /* what follows; both 0 behind the last item */
	unsigned open;
	bool looks_only; /* nothing but look-around so far */
};

struct regex_cuts ARRAY_OF(struct regex_cut);

/* Of each alternative at the top, from the shortest to the longest. */
void regex_cuts(const char *regex, struct regex_cuts *cuts);

enum reach_kind {
	REACH_WORD,  /* nothing of it fits around the word */
	REACH_GLUED, /* more than the word fits, but is part of something longer: what stands before speaks against it
		      */
	REACH_PART,  /* the beginning fits, [start, end) of the text */
	REACH_WHOLE, /* it matches */
	REACH_LIMIT, /* PCRE2 gave up */
};

struct reach {
	enum reach_kind kind;
	size_t start, end; /* REACH_PART, REACH_GLUED, REACH_WHOLE */
	/*
	 * REACH_PART: of the item that is missing, how many characters of its set are there; SIZE_MAX: it
	 * is no repeated set.
	 */
	size_t have;
};

/*
 * Looks for the longest beginning of a match that starts at `from` or later and holds the word at [word, word_end).
 * Adds to `wanted` in words what would have to follow (REACH_PART), or what the rule's secret looks like
 * (REACH_WORD); nothing when that takes too many.
 */
struct reach reach_find(const struct rule *rule, struct slice text, size_t from, size_t word, size_t word_end,
			struct buffer *wanted);

/*
 * Adds what there is to say of it: "then must come 40 hex digits; there are 12".
 * `wanted` is what reach_find gave. `shape`: the rule asks for the shape of shape.h.
 */
void reach_add_words(struct buffer *out, const struct reach *reach, const char *wanted, bool shape);

#endif
