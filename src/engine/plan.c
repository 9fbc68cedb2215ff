/*
 * plan.c - rules to tables; see plan.h
 */
#include "engine/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/memory.h"
#include "engine/cover.h"

/* Spellings of a key that are each entered in an index; the bitmap takes all that there are. */
#define KEY_SPELLINGS_MAX  64
#define LAST_SPELLINGS_MAX 4

#define SET_SLOT_BITS 15
#define SET_SLOTS     ((uint32_t)1 << SET_SLOT_BITS)
#define SETS_MAX      (SET_SLOTS * 3 / 4)

struct numbers ARRAY_OF(uint32_t);
struct wants ARRAY_OF(struct plan_want);
struct sets ARRAY_OF(struct byteset);
struct probes ARRAY_OF(struct plan_probe);
struct digests ARRAY_OF(uint64_t);
struct runs ARRAY_OF(struct plan_run);
struct keys ARRAY_OF(struct plan_key);
struct teddy_literals ARRAY_OF(struct teddy_literal);

/* One index while it grows. */
struct index_builder {
	struct keys keys;
	struct numbers folded; /* all four-byte spellings */
	struct teddy_literals literals;
	uint32_t lengths;
};

struct builder {
	struct probes probes;
	struct digests probe_digests;
	struct numbers rule_probes;
	struct wants wants;
	struct sets sets;
	uint16_t *set_slots; /* a hash table of sets: number + 1, 0: free */
	struct runs runs;
	struct numbers whole;
	struct index_builder tokens, words, long_words, literals;
};

#define INDEXES 4

/* A plan made at run time, with the memory behind its tables. */
struct built_plan {
	struct plan plan;
	struct plan_rule *rules;
	struct builder tables;
	uint32_t *heads[INDEXES];
	uint64_t *bitmaps[INDEXES];
};

static const struct byteset any_byte = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };

#define DIGEST_START 0xcbf29ce484222325u

static void mix(uint64_t *digest, uint64_t value)
{
	*digest = (*digest ^ value) * 0x100000001b3u;
	*digest ^= *digest >> 29;
}

static uint32_t set_slot(const struct byteset *set)
{
	uint64_t mixed = set->bits[0] * 3 + set->bits[1] * 5 + set->bits[2] * 7 + set->bits[3] * 11;

	return (uint32_t)((mixed ^ mixed >> 32) * 0x9e3779b97f4a7c15u >> (64 - SET_SLOT_BITS));
}

/* Each set is kept once. Of unreasonably many the last ones are not kept: then any byte will do. */
static uint16_t set_number(struct builder *b, const struct byteset *set)
{
	uint32_t slot = set_slot(set), number;

	for (; (number = b->set_slots[slot]) != 0; slot = (slot + 1) % SET_SLOTS)
		if (byteset_equal(&b->sets.items[number - 1], set))
			return (uint16_t)(number - 1);
	if (b->sets.len >= SETS_MAX)
		return 0;
	*array_add(&b->sets) = *set;
	b->set_slots[slot] = (uint16_t)b->sets.len;
	return (uint16_t)(b->sets.len - 1);
}

static const struct byteset *site_set(const struct site *site, uint32_t i)
{
	return i < site->count ? &site->sets[i] : &any_byte;
}

/* Adds every spelling of the site's first `length` bytes to `out`. */
static void spell(const struct site *site, unsigned length, struct numbers *out)
{
	uint8_t folded[4][256];
	unsigned counts[4], at[4] = { 0 }, place;

	for (unsigned i = 0; i < length; i++) {
		const struct byteset set = byteset_folded(site_set(site, i));

		counts[i] = byteset_list(&set, folded[i]);
	}
	do {
		uint32_t key = 0;

		for (unsigned i = 0; i < length; i++)
			key |= (uint32_t)folded[i][at[i]] << 8 * i;
		*array_add(out) = key;
		for (place = 0; place < length && ++at[place] == counts[place]; place++)
			at[place] = 0;
	} while (place < length);
}

/* How many bytes are worth having in the index: more are rarer, and have more spellings. */
static unsigned key_length(const struct site *site)
{
	unsigned length = 0, all = 1;

	while (length < SITE_KEY && length < site->count) {
		const struct byteset folded = byteset_folded(&site->sets[length]);
		const unsigned spellings = byteset_count(&folded);

		if ((length == 2 && all * spellings > KEY_SPELLINGS_MAX) ||
		    (length == 3 && spellings > LAST_SPELLINGS_MAX))
			break;
		all *= spellings;
		length++;
	}
	return length;
}

