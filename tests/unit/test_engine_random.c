/*
 * Rules nobody would write: random regexes, to see whether what is concluded from a regex
 * (classify.h) holds for everything that it matches. Each is tried on texts made from itself,
 * and the fast engine must find there what the naive one finds.
 */
#include "engine/detector.h"
#include "unit/sample.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "engine/plan.h"
#include "model/content.h"

#define RULES_AT_ONCE 8

static void pick(struct random *random, struct buffer *out, const char *const *texts, size_t count)
{
	buffer_add_text(out, texts[random_below(random, count)]);
}
#define PICK(random, out, texts) pick(random, out, texts, sizeof(texts) / sizeof(*(texts)))

static void add_quantifier(struct random *random, struct buffer *out, bool value)
{
	static const char *const few[] = { "", "", "", "?", "{2}", "{0,3}", "{1,2}?", "+", "*", "{2,}" };
	static const char *const many[] = { "{16}", "{20}",  "{32}",  "{16,24}", "{10,30}",
					    "{15}", "{17,}", "{40}+", "{18,60}?" };

	if (value)
		PICK(random, out, many);
	else
		PICK(random, out, few);
}

static void add_regex(struct random *random, struct buffer *out, int depth);

static void add_group(struct random *random, struct buffer *out, int depth)
{
	static const char *const after[] = { "", "", "", "?", "{2}", "{0,2}?" };
	static const char *const opens[] = { "(?:", "(?:", "(", "(", "(?i:", "(?>" };

	PICK(random, out, opens);
	for (uint64_t ways = random_below(random, 3); ways; ways--) {
		add_regex(random, out, depth - 1);
		buffer_add_byte(out, '|');
	}
	add_regex(random, out, depth - 1);
	buffer_add_byte(out, ')');
	/* Nothing unbounded around what may be unbounded: PCRE2 would not come back. */
	PICK(random, out, after);
}

static void add_piece(struct random *random, struct buffer *out, int depth)
{
	static const char *const words[] = { "key",  "zq_", "tok", "a",  "\\.", "=",      "://", "q",   "%3D", "\\\\n",
					     "zorp", "QZ",  "-",   "ab", "_",   "secret", "\"",  "': ", "x1",  "/" };
	static const char *const sets[] = { "[a-z]",  "[0-9]",     "\\w", "\\d",   "[\"' ]", ".",        "\\s",
					    "[^a-z]", "[A-Z0-9_]", "\\W", "[=:,]", "[.-]",   "[^\"\\s]", "[zq]" };
	static const char *const values[] = { "[0-9a-f]",    "[a-z0-9]", "[A-Za-z0-9]", "[\\w-]",   "[A-Za-z0-9+/]",
					      "[\\w.=+/~-]", "[A-Z]",    "[^\\s\"]",    "[a-z0-9.]" };
	static const char *const asserts[] = { "\\b",
					       "\\b",
					       "\\B",
					       "^",
					       "$",
					       "(?m:^)",
					       "(?<!\\w)",
					       "(?<![\\w-])",
					       "(?!\\w)",
					       "(?<!(?<!\\\\)(?<!%[0-9A-Fa-f])\\w)",
					       "(?<=[\"' =])",
					       "(?=[a-z])",
					       "(?<![0-9A-Za-z])",
					       "(?<=\\W|^)",
					       "(?<=_)",
					       "(?![=/])" };

	switch (random_below(random, depth > 0 ? 9 : 7)) {
	case 0:
	case 1:
	case 2:
		PICK(random, out, words);
		break;
	case 3:
	case 4:
		PICK(random, out, sets);
		add_quantifier(random, out, false);
		break;
	case 5:
		PICK(random, out, values);
		add_quantifier(random, out, true);
		break;
	case 6:
		PICK(random, out, asserts);
		break;
	default:
		add_group(random, out, depth);
		break;
	}
}

