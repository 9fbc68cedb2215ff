/*
 * pattern.c - see pattern.h
 *
 * Two compiled forms of one regex: the plain code for the interpreter and a copy
 * of it for the JIT. The copy is needed because translating changes the code
 * object while other threads may be running it. Threads that compile the
 * same regex at the same time do not wait for each other: the first one to finish
 * publishes its result, the others throw theirs away.
 *
 * A watched pattern has a callout in front, which PCRE2 calls for every start
 * position it tries: that is where a search that takes too long is ended. PCRE2's
 * match limit counts anew at every start position, so it cannot do that alone.
 */
#include "engine/pattern.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

#define CALLOUT              "(?C1)"
#define ATTEMPTS_PER_READING 64
#define STACK_FIRST          ((size_t)32 * 1024)
#define STACK_MOST           ((size_t)1024 * 1024)

void pattern_init(struct pattern *p, const struct rule *rule, bool watched)
{
	p->rule = rule;
	/* Settings such as (*LF) are only understood at the very front. */
	p->watched = watched && strncmp(rule->regex, "(*", 2) != 0;
	atomic_init(&p->code, NULL);
	atomic_init(&p->jit, NULL);
	atomic_init(&p->searches, 0);
}

void pattern_release(struct pattern *p)
{
	pcre2_code_free(atomic_load(&p->code));
	pcre2_code_free(atomic_load(&p->jit));
}

/* PCRE2 10.42 does not survive it when memory runs out while it makes machine code; so it never hears of that. */
static void *allocate(size_t size, void *unused)
{
	(void)unused;
	return mem_grow(NULL, size, 1);
}

static void release(void *memory, void *unused)
{
	(void)unused;
	mem_free(memory);
}

static pcre2_compile_context *make_context(void)
{
	pcre2_general_context *general = mem_need(pcre2_general_context_create(allocate, release, NULL));
	pcre2_compile_context *context = pcre2_compile_context_create(general);

	pcre2_general_context_free(general);
	return context;
}

static pcre2_code *compile_text(const char *regex, size_t len, int *number, PCRE2_SIZE *at)
{
	const uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C |
				 PCRE2_USE_OFFSET_LIMIT;
	pcre2_compile_context *context = make_context();
	pcre2_code *code;

	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)regex, len, options, number, at, context);
	pcre2_compile_context_free(context);
	if (!code && *number == PCRE2_ERROR_HEAP_FAILED)
		mem_need(NULL);
	return code;
}

static pcre2_code *compile_rule(const struct pattern *p, int *number, PCRE2_SIZE *at)
{
	size_t len = strlen(p->rule->regex);
	size_t front = p->watched ? sizeof(CALLOUT) - 1 : 0;
	char *text;
	pcre2_code *code;

	if (!front)
		return compile_text(p->rule->regex, len, number, at);
	text = mem_alloc(front + len + 1);
	memcpy(text, CALLOUT, front);
	memcpy(text + front, p->rule->regex, len);
	code = compile_text(text, front + len, number, at);
	mem_free(text);
	*at = *at > front ? *at - front : 0;
	return code;
}

/* Makes `fresh` the pattern's unless another thread was faster; returns the one that counts. */
static pcre2_code *publish(_Atomic(pcre2_code *) *slot, pcre2_code *fresh)
{
	pcre2_code *seen = NULL;

	if (atomic_compare_exchange_strong(slot, &seen, fresh))
		return fresh;
	pcre2_code_free(fresh);
	return seen;
}

enum status pattern_compile(struct pattern *p, struct error *err)
{
	const struct rule *rule = p->rule;
	const char *file = rule->file ? rule->file : "rules";
	uint32_t groups = 0;
	PCRE2_SIZE at = 0;
	int number = 0;
	pcre2_code *code = compile_rule(p, &number, &at);

	if (!code) {
		PCRE2_UCHAR why[160];

		pcre2_get_error_message(number, why, sizeof(why));
		return error_set(err, ERR_CONFIG, "%s:%u: %s: regex: %s, at its character %zu", file, rule->line,
				 rule->id, (const char *)why, (size_t)at + 1);
	}
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	publish(&p->code, code);
	if (rule->secret_group > groups)
		return error_set(err, ERR_CONFIG, "%s:%u: %s: the secret's group is %u, the regex has %u", file,
				 rule->line, rule->id, rule->secret_group, groups);
	return STATUS_OK;
}