/* The bytes that have one spelling, to be compared at once. */
static void only_bytes(const struct site *site, struct plan_key *key)
{
	for (uint32_t i = 0; i < 8 && i < site->count; i++) {
		const struct byteset folded = byteset_folded(&site->sets[i]);
		uint8_t bytes[256];

		if (byteset_list(&folded, bytes) != 1)
			continue;
		key->mask |= (uint64_t)0xff << 8 * i;
		key->bytes |= (uint64_t)bytes[0] << 8 * i;
	}
}

/* Once, however many rules are found by it: few literals are searched for twice as fast. */
static void add_literal(struct teddy_literals *literals, const struct site *site)
{
	struct teddy_literal literal;

	for (uint32_t i = 0; i < TEDDY_BYTES; i++)
		literal.sets[i] = *site_set(site, i);
	for (size_t i = 0; i < literals->len; i++) {
		uint32_t same = 0;

		while (same < TEDDY_BYTES && byteset_equal(&literals->items[i].sets[same], &literal.sets[same]))
			same++;
		if (same == TEDDY_BYTES)
			return;
	}
	*array_add(literals) = literal;
}

/* Keys like `pattern` for all spellings of the site's beginning. */
static void add_keys(struct index_builder *index, const struct site *site, const struct plan_key *pattern,
		     unsigned length)
{
	struct numbers spellings = { 0 };

	spell(site, length, &spellings);
	for (size_t i = 0; i < spellings.len; i++) {
		struct plan_key key = *pattern;

		key.key = spellings.items[i];
		only_bytes(site, &key);
		*array_add(&index->keys) = key;
	}
	array_release(&spellings);
	spell(site, 4, &index->folded);
	index->lengths |= 1u << length;
	add_literal(&index->literals, site);
}

/* What text has most rarely comes first, so that most places are turned down by it. */
static void add_wants(struct builder *b, const struct site *site)
{
	double chances[SITE_SETS_MAX];

	for (uint32_t i = 0; i < site->count; i++) {
		const double chance = byteset_chance(&site->sets[i]);
		const struct plan_want want = { .at = (uint16_t)i, .set = set_number(b, &site->sets[i]) };
		struct plan_want *wants;
		uint32_t k = i;

		array_add(&b->wants);
		wants = b->wants.items + b->wants.len - 1 - i;
		for (; k > 0 && chances[k - 1] > chance; k--) {
			chances[k] = chances[k - 1];
			wants[k] = wants[k - 1];
		}
		chances[k] = chance;
		wants[k] = want;
	}
}

static uint64_t probe_digest(const struct builder *b, const struct plan_probe *probe)
{
	const struct plan_want *wants = b->wants.items + probe->first_want;
	uint64_t digest = DIGEST_START;

	for (uint32_t i = 0; i < probe->wants; i++)
		mix(&digest, (uint64_t)wants[i].at << 16 | wants[i].set);
	for (int i = 0; i < SITE_STOPS; i++)
		mix(&digest, (uint64_t)probe->stops[i].through << 32 | (uint64_t)probe->stops[i].at << 16 |
				     probe->stops[i].within);
	mix(&digest, (uint64_t)probe->stop_after << 16 | probe->key);
	return digest;
}

static bool same_probe(const struct builder *b, const struct plan_probe *x, const struct plan_probe *y)
{
	return x->wants == y->wants && x->key == y->key && x->stop_after == y->stop_after &&
	       memcmp(x->stops, y->stops, sizeof(x->stops)) == 0 &&
	       memcmp(b->wants.items + x->first_want, b->wants.items + y->first_want,
		      x->wants * sizeof(*b->wants.items)) == 0;
}

/* The number of the probe, whose wants are the last that were added. Many rules share one: those of URLs, say. */
static uint32_t probe_number(struct builder *b, const struct plan_probe *probe)
{
	const uint64_t digest = probe_digest(b, probe);

	for (uint32_t i = 0; i < b->probes.len; i++) {
		if (b->probe_digests.items[i] == digest && same_probe(b, &b->probes.items[i], probe)) {
			b->wants.len = probe->first_want;
			return i;
		}
	}
	*array_add(&b->probe_digests) = digest;
	*array_add(&b->probes) = *probe;
	return (uint32_t)b->probes.len - 1;
}

