/* explain.c - see explain.h */
#include "scan/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "policy/words.h"
#include "scan/hits.h"
#include "scan/noise.h"
#include "scan/rank.h"

/* How much behind the line a regex may look for what would have to follow. */
#define AHEAD      8192
#define WANTED_MAX 1024

struct explaining {
	struct observer observer; /* first, so that its function finds the rest */
	struct explanation *x;
	const struct explain_options *options;
	struct slice bytes;
};

static bool is_same_decision(const struct explained *e, const struct decision *d)
{
	const struct match *a = &e->decision.match, *b = &d->match;

	return a->rule == b->rule && a->start == b->start && a->end == b->end && slice_equal(a->secret, b->secret) &&
	       e->decision.filter == d->filter;
}

/* A plain text may stand unchanged in a decoded layer too: told once. */
static void note_decision(struct observer *observer, const struct decision *decision)
{
	struct explaining *e = (struct explaining *)observer;
	struct explained *one;

	for (size_t i = 0; i < e->x->matches.len; i++)
		if (is_same_decision(&e->x->matches.items[i], decision))
			return;
	one = array_add(&e->x->matches);
	*one = (struct explained){ .decision = *decision, .by = EXPLAIN_NOBODY };
	one->decision.match.secret = arena_copy(&e->x->arena, decision->match.secret);
	one->decision.match.context = arena_copy(&e->x->arena, decision->match.context);
}

static int compare_explained(const void *left, const void *right)
{
	const struct match *a = &((const struct explained *)left)->decision.match;
	const struct match *b = &((const struct explained *)right)->decision.match;
	int order = (a->start > b->start) - (a->start < b->start);

	if (!order)
		order = (a->end > b->end) - (a->end < b->end);
	return order ? order : strcmp(a->rule->id, b->rule->id);
}

/* Notes whether [start, end), which is not empty, touches what was asked for. */
static void touch(struct explained *one, const struct explain_options *o, struct lines *lines, size_t start, size_t end)
{
	struct position first = lines_at(lines, start), last = lines_at(lines, end > start ? end - 1 : start);

	one->on_line = o->line == 0 || (first.line <= o->line && last.line >= o->line);
	one->asked = one->on_line;
	if (o->column && first.line == o->line)
		one->asked &= first.column <= o->column;
	if (o->column && last.line == o->line)
		one->asked &= last.column >= o->column;
}

/* Of the match, without the line end or blanks that a regex may begin with. */
static size_t beginning_of(const struct match *match)
{
	size_t blanks = 0;

	while (blanks < match->context.len && (unsigned char)match->context.at[blanks] <= ' ')
		blanks++;
	return match->match_start + blanks < match->start ? match->match_start + blanks : match->start;
}

static void place(struct explaining *e)
{
	struct explained_list *list = &e->x->matches;
	struct lines lines;

	if (list->len)
		qsort(list->items, list->len, sizeof(*list->items), compare_explained);
	lines_init(&lines, e->bytes, (struct position){ 1, 1 });
	for (size_t i = 0; i < list->len; i++) {
		struct explained *one = &list->items[i];
		const struct match *match = &one->decision.match;

		touch(one, e->options, &lines, beginning_of(match), match->match_end);
		one->start = lines_at(&lines, match->start);
		one->end = lines_at(&lines, match->end);
	}
}

/* Whether a scan has the match at all: no filter of the engine dropped it. */
static bool is_match(const struct explained *one)
{
	return one->outcome != OUTCOME_FILTER && one->outcome != OUTCOME_CONFIDENCE;
}

static size_t find_better(const struct explained_list *list, size_t index)
{
	const struct explained *one = &list->items[index];

	for (size_t i = 0; i < list->len; i++)
		if (i != index && is_match(&list->items[i]) &&
		    rank_hides(&list->items[i].decision.match, &one->decision.match))
			return i;
	return EXPLAIN_NOBODY;
}

