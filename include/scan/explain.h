/*
 * explain.h - what every rule makes of one text, and why: the way of a match through the filters of the engine, the
 * better claims beside it and the user's policy, written down instead of walked.
 *
 * The naive engine does the looking, with all rules whatever their confidence;
 * speed does not matter for one file. What it says is what a scan of the same
 * bytes at the same path does.
 */
#ifndef SCAN_EXPLAIN_H
#define SCAN_EXPLAIN_H

#include "engine/decision.h"
#include "engine/reach.h"
#include "policy/policy.h"
#include "scan/lines.h"

/* How a match ends. Asked in this order; the first that holds. */
enum outcome {
	OUTCOME_FILTER,     /* dropped by a filter of the engine: decision.filter */
	OUTCOME_CONFIDENCE, /* below the least confidence */
	OUTCOME_HIDDEN,     /* a better claim covers some of its bytes: `by` */
	OUTCOME_PATH,       /* its rule does not look at this path */
	OUTCOME_NOISE,      /* nothing but noise is expected there (noise.h) */
	OUTCOME_WORD,       /* an allow word stands on its line */
	OUTCOME_ALLOWLIST,  /* an allowlist accepts it */
	OUTCOME_ACCEPTED,   /* a better claim on the same secret is allowed: `by` */
	OUTCOME_ALSO,       /* reported under the rule of a better claim: `by` */
	OUTCOME_REPORTED,
};

#define EXPLAIN_NOBODY ((size_t)-1)

/* One match. Its slices live as long as the explanation. */
struct explained {
	struct decision decision;
	struct position start, end; /* of the secret; end exclusive, on the line of its last byte */
	bool on_line, asked;        /* it touches the line that was asked for, and the column */
	enum outcome outcome;
	size_t by;                         /* index of the better claim */
	const struct allowlist *allowlist; /* OUTCOME_ALLOWLIST */
	struct slice reason;               /* OUTCOME_WORD: behind its " -- " */
};

/* A rule that has a word on the line and no match there. */
struct missed {
	const struct rule *rule;
	const char *word;
	size_t column;        /* of the word */
	bool inside;          /* the word is only the end or middle of a longer one */
	struct position fits; /* REACH_PART: behind what fits */
	struct reach reach;
	const char *wanted; /* see reach_find; "" when that is too long */
	bool shape;         /* REACH_WHOLE: the value is not of the shape that is asked of it (shape.h) */
};

struct explained_list ARRAY_OF(struct explained);
struct missed_list ARRAY_OF(struct missed);

struct explanation {
	struct explained_list matches; /* by start, then rule */
	struct missed_list missed;     /* those that got furthest first; only for a line */
	struct cut_rules cut;          /* rules that did not see everything */
	bool decode_cut;               /* more was encoded than one scan decodes */
	size_t lines;                  /* of the text */
	struct arena arena;
};

struct explain_options {
	const struct rule *const *rules;
	size_t rules_len;
	const struct plan *plan; /* of these rules, or NULL */
	const struct policy *policy;
	enum confidence min_confidence; /* of a scan */
	bool decode;
	struct slice path; /* as policy sees it */
	size_t line;       /* 0: all of them are asked for */
	size_t column;     /* in code points; 0: any */
};

/*
 * Explains `bytes` (CONTENT_PADDING readable bytes follow), which must outlive
 * the explanation. To be released in any case. ERR_CONFIG: a rule is wrong.
 */
enum status explain_bytes(struct explanation *x, struct slice bytes, const struct explain_options *options,
			  struct error *err);
void explain_release(struct explanation *x);

#endif
