/*
 * policy.h - what the user has said not to report.
 *
 * Built once from the allowlists of the rules and of the config files, then
 * only read. It answers for one secret at one place; a secret is reported as
 * long as one of its places is not allowed.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "base/error.h"
#include "base/slice.h"
#include "model/rule.h"

struct policy;

/* Everything an allowlist can look at. Empty slices where a place has none. */
struct policy_question {
	const struct rule *rule;
	struct slice secret, match, line;
	struct slice path;
	struct slice commit; /* hex id of the first commit */
};

/* Rules and allowlists stay the caller's and must outlive the policy. NULL on failure (a regex, a date). */
struct policy *policy_new(const struct rule *const *rules, size_t rules_len, const struct allowlist *allowlists,
			  size_t allowlists_len, struct error *err);
void policy_free(struct policy *p);

/* The first allowlist that accepts it, or NULL: report it. */
const struct allowlist *policy_allows(const struct policy *p, const struct policy_question *question);

/* Whether `rule` looks at this path at all (its own `path` condition). It does when the pattern hits a limit. */
bool policy_rule_covers(const struct policy *p, const struct rule *rule, struct slice path);

#endif
