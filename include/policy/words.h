/*
 * words.h - the comment that allows a secret on its own line.
 *
 *     keysieve:allow                     every rule
 *     keysieve:allow github-pat          that rule only
 *     keysieve:allow -- test fixture     with a reason
 *     gitleaks:allow                     every rule, as gitleaks 8 reads it
 *
 * A word counts for the line it stands on and no other.
 */
#ifndef POLICY_WORDS_H
#define POLICY_WORDS_H

#include "base/slice.h"

/* Whether `line` allows findings of the rule called `rule`. */
bool words_allow(struct slice line, const char *rule);

/* The reason that stands behind the first keysieve:allow of the line; empty if there is none. */
struct slice words_reason(struct slice line);

#endif