/* `run`: of a token rule, the value bytes that stand at the place at least; of a context rule, in its run. */
static void add_probe(struct builder *b, uint32_t rule, enum rule_kind kind, const struct site *site, uint32_t run)
{
	struct plan_probe probe = { .first_want = (uint32_t)b->wants.len,
				    .wants = (uint16_t)site->count,
				    .key = kind == RULE_RUN ? 0 : (uint16_t)key_length(site),
				    .stop_after = (uint16_t)site->stop_after };
	struct plan_key key = { .rule = rule, .run = kind == RULE_TOKEN ? run : 0 };

	add_wants(b, site);
	for (int i = 0; i < SITE_STOPS; i++)
		probe.stops[i] =
			(struct plan_stop){ set_number(b, &site->stops[i].through), set_number(b, &site->stops[i].at),
					    (uint16_t)site->stops[i].within };
	key.probe = probe_number(b, &probe);
	*array_add(&b->rule_probes) = key.probe;
	if (kind == RULE_RUN)
		*array_add(&b->runs) = (struct plan_run){ key.probe, rule };
	else if (kind == RULE_TOKEN)
		add_keys(&b->tokens, site, &key, probe.key);
	else if (kind == RULE_CONTEXT)
		add_keys(run < PLAN_LONG_RUN ? &b->words : &b->long_words, site, &key, probe.key);
	else if (kind == RULE_LITERAL)
		add_keys(&b->literals, site, &key, probe.key);
}

static void add_rule(struct built_plan *built, uint32_t number, const struct rule *rule, uint64_t digest,
		     struct cover *cover, struct arena *arena)
{
	const struct verdict v = classify_with(rule, cover, NULL, arena);

	built->rules[number] = (struct plan_rule){
		.kind = (uint8_t)v.kind,
		.shape = v.kind == RULE_CONTEXT,
		.gap = (uint16_t)v.gap,
		.behind = (uint16_t)v.behind,
		.run = v.run,
		.least_before = v.least_before,
		.most_before = v.most_before,
		.reach = v.reach,
		.first_probe = (uint32_t)built->tables.rule_probes.len,
		.probes = (uint32_t)v.count,
		.digest = digest,
	};
	for (size_t i = 0; i < v.count; i++)
		add_probe(&built->tables, number, v.kind, &v.sites[i], v.run);
}

/* Takes over what another plan says of a rule. */
static void copy_rule(struct built_plan *built, uint32_t number, const struct plan *from, const struct plan_rule *rule)
{
	built->rules[number] = *rule;
	built->rules[number].first_probe = (uint32_t)built->tables.rule_probes.len;
	built->rules[number].copied = true;
	for (uint32_t i = 0; i < rule->probes; i++) {
		const struct plan_probe *probe = &from->probes[from->rule_probes[rule->first_probe + i]];
		const struct plan_want *wants = from->wants + probe->first_want;
		struct site site = { .count = probe->wants, .stop_after = probe->stop_after };

		for (int k = 0; k < SITE_STOPS; k++)
			site.stops[k] = (struct stop){ from->sets[probe->stops[k].through],
						       from->sets[probe->stops[k].at], probe->stops[k].within };
		for (uint32_t k = 0; k < site.count; k++)
			site.sets[wants[k].at] = from->sets[wants[k].set];
		add_probe(&built->tables, number, (enum rule_kind)rule->kind, &site, rule->run);
	}
}

static uint32_t bits_for(size_t count, uint32_t least, uint32_t most)
{
	uint32_t bits = least;

	while (bits < most && (size_t)1 << bits < count)
		bits++;
	return bits;
}

/* Rules with a probe in common follow one another. */
static int compare_keys(const void *left, const void *right)
{
	const struct plan_key *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->probe != b->probe)
		return a->probe < b->probe ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

