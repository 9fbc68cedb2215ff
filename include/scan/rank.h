/*
 * rank.h - of two rules that claim the same bytes, which one names them best.
 */
#ifndef SCAN_RANK_H
#define SCAN_RANK_H

#include "engine/detector.h"
#include "model/finding.h"

/* What a claim on some bytes rests on. */
struct claim {
	const struct rule *rule;
	enum confidence confidence;
	enum proof proof;
	size_t lead; /* how far before the secret the match begins, where something names it; CLAIM_UNLED */
};

#define CLAIM_UNLED ((size_t)-1)

struct claim rank_claim(const struct match *match);

/*
 * Negative when `a` is the better: confidence, then proof, then a named provider
 * before a generic rule, then what is named nearest before the secret, then id.
 */
int rank_compare(const struct claim *a, const struct claim *b);

/* A rule that knows no provider and judges by context alone. */
bool rank_is_generic(const struct rule *rule);

/*
 * Whether a match need not be told of because a better one covers some of its
 * bytes: `a` and `b` overlap, are not the same secret, and `b` is the better
 * claim, or as good and longer.
 */
bool rank_hides(const struct match *b, const struct match *a);

#endif
