/*
 * detector.c - see detector.h
 */
#include "engine/detector.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/layers.h"
#include "engine/scratch.h"
#include "engine/sieve.h"
#include "engine/windows.h"

#define WATCHED_REACH 4096

static bool takes_part(const struct rule *rule, const struct detector_options *options)
{
	return rule->regex && rule->confidence >= options->min_confidence;
}

static enum status unknown(const struct rule *rule, const char *what, const char *name, struct error *err)
{
	return error_set(err, ERR_CONFIG, "%s:%u: %s: there is no %s \"%s\"", rule->file ? rule->file : "rules",
			 rule->line, rule->id, what, name);
}

static enum status active_init(struct active *a, const struct rule *rule, const struct plan_rule *plan, bool naive,
			       struct error *err)
{
	/* Windows are short; only what may go on to the end of the text needs watching. */
	bool watched =
		naive || plan->kind == RULE_WHOLE || plan->reach > WATCHED_REACH || plan->most_before > WATCHED_REACH;

	a->rule = rule;
	a->plan = plan;
	pattern_init(&a->pattern, rule, watched);
	if (rule->check && !(a->check = check_find(rule->check)))
		return unknown(rule, "check", rule->check, err);
	if (rule->judge && !(a->judge = judge_find(rule->judge)))
		return unknown(rule, "judge", rule->judge, err);
	return STATUS_OK;
}

static enum status add_active(struct detector *d, const struct rule *const *rules, size_t count, struct error *err)
{
	for (uint32_t i = 0; i < count; i++) {
		struct active *active = &d->active[d->count];

		d->active_of[i] = PLAN_NONE;
		if (!takes_part(rules[i], &d->options))
			continue;
		if (active_init(active, rules[i], &d->plan->rules[i], d->options.naive, err))
			return err->status;
		d->active_of[i] = (uint32_t)d->count++;
		if (d->own_plan && !d->plan->rules[i].copied && pattern_compile(&active->pattern, err))
			return err->status;
	}
	return STATUS_OK;
}

struct detector *detector_new(const struct rule *const *rules, size_t count, const struct detector_options *options,
			      struct error *err)
{
	struct detector *d = mem_alloc(sizeof(*d));

	d->options = *options;
	d->active = mem_alloc_array(count, sizeof(*d->active));
	d->active_of = mem_alloc_array(count, sizeof(*d->active_of));
	/* A plan that was made for these rules vouches for them: their regexes were tried then. */
	if (!plan_is_for(options->plan, rules, count))
		d->own_plan = plan_extend(rules, count, options->plan);
	d->plan = d->own_plan ? d->own_plan : options->plan;
	if (add_active(d, rules, count, err)) {
		detector_free(d);
		return NULL;
	}
	return d;
}

void detector_free(struct detector *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++)
		pattern_release(&d->active[i].pattern);
	plan_free(d->own_plan);
	mem_free(d->active_of);
	mem_free(d->active);
	mem_free(d);
}

const char *detector_how(const struct detector *d, size_t rule)
{
	if (rule >= d->plan->rule_count || d->active_of[rule] == PLAN_NONE)
		return NULL;
	return rule_kind_name((enum rule_kind)d->plan->rules[rule].kind);
}

bool detector_wants_shape(const struct detector *d, size_t rule)
{
	return rule < d->plan->rule_count && d->plan->rules[rule].shape;
}

struct scratch *scratch_new(const struct detector *d)
{
	struct scratch *s = mem_alloc(sizeof(*s));

	matcher_init(&s->matcher);
	arena_init(&s->arena);
	s->was_cut = mem_alloc_array(d->count, sizeof(*s->was_cut));
	if (!d->options.naive) {
		s->sieve = sieve_new();
		s->windows = mem_alloc(sizeof(*s->windows));
		windows_init(s->windows, d->count);
	}
	return s;
}

void scratch_free(struct scratch *s)
{
	if (!s)
		return;
	if (s->windows)
		windows_release(s->windows);
	mem_free(s->windows);
	sieve_free(s->sieve);
	layers_release(s);
	matcher_release(&s->matcher);
	array_release(&s->spans);
	array_release(&s->version.zones);
	array_release(&s->memo.places);
	array_release(&s->memo.runs);
	array_release(&s->memo.marks);
	arena_release(&s->arena);
	array_release(&s->result.matches);
	array_release(&s->result.cut);
	mem_free(s->was_cut);
	mem_free(s);
}

