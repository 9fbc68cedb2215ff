/*
 * regexes.h - a list of compiled patterns, asked together.
 */
#ifndef POLICY_REGEXES_H
#define POLICY_REGEXES_H

#include "base/error.h"
#include "base/slice.h"
#include "model/rule.h"

struct regex;

struct regexes {
	struct regex **items;
	size_t len;
};

/* Compiles all; on failure the message begins with FILE:LINE and `r` holds what was compiled before. */
enum status regexes_compile(struct regexes *r, const struct text_list *patterns, const char *file, unsigned line,
			    struct error *err);
/*
 * The same for one pattern that is known to be right (a rule's own path, which was tried when the rule was read): it
 * is compiled when it is first asked. One that cannot be compiled then may match everything.
 */
void regexes_defer(struct regexes *r, const char *pattern);
void regexes_release(struct regexes *r);

/*
 * Whether one of them matches somewhere in `text`. Any number of threads may
 * ask. A pattern that hits a limit, so that nobody knows, does not match; the
 * second function says that it may.
 */
bool regexes_match(const struct regexes *r, struct slice text);
bool regexes_may_match(const struct regexes *r, struct slice text);

#endif
