#include "engine/classify.h"
#include "unit/engine_rules.h"
#include "unit/unit.h"

#include <string.h>

static struct verdict classified(const char *regex, struct arena *arena)
{
	const struct rule rule = { .id = "r", .regex = regex };

	return classify(&rule, arena);
}

static enum rule_kind kind_of(const char *regex)
{
	struct arena arena;
	enum rule_kind kind;

	arena_init(&arena);
	kind = classified(regex, &arena).kind;
	arena_release(&arena);
	return kind;
}

START_TEST(every_test_rule_is_of_the_kind_it_says)
{
	for (size_t i = 0; i < ENGINE_RULES; i++) {
		const struct rule rule = { .id = "r",
					   .regex = engine_rules[i].regex,
					   .dialect = engine_rules[i].dialect };
		struct arena arena;
		enum rule_kind kind;

		arena_init(&arena);
		kind = classify(&rule, &arena).kind;
		ck_assert_msg(kind == engine_rules[i].kind, "%s: %s", rule.regex, rule_kind_name(kind));
		arena_release(&arena);
	}
}
END_TEST

START_TEST(a_token_needs_a_guard_that_holds_for_every_match)
{
	static const char *const guarded[] = {
		"\\bzq_[a-z0-9]{20}",
		"(?<!\\w)zq_[a-z0-9]{20}",
		"(?<![\\w-])zq_[a-z0-9]{20}",
		"(?<![a-z]|[A-Z0-9_])zq_[a-z0-9]{20}",
		GUARD "zq_[a-z0-9]{20}",
		"(?<!(?<!\\\\)\\w)zq_[a-z0-9]{20}",
		"(?<=[\"' ])zq_[a-z0-9]{20}",
		"(?<=^|[\"' ])zq_[a-z0-9]{20}",
		"^zq_[a-z0-9]{20}",
		"(?m)^zq_[a-z0-9]{20}",
		"[^\\w]zq_[a-z0-9]{20}",
		"(?:^|\\W)zq_[a-z0-9]{20}",
		"\\b[-.]?zq_[a-z0-9]{20}",
		"(?:\\\\n|\\W)zq_[a-z0-9]{20}",
		"%[0-9a-f]{2}zq_[a-z0-9]{20}",
		"[=:]\\s*zq_[a-z0-9]{20}",
		"(?:\\b(zq_[a-z0-9]{20})|\\b(zp_[a-z0-9]{20}))",
	};
	static const char *const open[] = {
		"zq_[a-z0-9]{20}",
		"(?<![a-z0-9])zq_[a-z0-9]{20}",
		"(?<!x)zq_[a-z0-9]{20}",
		"(?<![a-z])(?<![A-Z0-9_])zq_[a-z0-9]{20}", /* right, but not seen */
		"(?<!(?<!x)\\w)zq_[a-z0-9]{20}",
		"(?<=[\"' n])zq_[a-z0-9]{20}",
		"(?<=^|\\w)zq_[a-z0-9]{20}",
		"\\Bzq_[a-z0-9]{20}",
		"(?:\\b|_)zq_[a-z0-9]{20}",
		"[^a-z]zq_[a-z0-9]{20}",
		"\\W?zq_[a-z0-9]{20}",
		"xnzq_[a-z0-9]{20}",
		"(?:\\b(zq_[a-z0-9]{20})|(zp_[a-z0-9]{20}))",
		"(?!\\w)zq_[a-z0-9]{20}",
	};

	for (size_t i = 0; i < sizeof(guarded) / sizeof(*guarded); i++)
		ck_assert_msg(kind_of(guarded[i]) == RULE_TOKEN, "%s", guarded[i]);
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		ck_assert_msg(kind_of(open[i]) != RULE_TOKEN, "%s", open[i]);
}
END_TEST

