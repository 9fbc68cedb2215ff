/* emit.h - rules as C source: constants that need no work when the program starts. */
#ifndef RULEC_EMIT_H
#define RULEC_EMIT_H

#include "base/buffer.h"
#include "model/rule.h"

/* The whole of build/gen/builtin.c (include/ruleset/builtin.h declares what is in it). */
void emit_rules(struct buffer *out, const struct rule *const *rules, size_t count, const char *digest);

#endif
