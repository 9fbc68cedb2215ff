#include <string.h>

#include "ruleset/ruleset.h"
#include "unit/unit.h"

static struct ruleset set;
static struct error err;

static void setup(void)
{
	ruleset_init(&set, NULL);
	err = (struct error){ 0 };
}

static void teardown(void)
{
	ruleset_release(&set);
}

static enum status load_as(const char *name, const char *text)
{
	return ruleset_load_text(&set, name, slice_of(text), DIALECT_KEYSIEVE, ROLE_RULES, &err);
}

static void load(const char *text)
{
	ck_assert_msg(load_as("r.toml", text) == STATUS_OK, "%s", err.text);
}

#define RULE(regex) "[[rules]]\nid = 'x'\nkeywords = ['k']\nexamples = ['k1']\nregex = '''" regex "'''\n"

static const char *regex_of(const char *id)
{
	const struct rule *rule = ruleset_find(&set, id);

	ck_assert_msg(rule != NULL, "no rule %s", id);
	return rule->regex;
}

START_TEST(a_called_shape_stands_for_what_it_is)
{
	load("[shapes]\nend = '(?!\\w)'\nhex_2 = '[0-9a-f]{2}|-'\n" RULE("k(?&hex_2)+(?&end)"));
	ck_assert_str_eq(regex_of("x"), "k(?:[0-9a-f]{2}|-)+(?:(?!\\w))");
}
END_TEST

START_TEST(a_shape_may_call_an_earlier_one)
{
	load("[shapes]\na = 'x+'\nb = 'y(?&a)'\n" RULE("k(?&b)"));
	ck_assert_str_eq(regex_of("x"), "k(?:y(?:x+))");
}
END_TEST

START_TEST(a_group_of_the_regexs_own_is_no_shape)
{
	load("[shapes]\nend = '(?!\\w)'\n" RULE("k(?<end>a)(?&end)\\(?&end"));
	ck_assert_str_eq(regex_of("x"), "k(?<end>a)(?&end)\\(?&end");
}
END_TEST

START_TEST(a_files_own_shape_comes_before_a_built_in_one)
{
	const struct shape builtin[] = { { "end", "$" } };

	ruleset_add_shapes(&set, builtin, 1);
	load(RULE("k(?&end)"));
	ck_assert_str_eq(regex_of("x"), "k(?:$)");
	ck_assert_int_eq(load_as("o.toml", "[shapes]\nend = 'e'\n[[rules]]\nid = 'y'\nkeywords = ['k']\n"
					   "examples = ['ke']\nregex = 'k(?&end)'\n"),
			 STATUS_OK);
	ck_assert_str_eq(regex_of("y"), "k(?:e)");
}
END_TEST

#define FAMILY                                                                                                         \
	"[[families]]\ntitle = '{provider} key'\nregex = '(?i:{names})=([0-9a-f]{{n}})'\n"                             \
	"examples = ['{NAME}=%{hex:{n}}', '{name}=%{hex:{n}}']\ncounterexamples = ['{name}={n}']\n"
#define MEMBERS "members = [\n\t{ id = 'a-key', provider = 'A', names = ['alpha_beta_c', 'ab'], n = 32 },\n"