static struct plan_index finish_index(struct index_builder *from, uint32_t least_bits, uint32_t **heads,
				      uint64_t **bitmap)
{
	struct plan_index index = {
		.bitmap_bits = bits_for(from->folded.len * 64, least_bits, 19),
		.heads_bits = bits_for(from->keys.len * 2, 4, 20),
		.key_count = (uint32_t)from->keys.len,
		.lengths = from->lengths,
	};

	*heads = mem_alloc_array((size_t)1 << index.heads_bits, sizeof(**heads));
	*bitmap = mem_alloc_array((size_t)1 << (index.bitmap_bits - 6), sizeof(**bitmap));
	memset(*heads, 0xff, ((size_t)1 << index.heads_bits) * sizeof(**heads));
	if (from->keys.len)
		qsort(from->keys.items, from->keys.len, sizeof(*from->keys.items), compare_keys);
	/* From the last to the first, so that each chain is in their order. */
	for (size_t i = from->keys.len; i > 0; i--) {
		struct plan_key *key = &from->keys.items[i - 1];
		uint32_t *head = &(*heads)[plan_hash(key->key, index.heads_bits)];

		key->next = *head;
		*head = (uint32_t)(i - 1);
	}
	for (size_t i = 0; i < from->folded.len; i++) {
		uint32_t hash = plan_hash(from->folded.items[i], index.bitmap_bits);

		(*bitmap)[hash >> 6] |= (uint64_t)1 << (hash & 63);
	}
	index.bitmap = *bitmap;
	index.heads = *heads;
	index.keys = from->keys.items;
	return index;
}

static void filter_runs(struct plan *plan)
{
	for (uint32_t r = 0; r < plan->run_count; r++) {
		const struct plan_probe *probe = &plan->probes[plan->runs[r].probe];
		const struct plan_want *want = plan->wants + probe->first_want;

		for (const struct plan_want *end = want + probe->wants; want < end; want++) {
			if (want->at >= PLAN_FILTER_BYTES)
				continue;
			for (unsigned byte = 0; byte < 256; byte++)
				plan->run_filter[want->at][byte] |=
					(uint8_t)(byteset_has(&plan->sets[want->set], byte) << r % 8);
		}
	}
}

static void finish(struct built_plan *built)
{
	struct builder *b = &built->tables;
	struct plan *plan = &built->plan;
	bool small = teddy_are_few(b->literals.literals.items, b->literals.literals.len);

	plan->rules = built->rules;
	plan->probe_count = (uint32_t)b->probes.len;
	plan->probes = b->probes.items;
	plan->rule_probe_count = (uint32_t)b->rule_probes.len;
	plan->rule_probes = b->rule_probes.items;
	plan->want_count = (uint32_t)b->wants.len;
	plan->wants = b->wants.items;
	plan->set_count = (uint32_t)b->sets.len;
	plan->sets = b->sets.items;
	plan->run_count = (uint32_t)b->runs.len;
	plan->runs = b->runs.items;
	filter_runs(plan);
	plan->whole_count = (uint32_t)b->whole.len;
	plan->whole = b->whole.items;
	plan->tokens = finish_index(&b->tokens, 19, &built->heads[0], &built->bitmaps[0]);
	plan->words = finish_index(&b->words, 15, &built->heads[1], &built->bitmaps[1]);
	plan->long_words = finish_index(&b->long_words, 15, &built->heads[2], &built->bitmaps[2]);
	plan->literals = finish_index(&b->literals, 15, &built->heads[3], &built->bitmaps[3]);
	teddy_init(&plan->word_teddy, b->words.literals.items, b->words.literals.len, false);
	teddy_init(&plan->long_word_teddy, b->long_words.literals.items, b->long_words.literals.len, false);
	teddy_init(&plan->literal_teddy, b->literals.literals.items, b->literals.literals.len, small);
}

static uint64_t rule_digest(const struct rule *rule)
{
	uint64_t digest = DIGEST_START;

	mix(&digest, rule->secret_group);
	mix(&digest, (uint64_t)rule->dialect);
	for (const char *c = rule->regex; c && *c; c++)
		mix(&digest, (unsigned char)*c);
	return digest;
}

/* What the plan says of a rule that it was made for; NULL when that cannot be told without looking into the rule. */
static const struct plan_rule *own_rule(const struct plan *plan, const struct rule *rule)
{
	const uintptr_t at = (uintptr_t)rule, first = plan ? (uintptr_t)plan->made_for : 0;

	if (!first || at < first || at - first >= plan->rule_count * sizeof(*rule))
		return NULL;
	return &plan->rules[(at - first) / sizeof(*rule)];
}

/* As plan_digest; `known` spares most of the work. */
static uint64_t digest_of(const struct rule *const *rules, size_t count, const struct plan *known)
{
	uint64_t digest = count;

	for (size_t i = 0; i < count; i++) {
		const struct plan_rule *own = own_rule(known, rules[i]);

		mix(&digest, own && own->digest ? own->digest : rule_digest(rules[i]));
	}
	return digest;
}

uint64_t plan_digest(const struct rule *const *rules, size_t count)
{
	return digest_of(rules, count, NULL);
}

