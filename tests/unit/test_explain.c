#include "unit/unit.h"

#include <string.h>

#include "model/content.h"
#include "scan/explain.h"

#define LIST(...)                                                                                                      \
	{                                                                                                              \
		(const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)    \
	}

/* All of them see the same value; the order of the ids is not that of their rank. */
static const struct rule named = {
	.id = "b-named",
	.provider = "Acme",
	.confidence = CONFIDENCE_LIKELY,
	.regex = "acme=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("acme"),
	.judge = "token",
};
static const struct rule generic = {
	.id = "a-generic",
	.provider = "Generic",
	.confidence = CONFIDENCE_LIKELY,
	.regex = "[a-z]=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("="),
};
static const struct rule vague = {
	.id = "c-vague",
	.provider = "Acme",
	.confidence = CONFIDENCE_POSSIBLE,
	.regex = "acme=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("acme"),
};
/* Of the value less, but sure of it. */
static const struct rule inside = {
	.id = "d-inside",
	.provider = "Acme",
	.confidence = CONFIDENCE_CERTAIN,
	.regex = "zq-[0-9A-Z]{12}",
	.keywords = LIST("zq-"),
};
static const struct rule elsewhere = {
	.id = "e-elsewhere",
	.provider = "Acme",
	.confidence = CONFIDENCE_CERTAIN,
	.regex = "zw_[0-9A-Z]{12}",
	.keywords = LIST("zw_"),
	.path = "^config/",
};
static const struct rule *const rules[] = { &generic, &named, &vague, &inside, &elsewhere };

#define RULES (sizeof rules / sizeof *rules)

struct asked {
	const char *text, *path;
	size_t line, column;
	struct allowlist allow;
};

struct told {
	struct explanation x;
	struct policy *policy;
	char text[1024 + CONTENT_PADDING];
};

static void ask(struct told *told, struct asked asked)
{
	struct error err = { 0 };
	const size_t len = strlen(asked.text);
	struct explain_options options = {
		.rules = rules,
		.rules_len = RULES,
		.min_confidence = CONFIDENCE_LIKELY,
		.decode = true,
		.path = slice_of(asked.path ? asked.path : "a.txt"),
		.line = asked.line,
		.column = asked.column,
	};

	*told = (struct told){ .policy = policy_new(rules, RULES, &asked.allow, 1, &err) };
	ck_assert_msg(told->policy != NULL, "%s", err.text);
	ck_assert_uint_lt(len, 1024);
	memcpy(told->text, asked.text, len);
	options.policy = told->policy;
	ck_assert_msg(explain_bytes(&told->x, slice_make(told->text, len), &options, &err) == STATUS_OK, "%s",
		      err.text);
}

static void end(struct told *told)
{
	explain_release(&told->x);
	policy_free(told->policy);
}

/* The one match of a rule that was asked for; NULL: there is none. */
static const struct explained *match_of(const struct told *told, const struct rule *rule)
{
	const struct explained *found = NULL;

	for (size_t i = 0; i < told->x.matches.len; i++)
		if (told->x.matches.items[i].asked && told->x.matches.items[i].decision.match.rule == rule) {
			ck_assert_msg(!found, "two of %s", rule->id);
			found = &told->x.matches.items[i];
		}
	return found;
}

static enum outcome outcome_of(const struct told *told, const struct rule *rule)
{
	const struct explained *one = match_of(told, rule);

	ck_assert_msg(one != NULL, "%s has no match", rule->id);
	return one->outcome;
}

static const struct rule *better_than(const struct told *told, const struct rule *rule)
{
	const struct explained *one = match_of(told, rule);

	ck_assert(one && one->by != EXPLAIN_NOBODY);
	return told->x.matches.items[one->by].decision.match.rule;
}

START_TEST(claims_on_the_same_value_speak_with_one_voice)
{
	struct told told;

	ask(&told, (struct asked){ .text = "acme=q7Rk2vXw9ZpLm4Ts" });
	ck_assert_int_eq(outcome_of(&told, &named), OUTCOME_REPORTED);
	ck_assert_int_eq(outcome_of(&told, &generic), OUTCOME_ALSO);
	ck_assert_ptr_eq(better_than(&told, &generic), &named);
	ck_assert_int_eq(outcome_of(&told, &vague), OUTCOME_CONFIDENCE);
	ck_assert_ptr_null(match_of(&told, &inside));
	end(&told);
}
END_TEST

START_TEST(who_allows_the_best_claim_allows_the_others)
{
	struct told told;
	struct asked asked = { .text = "acme=q7Rk2vXw9ZpLm4Ts",
			       .allow = { .rules = LIST("b-named"), .stopwords = LIST("zplm") } };

	ask(&told, asked);
	ck_assert_int_eq(outcome_of(&told, &named), OUTCOME_ALLOWLIST);
	ck_assert_ptr_nonnull(match_of(&told, &named)->allowlist);
	ck_assert_int_eq(outcome_of(&told, &generic), OUTCOME_ACCEPTED);
	end(&told);
	asked.text = "acme=q7Rk2vXw9ZpLm4Ts # keysieve:allow b-named -- a test";
	asked.allow = (struct allowlist){ 0 };
	ask(&told, asked);
	ck_assert_int_eq(outcome_of(&told, &named), OUTCOME_WORD);
	ck_assert_slice_eq(match_of(&told, &named)->reason, "a test");
	ck_assert_int_eq(outcome_of(&told, &generic), OUTCOME_ACCEPTED);
	end(&told);
}
END_TEST