START_TEST(a_context_rule_is_one_whose_secrets_nearly_all_have_the_shape)
{
	static const struct {
		const char *regex;
		bool context;
	} rows[] = {
		{ "zorp=([0-9a-f]{32})", true },
		{ "zorp=([0-9a-zA-Z]{16})", true },
		{ "zorp=([0-9a-f]{15})", false }, /* may be shorter than a run */
		{ "zorp=([a-z]{32})", false },    /* has no digit */
		{ "zorp=([a-zA-Z]{30}[0-9a-z]{2})", false },
		{ "zorp=([^\"]{32})", false }, /* may hold other bytes */
		{ "zorp=.{0,30}([0-9a-f]{32})", true },
		{ "zorp=.{0,300}([0-9a-f]{32})", false }, /* too far */
		{ "zorp=\\s*([0-9a-f]{32})", false },
		{ "([0-9a-f]{32})zorp", true },  /* the word is behind, but in the run */
		{ "([0-9a-f]{32}) zorp", true }, /* it begins with the last digit */
		{ "([0-9a-f]{32}) {1,3}zorp", false },
		{ "([0-9a-z]{40}ZORP[0-9a-z]{9})", true },
		{ "([0-9a-z]{6}ZORP[0-9a-z]{9})", false }, /* a literal loses none */
		{ "(zorp):([0-9a-f]{32})", false },        /* the secret is the word */
		{ "zorp=([0-9a-f]{32})?", false },
		{ "zorp=(?:([0-9a-f]{32})|([0-9a-f]{40}))", true },
		{ "(?:zorp|blip)=([0-9a-f]{32})", true },
		{ "(?:zorp|bl)=([0-9a-f]{32})", true }, /* "bl=" */
		{ "(?:zorp|b):?([0-9a-f]{32})", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_msg((kind_of(rows[i].regex) == RULE_CONTEXT) == rows[i].context, "%s", rows[i].regex);
}
END_TEST

START_TEST(windows_are_as_wide_as_the_regex_allows)
{
	static const struct {
		const char *regex;
		uint32_t least, most, reach;
	} rows[] = {
		{ "\\bzq_[a-z0-9]{20}", 0, 0, 23 },
		{ "[a-z]{2,5}qzqz[0-9]", 2, 5, 10 },
		{ "a*qzqz[0-9]", 0, UNBOUNDED, UNBOUNDED },
		{ "(?:ab|)qzqz(?=[0-9]{9})", 0, 2, 15 },
		{ "(?:zqzq|gazqzq)=([0-9a-f]{32})", 0, 2, 39 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena;
		struct verdict v;

		arena_init(&arena);
		v = classified(rows[i].regex, &arena);
		ck_assert_msg(v.least_before == rows[i].least, "%s: %u", rows[i].regex, v.least_before);
		ck_assert_msg(v.most_before == rows[i].most, "%s: %u", rows[i].regex, v.most_before);
		ck_assert_msg(v.reach == rows[i].reach, "%s: %u", rows[i].regex, v.reach);
		arena_release(&arena);
	}
}
END_TEST

START_TEST(many_ways_through_a_regex_do_not_take_for_ever)
{
	ck_assert_int_eq(kind_of("\\bzq_(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)"
				 "(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)(?:aa|bb|cc|dd)"),
			 RULE_TOKEN);
	ck_assert_int_eq(kind_of("(?:(?:(?:(?:(?:(?:(?:(?:ab?c?)?d?)+e?)+f?)+g?)+h?)+i?)+j?){2,9}zkey"), RULE_LITERAL);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, every_test_rule_is_of_the_kind_it_says);
	tcase_add_test(tests, a_token_needs_a_guard_that_holds_for_every_match);
	tcase_add_test(tests, a_context_rule_is_one_whose_secrets_nearly_all_have_the_shape);
	tcase_add_test(tests, windows_are_as_wide_as_the_regex_allows);
	tcase_add_test(tests, many_ways_through_a_regex_do_not_take_for_ever);
}

UNIT_MAIN("classify", add_tests)
