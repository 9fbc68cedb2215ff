/*
 * sieve.c - see sieve.h
 *
 * A text is read in chunks that fit the first-level cache. Of each chunk the class
 * masks are made (masks.h), from them the token starts and the first digits of
 * runs (sieve_mark.c), then
 *
 *     token rules    the four bytes at each token start are looked up
 *     run rules      tried at each token start
 *     context rules  words are looked for around mixed runs (sieve_words.c)
 *     literal rules  literals are looked for in the whole chunk (teddy.h)
 *
 * and what is found becomes windows (windows.h). On source code a megabyte has
 * about 10,000 token starts and 800 mixed runs; about a hundred windows are left.
 */
#include "engine/sieve.h"

#include "base/memory.h"
#include "engine/windows.h"

struct sieve *sieve_new(void)
{
	struct sieve *sieve = mem_alloc(sizeof(*sieve));

	sieve->masks = masks_best();
	return sieve;
}

void sieve_free(struct sieve *sieve)
{
	mem_free(sieve);
}

void sieve_name(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at)
{
	if (text->memo && d->active_of[rule] != PLAN_NONE)
		memo_add(text->memo, &text->memo->places, at, rule);
	/* In a version they are put in order first. */
	if (!text->version)
		windows_add(d, s, text, rule, at);
}

/* Tries the probes that have the key. */
static void follow(const struct detector *d, struct scratch *s, const struct text *text, const struct plan_index *index,
		   uint32_t key, size_t at, size_t run, sieve_found found)
{
	const uint8_t *bytes = (const uint8_t *)text->bytes.at + at;
	const uint64_t folded = plan_fold_8(bytes);
	const struct plan_key *k;
	uint32_t tried = PLAN_NONE;
	bool fits = false;

	for (uint32_t i = index->heads[plan_hash(key, index->heads_bits)]; i != PLAN_NONE; i = k->next) {
		k = &index->keys[i];
		if (k->key != key || k->run > run || (folded & k->mask) != k->bytes)
			continue;
		/* Rules that have a probe in common follow one another. */
		if (k->probe != tried)
			fits = plan_probe_fits(d->plan, &d->plan->probes[k->probe], bytes, text->bytes.len - at);
		tried = k->probe;
		if (fits)
			found(d, s, text, k->rule, at);
	}
}

void sieve_look_up(const struct detector *d, struct scratch *s, const struct text *text, const struct plan_index *index,
		   size_t at, size_t run, sieve_found found)
{
	const uint32_t folded = plan_fold((const uint8_t *)text->bytes.at + at);

	for (unsigned length = 2; length <= 4; length++)
		if (index->lengths >> length & 1)
			follow(d, s, text, index, plan_key_of(folded, length), at, run, found);
}

/* A place of a token or run rule, if the run is as long as the rule wants it. */
static void found_start(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at)
{
	const size_t run = d->plan->rules[rule].run;
	const char *bytes = text->bytes.at + at;

	if (run > text->bytes.len - at)
		return;
	for (size_t i = SHAPE_RUN; i < run; i++)
		if (!shape_is_value(bytes[i]))
			return;
	sieve_name(d, s, text, rule, at);
}

/* Which run rules the bytes may belong to. */
static inline unsigned filter(const struct plan *plan, const uint8_t *at)
{
	return (unsigned)plan->run_filter[0][at[0]] & plan->run_filter[1][at[1]] & plan->run_filter[2][at[2]] &
	       plan->run_filter[3][at[3]];
}

static void search_runs(const struct detector *d, struct scratch *s, const struct text *text, size_t offset)
{
	const uint8_t *chunk = (const uint8_t *)text->bytes.at + offset;
	const struct plan *plan = d->plan;

	for (size_t i = 0; i < s->sieve->start_count; i++) {
		const uint8_t *bytes = chunk + s->sieve->starts[i];
		const size_t at = offset + s->sieve->starts[i];
		const unsigned possible = filter(plan, bytes);

		for (uint32_t r = 0; possible && r < plan->run_count; r++) {
			const struct plan_probe *probe = &plan->probes[plan->runs[r].probe];

			if (possible >> r % 8 & 1 && plan_probe_fits(plan, probe, bytes, text->bytes.len - at))
				found_start(d, s, text, plan->runs[r].rule, at);
		}
	}
}

/* Leaves in the queue the starts whose first bytes are in the bitmap. */
static size_t keep_known(const struct plan_index *index, const uint8_t *chunk, uint32_t *starts, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const uint32_t start = starts[i];

		starts[kept] = start;
		kept += plan_index_may_have(index, plan_fold(chunk + start));
	}
	return kept;
}

/* How many value bytes stand at a position of the chunk; RUN_UNKNOWN when more than a word of masks tells. */
static size_t run_from(const struct sieve *sieve, uint32_t at)
{
	const uint64_t *value = sieve->classes.value + 1 + at / BLOCK_SIZE;
	const unsigned shift = at % BLOCK_SIZE;
	const uint64_t others = ~(value[0] >> shift | (value[1] << 1) << (63 - shift));

	return others ? (size_t)__builtin_ctzll(others) : RUN_UNKNOWN;
}

