/*
 * classify.h - how the engine can find a rule without trying its regex everywhere.
 *
 * Each match of a rule must contain something that a block of text shows cheaply
 * (src/engine/sieve.c). In order of preference:
 *
 *   token    16 or more value bytes from a token start on, the first few of them
 *            known. A token start is a word byte without a word byte before it,
 *            or one behind a backslash escape or a percent escape.
 *   context  a word, then, not far behind it, a secret that lies in a mixed run
 *            (shape.h); or such a secret with a word inside. Only here the rule's
 *            meaning changes: secrets of another shape do not count. So it is taken
 *            only when hardly any could have one, and never for rules in
 *            gitleaks' dialect.
 *   literal  a known piece of text
 *   run      like token, with nothing known but the kind of bytes
 *   whole    none of these: the regex is tried everywhere
 *
 * All paths of a rule are found in the same way. A classification is cautious:
 * what it promises holds for every match (tests/unit/test_engine_differential.c).
 */
#ifndef ENGINE_CLASSIFY_H
#define ENGINE_CLASSIFY_H

#include "engine/path.h"
#include "model/rule.h"

enum rule_kind { RULE_TOKEN, RULE_CONTEXT, RULE_RUN, RULE_LITERAL, RULE_WHOLE };

#define SITE_SETS_MAX   32
#define SITE_KEY        4 /* bytes of a key at most */
#define SITE_GAP_MAX    82
#define SITE_BEHIND_MAX 128
#define SITE_STOPS      2
#define SITE_STOP_MAX   200 /* bytes up to a stop */

/* There come bytes of `through`, less than `within`, and then one of `at`; no byte is in both. within 0: not known. */
struct stop {
	struct byteset through, at;
	uint32_t within;
};

/* One way of finding a rule: what stands at a place in every match of some paths. */
struct site {
	struct byteset sets[SITE_SETS_MAX]; /* of the bytes from the place on */
	uint32_t count;
	uint32_t least_before, most_before; /* bytes from the match's start to the place */
	uint32_t run;                       /* token, run: value bytes from there on; context: of the secret */
	uint32_t gap;                       /* context: most bytes from the place to the secret */
	uint32_t behind;                    /* context: most bytes from the secret to the place */
	struct stop stops[SITE_STOPS]; /* one after the other; the first begins `stop_after` bytes behind the place */
	uint32_t stop_after;
};

struct verdict {
	enum rule_kind kind;
	const char *why;    /* whole: the reason, for `rules list` */
	struct site *sites; /* none when whole */
	size_t count;
	uint32_t least_before, most_before; /* of all sites */
	uint32_t run, gap, behind;          /* the least run, the largest gap and behind of all sites */
	uint32_t reach;                     /* how far from its start a match looks; UNBOUNDED: no limit */
};

struct verdict classify(const struct rule *rule, struct arena *arena);

/* The same with literals to prefer, or to note for that purpose; both may be NULL. */
struct cover;
struct verdict classify_with(const struct rule *rule, const struct cover *prefer, struct cover *note,
			     struct arena *arena);

const char *rule_kind_name(enum rule_kind kind);

#endif
