/*
 * The fast engine against the naive one: on any text they must find the same spans. The texts are
 * made so that what may go wrong is likely in them: matches and near misses of every rule, glued
 * to all kinds of neighbours, at the start, at the end, across the edges of blocks and chunks.
 */
#include "engine/detector.h"
#include "engine/sieve.h"
#include "unit/engine_rules.h"
#include "unit/sample.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "model/content.h"

static struct rule rules[ENGINE_RULES];
static const struct rule *list[ENGINE_RULES];
static struct arena trees;
static struct regex regexes[ENGINE_RULES];
static struct detector *naive, *fast;
static struct scratch *naive_scratch, *fast_scratch;

static void set_up(void)
{
	const struct detector_options slow_options = { .naive = true }, fast_options = { .naive = false };
	struct error err;

	arena_init(&trees);
	for (size_t i = 0; i < ENGINE_RULES; i++) {
		rules[i] = (struct rule){ .id = engine_rules[i].regex,
					  .regex = engine_rules[i].regex,
					  .dialect = engine_rules[i].dialect };
		list[i] = &rules[i];
		regexes[i] = regex_parse(rules[i].regex, &trees);
	}
	naive = detector_new(list, ENGINE_RULES, &slow_options, &err);
	ck_assert_msg(naive != NULL, "%s", err.text);
	fast = detector_new(list, ENGINE_RULES, &fast_options, &err);
	ck_assert_msg(fast != NULL, "%s", err.text);
	naive_scratch = scratch_new(naive);
	fast_scratch = scratch_new(fast);
}

static void tear_down(void)
{
	scratch_free(naive_scratch);
	scratch_free(fast_scratch);
	detector_free(naive);
	detector_free(fast);
	arena_release(&trees);
}

static bool same(const struct match *a, const struct match *b)
{
	return a->rule == b->rule && a->start == b->start && a->end == b->end && a->match_start == b->match_start &&
	       a->match_end == b->match_end;
}

/* Prints what one engine has and the other has not. */
static void dump_missing(const char *who, const struct matches *from, const struct matches *in)
{
	for (size_t i = 0; i < from->len; i++) {
		bool found = false;

		for (size_t k = 0; k < in->len; k++)
			found |= same(&from->items[i], &in->items[k]);
		if (!found)
			fprintf(stderr, "%s only: [%zu,%zu) in [%zu,%zu) %s\n", who, from->items[i].start,
				from->items[i].end, from->items[i].match_start, from->items[i].match_end,
				from->items[i].rule->id);
	}
}

/* Scans the text with both engines; returns how many matches there are. */
static size_t compare(struct buffer *text, const char *what, uint64_t seed)
{
	static const char padding[CONTENT_PADDING] = "zq_zassword=\"zq_0123456789abcdef0123456789abcdef0123456789";
	const struct scan_result *want, *got;
	size_t len = text->len;
	bool equal;

	/* What stands behind the end must not matter. */
	buffer_add(text, slice_make(padding, sizeof(padding)));
	want = detector_scan(naive, naive_scratch, slice_make(text->at, len), 0, len);
	got = detector_scan(fast, fast_scratch, slice_make(text->at, len), 0, len);
	equal = want->matches.len == got->matches.len;
	for (size_t i = 0; equal && i < want->matches.len; i++)
		equal = same(&want->matches.items[i], &got->matches.items[i]);
	if (!equal) {
		dump_missing("naive", &want->matches, &got->matches);
		dump_missing("fast", &got->matches, &want->matches);
	}
	ck_assert_msg(equal, "%s, seed %llu: %zu and %zu matches", what, (unsigned long long)seed, want->matches.len,
		      got->matches.len);
	ck_assert_uint_eq(want->cut.len, 0);
	ck_assert_uint_eq(got->cut.len, 0);
	return want->matches.len;
}

static void add_sample(struct random *random, struct buffer *out)
{
	size_t rule, from = out->len;

	do
		rule = random_below(random, ENGINE_RULES);
	while (!regexes[rule].root);
	sample_node(random, regexes[rule].root, out);
	/* Sometimes not quite. */
	if (random_below(random, 4) == 0 && out->len > from)
		out->at[from + random_below(random, out->len - from)] = (char)random_next(random);
	if (random_below(random, 8) == 0 && out->len > from)
		buffer_truncate(out, from + random_below(random, out->len - from));
}

static void add_neighbour(struct random *random, struct buffer *out)
{
	static const char *const neighbours[] = {
		"",
		"",
		" ",
		"\"",
		"'",
		"\n",
		"\\n",
		"\\t",
		"%20",
		"%3D",
		"=",
		":",
		"/",
		"-",
		".",
		"_",
		"x",
		"9",
		"\\",
		"%",
		"%2",
		"\xff",
		"\xc3\xa4",
		"fooBar",
		"TOKEN_",
		"/* ",
		"\r\n",
		"\\\\",
		"\\%",
		"%\\n",
		"a.b.c.d",
		"zorp=",
		"zkind: secret ",
		"zap_key: ",
		"0123456789abcdef",
		"----------------1",
		"zz",
		"=>",
		"://",
		"zq_",
		"ZQIA",
	};
	const size_t count = sizeof(neighbours) / sizeof(*neighbours);

	if (random_below(random, 20) == 0)
		buffer_add_byte(out, '\0');
	buffer_add_text(out, neighbours[random_below(random, count)]);
}

