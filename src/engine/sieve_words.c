/*
 * sieve_words.c - context rules: words near mixed runs
 *
 * For each mixed run [s, t) whose first digit was marked, words are looked for from
 * the largest gap of any rule before s up to t, not much further than SHAPE_REACH into
 * the run, each byte at most once. A word counts for this run when the run begins within
 * the rule's gap behind it and is long enough for the rule; if not it is kept
 * for the next run as long as the gap may reach that one.
 *
 * Most rules want a run of PLAN_LONG_RUN bytes and more, and most runs are shorter: so
 * the words of those rules are a set of their own, looked for around long runs only.
 */
#include "engine/shape.h"
#include "engine/sieve.h"

#define REGION_BLOCKS ((SITE_GAP_MAX + SHAPE_REACH + SITE_BEHIND_MAX) / BLOCK_SIZE + 2)

/* The beginning of the run that holds position `at` of the chunk at `offset`. */
static size_t run_start(const struct sieve *sieve, const uint8_t *bytes, size_t offset, uint32_t at)
{
	size_t block = at / BLOCK_SIZE, start;
	const uint64_t *value = sieve->classes.value + 1;
	uint64_t others = ~value[block] & (((uint64_t)1 << at % BLOCK_SIZE) - 1);

	while (!others && block > 0)
		others = ~value[--block];
	if (others)
		return offset + block * BLOCK_SIZE + BLOCK_SIZE - (size_t)__builtin_clzll(others);
	for (start = offset; start > 0 && shape_is_value((char)bytes[start - 1]); start--)
		;
	return start;
}

/* The end of the run that holds position `at` of the chunk at `offset`, or `most` bytes behind its beginning. */
static size_t run_end(const struct sieve *sieve, struct slice bytes, size_t offset, uint32_t at, size_t start,
		      size_t most)
{
	const size_t last = bytes.len - start < most ? bytes.len : start + most;
	const uint64_t *value = sieve->classes.value + 1;
	size_t block = at / BLOCK_SIZE, end;
	uint64_t others = ~value[block] & ~(uint64_t)0 << at % BLOCK_SIZE;

	/* One block behind the chunk is known too. */
	while (!others && block < CHUNK_BLOCKS)
		others = ~value[++block];
	end = offset + block * BLOCK_SIZE + (others ? (size_t)__builtin_ctzll(others) : BLOCK_SIZE);
	while (!others && end < last && shape_is_value(bytes.at[end]))
		end++;
	return end < last ? end : last;
}

static void emit_pending(const struct detector *d, struct scratch *s, const struct text *text)
{
	for (size_t i = 0; i < s->sieve->pending_count; i++)
		sieve_name(d, s, text, s->sieve->pending[i].rule, s->sieve->pending[i].at);
	s->sieve->pending_count = 0;
}

static void add_pending(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at)
{
	struct sieve *sieve = s->sieve;

	/* Too many to keep: a place too many does no harm. */
	if (sieve->pending_count == PENDING_MAX)
		emit_pending(d, s, text);
	sieve->pending[sieve->pending_count++] = (struct pending){ .at = at, .rule = rule };
}

/* The words of a kind, and how far they have been looked for. */
struct words {
	const struct plan_index *index;
	const struct teddy *teddy;
	size_t *scanned;
};

static void look_for_words(const struct detector *d, struct scratch *s, const struct text *text,
			   const struct words *words, size_t from, size_t to)
{
	const uint8_t *bytes = (const uint8_t *)text->bytes.at;
	uint64_t hits[REGION_BLOCKS];
	size_t blocks = (to - from + BLOCK_SIZE - 1) / BLOCK_SIZE;

	s->sieve->masks->teddy_large(words->teddy, bytes + from, blocks, hits);
	for (size_t b = 0; b < blocks; b++) {
		for (; hits[b]; hits[b] &= hits[b] - 1) {
			size_t at = from + b * BLOCK_SIZE + (size_t)__builtin_ctzll(hits[b]);

			if (at < to && plan_index_may_have(words->index, plan_fold(bytes + at)))
				sieve_look_up(d, s, text, words->index, at, RUN_UNKNOWN, add_pending);
		}
	}
}

/* Looks for the words that may belong to the run [start, end), where nobody has looked yet. */
static void look_around(const struct detector *d, struct scratch *s, const struct text *text, const struct words *words,
			size_t start, size_t end)
{
	size_t from = start > d->plan->gap_max ? start - d->plan->gap_max : 0;

	if (from < *words->scanned)
		from = *words->scanned;
	if (from >= end || !words->teddy->groups)
		return;
	look_for_words(d, s, text, words, from, end);
	*words->scanned = end;
}

/* Sorts the words out: for the run [start, end), for a later run, for none. */
static void settle_pending(const struct detector *d, struct scratch *s, const struct text *text, size_t start,
			   size_t end)
{
	struct sieve *sieve = s->sieve;
	size_t kept = 0;

	for (size_t i = 0; i < sieve->pending_count; i++) {
		const struct pending word = sieve->pending[i];
		const struct plan_rule *rule = &d->plan->rules[word.rule];
		size_t run = rule->run < SHAPE_REACH ? rule->run : SHAPE_REACH;

		if (word.at + rule->gap >= start && word.at < end && end - start >= run)
			sieve_name(d, s, text, word.rule, word.at);
		else if (word.at + rule->gap > start)
			sieve->pending[kept++] = word;
	}
	sieve->pending_count = kept;
}

void sieve_words(const struct detector *d, struct scratch *s, const struct text *text, size_t offset)
{
	const uint8_t *bytes = (const uint8_t *)text->bytes.at;
	struct sieve *sieve = s->sieve;
	/* A secret may begin so far into a run, and have its word so far behind. */
	const size_t reach = SHAPE_REACH + d->plan->behind_max;
	const struct words words = { &d->plan->words, &d->plan->word_teddy, &sieve->scanned };
	const struct words long_words = { &d->plan->long_words, &d->plan->long_word_teddy, &sieve->long_scanned };

	for (size_t i = 0; i < sieve->digit_count; i++) {
		const uint32_t digit = sieve->digits[i];
		const size_t start = run_start(sieve, bytes, offset, digit);
		const size_t end = run_end(sieve, text->bytes, offset, digit, start, reach);

		look_around(d, s, text, &words, start, end);
		if (end - start >= PLAN_LONG_RUN)
			look_around(d, s, text, &long_words, start, end);
		if (sieve->pending_count)
			settle_pending(d, s, text, start, end);
	}
}
