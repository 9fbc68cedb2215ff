/*
 * wording.h - a regular expression in words, as far as that helps a reader.
 *
 *     sk-[0-9a-f]{32}             "sk-", then 32 hex digits (small)
 *     [\w-]{20,40}={0,2}          20 to 40 letters, digits, _ or -, then up to 2 "="
 *     (?:key|token)(?![0-9])      ("key" or "token"), then no digit
 */
#ifndef ENGINE_WORDING_H
#define ENGINE_WORDING_H

#include "base/buffer.h"
#include "engine/regex.h"

/* Longer than this nobody reads on. */
#define WORDING_MAX 360

/* Adds the words. False, with nothing added, when there are too many or the regex is opaque. */
bool wording_add(struct buffer *out, const struct node *node);
bool wording_add_regex(struct buffer *out, const char *regex);

/* "letters or digits": what the bytes of a set are called. */
void wording_add_set(struct buffer *out, const struct byteset *set);

/* The node itself, or what it is the mere wrapping of: a group, a sequence or a choice of one. */
const struct node *wording_core(const struct node *node);

/* The group a rule's secret is in: number `group`, or for 0 the first; all of the regex when it has none. */
const struct node *wording_secret(const struct regex *regex, unsigned group);

#endif
