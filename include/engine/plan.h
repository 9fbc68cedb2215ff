/*
 * plan.h - what the fast engine knows about a set of rules: tables, nothing else.
 *
 * A plan is made from rules by plan_build, or was made so when the program was
 * built and printed as C by plan_emit_c: then the process parses nothing at
 * start. It is only read. Rules are known by their number in the list that the
 * plan was built from.
 *
 * A probe describes a place in a text where a rule may be found (classify.h):
 * sets of bytes that stand there. Three indexes lead from a text to probes,
 * for token starts, for the stretches before and in mixed runs, and for
 * literals anywhere. Each first asks a bitmap of hashes of four bytes, then a table.
 * Case does not count there (| 0x20): the probe's sets know it.
 */
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "base/buffer.h"
#include "engine/byteset.h"
#include "engine/classify.h"
#include "engine/teddy.h"
#include "model/rule.h"

struct plan_rule {
	uint8_t kind;                       /* of enum rule_kind */
	uint8_t shape;                      /* 1: the secret must have the shape (shape.h); context rules only */
	uint16_t gap;                       /* context: most bytes from the place to the secret */
	uint16_t behind;                    /* context: most bytes from the secret to the place */
	uint32_t run;                       /* token, run, context: value bytes that the run has at least */
	uint32_t least_before, most_before; /* bytes from the match's start to the place; most may be UNBOUNDED */
	uint32_t reach;                     /* bytes from its start that a match can look at, or UNBOUNDED */
	uint32_t first_probe, probes;       /* its probes, in rule_probes */
	uint64_t digest;                    /* of the rule, as far as it matters here */
	bool copied;                        /* it was in the plan that plan_extend was given */
};

/* A struct stop with the numbers of its sets. */
struct plan_stop {
	uint16_t through, at, within;
};

struct plan_probe {
	uint32_t first_want; /* in wants */
	uint16_t wants;      /* how many bytes are known */
	uint16_t key;        /* how many of them are in the index: 2 to 4; 0: not in an index */
	uint16_t stop_after;
	struct plan_stop stops[SITE_STOPS];
};

/* A byte that a probe knows something of. A probe's wants are sorted, what text has most rarely first. */
struct plan_want {
	uint16_t at;  /* bytes behind the place */
	uint16_t set; /* number of a set */
};

struct plan_key {
	uint32_t key;         /* first byte lowest, | 0x20 each; absent ones 0 */
	uint32_t next;        /* with the same hash; UINT32_MAX: none */
	uint64_t mask, bytes; /* eight bytes | 0x20 must be `bytes` where `mask` is set */
	uint32_t probe, rule;
	uint32_t run; /* tokens: value bytes that stand there at least */
};

/* A probe to try at every token start. */
struct plan_run {
	uint32_t probe, rule;
};

struct plan_index {
	const uint64_t *bitmap;
	const uint32_t *heads; /* first key of a hash; UINT32_MAX: none */
	const struct plan_key *keys;
	uint32_t bitmap_bits, heads_bits; /* log2 of their sizes */
	uint32_t key_count;
	uint32_t lengths; /* bit n: there are keys of n bytes */
};

#define PLAN_FILTER_BYTES 4
#define PLAN_LONG_RUN     32

struct plan {
	uint64_t digest; /* of the rules it was built from */
	/* These very rules, when they are constants: whoever has them need not compare what they say. Else NULL. */
	const struct rule *made_for;
	uint32_t rule_count;
	const struct plan_rule *rules;
	uint32_t probe_count;
	const struct plan_probe *probes; /* each once, however many rules have it */
	uint32_t rule_probe_count;
	const uint32_t *rule_probes;
	uint32_t want_count, set_count;
	const struct plan_want *wants;
	const struct byteset *sets;
	uint32_t run_count, whole_count;
	const struct plan_run *runs;
	/* What their first bytes can be: bit n of an entry speaks for the runs n, n + 8, n + 16 ... */
	uint8_t run_filter[PLAN_FILTER_BYTES][256];
	const uint32_t *whole;        /* rules to try everywhere */
	uint32_t gap_max, behind_max; /* of all context rules */
	/* Words of context rules stand apart by the run that the rule wants: few runs are that long, most words want
	 * it. */
	struct plan_index tokens, words, long_words, literals;
	struct teddy word_teddy, long_word_teddy, literal_teddy;
};

/* Of rules without regex nothing is found. The plan is the caller's. */
struct plan *plan_build(const struct rule *const *rules, size_t count);

/* The same, faster for rules that `known` (or NULL) has a place for already. */
struct plan *plan_extend(const struct rule *const *rules, size_t count, const struct plan *known);
void plan_free(struct plan *plan);

/* Equal for lists of rules that have the same plan. */
uint64_t plan_digest(const struct rule *const *rules, size_t count);

/* Was the plan made for just these rules? NULL is no plan. */
bool plan_is_for(const struct plan *plan, const struct rule *const *rules, size_t count);

/*
 * Prints `const struct plan NAME = ...` with all its tables, for a C file that includes this header. `rules`: the name
 * of the array of constant rules that it is for, or NULL.
 */
void plan_emit_c(const struct plan *plan, const char *name, const char *rules, struct buffer *out);

#define PLAN_NONE UINT32_MAX

/* Four and eight bytes as the indexes see them. */
static inline uint32_t plan_fold(const uint8_t *at)
{
	return ((uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24) | 0x20202020u;
}

static inline uint64_t plan_fold_8(const uint8_t *at)
{
	return plan_fold(at) | (uint64_t)plan_fold(at + 4) << 32;
}

static inline uint32_t plan_hash(uint32_t key, uint32_t bits)
{
	return key * 0x9e3779b1u >> (32 - bits);
}

static inline uint32_t plan_key_of(uint32_t folded, unsigned length)
{
	return length == 4 ? folded : folded & ((1u << 8 * length) - 1);
}

/* Whether the index may have a key that begins with these four bytes. */
static inline bool plan_index_may_have(const struct plan_index *index, uint32_t folded)
{
	const uint32_t bit = plan_hash(folded, index->bitmap_bits);

	return index->bitmap[bit >> 6] >> (bit & 63) & 1;
}

/* What a probe is asked for so far behind the place is for the regex to say: see version.h. */
#define PLAN_LOOK 96

/* Whether what is known of the bytes behind the key stops where it should. */
static inline bool plan_probe_stops(const struct plan *plan, const struct plan_probe *probe, const uint8_t *at,
				    size_t left)
{
	size_t i = probe->stop_after;

	for (const struct plan_stop *stop = probe->stops; stop < probe->stops + SITE_STOPS && stop->within;
	     stop++, i++) {
		const struct byteset *through = &plan->sets[stop->through];
		const size_t end = i + stop->within < left ? i + stop->within : left;

		while (i < end && byteset_has(through, at[i]))
			i++;
		if (i >= PLAN_LOOK)
			return true;
		if (i >= end || !byteset_has(&plan->sets[stop->at], at[i]))
			return false;
	}
	return true;
}

/* Whether the text has what the probe wants at `at`, where `left` bytes are left. */
static inline bool plan_probe_fits(const struct plan *plan, const struct plan_probe *probe, const uint8_t *at,
				   size_t left)
{
	const struct plan_want *wants = plan->wants + probe->first_want;

	if (probe->wants > left)
		return false;
	for (uint32_t i = 0; i < probe->wants; i++)
		if (!byteset_has(&plan->sets[wants[i].set], at[wants[i].at]))
			return false;
	return plan_probe_stops(plan, probe, at, left);
}

#endif