static void search_tokens(const struct detector *d, struct scratch *s, const struct text *text, size_t offset)
{
	const uint8_t *chunk = (const uint8_t *)text->bytes.at + offset;
	struct sieve *sieve = s->sieve;
	size_t known = keep_known(&d->plan->tokens, chunk, sieve->starts, sieve->start_count);

	for (size_t i = 0; i < known; i++) {
		const uint32_t start = sieve->starts[i];

		sieve_look_up(d, s, text, &d->plan->tokens, offset + start, run_from(sieve, start), found_start);
	}
}

static void search_literals(const struct detector *d, struct scratch *s, const struct text *text, size_t offset,
			    size_t blocks)
{
	const struct teddy *teddy = &d->plan->literal_teddy;
	struct sieve *sieve = s->sieve;
	const uint8_t *chunk = (const uint8_t *)text->bytes.at + offset;
	size_t count = 0;

	if (!teddy->groups)
		return;
	(teddy->groups == 1 ? sieve->masks->teddy_small : sieve->masks->teddy_large)(teddy, chunk, blocks,
										     sieve->literals);
	/* Most of them are none, without a pattern that a processor could guess: they are sorted out without branches.
	 */
	for (size_t b = 0; b < blocks; b++)
		count = sieve_append(sieve->hits, count, sieve->literals[b], (uint32_t)(b * BLOCK_SIZE));
	count = keep_known(&d->plan->literals, chunk, sieve->hits, count);
	for (size_t i = 0; i < count; i++)
		if (offset + sieve->hits[i] < text->bytes.len)
			sieve_look_up(d, s, text, &d->plan->literals, offset + sieve->hits[i], RUN_UNKNOWN, sieve_name);
}

static void clear_words(struct class_masks *c, size_t i, uint64_t keep)
{
	c->word[i] &= keep;
	c->value[i] &= keep;
	c->digit[i] &= keep;
	c->escape[i] &= keep;
}

static void carry_over(struct class_masks *c, size_t last)
{
	c->word[0] = c->word[last];
	c->value[0] = c->value[last];
	c->digit[0] = c->digit[last];
	c->escape[0] = c->escape[last];
}

/*
 * Fills the class masks of the chunk at `offset`, which goes on to `until` at most, and returns how many blocks it has.
 * Before the `first` chunk stands nothing that matters.
 */
static size_t classify_chunk(struct sieve *sieve, struct slice bytes, size_t offset, size_t until, bool first)
{
	const size_t left = bytes.len - offset;
	const size_t all = (left + BLOCK_SIZE - 1) / BLOCK_SIZE;
	const size_t wanted = (until - offset + BLOCK_SIZE - 1) / BLOCK_SIZE;
	const size_t blocks = wanted < CHUNK_BLOCKS ? wanted : CHUNK_BLOCKS;
	const size_t seen = all > blocks ? blocks + 1 : all;

	if (first)
		clear_words(&sieve->classes, 0, 0);
	else
		carry_over(&sieve->classes, CHUNK_BLOCKS);
	sieve->masks->classes((const uint8_t *)bytes.at + offset, seen, &sieve->classes);
	/* Bytes behind the end of the text belong to no class. */
	if (left < seen * BLOCK_SIZE)
		clear_words(&sieve->classes, seen, ((uint64_t)1 << (left - (seen - 1) * BLOCK_SIZE)) - 1);
	if (seen == blocks)
		clear_words(&sieve->classes, blocks + 1, 0);
	return blocks;
}

static void begin(struct sieve *sieve)
{
	sieve->run_open = false;
	sieve->scanned = sieve->long_scanned = 0;
	sieve->pending_count = 0;
}

/* Names the places from `from`, where no run goes on, to `until`, and perhaps some more. */
static void search_zone(const struct detector *d, struct scratch *s, const struct text *text, size_t from, size_t until)
{
	struct sieve *sieve = s->sieve;

	begin(sieve);
	for (size_t offset = from; offset < until; offset += CHUNK_SIZE) {
		size_t blocks = classify_chunk(sieve, text->bytes, offset, until, offset == from);

		sieve_mark(sieve, blocks);
		if (d->plan->run_count)
			search_runs(d, s, text, offset);
		search_tokens(d, s, text, offset);
		if (d->plan->word_teddy.groups || d->plan->long_word_teddy.groups)
			sieve_words(d, s, text, offset);
		search_literals(d, s, text, offset, blocks);
	}
}

static void search_version(const struct detector *d, struct scratch *s, const struct text *text)
{
	const struct version *version = text->version;
	struct memo_places *places = &text->memo->places;

	for (size_t i = 0; i < version->zones.len; i++)
		search_zone(d, s, text, version->zones.items[i].from, version->zones.items[i].until);
	version_inherit(version, &version->base->places, text->memo, places);
	memo_settle(places);
	for (size_t i = 0; i < places->len; i++)
		windows_add(d, s, text, places->items[i].rule, places->items[i].at);
}

void sieve_search(const struct detector *d, struct scratch *s, const struct text *text)
{
	if (text->version) {
		search_version(d, s, text);
	} else {
		search_zone(d, s, text, 0, text->bytes.len);
		if (text->memo)
			memo_settle(&text->memo->places);
	}
	for (uint32_t i = 0; i < d->plan->whole_count; i++)
		windows_add_everywhere(d, s, text, d->plan->whole[i]);
	windows_finish(d, s, text);
}