static void add_regex(struct random *random, struct buffer *out, int depth)
{
	for (uint64_t pieces = 1 + random_below(random, 4); pieces; pieces--)
		add_piece(random, out, depth);
}

/* Like what people write: a name, something between, a value. */
static void add_assignment(struct random *random, struct buffer *out)
{
	static const char *const names[] = { "zorp",    "(?:key|tok_en)", "secret_?key",
					     "\\bqkey", "(?i:Zap)[_-]?",  "[\\w.]{0,9}key" };
	static const char *const gaps[] = { "",         "=",        "[\"' ]{0,3}[:=]", ".{0,30}",
					    ".{0,20}?", "\\W{1,5}", "[^0-9]{0,40}",    "(?:=>|:=|:)",
					    "\\s*",     "",         "(?: is|=) ?" };
	static const char *const values[] = { "([0-9a-f]{32})",          "([a-z0-9]{20,40})",
					      "([\\w-]{16,})",           "[0-9A-F]{24}",
					      "(?:a|(b))([a-z0-9]{20})", "([a-z0-9]{16}|[A-Z0-9]{20})",
					      "([0-9]{18}x?)",           "([0-9a-f]{8}(?:-[0-9a-f]{4}){3})" };
	static const char *const ends[] = { "", "\\b", "[\"']", "(?!\\w)", "(?:\\W|$)", "=" };

	PICK(random, out, names);
	PICK(random, out, gaps);
	PICK(random, out, values);
	PICK(random, out, ends);
}

/* A regex that PCRE2 takes and that does not match everywhere. */
static const char *random_regex(struct random *random, struct arena *arena)
{
	for (;;) {
		static const char *const fronts[] = {
			"", "", "(?i)", "\\b", "(?<!(?<!\\\\)(?<!%[0-9A-Fa-f])\\w)", "(?<!\\w)"
		};
		struct buffer text;
		struct regex regex;
		const char *copy;

		buffer_init(&text, 4000);
		PICK(random, &text, fronts);
		if (random_below(random, 4) == 0)
			add_assignment(random, &text);
		else
			add_regex(random, &text, 2);
		copy = arena_text(arena, buffer_slice(&text));
		buffer_release(&text);
		regex = regex_parse(copy, arena);
		ck_assert_msg(regex.root != NULL, "%s", copy);
		if (regex.root->least >= 3)
			return copy;
	}
}

struct subject {
	struct arena arena;
	struct rule rules[RULES_AT_ONCE];
	struct regex regexes[RULES_AT_ONCE];
	struct detector *naive, *fast;
	struct scratch *naive_scratch, *fast_scratch;
};

static bool subject_init(struct subject *s, struct random *random, size_t *kinds)
{
	const struct detector_options slow_options = { .naive = true }, fast_options = { .naive = false };
	const struct rule *list[RULES_AT_ONCE];
	struct plan *plan;
	struct error err;

	arena_init(&s->arena);
	for (size_t i = 0; i < RULES_AT_ONCE; i++) {
		const char *regex = random_regex(random, &s->arena);

		s->rules[i] = (struct rule){ .id = regex, .regex = regex };
		s->regexes[i] = regex_parse(regex, &s->arena);
		list[i] = &s->rules[i];
	}
	s->naive = detector_new(list, RULES_AT_ONCE, &slow_options, &err);
	if (!s->naive) { /* a look-behind without bounds, or the like */
		arena_release(&s->arena);
		return false;
	}
	s->fast = detector_new(list, RULES_AT_ONCE, &fast_options, &err);
	s->naive_scratch = scratch_new(s->naive);
	s->fast_scratch = scratch_new(s->fast);
	plan = plan_build(list, RULES_AT_ONCE);
	for (size_t i = 0; i < RULES_AT_ONCE; i++)
		kinds[plan->rules[i].kind]++;
	plan_free(plan);
	return true;
}

