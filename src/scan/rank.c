/* rank.c - see rank.h */
#include "scan/rank.h"

#include <string.h>

bool rank_is_generic(const struct rule *rule)
{
	return rule->provider == NULL || strcmp(rule->provider, "Generic") == 0;
}

static int proof_weight(enum proof proof)
{
	static const int weights[] = {
		[PROOF_FAILED] = 0, [PROOF_NONE] = 1, [PROOF_STRUCTURE] = 2, [PROOF_PASSED] = 3
	};

	return weights[proof];
}

/* The same without the last resort of comparing ids. */
static int compare_strength(const struct claim *a, const struct claim *b)
{
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence ? -1 : 1;
	if (proof_weight(a->proof) != proof_weight(b->proof))
		return proof_weight(a->proof) > proof_weight(b->proof) ? -1 : 1;
	if (rank_is_generic(a->rule) != rank_is_generic(b->rule))
		return rank_is_generic(a->rule) ? 1 : -1;
	return (a->lead > b->lead) - (a->lead < b->lead);
}

struct claim rank_claim(const struct match *match)
{
	size_t lead = match->match_start < match->start ? match->start - match->match_start : CLAIM_UNLED;

	return (struct claim){ match->rule, match->confidence, match->proof, lead };
}

int rank_compare(const struct claim *a, const struct claim *b)
{
	int order = compare_strength(a, b);

	return order ? order : strcmp(a->rule->id, b->rule->id);
}

bool rank_hides(const struct match *b, const struct match *a)
{
	struct claim claim_a = rank_claim(a), claim_b = rank_claim(b);
	int order;

	if (a->start >= b->end || b->start >= a->end || slice_equal(a->secret, b->secret))
		return false;
	order = compare_strength(&claim_b, &claim_a);
	if (order)
		return order < 0;
	return b->end - b->start > a->end - a->start;
}
