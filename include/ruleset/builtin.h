/*
 * builtin.h - the rules and shapes inside the binary: build/gen/builtin.c, which
 * src/rulec makes of the files of rules/. Sorted by id.
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

/* How to search for exactly these rules: engine/plan.h. */
struct plan;
extern const struct plan builtin_plan;

#endif
