/*
 * detector.h - bytes in, matches out. No I/O, no git, no policy.
 *
 * A detector is compiled once from rules, then only read: any number of threads
 * use it, each with a scratch of its own.
 */
#ifndef ENGINE_DETECTOR_H
#define ENGINE_DETECTOR_H

#include "base/array.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/memo.h"
#include "model/finding.h"
#include "model/origin.h"
#include "model/rule.h"

struct detector;
struct scratch;
struct plan;

struct detector_options {
	bool naive;                     /* every rule over every byte: the oracle of the tests */
	bool decode;                    /* look into base64, hex, percent and \u escapes */
	enum confidence min_confidence; /* leave out rules below */
	/*
	 * What was worked out for rules when the program was built (engine/plan.h), or NULL.
	 * A rule that is in it is not compiled or checked before it is needed; when it is of
	 * exactly these rules, in this order, nothing is worked out now.
	 */
	const struct plan *plan;
};

/* One place where a rule found a secret. Offsets are in the bytes that were scanned, before decoding. */
struct match {
	const struct rule *rule;
	size_t start, end;             /* the secret (of a decoded one: the encoded text that holds it) */
	size_t match_start, match_end; /* the whole match, likewise */
	struct slice secret;           /* its bytes after decoding; valid until the scratch's next scan */
	struct slice context;          /* the whole match after decoding; likewise */
	enum confidence confidence;
	enum proof proof;
	const char *note;                 /* a literal, or NULL */
	const char *decoded[DECODED_MAX]; /* layers, outermost first */
};

struct matches ARRAY_OF(struct match); /* ordered by start, end, rule id */
struct cut_rules ARRAY_OF(const struct rule *);

/*
 * Rules stay the caller's and must outlive the detector. A regex that does not
 * compile is ERR_CONFIG with the rule's file and line. NULL on failure.
 */
struct detector *detector_new(const struct rule *const *rules, size_t count, const struct detector_options *options,
			      struct error *err);
void detector_free(struct detector *d);

/*
 * How rule number `rule` of the list is found (engine/classify.h): "token", "context",
 * "literal", "run", or "whole": its regex is tried on every byte, which is slow.
 * NULL when it takes no part.
 */
const char *detector_how(const struct detector *d, size_t rule);

/* Whether the secrets of that rule must have the shape (shape.h): else a match of its regex is none. */
bool detector_wants_shape(const struct detector *d, size_t rule);

struct scratch *scratch_new(const struct detector *d);
void scratch_free(struct scratch *s);

/*
 * Scans `bytes` (CONTENT_PADDING readable bytes follow them) and leaves in the
 * scratch the matches whose secret starts in [from, until). Context before
 * `from` and after `until` is looked at but not reported. `cut` lists the rules
 * that reached a limit and did not see everything; it is not empty only then.
 * The result belongs to the scratch and is valid until its next scan.
 */
struct scan_result {
	struct matches matches;
	struct cut_rules cut;
	bool decode_cut; /* more was encoded in these bytes than one scan decodes */
};
const struct scan_result *detector_scan(const struct detector *d, struct scratch *s, struct slice bytes, size_t from,
					size_t until);

/*
 * The same of all of `bytes`, a version of the text that `base` remembers and has
 * `copies` in common with (either may be NULL); finds exactly what detector_scan
 * finds. Fills `memo` (or NULL), which must not be `base`.
 */
const struct scan_result *detector_scan_version(const struct detector *d, struct scratch *s, struct slice bytes,
						const struct memo *base, const struct copies *copies,
						struct memo *memo);

#endif
