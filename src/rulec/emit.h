/* emit.h - rules as C source: constants that need no work when the program starts. */
#ifndef RULEC_EMIT_H
#define RULEC_EMIT_H

#include "base/buffer.h"
#include "model/rule.h"

/* build/gen/builtin.c, which include/ruleset/builtin.h declares, from its first line; then the shapes. */
void emit_rules(struct buffer *out, const struct rule *const *rules, size_t count, const char *digest);
void emit_shapes(struct buffer *out, const struct shape *shapes, size_t count);

#endif
