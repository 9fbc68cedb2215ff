/* selftest.c - see selftest.h */
#include "scan/selftest.h"

#include "engine/decision.h"
#include "engine/fill.h"
#include "engine/judge.h"
#include "engine/reach.h"
#include "model/content.h"

#define TEXT_MAX ((size_t)1 << 20)

/* What became of the rule's last match in the naive engine, where it was not kept. */
struct dropped {
	struct observer observer; /* first, so that its function finds the rest */
	bool any;
	enum filter filter;
	const char *why;
	double entropy;
};

struct selftest {
	const struct rule *rule;
	struct rule unpacked;
	const struct selftest_options *options;
	const struct detector *fast, *naive;
	struct scratch *fast_scratch, *naive_scratch;
	struct buffer text;
	struct buffer *faults;
	struct dropped dropped;
	size_t tried;
};

static void note_dropped(struct observer *observer, const struct decision *decision)
{
	struct dropped *dropped = (struct dropped *)observer;

	if (decision->filter == FILTER_NONE)
		return;
	dropped->any = true;
	dropped->filter = decision->filter;
	dropped->why = decision->why;
	dropped->entropy = judge_entropy(decision->match.secret);
}

static void fault(struct selftest *t, const char *what, const char *example)
{
	buffer_print(t->faults, "%s:%u: rule %s: %s: %s\n", t->rule->file ? t->rule->file : "rules", t->rule->line,
		     t->rule->id, what, example);
}

/* Where a word of the rule stands in the text; SLICE_NOWHERE: nowhere. */
static size_t find_keyword(const struct rule *rule, struct slice text, size_t *end)
{
	for (size_t i = 0; i < rule->keywords.len; i++) {
		struct slice keyword = slice_of(rule->keywords.items[i]);
		size_t at = slice_find_nocase(text, keyword, 0);

		if (at != SLICE_NOWHERE) {
			*end = at + keyword.len;
			return at;
		}
	}
	return SLICE_NOWHERE;
}

/* How far the rule got with a text that it should find and does not. */
static void add_reason(const struct selftest *t, struct slice text, struct buffer *out)
{
	struct buffer wanted;
	struct reach reach;
	size_t at, end;

	if (t->dropped.any) {
		buffer_add_text(out, filter_verdict(t->dropped.filter));
		if (t->dropped.filter == FILTER_ENTROPY)
			buffer_print(out, " of %.2f", t->dropped.entropy);
		else if (t->dropped.why)
			buffer_print(out, ": %s", t->dropped.why);
		return;
	}
	at = find_keyword(t->rule, text, &end);
	if (at == SLICE_NOWHERE) {
		buffer_add_text(out, "none of its keywords stands there");
		return;
	}
	buffer_init(&wanted, TEXT_MAX);
	reach = reach_find(t->rule, text, 0, at, end, &wanted);
	if (reach.kind == REACH_PART)
		buffer_add_text(out, "the regex fits in part, ");
	reach_add_words(out, &reach, wanted.len ? wanted.at : "", detector_wants_shape(t->naive, 0));
	buffer_release(&wanted);
}

static void fault_unfound(struct selftest *t, struct slice text, const char *example)
{
	struct buffer what;

	buffer_init(&what, TEXT_MAX);
	buffer_add_text(&what, "does not find its example (");
	add_reason(t, text, &what);
	buffer_add_byte(&what, ')');
	fault(t, what.at, example);
	buffer_release(&what);
}

/* The spans at which the rule matched, folded into one number; *count says how many. */
static uint64_t spans_of(const struct scan_result *result, const struct rule *rule, size_t *count)
{
	uint64_t spans = 0;

	*count = 0;
	for (size_t i = 0; i < result->matches.len; i++) {
		const struct match *match = &result->matches.items[i];

		if (match->rule != rule)
			continue;
		spans = spans * 1000003 + match->start * 31 + match->end;
		(*count)++;
	}
	return spans;
}

/* One filled text: false ends the tries with this example, one fault is enough. */
static bool try_text(struct selftest *t, const char *example, bool wanted)
{
	struct slice text = buffer_slice(&t->text);
	size_t fast_count, naive_count;
	uint64_t fast, naive;

	text.len -= CONTENT_PADDING;
	t->dropped.any = false;
	fast = spans_of(detector_scan(t->fast, t->fast_scratch, text, 0, text.len), t->rule, &fast_count);
	naive = spans_of(detector_scan(t->naive, t->naive_scratch, text, 0, text.len), t->rule, &naive_count);
	t->tried++;
	if (wanted && fast_count == 0 && naive_count)
		fault(t, "the fast engine does not find the example", example);
	else if (wanted && fast_count == 0)
		fault_unfound(t, text, example);
	else if (!wanted && fast_count)
		fault(t, "finds its counterexample", example);
	else if (fast != naive || fast_count != naive_count)
		fault(t, "the fast and the naive engine differ on", example);
	else
		return true;
	return false;
}

static void try_example(struct selftest *t, const char *example, bool wanted)
{
	struct random random;
	struct error err;
	static const char padding[CONTENT_PADDING];

	random_init(&random, t->options->seed);
	for (unsigned i = 0; i < t->options->samples; i++) {
		buffer_clear(&t->text);
		if (fill_expand(slice_of(example), &random, &t->text, &err)) {
			fault(t, err.text, example);
			return;
		}
		buffer_add(&t->text, slice_make(padding, sizeof(padding)));
		if (!try_text(t, example, wanted))
			return;
	}
}

static bool holds_keyword(const struct rule *rule, const char *example)
{
	for (size_t i = 0; i < rule->keywords.len; i++)
		if (slice_find_nocase(slice_of(example), slice_of(rule->keywords.items[i]), 0) != SLICE_NOWHERE)
			return true;
	return false;
}

static void demand_examples(struct selftest *t)
{
	const struct rule *rule = &t->unpacked;
	bool near = false;

	if (rule->examples.len < 2)
		fault(t, "has fewer than two examples", "");
	for (size_t i = 0; i < rule->counterexamples.len; i++)
		near |= holds_keyword(rule, rule->counterexamples.items[i]);
	if (!near)
		fault(t, "has no counterexample that holds one of its keywords", "");
}

size_t selftest_rule(const struct rule *rule, const struct detector *detector, const struct selftest_options *options,
		     struct buffer *faults)
{
	struct selftest t = { .rule = rule, .options = options, .fast = detector, .faults = faults };
	const struct detector_options alone = { .naive = true, .decode = true };
	struct error err;
	struct arena arena;
	struct detector *naive = detector_new(&rule, 1, &alone, &err);

	t.naive = naive;
	if (!naive) {
		fault(&t, err.text, "");
		return 0;
	}
	arena_init(&arena);
	t.unpacked = rule_unpack(rule, &arena);
	buffer_init(&t.text, TEXT_MAX);
	t.fast_scratch = scratch_new(detector);
	t.naive_scratch = scratch_new(naive);
	t.dropped.observer.decided = note_dropped;
	scratch_observe(t.naive_scratch, &t.dropped.observer);
	if (options->complete)
		demand_examples(&t);
	for (size_t i = 0; i < t.unpacked.examples.len; i++)
		try_example(&t, t.unpacked.examples.items[i], true);
	for (size_t i = 0; i < t.unpacked.counterexamples.len; i++)
		try_example(&t, t.unpacked.counterexamples.items[i], false);
	arena_release(&arena);
	scratch_free(t.fast_scratch);
	scratch_free(t.naive_scratch);
	detector_free(naive);
	buffer_release(&t.text);
	return t.tried;
}
