/*
 * naive.c - every rule over every byte.
 *
 * The oracle: no prefilter, no windows. Slow and obviously right; the other
 * engine must find the same spans (tests/unit/test_engine_differential.c). What a
 * match is and how matches follow one another is said in chain.h.
 */
#include "engine/accept.h"
#include "engine/scratch.h"

/* How much longer than the other engine's a rule may take here, where it is started at every byte. */
#define PATIENCE 20

void naive_search(const struct detector *d, struct scratch *s, const struct text *text)
{
	struct slice bytes = text->bytes;

	for (size_t i = 0; i < d->count; i++) {
		struct active *active = &d->active[i];
		struct chain chain;

		s->spans.len = 0;
		chain_init(&chain, &active->pattern, active->plan->shape, bytes, &s->spans);
		chain.left *= PATIENCE;
		chain_search(&chain, &s->matcher, &s->shape, 0, bytes.len, bytes.len);
		if (chain.cut)
			scratch_cut(d, s, active);
		accept_spans(d, s, active, text, &s->spans);
	}
}