bool plan_is_for(const struct plan *plan, const struct rule *const *rules, size_t count)
{
	return plan && plan->rule_count == count && plan->digest == digest_of(rules, count, plan);
}

/* Looks from where the last one was found: both lists are mostly in the same order. */
static const struct plan_rule *find_rule(const struct plan *in, uint64_t digest, uint32_t *cursor)
{
	for (uint32_t i = 0; in && i < in->rule_count; i++) {
		const uint32_t at = (*cursor + i) % in->rule_count;

		if (in->rules[at].digest == digest) {
			*cursor = at + 1;
			return &in->rules[at];
		}
	}
	return NULL;
}

/* The rules of the other plan that are taken over; NULL where there is none. */
static const struct plan_rule **find_rules(const struct rule *const *rules, uint32_t count, const struct plan *in)
{
	const struct plan_rule **found = mem_alloc_array(count, sizeof(*found));
	uint32_t cursor = 0;

	for (uint32_t i = 0; i < count; i++) {
		found[i] = own_rule(in, rules[i]);
		if (!found[i] && rules[i]->regex)
			found[i] = find_rule(in, rule_digest(rules[i]), &cursor);
	}
	return found;
}

/* Which literals serve the rules best that are found by literals. */
static void choose_literals(struct cover *cover, const struct rule *const *rules, uint32_t count,
			    const struct plan_rule **old, struct arena *arena)
{
	for (uint32_t i = 0; i < count; i++) {
		if (rules[i]->regex && !old[i])
			classify_with(rules[i], NULL, cover, arena);
		arena_clear(arena);
	}
	cover_solve(cover);
}

static void add_rules(struct built_plan *built, const struct rule *const *rules, uint32_t count,
		      const struct plan *known)
{
	const struct plan_rule **old = find_rules(rules, count, known);
	struct cover cover = { .paths = 0 };
	struct plan *plan = &built->plan;
	struct arena arena;

	arena_init(&arena);
	choose_literals(&cover, rules, count, old, &arena);
	for (uint32_t i = 0; i < count; i++) {
		const struct plan_rule *added = &built->rules[i];

		if (!rules[i]->regex)
			continue;
		if (old[i])
			copy_rule(built, i, known, old[i]);
		else
			add_rule(built, i, rules[i], rule_digest(rules[i]), &cover, &arena);
		arena_clear(&arena);
		if (added->kind == RULE_WHOLE)
			*array_add(&built->tables.whole) = i;
		plan->gap_max = added->gap > plan->gap_max ? added->gap : plan->gap_max;
		plan->behind_max = added->behind > plan->behind_max ? added->behind : plan->behind_max;
	}
	cover_release(&cover);
	arena_release(&arena);
	mem_free(old);
}

struct plan *plan_extend(const struct rule *const *rules, size_t count, const struct plan *known)
{
	struct built_plan *built = mem_alloc(sizeof(*built));

	built->rules = mem_alloc_array(count, sizeof(*built->rules));
	built->tables.set_slots = mem_alloc_array(SET_SLOTS, sizeof(*built->tables.set_slots));
	set_number(&built->tables, &any_byte); /* number 0, see there */
	built->plan.rule_count = (uint32_t)count;
	built->plan.digest = digest_of(rules, count, known);
	add_rules(built, rules, (uint32_t)count, known);
	mem_free(built->tables.set_slots);
	finish(built);
	return &built->plan;
}

struct plan *plan_build(const struct rule *const *rules, size_t count)
{
	return plan_extend(rules, count, NULL);
}

static void release_index(struct index_builder *index)
{
	array_release(&index->keys);
	array_release(&index->folded);
	array_release(&index->literals);
}

void plan_free(struct plan *plan)
{
	struct built_plan *built = (struct built_plan *)plan;

	if (!plan)
		return;
	array_release(&built->tables.probes);
	array_release(&built->tables.probe_digests);
	array_release(&built->tables.rule_probes);
	array_release(&built->tables.wants);
	array_release(&built->tables.sets);
	array_release(&built->tables.runs);
	array_release(&built->tables.whole);
	release_index(&built->tables.tokens);
	release_index(&built->tables.words);
	release_index(&built->tables.long_words);
	release_index(&built->tables.literals);
	for (int i = 0; i < INDEXES; i++) {
		mem_free(built->heads[i]);
		mem_free(built->bitmaps[i]);
	}
	mem_free(built->rules);
	mem_free(built);
}