static pcre2_code *code_of(struct pattern *p)
{
	pcre2_code *code = atomic_load_explicit(&p->code, memory_order_acquire);
	PCRE2_SIZE at;
	int number;

	if (code)
		return code;
	code = compile_rule(p, &number, &at);
	return code ? publish(&p->code, code) : NULL;
}

/* The machine code once it is worth having; NULL: interpret. */
static pcre2_code *jit_of(struct pattern *p, const pcre2_code *code)
{
	pcre2_code *jit = atomic_load_explicit(&p->jit, memory_order_acquire);

	if (jit)
		return jit;
	/* Exactly one thread sees this number, so a regex that the JIT refuses is not tried again and again. */
	if (atomic_fetch_add_explicit(&p->searches, 1, memory_order_relaxed) != PATTERN_JIT_AFTER)
		return NULL;
	jit = pcre2_code_copy(code);
	if (jit && pcre2_jit_compile(jit, PCRE2_JIT_COMPLETE) == 0)
		return publish(&p->jit, jit);
	pcre2_code_free(jit);
	return NULL;
}

double pattern_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int on_attempt(pcre2_callout_block *block, void *context)
{
	struct matcher *m = context;

	(void)block;
	if (++m->attempts % ATTEMPTS_PER_READING)
		return 0;
	return pattern_clock() > m->deadline ? PCRE2_ERROR_CALLOUT : 0;
}

void matcher_init(struct matcher *m)
{
	*m = (struct matcher){ .groups = 16, .deadline = 1e300 };
	m->context = mem_need(pcre2_match_context_create(NULL));
	m->data = mem_need(pcre2_match_data_create(m->groups, NULL));
	m->stack = mem_need(pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, NULL));
	pcre2_set_match_limit(m->context, PATTERN_MATCH_LIMIT);
	pcre2_set_heap_limit(m->context, PATTERN_HEAP_LIMIT);
	pcre2_set_callout(m->context, on_attempt, m);
	pcre2_jit_stack_assign(m->context, NULL, m->stack);
}

void matcher_release(struct matcher *m)
{
	pcre2_match_data_free(m->data);
	pcre2_jit_stack_free(m->stack);
	pcre2_match_context_free(m->context);
}

static void make_room(struct matcher *m, const pcre2_code *code)
{
	uint32_t groups = 0;

	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups < m->groups)
		return;
	pcre2_match_data_free(m->data);
	m->groups = groups + 1;
	m->data = mem_need(pcre2_match_data_create(m->groups, NULL));
}

enum pattern_result pattern_find(struct pattern *p, struct matcher *m, struct slice subject, size_t first, size_t last)
{
	const pcre2_code *code = code_of(p), *jit;
	int got;

	assert(first <= subject.len);
	if (!code)
		return PATTERN_LIMIT;
	make_room(m, code);
	jit = jit_of(p, code);
	pcre2_set_offset_limit(m->context, last);
	got = pcre2_match(jit ? jit : code, (PCRE2_SPTR)subject.at, subject.len, first, 0, m->data, m->context);
	if (jit && got < PCRE2_ERROR_NOMATCH && got != PCRE2_ERROR_CALLOUT)
		got = pcre2_match(code, (PCRE2_SPTR)subject.at, subject.len, first, 0, m->data, m->context);
	if (got > 0) {
		m->found = (uint32_t)got;
		return PATTERN_FOUND;
	}
	if (got == PCRE2_ERROR_NOMATCH)
		return PATTERN_NONE;
	return got == PCRE2_ERROR_CALLOUT ? PATTERN_LATE : PATTERN_LIMIT;
}

bool matcher_group(const struct matcher *m, unsigned group, size_t *start, size_t *end)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(m->data);

	if (group >= m->found || ends[2 * group] == PCRE2_UNSET)
		return false;
	*start = ends[2 * group];
	*end = ends[2 * group + 1];
	return true;
}

bool matcher_secret(const struct matcher *m, const struct rule *rule, size_t *start, size_t *end)
{
	if (rule->secret_group)
		return matcher_group(m, rule->secret_group, start, end) && *end > *start;
	for (unsigned group = 1; group < m->found; group++)
		if (matcher_group(m, group, start, end) && *end > *start)
			return true;
	return matcher_group(m, 0, start, end) && *end > *start;
}
