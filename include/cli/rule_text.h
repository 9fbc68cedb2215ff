/*
 * rule_text.h - a rule as its documentation: what it finds, how a secret looks
 * in words, what is asked of one, examples, what to do about a leak.
 */
#ifndef CLI_RULE_TEXT_H
#define CLI_RULE_TEXT_H

#include "base/buffer.h"
#include "model/rule.h"

/* `how` is what detector_how says of the rule, or NULL. Examples are filled at random, the same for the same rule. */
void rule_print(struct buffer *out, const struct rule *rule, const char *how);

#endif