START_TEST(each_member_makes_a_rule)
{
	const struct rule *rule;

	load(FAMILY MEMBERS
	     "\t{ id = 'b-key', provider = 'B', names = ['b'], n = 40, severity = 'low', title = 'B {n}', "
	     "keywords = ['bee'] },\n]\n");
	rule = ruleset_find(&set, "a-key");
	ck_assert_str_eq(rule->regex, "(?i:(?:alpha[_.\\- ]?beta[_.\\- ]?c|ab))=([0-9a-f]{32})");
	ck_assert_str_eq(rule->title, "A key");
	ck_assert_str_eq(rule->provider, "A");
	ck_assert_int_eq(rule->severity, SEVERITY_HIGH);
	ck_assert_uint_eq(rule->line, 7);
	ck_assert_uint_eq(rule->keywords.len, 2);
	ck_assert_str_eq(rule->keywords.items[0], "alpha");
	ck_assert_str_eq(rule->keywords.items[1], "ab");
	ck_assert_str_eq(rule->examples.items[0], "ALPHA_BETA_C=%{hex:32}");
	ck_assert_str_eq(rule->examples.items[1], "alpha_beta_c=%{hex:32}");
	ck_assert_str_eq(rule->counterexamples.items[0], "alpha_beta_c=32");
	rule = ruleset_find(&set, "b-key");
	ck_assert_str_eq(rule->regex, "(?i:(?:b))=([0-9a-f]{40})");
	ck_assert_str_eq(rule->title, "B 40");
	ck_assert_int_eq(rule->severity, SEVERITY_LOW);
	ck_assert_uint_eq(rule->line, 8);
	ck_assert_uint_eq(rule->keywords.len, 1);
	ck_assert_str_eq(rule->keywords.items[0], "bee");
}
END_TEST

static const struct {
	const char *text, *message;
} wrong[] = {
	{ RULE("k(?&ned)"), "r.toml:5:13: there is no shape 'ned'" },
	{ "[shapes]\nend = '$'\n" RULE("k(?&ned)"), "r.toml:7:13: there is no shape 'ned' (did you mean 'end'?)" },
	{ "[shapes]\nEnd = '$'\n", "r.toml:1:1: no [[rules]] in it" },
	{ "[shapes]\nEnd = '$'\n" RULE("k"), "r.toml:2:1: 'End': a shape's name is made of a-z, 0-9 and _" },
	{ "[shapes]\nend = '(a)'\n" RULE("k"), "r.toml:2:7: a shape has no groups of its own; write (?:...)" },
	{ "[shapes]\nend = 1\n" RULE("k"), "r.toml:2:7: a regex must be a string, not an integer" },
	{ FAMILY, "r.toml:1:1: the family has no members" },
	{ FAMILY "members = []\n", "r.toml:1:1: the family has no members" },
	{ FAMILY "members = [1]\n", "r.toml:6:12: a member must be a table, not an integer" },
	{ FAMILY "members = [{ id = 'a', names = ['a'], n = 1 }]\n",
	  "r.toml:6:12: the family wants 'provider' of this member" },
	{ FAMILY "members = [{ id = 'a', provider = 'P', names = ['A'], n = 1 }]\n",
	  "r.toml:6:49: 'A': a name is made of a-z, 0-9 and _" },
	{ FAMILY "members = [{ id = 'a', provider = 'P', names = [], n = 1 }]\n", "r.toml:6:48: 'names' is empty" },
	{ FAMILY "members = [{ id = 'a', provider = 'P', names = ['a'], n = 1, severty = 'low' }]\n",
	  "r.toml:6:62: 'severty' is no key of a rule, and the family does not mention {severty}" },
	{ FAMILY "sevrity = 'low'\nmembers = [{ id = 'a', provider = 'P', names = ['a'], n = 1 }]\n",
	  "r.toml:6:1: unknown key 'sevrity' in a rule (did you mean 'severity'?)" },
	{ FAMILY MEMBERS "\t{ id = 'a-key', provider = 'P', names = ['a'], n = 1 },\n]\n",
	  "r.toml:8:4: the id 'a-key' is used twice, first in line 7" },
};

START_TEST(every_mistake_has_its_place_and_its_words)
{
	ck_assert_int_eq(load_as("r.toml", wrong[_i].text), ERR_CONFIG);
	ck_assert_str_eq(err.text, wrong[_i].message);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_called_shape_stands_for_what_it_is);
	tcase_add_test(tests, a_shape_may_call_an_earlier_one);
	tcase_add_test(tests, a_group_of_the_regexs_own_is_no_shape);
	tcase_add_test(tests, a_files_own_shape_comes_before_a_built_in_one);
	tcase_add_test(tests, each_member_makes_a_rule);
	tcase_add_loop_test(tests, every_mistake_has_its_place_and_its_words, 0, sizeof(wrong) / sizeof(wrong[0]));
}

UNIT_MAIN("families", add_tests)