static void add_filling(struct random *random, struct buffer *out, size_t len)
{
	static const char *const fillings[] = {
		" ", "a", "0", "ab1-", "x = 1;\n", "zorp ", "\xe4\xb8\xad", "/", ".a", "\\n", "zap_key zap_key_id "
	};
	const char *filling = fillings[random_below(random, sizeof(fillings) / sizeof(*fillings))];
	size_t size = strlen(filling);

	for (size_t i = 0; i < len; i++)
		buffer_add_byte(out, filling[i % size]);
}

START_TEST(on_small_documents_full_of_matches)
{
	size_t matches = 0;

	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct random random;
		struct buffer text;

		random_init(&random, seed);
		buffer_init(&text, 1 << 20);
		for (uint64_t pieces = random_below(&random, 12); pieces; pieces--) {
			add_neighbour(&random, &text);
			add_sample(&random, &text);
			if (random_below(&random, 6) == 0)
				add_filling(&random, &text, random_below(&random, 700));
			add_neighbour(&random, &text);
		}
		matches += compare(&text, "small", seed);
		buffer_release(&text);
	}
	/* The test is worth something only if there is a lot to find. */
	ck_assert_uint_ge(matches, 10000);
}
END_TEST

START_TEST(across_the_edges_of_blocks_and_chunks)
{
	for (uint64_t seed = 0; seed < 600; seed++) {
		const size_t edge = seed % 3 ? CHUNK_SIZE * (1 + seed % 2) : BLOCK_SIZE * (1 + seed % 5);
		struct random random;
		struct buffer text;
		size_t before;

		random_init(&random, seed);
		buffer_init(&text, 1 << 20);
		before = edge - random_below(&random, edge < 120 ? edge : 120);
		add_filling(&random, &text, before);
		for (int pieces = 0; pieces < 3; pieces++) {
			add_neighbour(&random, &text);
			add_sample(&random, &text);
		}
		add_neighbour(&random, &text);
		if (seed % 5)
			add_filling(&random, &text, random_below(&random, 300));
		compare(&text, "edge", seed);
		buffer_release(&text);
	}
}
END_TEST

START_TEST(behind_escapes_that_the_edge_of_a_chunk_cuts)
{
	static const char *const escapes[] = { "\\n", "%3D", "\\\\t", " %20" };
	size_t matches = 0;

	for (uint64_t seed = 0; seed < 4 * 9 * 4; seed++) {
		const size_t rule = seed % 4; /* tokens with the guard that allows escapes */
		struct random random;
		struct buffer text;

		random_init(&random, seed);
		buffer_init(&text, 1 << 20);
		add_filling(&random, &text, CHUNK_SIZE - 6 + seed / 16);
		buffer_add_text(&text, escapes[seed / 4 % 4]);
		sample_node(&random, regexes[rule == 3 ? 12 : rule].root, &text);
		matches += compare(&text, "escape", seed);
		buffer_release(&text);
	}
	ck_assert_uint_ge(matches, 100);
}
END_TEST

START_TEST(on_any_bytes)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		static const char alphabet[] = "azq_1 =\"\\%-./kKeyp:\n";
		struct random random;
		struct buffer text;
		size_t len;

		random_init(&random, seed);
		buffer_init(&text, 1 << 20);
		len = random_below(&random, 4000);
		for (size_t i = 0; i < len; i++)
			buffer_add_byte(&text, seed % 2 ? (char)random_next(&random)
							: alphabet[random_below(&random, sizeof(alphabet) - 1)]);
		compare(&text, "bytes", seed);
		buffer_release(&text);
	}
}
END_TEST

START_TEST(on_one_very_long_line)
{
	for (uint64_t seed = 0; seed < 6; seed++) {
		struct random random;
		struct buffer text;

		random_init(&random, seed);
		buffer_init(&text, 4 << 20);
		while (text.len < 1 << 20) {
			add_filling(&random, &text, random_below(&random, seed % 2 ? 100000 : 5000));
			add_neighbour(&random, &text);
			add_sample(&random, &text);
		}
		compare(&text, "line", seed);
		buffer_release(&text);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_unchecked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, on_small_documents_full_of_matches);
	tcase_add_test(tests, across_the_edges_of_blocks_and_chunks);
	tcase_add_test(tests, behind_escapes_that_the_edge_of_a_chunk_cuts);
	tcase_add_test(tests, on_any_bytes);
	tcase_add_test(tests, on_one_very_long_line);
}

UNIT_MAIN("engine_differential", add_tests)
