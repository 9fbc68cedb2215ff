/*
 * pattern.h - one rule's regular expression, through PCRE2.
 *
 * Byte mode, `$` at the very end only, `.` stops at LF. A pattern is compiled
 * when it is first needed and after PATTERN_JIT_AFTER searches translated to
 * machine code; both results are shared by all threads and only read. What
 * changes during a search is in the thread's matcher.
 *
 * A search never says "no match" when it means "gave up": it returns
 * PATTERN_LIMIT when PCRE2 ran into a limit (and the interpreter, asked after
 * the machine code, did too), PATTERN_LATE when the matcher's deadline passed.
 */
#ifndef ENGINE_PATTERN_H
#define ENGINE_PATTERN_H

#include <pcre2.h>
#include <stdatomic.h>

#include "base/error.h"
#include "base/slice.h"
#include "model/rule.h"

#define PATTERN_JIT_AFTER 8
/* Steps per start position. Measured: real rules on real data need under 10,000. */
#define PATTERN_MATCH_LIMIT 250000
#define PATTERN_HEAP_LIMIT  (32 * 1024) /* KiB */

struct pattern {
	const struct rule *rule;
	bool watched; /* looks at the clock at every start position, not only between searches */
	_Atomic(pcre2_code *) code;
	_Atomic(pcre2_code *) jit;
	atomic_uint searches;
};

struct matcher {
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	uint32_t groups;   /* room in data */
	uint32_t found;    /* groups 0 .. found - 1 were set by the last search that found */
	double deadline;   /* on the clock of pattern_clock */
	unsigned attempts; /* since the clock was last read */
};

enum pattern_result { PATTERN_FOUND, PATTERN_NONE, PATTERN_LIMIT, PATTERN_LATE };

/* `rule` has a regex and must outlive the pattern. */
void pattern_init(struct pattern *p, const struct rule *rule, bool watched);
void pattern_release(struct pattern *p);

/* Compiles now. ERR_CONFIG, beginning with the rule's file and line, when the regex or its secret group is wrong. */
enum status pattern_compile(struct pattern *p, struct error *err);

void matcher_init(struct matcher *m);
void matcher_release(struct matcher *m);

/* Seconds of CPU time this thread has used: what a busy machine does to others does not count. */
double pattern_clock(void);

/*
 * Finds the leftmost match that starts in [first, last]; the regex sees all of
 * `subject`. first <= subject.len.
 */
enum pattern_result pattern_find(struct pattern *p, struct matcher *m, struct slice subject, size_t first, size_t last);

/* A group of the match just found; false when it took no part. */
bool matcher_group(const struct matcher *m, unsigned group, size_t *start, size_t *end);

/* The secret of the match just found: secret_group, else the first group that holds something, else all of it. */
bool matcher_secret(const struct matcher *m, const struct rule *rule, size_t *start, size_t *end);

#endif
