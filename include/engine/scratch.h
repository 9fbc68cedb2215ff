/*
 * scratch.h - what detector.h hides: the insides of a detector and of a thread's scratch.
 *
 * For src/engine only. One scan goes through these steps:
 *
 *     detector_scan -> text_scan -> naive_search or sieve_search -> chains -> accept -> matches
 *                         ^                                                     |
 *                         +---------------- layers (decoded texts) <------------+
 */
#ifndef ENGINE_SCRATCH_H
#define ENGINE_SCRATCH_H

#include "base/arena.h"
#include "engine/chain.h"
#include "engine/check.h"
#include "engine/detector.h"
#include "engine/judge.h"

/* A rule that takes part: it has a regex and enough confidence. */
struct active {
	const struct rule *rule;
	const struct check *check; /* NULL: none */
	const struct judge *judge; /* NULL: none */
	struct pattern pattern;
	bool shape;
};

struct detector {
	struct detector_options options;
	struct active *active; /* in the order of the rules */
	size_t count;
};

struct scratch {
	struct matcher matcher;
	struct shape_memory shape;
	struct spans spans; /* of the rule at hand */
	struct arena arena; /* secrets and contexts of decoded texts */
	struct scan_result result;
	bool *was_cut; /* per active rule */
};

/* One text of a scan: the bytes themselves or a decoded layer of them. */
struct text {
	struct slice bytes;
	const struct text *outer;      /* NULL: these are the bytes of the scan */
	const struct decoded *decoded; /* how it came out of `outer`; NULL likewise */
	size_t from, until;            /* outermost positions where a secret may start */
};

/* Both leave the accepted matches in scratch->result and mark the rules that were cut. */
void naive_search(const struct detector *d, struct scratch *s, const struct text *text);

#endif