static bool word_allows(const struct lines *lines, struct explained *one)
{
	const struct match *match = &one->decision.match;
	const size_t ends[] = { match->start, match->end - 1 };

	for (size_t i = 0; i < 2; i++) {
		struct slice line = lines_around(lines, ends[i], HIT_CONTEXT_MAX);

		if (words_allow(line, match->rule->id)) {
			one->reason = words_reason(line);
			return true;
		}
	}
	return false;
}

/* The part of policy and path in what becomes of a match. */
static enum outcome ask_policy(const struct explaining *e, struct explained *one)
{
	const struct match *match = &one->decision.match;
	const struct lines lines = { .text = e->bytes };
	struct policy_question question = {
		.rule = match->rule,
		.secret = match->secret,
		.match = slice_sub(match->context, 0, HIT_CONTEXT_MAX),
		.line = lines_around(&lines, match->start, HIT_CONTEXT_MAX),
		.path = e->options->path,
	};

	if (!policy_rule_covers(e->options->policy, match->rule, question.path))
		return OUTCOME_PATH;
	if (noise_is_expected(match->rule, match->confidence, question.path, question.line.len))
		return OUTCOME_NOISE;
	if (word_allows(&lines, one))
		return OUTCOME_WORD;
	one->allowlist = policy_allows(e->options->policy, &question);
	return one->allowlist ? OUTCOME_ALLOWLIST : OUTCOME_REPORTED;
}

/* Of the claims on the same bytes that are looked at: the best. */
static size_t best_of(const struct explained_list *list, size_t index)
{
	const struct match *match = &list->items[index].decision.match;
	size_t best = index;

	for (size_t i = 0; i < list->len; i++) {
		const struct match *other = &list->items[i].decision.match;
		struct claim claim = rank_claim(other), least = rank_claim(&list->items[best].decision.match);

		if (list->items[i].outcome >= OUTCOME_WORD && other->start == match->start &&
		    slice_equal(other->secret, match->secret) && rank_compare(&claim, &least) < 0)
			best = i;
	}
	return best;
}

/* Claims on the same bytes speak with one voice: the best decides (gather.h). */
static void join_claims(struct explained_list *list)
{
	size_t *best = mem_alloc_array(list->len, sizeof(*best));

	for (size_t i = 0; i < list->len; i++)
		best[i] = list->items[i].outcome >= OUTCOME_WORD ? best_of(list, i) : i;
	for (size_t i = 0; i < list->len; i++) {
		struct explained *one = &list->items[i];

		if (best[i] == i || one->outcome != OUTCOME_REPORTED)
			continue;
		one->by = best[i];
		one->outcome = list->items[best[i]].outcome == OUTCOME_REPORTED ? OUTCOME_ALSO : OUTCOME_ACCEPTED;
	}
	mem_free(best);
}

/* A rule below the least takes no part in a scan, whatever a check would make of its matches. */
static bool is_below(const struct match *match, enum confidence least)
{
	return match->rule->confidence < least || match->confidence < least;
}

static void decide_outcomes(struct explaining *e)
{
	struct explained_list *list = &e->x->matches;

	for (size_t i = 0; i < list->len; i++) {
		struct explained *one = &list->items[i];

		one->outcome = OUTCOME_REPORTED;
		if (one->decision.filter != FILTER_NONE)
			one->outcome = OUTCOME_FILTER;
		else if (is_below(&one->decision.match, e->options->min_confidence))
			one->outcome = OUTCOME_CONFIDENCE;
	}
	for (size_t i = 0; i < list->len; i++)
		if (is_match(&list->items[i]) && (list->items[i].by = find_better(list, i)) != EXPLAIN_NOBODY)
			list->items[i].outcome = OUTCOME_HIDDEN;
	for (size_t i = 0; i < list->len; i++)
		if (list->items[i].outcome == OUTCOME_REPORTED)
			list->items[i].outcome = ask_policy(e, &list->items[i]);
	join_claims(list);
}

/* The line that was asked for, without its LF; at NULL: there are fewer. */
static struct slice find_line(const struct explaining *e)
{
	struct slice rest = e->bytes, line;

	for (size_t number = 1; slice_cut(&rest, '\n', &line); number++)
		if (number == e->options->line)
			return line;
	return SLICE_NONE;
}

