/*
 * builtin.h - the rules and shapes inside the binary: build/gen/builtin.c, which
 * src/rulec makes of the files of rules/: those without a path, sorted by id, then those with one.
 */
#ifndef RULESET_BUILTIN_H
#define RULESET_BUILTIN_H

#include <stddef.h>

#include "model/rule.h"

extern const struct rule builtin_rules[];
extern const size_t builtin_rules_len;
extern const struct shape builtin_shapes[];
extern const size_t builtin_shapes_len;
extern const char builtin_digest[]; /* 16 hex digits: which rules these are */

/* How to search for exactly those of them that have no path, and for those that have one: engine/plan.h. */
struct plan;
extern const struct plan builtin_plan, builtin_named_plan;

/* One of them that has a path: it is looked for only in files whose name may tell (model/file_kind.h). */
static inline bool builtin_is_named(const struct rule *rule)
{
	return rule->path && rule >= builtin_rules && rule < builtin_rules + builtin_rules_len;
}

#endif
