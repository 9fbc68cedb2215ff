/*
 * chain.h - the matches of one rule in one text, in order: the meaning both engines share.
 *
 * A rule's matches are found leftmost first. A match consumes its bytes: the
 * next one starts at its end or later. Only a match whose secret lacks the
 * rule's shape (rules that ask for one: see shape.h) consumes nothing: the search
 * goes on one byte after its start. Everything else that makes a match no finding
 * (entropy, placeholders, judges, allowlists) is asked afterwards and does not
 * change which bytes were consumed.
 *
 * So the matches are a function of the rule and the text alone, and an engine
 * is right when it lets the regex start at every position where a match of the
 * right shape can start, in rising order. It may leave out any others.
 */
#ifndef ENGINE_CHAIN_H
#define ENGINE_CHAIN_H

#include "base/array.h"
#include "engine/pattern.h"
#include "engine/shape.h"

/* Of one match: the whole of it and its secret. */
struct span {
	size_t start, end;
	size_t secret_start, secret_end;
};

struct spans ARRAY_OF(struct span);

/* More matches of one rule in one text than anyone will read: the rest is cut. */
#define CHAIN_SPANS_MAX ((size_t)1 << 20)
/* Start positions given up because of PCRE2's limits before the whole chain is. */
#define CHAIN_FAILURES_MAX 16
/* CPU time of one rule on one text. Measured: rules need 0.1 to 20 ns a byte. */
#define CHAIN_SECONDS          0.5
#define CHAIN_SECONDS_PER_BYTE 100e-9

struct chain {
	struct pattern *pattern;
	struct slice text;
	bool shape;        /* the rule asks for the shape */
	size_t next;       /* no match may start before this */
	bool cut;          /* not everything was searched */
	bool over;         /* nothing more will be */
	unsigned searches; /* see the clock in chain.c */
	unsigned failures;
	size_t found;
	double left;         /* seconds */
	double mark;         /* when `left` was last brought up to date; 0: the clock stands */
	struct spans *spans; /* where the matches go */
};

void chain_init(struct chain *c, struct pattern *pattern, bool shape, struct slice text, struct spans *spans);

/*
 * Adds the matches that start in [first, last]. `end` is how much of the text
 * the regex may see: at least everything that a match starting by `last` could
 * look at, or the text's length. Calls come with rising `first`.
 */
void chain_search(struct chain *c, struct matcher *m, struct shape_memory *shape, size_t first, size_t last,
		  size_t end);

/* Stops the clock until the next search: time spent on other rules is not this one's. */
void chain_rest(struct chain *c);

#endif
