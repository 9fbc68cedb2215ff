/*
 * accept.c - see accept.h
 *
 * In this order, cheap and decisive ones first: position, keywords (rules in
 * gitleaks' dialect only: there a keyword is a condition on the text; in our own
 * the regex says everything), published examples, entropy, the proof, placeholder
 * and judge. A secret that proves itself is no placeholder, however it looks.
 * Where a judged value begins a list, the rest of the list is asked the same
 * (mates.h).
 */
#include "engine/accept.h"

#include "engine/layers.h"
#include "engine/mates.h"

#include <stdint.h>
#include <string.h>

/* More matches in one text than any report shows: the rule counts as cut. */
#define MATCHES_MAX ((size_t)1 << 20)

static bool keyword_stands(const struct rule *rule, const struct text *text)
{
	if (rule->dialect != DIALECT_GITLEAKS || rule->keywords.len == 0)
		return true;
	for (; text; text = text->outer)
		for (size_t i = 0; i < rule->keywords.len; i++)
			if (slice_find_nocase(text->bytes, slice_of(rule->keywords.items[i]), 0) != SLICE_NOWHERE)
				return true;
	return false;
}

static bool entropy_is_enough(const struct rule *rule, struct slice secret)
{
	double bits;

	if (rule->entropy <= 0)
		return true;
	bits = judge_entropy(secret);
	/* gitleaks wants more than the number, our own rules at least the number. */
	return rule->dialect == DIALECT_GITLEAKS ? bits > rule->entropy : bits >= rule->entropy;
}

static void prove(const struct active *active, struct match *match)
{
	match->confidence = active->rule->confidence;
	match->proof = match->confidence == CONFIDENCE_CERTAIN ? PROOF_STRUCTURE : PROOF_NONE;
	if (!active->check)
		return;
	match->proof = check_run(active->check, match->secret, &match->note);
	if (match->proof == PROOF_PASSED)
		match->confidence = CONFIDENCE_CERTAIN;
	else if (match->proof == PROOF_FAILED && match->confidence == CONFIDENCE_CERTAIN)
		match->confidence = CONFIDENCE_LIKELY;
}

static enum filter drop(struct decision *decision, enum filter filter, const char *why)
{
	decision->why = why;
	return decision->filter = filter;
}

/* Which filter drops the match. */
static enum filter decide(const struct detector *d, const struct active *active, struct decision *decision)
{
	struct match *match = &decision->match;
	const char *why = NULL;

	if (judge_is_example(match->secret))
		return drop(decision, FILTER_EXAMPLE, "a published example");
	if (!entropy_is_enough(active->rule, match->secret))
		return drop(decision, FILTER_ENTROPY, NULL);
	prove(active, match);
	decision->checked = active->check != NULL;
	if (match->confidence < d->options.min_confidence)
		return drop(decision, FILTER_CONFIDENCE, NULL);
	if (match->proof == PROOF_PASSED)
		return FILTER_NONE;
	if ((why = judge_placeholder(match->secret)))
		return drop(decision, FILTER_PLACEHOLDER, why);
	if (active->judge && !judge_accepts(active->judge, match->secret, match->context, &why))
		return drop(decision, FILTER_JUDGE, why);
	return FILTER_NONE;
}

static bool is_asked_for(const struct text *text, const struct match *match)
{
	return match->start >= text->from && match->start < text->until;
}

static void tell(struct scratch *s, const struct text *text, const struct decision *decision)
{
	struct decision told = *decision;

	if (!is_asked_for(text, &told.match))
		return;
	layers_describe(s, text, &told.match);
	s->observer->decided(s->observer, &told);
}

static bool is_accepted(const struct detector *d, struct scratch *s, const struct active *active,
			const struct text *text, struct decision *decision)
{
	enum filter filter = decide(d, active, decision);

	if (s->observer)
		tell(s, text, decision);
	return filter == FILTER_NONE;
}

