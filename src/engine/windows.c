/* windows.c - see windows.h */
#include "engine/windows.h"

#include <string.h>

#include "base/memory.h"
#include "engine/accept.h"

/* What the regex sees behind the last byte that it can look at: never so little that the end of the text is near. */
#define MARGIN 64

static void reset_queues(struct windows *w, size_t active_count)
{
	memset(w->queues, 0xff, active_count * sizeof(*w->queues));
}

void windows_init(struct windows *w, size_t active_count)
{
	*w = (struct windows){
		.places = mem_alloc_array(WINDOWS_KEPT, sizeof(*w->places)),
		.queues = mem_alloc_array(active_count, sizeof(*w->queues)),
		.chains = mem_alloc_array(active_count, sizeof(*w->chains)),
		.begun = mem_alloc_array(active_count, sizeof(*w->begun)),
	};
	reset_queues(w, active_count);
}

void windows_release(struct windows *w)
{
	mem_free(w->places);
	mem_free(w->queues);
	mem_free(w->chains);
	mem_free(w->begun);
}

static struct chain *chain_of(const struct detector *d, struct scratch *s, const struct text *text, uint32_t number)
{
	struct windows *w = s->windows;
	struct chain *chain = &w->chains[number];
	struct active *active = &d->active[number];

	if (!chain->text.at) {
		chain_init(chain, &active->pattern, active->plan->shape, text->bytes, &s->spans);
		w->begun[w->begun_count++] = number;
	}
	return chain;
}

static void search_window(struct scratch *s, struct chain *chain, const struct plan_rule *rule, size_t at)
{
	size_t first = at > rule->most_before ? at - rule->most_before : 0;
	size_t end = chain->text.len;
	size_t last;

	if (at < rule->least_before)
		return;
	last = at - rule->least_before;
	if (rule->most_before == UNBOUNDED)
		first = 0;
	if (rule->reach != UNBOUNDED && rule->reach < end - last && MARGIN < end - last - rule->reach)
		end = last + rule->reach + MARGIN;
	chain_search(chain, &s->matcher, &s->shape, first, last, end);
}

static void work_off(const struct detector *d, struct scratch *s, const struct text *text, uint32_t number)
{
	struct windows *w = s->windows;
	struct chain *chain = chain_of(d, s, text, number);
	const struct active *active = &d->active[number];

	s->spans.len = 0;
	for (uint32_t i = w->queues[number].first; i != PLAN_NONE; i = w->places[i].next)
		search_window(s, chain, active->plan, w->places[i].at);
	chain_rest(chain);
	w->queues[number] = (struct windows_queue){ PLAN_NONE, PLAN_NONE };
	accept_spans(d, s, active, text, &s->spans);
}

static void work_off_all(const struct detector *d, struct scratch *s, const struct text *text)
{
	struct windows *w = s->windows;

	for (uint32_t i = 0; i < w->count; i++)
		if (w->queues[w->places[i].active].first == i)
			work_off(d, s, text, w->places[i].active);
	w->count = 0;
}

void windows_add(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at)
{
	struct windows *w = s->windows;
	const uint32_t active = d->active_of[rule];
	struct windows_queue *queue;

	if (active == PLAN_NONE)
		return;
	if (w->count == WINDOWS_KEPT)
		work_off_all(d, s, text);
	queue = &w->queues[active];
	w->places[w->count] = (struct windows_place){ .at = at, .active = active, .next = PLAN_NONE };
	if (queue->first == PLAN_NONE)
		queue->first = w->count;
	else
		w->places[queue->last].next = w->count;
	queue->last = w->count++;
}

void windows_add_everywhere(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule)
{
	const uint32_t active = d->active_of[rule];
	struct chain *chain;

	if (active == PLAN_NONE)
		return;
	chain = chain_of(d, s, text, active);
	s->spans.len = 0;
	chain_search(chain, &s->matcher, &s->shape, 0, text->bytes.len, text->bytes.len);
	accept_spans(d, s, &d->active[active], text, &s->spans);
}

void windows_finish(const struct detector *d, struct scratch *s, const struct text *text)
{
	struct windows *w = s->windows;

	work_off_all(d, s, text);
	for (uint32_t i = 0; i < w->begun_count; i++) {
		struct chain *chain = &w->chains[w->begun[i]];

		if (chain->cut)
			scratch_cut(d, s, &d->active[w->begun[i]]);
		chain->text = SLICE_NONE;
	}
	w->begun_count = 0;
}
