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
#include "engine/decision.h"
#include "engine/detector.h"
#include "engine/judge.h"
#include "engine/plan.h"
#include "engine/version.h"

struct decode_scratch;
struct decoded;
struct sieve;
struct windows;

/* A rule that takes part: it has a regex and enough confidence. */
struct active {
	const struct rule *rule;
	const struct check *check; /* NULL: none */
	const struct judge *judge; /* NULL: none */
	const struct plan_rule *plan;
	struct pattern pattern;
};

struct detector {
	struct detector_options options;
	struct active *active; /* in the order of the rules */
	size_t count;
	const struct plan *plan;
	struct plan *own_plan; /* NULL when it was given */
	uint32_t *active_of;   /* per rule of the plan: its number in `active`, or PLAN_NONE */
};

struct scratch {
	struct matcher matcher;
	struct shape_memory shape;
	struct sieve *sieve;                          /* NULL in the naive engine */
	struct windows *windows;                      /* likewise */
	struct spans spans;                           /* of the rule at hand */
	struct decode_scratch *decoders[DECODED_MAX]; /* made when first needed */
	size_t decode_left;                           /* decoded bytes that this scan may still make */
	struct arena arena;                           /* secrets and contexts of decoded texts */
	struct scan_result result;
	struct version version; /* of the text at hand */
	struct memo memo;       /* for a version that nobody will ask for */
	bool *was_cut;          /* per active rule */
	bool any_cut;
	struct observer *observer; /* decision.h; NULL: nobody asks */
};

/* One text of a scan: the bytes themselves or a decoded layer of them. */
struct text {
	struct slice bytes;
	const struct text *outer;      /* NULL: these are the bytes of the scan */
	const struct decoded *decoded; /* how it came out of `outer`; NULL likewise */
	size_t from, until;            /* where a secret may start, in the bytes of the scan */
	struct memo *memo;             /* to be filled; NULL: nobody will ask */
	const struct version *version; /* of what it is a version; NULL: look everywhere. Not without a memo. */
};

/* With either engine, and with the layers inside when they are asked for. */
void text_scan(const struct detector *d, struct scratch *s, const struct text *text);

/* Both leave the accepted matches in scratch->result and mark the rules that were cut. */
void naive_search(const struct detector *d, struct scratch *s, const struct text *text);
void sieve_search(const struct detector *d, struct scratch *s, const struct text *text);

/* Notes that the rule did not see everything. */
void scratch_cut(const struct detector *d, struct scratch *s, const struct active *active);

#endif