static bool has_match(const struct explanation *x, const struct rule *rule)
{
	for (size_t i = 0; i < x->matches.len; i++)
		if (x->matches.items[i].on_line && x->matches.items[i].decision.match.rule == rule)
			return true;
	return false;
}

static void try_rule(struct explaining *e, const struct detector *detector, size_t index, struct slice line)
{
	const struct rule *rule = e->options->rules[index];
	const size_t from = (size_t)(line.at - e->bytes.at);
	const struct slice seen = slice_sub(e->bytes, 0, from + line.len + AHEAD);
	struct missed missed = { .rule = rule };
	struct buffer wanted;
	struct lines lines;
	size_t at = SLICE_NOWHERE;

	for (size_t i = 0; i < rule->keywords.len && at == SLICE_NOWHERE; i++) {
		missed.word = rule->keywords.items[i];
		at = slice_find_nocase(line, slice_of(missed.word), 0);
	}
	if (at == SLICE_NOWHERE || !rule->regex || has_match(e->x, rule))
		return;
	buffer_init(&wanted, WANTED_MAX);
	missed.reach = reach_find(rule, seen, from, from + at, from + at + strlen(missed.word), &wanted);
	missed.wanted = arena_text(&e->x->arena, buffer_slice(&wanted));
	missed.shape = missed.reach.kind == REACH_WHOLE && detector_wants_shape(detector, index);
	lines_init(&lines, e->bytes, (struct position){ 1, 1 });
	missed.column = lines_at(&lines, from + at).column;
	missed.fits = lines_at(&lines, missed.reach.end);
	missed.inside = at > 0 && text_is_alnum(line.at[at]) && text_is_alnum(line.at[at - 1]);
	buffer_release(&wanted);
	*array_add(&e->x->missed) = missed;
}

/* Who got further first; of those that got nowhere by name. */
static int compare_missed(const void *left, const void *right)
{
	const struct missed *a = left, *b = right;
	bool near_a = a->reach.kind != REACH_WORD, near_b = b->reach.kind != REACH_WORD;

	if (near_a != near_b)
		return near_a ? -1 : 1;
	if (near_a && a->reach.end != b->reach.end)
		return a->reach.end > b->reach.end ? -1 : 1;
	return strcmp(a->rule->id, b->rule->id);
}

static void find_missed(struct explaining *e, const struct detector *detector)
{
	struct missed_list *list = &e->x->missed;
	struct slice line = find_line(e);

	if (line.len == 0)
		return;
	for (size_t i = 0; i < e->options->rules_len; i++)
		try_rule(e, detector, i, line);
	if (list->len)
		qsort(list->items, list->len, sizeof(*list->items), compare_missed);
}

static size_t count_lines(struct slice bytes)
{
	struct slice line;
	size_t lines = 0;

	while (slice_cut(&bytes, '\n', &line))
		lines++;
	return lines;
}

enum status explain_bytes(struct explanation *x, struct slice bytes, const struct explain_options *options,
			  struct error *err)
{
	const struct detector_options how = { .naive = true, .decode = options->decode, .plan = options->plan };
	struct explaining e = { .observer = { note_decision }, .x = x, .options = options, .bytes = bytes };
	const struct scan_result *result;
	struct detector *detector;
	struct scratch *scratch;

	*x = (struct explanation){ .lines = count_lines(bytes) };
	arena_init(&x->arena);
	detector = detector_new(options->rules, options->rules_len, &how, err);
	if (!detector)
		return err->status;
	scratch = scratch_new(detector);
	scratch_observe(scratch, &e.observer);
	result = detector_scan(detector, scratch, bytes, 0, bytes.len);
	for (size_t i = 0; i < result->cut.len; i++)
		*array_add(&x->cut) = result->cut.items[i];
	x->decode_cut = result->decode_cut;
	place(&e);
	decide_outcomes(&e);
	if (options->line)
		find_missed(&e, detector);
	scratch_free(scratch);
	detector_free(detector);
	return STATUS_OK;
}

void explain_release(struct explanation *x)
{
	array_release(&x->matches);
	array_release(&x->missed);
	array_release(&x->cut);
	arena_release(&x->arena);
}
