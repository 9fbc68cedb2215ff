/*
 * decision.h - what became of each match of a regex, and which filter decided it: for `explain`, for `rules check`,
 * for tests.
 *
 *     struct observer mine = { .decided = note_it };
 *     scratch_observe(scratch, &mine);
 *     detector_scan(detector, scratch, bytes, 0, bytes.len);
 *
 * A scan without an observer pays one comparison per match of a regex. To see all rules, with the filters in the order
 * of accept.c, observe a detector of least confidence `possible`; to be told of each match in the rule's own order,
 * one with the naive engine.
 */
#ifndef ENGINE_DECISION_H
#define ENGINE_DECISION_H

#include "engine/detector.h"

/* In the order in which they are asked; the first that objects decides. */
enum filter {
	FILTER_NONE,        /* none objected: the match is in the result, unless there are too many */
	FILTER_KEYWORD,     /* gitleaks' dialect: no keyword stands in the text. Told of the first match only */
	FILTER_EXAMPLE,     /* a published example */
	FILTER_ENTROPY,     /* fewer bits per character than the rule asks for: judge_entropy of the secret */
	FILTER_CONFIDENCE,  /* below the detector's least, with what the check said */
	FILTER_PLACEHOLDER, /* stands for a secret: `why` says how */
	FILTER_JUDGE,       /* the rule's judge refused: `why` is its reason */
};

struct decision {
	struct match match; /* as it would be in the result; confidence, proof and note once the check was asked */
	enum filter filter; /* that dropped it */
	const char *why;    /* a literal, or NULL */
	bool checked;       /* the offline check was asked */
	bool in_list;       /* no match of the regex: a value behind one, in the same list (mates.h) */
};

const char *filter_verdict(enum filter filter); /* "dropped by the judge", "kept" */

/* `decision` is valid during the call, its slices until the scratch's next scan. */
struct observer {
	void (*decided)(struct observer *observer, const struct decision *decision);
};

/* From the next scan on; NULL ends it. The observer stays the caller's. */
void scratch_observe(struct scratch *s, struct observer *observer);

#endif