static void subject_release(struct subject *s)
{
	scratch_free(s->naive_scratch);
	scratch_free(s->fast_scratch);
	detector_free(s->naive);
	detector_free(s->fast);
	arena_release(&s->arena);
}

static void add_text(struct random *random, const struct subject *s, struct buffer *text)
{
	static const char *const between[] = { "",
					       "",
					       " ",
					       "\"",
					       "=",
					       "\n",
					       "\\n",
					       "%3D",
					       "x",
					       "_",
					       "-",
					       "zq_",
					       "key",
					       "secret",
					       "QZ",
					       "abcdefgh1",
					       "\\",
					       "%",
					       "a1b2",
					       "\t",
					       ": ",
					       "0",
					       "0123456789abcdef0123" };
	const struct regex *regex = &s->regexes[random_below(random, RULES_AT_ONCE)];
	size_t from = text->len;

	PICK(random, text, between);
	sample_node(random, regex->root, text);
	if (random_below(random, 5) == 0 && text->len > from)
		text->at[from + random_below(random, text->len - from)] = (char)random_next(random);
	PICK(random, text, between);
}

static bool is_cut(const struct scan_result *result, const struct rule *rule)
{
	for (size_t i = 0; i < result->cut.len; i++)
		if (result->cut.items[i] == rule)
			return true;
	return false;
}

static size_t compare(struct subject *s, struct slice text, uint64_t seed)
{
	const struct scan_result *want = detector_scan(s->naive, s->naive_scratch, text, 0, text.len);
	const struct scan_result *got = detector_scan(s->fast, s->fast_scratch, text, 0, text.len);

	for (size_t i = 0; i < want->matches.len || i < got->matches.len; i++) {
		const struct match *a = i < want->matches.len ? &want->matches.items[i] : NULL;
		const struct match *b = i < got->matches.len ? &got->matches.items[i] : NULL;

		if (a && b && a->rule == b->rule && a->start == b->start && a->end == b->end &&
		    a->match_start == b->match_start && a->match_end == b->match_end)
			continue;
		/* The lists differ from here on; what was cut is no evidence. */
		if ((a && is_cut(want, a->rule)) || (b && is_cut(want, b->rule)) || want->cut.len || got->cut.len)
			return 0;
		ck_abort_msg("seed %llu: naive %s [%zu,%zu), fast %s [%zu,%zu) in: %.*s", (unsigned long long)seed,
			     a ? a->rule->id : "nothing", a ? a->start : 0, a ? a->end : 0, b ? b->rule->id : "nothing",
			     b ? b->start : 0, b ? b->end : 0, SLICE_ARGS(text));
	}
	return want->matches.len;
}

START_TEST(random_rules_are_found_alike_by_both_engines)
{
	size_t matches = 0, kinds[RULE_WHOLE + 1] = { 0 };

	for (uint64_t seed = 0; seed < 800; seed++) {
		struct subject subject;
		struct random random;

		random_init(&random, seed);
		if (!subject_init(&subject, &random, kinds))
			continue;
		for (int texts = 0; texts < 8; texts++) {
			struct buffer text;
			size_t len;

			buffer_init(&text, 1 << 20);
			for (uint64_t pieces = 1 + random_below(&random, 5); pieces; pieces--)
				add_text(&random, &subject, &text);
			len = text.len;
			memset(buffer_reserve(&text, CONTENT_PADDING), 'a', CONTENT_PADDING);
			matches += compare(&subject, slice_make(text.at, len), seed);
			buffer_release(&text);
		}
		subject_release(&subject);
	}
	/* Worth something only when there is a lot to find, in all ways. */
	ck_assert_uint_ge(matches, 10000);
	for (size_t kind = 0; kind <= RULE_WHOLE; kind++)
		ck_assert_msg(kinds[kind] >= 100, "%zu %s", kinds[kind], rule_kind_name((enum rule_kind)kind));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, random_rules_are_found_alike_by_both_engines);
}

UNIT_MAIN("engine_random", add_tests)
