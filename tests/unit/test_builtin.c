#include <string.h>

#include "ruleset/builtin.h"
#include "ruleset/ruleset.h"
#include "unit/unit.h"

START_TEST(the_built_in_rules_are_sorted_by_id)
{
	ck_assert_uint_gt(builtin_rules_len, 0);
	for (size_t i = 1; i < builtin_rules_len; i++)
		ck_assert_str_lt(builtin_rules[i - 1].id, builtin_rules[i].id);
}
END_TEST

START_TEST(a_built_in_rule_says_all_that_its_file_says)
{
	const struct rule *rule = NULL;
	struct ruleset set;
	struct error err;

	ruleset_init(&set, NULL);
	ruleset_add_builtin(&set, builtin_rules, builtin_rules_len);
	ck_assert_int_eq(ruleset_finish(&set, &err), STATUS_OK);
	ck_assert_uint_eq(set.rules.len, builtin_rules_len);
	rule = ruleset_find(&set, "github-pat");
	ck_assert_ptr_nonnull(rule);
	ck_assert_str_eq(rule->provider, "GitHub");
	ck_assert_int_eq(rule->severity, SEVERITY_CRITICAL);
	ck_assert_int_eq(rule->confidence, CONFIDENCE_CERTAIN);
	ck_assert_str_eq(rule->keywords.items[0], "ghp_");
	ck_assert_ptr_nonnull(strstr(rule->regex, "(?<!"));
	ck_assert_str_eq(rule->file, "rules/github.toml");
	ck_assert_uint_ge(rule->examples.len, 2);
	ck_assert_ptr_nonnull(rule->rotate.url);
	ruleset_release(&set);
}
END_TEST

START_TEST(the_digest_is_sixteen_hex_digits)
{
	ck_assert_uint_eq(strlen(builtin_digest), 16);
	ck_assert_uint_eq(strspn(builtin_digest, "0123456789abcdef"), 16);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_built_in_rules_are_sorted_by_id);
	tcase_add_test(tests, a_built_in_rule_says_all_that_its_file_says);
	tcase_add_test(tests, the_digest_is_sixteen_hex_digits);
}

UNIT_MAIN("builtin", add_tests)
