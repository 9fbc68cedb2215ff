/*
 * chain.c - see chain.h
 *
 * Limits. When PCRE2 gives up on a range of start positions, the range is halved
 * until the one position is found that it cannot do; that one is left out, the
 * chain is marked cut, and the search goes on behind it.
 *
 * The clock. What a rule may cost is counted in CPU time, because PCRE2 tells
 * nothing about the work it did. Reading the clock is as dear as a search, so it
 * is read at every SEARCHES_PER_READING-th one; watched patterns read it
 * themselves and need it running from the start.
 */
#include "engine/chain.h"

#define SEARCHES_PER_READING 32

void chain_init(struct chain *c, struct pattern *pattern, bool shape, struct slice text, struct spans *spans)
{
	*c = (struct chain){
		.pattern = pattern,
		.text = text,
		.shape = shape,
		.left = CHAIN_SECONDS + (double)text.len * CHAIN_SECONDS_PER_BYTE,
		.spans = spans,
	};
}

void chain_rest(struct chain *c)
{
	c->mark = 0;
}

static void give_up(struct chain *c)
{
	c->cut = true;
	c->over = true;
}

static bool in_time(struct chain *c, struct matcher *m)
{
	bool start_clock = c->pattern->watched && c->mark <= 0;
	double now;

	if (!c->pattern->watched)
		m->deadline = 1e300; /* its regex may hold a callout of its own */
	if (++c->searches % SEARCHES_PER_READING && !start_clock)
		return true;
	now = pattern_clock();
	if (c->mark > 0)
		c->left -= now - c->mark;
	c->mark = now;
	m->deadline = now + c->left;
	return c->left > 0;
}

static void take(struct chain *c, const struct matcher *m, struct shape_memory *shape)
{
	struct span span = { 0 };
	bool secret = matcher_secret(m, c->pattern->rule, &span.secret_start, &span.secret_end);

	matcher_group(m, 0, &span.start, &span.end);
	if (c->shape && !(secret && shape_holds(c->text, span.secret_start, shape))) {
		c->next = span.start + 1;
		return;
	}
	c->next = span.end > span.start ? span.end : span.start + 1;
	if (!secret)
		return;
	if (c->found++ == CHAIN_SPANS_MAX)
		give_up(c);
	else
		*array_add(c->spans) = span;
}

/* One search from c->next on, in a range that is halved until PCRE2 can do it. */
static enum pattern_result search_some(struct chain *c, struct matcher *m, size_t last, struct slice seen)
{
	for (;;) {
		enum pattern_result result = pattern_find(c->pattern, m, seen, c->next, last);

		if (result == PATTERN_NONE)
			c->next = last + 1;
		if (result != PATTERN_LIMIT)
			return result;
		if (last > c->next) {
			last = c->next + (last - c->next) / 2;
			continue;
		}
		c->cut = true;
		c->next++;
		if (++c->failures == CHAIN_FAILURES_MAX)
			c->over = true;
		return PATTERN_NONE;
	}
}

void chain_search(struct chain *c, struct matcher *m, struct shape_memory *shape, size_t first, size_t last, size_t end)
{
	struct slice seen = slice_sub(c->text, 0, end);

	if (first > c->next)
		c->next = first;
	if (last > seen.len)
		last = seen.len;
	while (!c->over && c->next <= last) {
		enum pattern_result result;

		if (!in_time(c, m)) {
			give_up(c);
			return;
		}
		result = search_some(c, m, last, seen);
		if (result == PATTERN_FOUND)
			take(c, m, shape);
		else if (result == PATTERN_LATE)
			give_up(c);
	}
}