void scratch_observe(struct scratch *s, struct observer *observer)
{
	s->observer = observer;
}

void scratch_cut(const struct detector *d, struct scratch *s, const struct active *active)
{
	s->was_cut[active - d->active] = true;
	s->any_cut = true;
}

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_spans(const struct match *a, const struct match *b)
{
	int order = compare_sizes(a->start, b->start);

	if (!order)
		order = compare_sizes(a->end, b->end);
	if (!order)
		order = strcmp(a->rule->id, b->rule->id);
	return order ? order : slice_compare(a->secret, b->secret);
}

static size_t layers_of(const struct match *match)
{
	size_t layers = 0;

	while (layers < DECODED_MAX && match->decoded[layers])
		layers++;
	return layers;
}

static int compare_matches(const void *left, const void *right)
{
	const struct match *a = left, *b = right;
	int order = compare_spans(a, b);

	if (!order)
		order = compare_sizes(layers_of(a), layers_of(b));
	for (size_t i = 0; !order && i < layers_of(a); i++)
		order = strcmp(a->decoded[i], b->decoded[i]);
	return order;
}

/* Orders the matches and leaves each secret once per rule: plain text may stand unchanged in a decoded layer too. */
static void settle(struct matches *matches)
{
	size_t kept = 0;

	if (matches->len == 0)
		return;
	qsort(matches->items, matches->len, sizeof(*matches->items), compare_matches);
	for (size_t i = 1; i < matches->len; i++)
		if (compare_spans(&matches->items[kept], &matches->items[i]))
			matches->items[++kept] = matches->items[i];
	matches->len = kept + 1;
}

static void list_cut_rules(const struct detector *d, struct scratch *s)
{
	for (size_t i = 0; s->any_cut && i < d->count; i++) {
		if (s->was_cut[i])
			*array_add(&s->result.cut) = d->active[i].rule;
		s->was_cut[i] = false;
	}
	s->any_cut = false;
}

void text_scan(const struct detector *d, struct scratch *s, const struct text *text)
{
	s->shape = (struct shape_memory){ 0 };
	if (text->bytes.len == 0)
		return;
	if (d->options.naive)
		naive_search(d, s, text);
	else
		sieve_search(d, s, text);
	if (d->options.decode)
		layers_scan(d, s, text);
}

static void scan_text(const struct detector *d, struct scratch *s, const struct text *text)
{
	s->result.matches.len = 0;
	s->result.cut.len = 0;
	s->result.decode_cut = false;
	arena_clear(&s->arena);
	text_scan(d, s, text);
	settle(&s->result.matches);
	list_cut_rules(d, s);
}

const struct scan_result *detector_scan(const struct detector *d, struct scratch *s, struct slice bytes, size_t from,
					size_t until)
{
	const struct text text = { .bytes = bytes, .from = from, .until = until };

	scan_text(d, s, &text);
	return &s->result;
}

/* Whether it went without anything that depends on the order in which things are found. */
static bool scan_changes(const struct detector *d, struct scratch *s, struct text *text)
{
	const struct scan_result *result = &s->result;

	text->version = &s->version;
	scan_text(d, s, text);
	text->version = NULL;
	return text->memo->known && result->cut.len == 0 && !result->decode_cut;
}

const struct scan_result *detector_scan_version(const struct detector *d, struct scratch *s, struct slice bytes,
						const struct memo *base, const struct copies *copies, struct memo *memo)
{
	struct text text = { .bytes = bytes, .until = bytes.len, .memo = memo ? memo : &s->memo };

	memo_begin(text.memo, bytes.len);
	if (!d->options.naive && version_begin(&s->version, bytes, base, copies) && scan_changes(d, s, &text))
		return &s->result;
	text.memo = memo;
	if (memo)
		memo_begin(memo, bytes.len);
	scan_text(d, s, &text);
	if (memo && (d->options.naive || s->result.cut.len || s->result.decode_cut))
		memo->known = false;
	return &s->result;
}