/* The match in the coordinates of the scan. */
static struct match match_of(const struct active *active, const struct text *text, const struct span *span)
{
	struct match match = {
		.rule = active->rule,
		.start = span->secret_start,
		.end = span->secret_end,
		.match_start = span->start,
		.match_end = span->end,
		.secret = slice_sub(text->bytes, span->secret_start, span->secret_end - span->secret_start),
		.context = slice_sub(text->bytes, span->start, span->end - span->start),
	};

	layers_place(text, &match.start, &match.end);
	layers_place(text, &match.match_start, &match.match_end);
	return match;
}

static bool is_repeated(const struct match *match, const struct match *before)
{
	return before->rule && slice_equal(match->secret, before->secret) &&
	       slice_equal(match->context, before->context);
}

/* The same answer for the same text, without asking again: generated files repeat themselves. */
static bool is_accepted_again(const struct detector *d, struct scratch *s, const struct active *active,
			      const struct text *text, struct match *match, struct decision *before)
{
	if (is_repeated(match, &before->match)) {
		match->confidence = before->match.confidence;
		match->proof = before->match.proof;
		match->note = before->match.note;
		before->match = *match;
		if (s->observer)
			tell(s, text, before);
	} else {
		*before = (struct decision){ .match = *match };
		is_accepted(d, s, active, text, before);
		*match = before->match;
	}
	return before->filter == FILTER_NONE;
}

/* False when there are too many. */
static bool add_match(const struct detector *d, struct scratch *s, const struct active *active, const struct text *text,
		      struct match match)
{
	if (!is_asked_for(text, &match))
		return true;
	if (s->result.matches.len == MATCHES_MAX) {
		scratch_cut(d, s, active);
		return false;
	}
	layers_describe(s, text, &match);
	*array_add(&s->result.matches) = match;
	return true;
}

/*
 * What follows an accepted match in its list, up to the next one: only where what stands before it made it one, and
 * where a judge can say so of each.
 */
static bool add_mates(const struct detector *d, struct scratch *s, const struct active *active, const struct text *text,
		      const struct span *span, size_t limit)
{
	const struct slice first = slice_sub(text->bytes, span->secret_start, span->secret_end - span->secret_start);
	struct span mate = { .start = span->secret_start, .end = span->secret_end };

	if (!active->judge || span->secret_start == span->start)
		return true;
	for (int i = 0; i < MATES_MAX && mate.end < span->secret_end + MATES_REACH; i++) {
		struct decision decision = { .in_list = true };

		if (!mates_next(text->bytes, first, &mate.start, &mate.end) || mate.end > limit)
			break;
		mate.secret_start = mate.start;
		mate.secret_end = mate.end;
		decision.match = match_of(active, text, &mate);
		if (layers_is_new(text, mate.start, mate.end) && is_accepted(d, s, active, text, &decision) &&
		    !add_match(d, s, active, text, decision.match))
			return false;
	}
	return true;
}

void accept_spans(const struct detector *d, struct scratch *s, const struct active *active, const struct text *text,
		  const struct spans *spans)
{
	struct decision before = { .match = { .rule = NULL } };
	bool keyword_known = false;

	for (size_t i = 0; i < spans->len; i++) {
		struct match match;

		if (!layers_is_new(text, spans->items[i].start, spans->items[i].end))
			continue;
		match = match_of(active, text, &spans->items[i]);
		/* mates of one that is not asked for may be */
		if (match.start + MATES_REACH < text->from || match.start >= text->until)
			continue;
		if (!keyword_known && !keyword_stands(active->rule, text)) {
			if (s->observer)
				tell(s, text, &(struct decision){ .match = match, .filter = FILTER_KEYWORD });
			return;
		}
		keyword_known = true;
		if (!is_accepted_again(d, s, active, text, &match, &before))
			continue;
		if (!add_match(d, s, active, text, match) ||
		    !add_mates(d, s, active, text, &spans->items[i],
			       i + 1 < spans->len ? spans->items[i + 1].start : SIZE_MAX))
			return;
	}
}