START_TEST(a_surer_claim_on_a_part_hides_the_whole)
{
	struct told told;

	ask(&told, (struct asked){ .text = "acme=q7Rk-zq-AB12CD34EF56-2vXw" });
	ck_assert_int_eq(outcome_of(&told, &inside), OUTCOME_REPORTED);
	ck_assert_int_eq(outcome_of(&told, &named), OUTCOME_HIDDEN);
	ck_assert_ptr_eq(better_than(&told, &named), &inside);
	ck_assert_int_eq(outcome_of(&told, &generic), OUTCOME_HIDDEN);
	end(&told);
}
END_TEST

START_TEST(a_rule_for_other_paths_drops_what_it_matches)
{
	struct told told;

	ask(&told, (struct asked){ .text = "zw_AB12CD34EF56" });
	ck_assert_int_eq(outcome_of(&told, &elsewhere), OUTCOME_PATH);
	end(&told);
	ask(&told, (struct asked){ .text = "zw_AB12CD34EF56", .path = "config/a" });
	ck_assert_int_eq(outcome_of(&told, &elsewhere), OUTCOME_REPORTED);
	end(&told);
}
END_TEST

START_TEST(generic_rules_see_noise_in_lock_files)
{
	struct told told;

	ask(&told, (struct asked){ .text = "x=q7Rk2vXw9ZpLm4Ts", .path = "web/yarn.lock" });
	ck_assert_int_eq(outcome_of(&told, &generic), OUTCOME_NOISE);
	end(&told);
}
END_TEST

START_TEST(only_the_line_and_column_are_asked_for)
{
	const char *text = "x=q7Rk2vXw9ZpLm4Ts\nnothing\ny=Zt5Yk1qWc8RbNd3J z=Lp8Wq2Zx6Vn4Bm1C\n";
	struct told told;

	ask(&told, (struct asked){ .text = text });
	ck_assert_uint_eq(told.x.matches.len, 3);
	ck_assert_uint_eq(told.x.lines, 3);
	ck_assert_uint_eq(told.x.missed.len, 0);
	for (size_t i = 0; i < 3; i++)
		ck_assert(told.x.matches.items[i].asked);
	end(&told);
	ask(&told, (struct asked){ .text = text, .line = 2 });
	for (size_t i = 0; i < 3; i++)
		ck_assert(!told.x.matches.items[i].asked);
	end(&told);
	ask(&told, (struct asked){ .text = text, .line = 3, .column = 21 });
	ck_assert_uint_eq(match_of(&told, &generic)->start.column, 22);
	ck_assert_uint_eq(match_of(&told, &generic)->start.line, 3);
	end(&told);
}
END_TEST

START_TEST(rules_that_know_a_word_of_the_line_tell_how_far_they_got)
{
	struct told told;

	ask(&told, (struct asked){ .text = "first\nthe zq-AB12 here\nzq-AB12CD34EF56\n", .line = 2 });
	ck_assert_uint_eq(told.x.missed.len, 1);
	ck_assert_ptr_eq(told.x.missed.items[0].rule, &inside);
	ck_assert_uint_eq(told.x.missed.items[0].column, 5);
	ck_assert_int_eq(told.x.missed.items[0].reach.kind, REACH_PART);
	ck_assert_uint_eq(told.x.missed.items[0].reach.have, 4);
	ck_assert_uint_eq(told.x.missed.items[0].fits.line, 2);
	ck_assert_uint_eq(told.x.missed.items[0].fits.column, 8);
	ck_assert_str_eq(told.x.missed.items[0].wanted, "12 capitals or digits");
	end(&told);
}
END_TEST

START_TEST(a_placeholder_keeps_its_reason)
{
	struct told told;

	ask(&told, (struct asked){ .text = "acme=your-api-key-here" });
	ck_assert_int_eq(outcome_of(&told, &named), OUTCOME_FILTER);
	ck_assert_int_eq(match_of(&told, &named)->decision.filter, FILTER_PLACEHOLDER);
	ck_assert_str_eq(match_of(&told, &named)->decision.why, "made of words");
	end(&told);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, claims_on_the_same_value_speak_with_one_voice);
	tcase_add_test(tests, who_allows_the_best_claim_allows_the_others);
	tcase_add_test(tests, a_surer_claim_on_a_part_hides_the_whole);
	tcase_add_test(tests, a_rule_for_other_paths_drops_what_it_matches);
	tcase_add_test(tests, generic_rules_see_noise_in_lock_files);
	tcase_add_test(tests, only_the_line_and_column_are_asked_for);
	tcase_add_test(tests, rules_that_know_a_word_of_the_line_tell_how_far_they_got);
	tcase_add_test(tests, a_placeholder_keeps_its_reason);
}

UNIT_MAIN("explain", add_tests)
