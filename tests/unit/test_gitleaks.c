#include <fcntl.h>
#include <pcre2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ruleset/ruleset.h"
#include "unit/unit.h"

static const char *const some_keyword[] = { "tok_" };
static const struct rule builtin[] = {
	{ .id = "alpha-key",
	  .title = "Alpha key",
	  .provider = "Alpha",
	  .regex = "(tok)_([a-z]{4})",
	  .secret_group = 2,
	  .keywords = { some_keyword, 1 },
	  .check = "jwt",
	  .confidence = CONFIDENCE_CERTAIN,
	  .file = "rules/alpha.toml",
	  .line = 3 },
};

static struct ruleset set;
static struct error err;

static void setup(void)
{
	ruleset_init(&set, NULL);
	ruleset_add_builtin(&set, builtin, 1);
	err = (struct error){ 0 };
}

static void teardown(void)
{
	ruleset_release(&set);
}

static enum status try_load(const char *text)
{
	return ruleset_load_text(&set, "g.toml", slice_of(text), DIALECT_GITLEAKS, ROLE_PROJECT, &err);
}

static void load(const char *text)
{
	ck_assert_msg(try_load(text) == STATUS_OK, "%s", err.text);
}

static void finish(void)
{
	ck_assert_msg(ruleset_finish(&set, &err) == STATUS_OK, "%s", err.text);
}

START_TEST(a_whole_config_is_read)
{
	const struct rule *rule;

	load("title = 'mine'\n[[rules]]\nid = 'Own_Key'\ndescription = 'Own key'\nregex = '''own_([0-9a-f]{8})'''\n"
	     "secretGroup = 1\nentropy = 3\nkeywords = ['own_']\ntags = ['a']\n"
	     "[[rules.allowlists]]\ncondition = '&&'\nregexTarget = 'match'\nregexes = ['''x+''']\n"
	     "paths = ['''(^|/)test/''']\nstopwords = ['dummy']\n"
	     "[[rules]]\nid = 'path-only'\npath = '''\\.p12$'''\n"
	     "[allowlist]\ndescription = 'global'\ncommits = ['ABCDEF0123456789abcdef0123456789abcdef01']\n");
	finish();
	ck_assert_uint_eq(set.warnings.len, 0);
	ck_assert_uint_eq(set.rules.len, 3);
	rule = ruleset_find(&set, "Own_Key");
	ck_assert_str_eq(rule->title, "Own key");
	ck_assert_int_eq(rule->dialect, DIALECT_GITLEAKS);
	ck_assert_int_eq(rule->severity, SEVERITY_HIGH);
	ck_assert_int_eq(rule->confidence, CONFIDENCE_LIKELY);
	ck_assert_uint_eq(rule->secret_group, 1);
	ck_assert_uint_eq(rule->line, 2);
	ck_assert_uint_eq(rule->allow.len, 1);
	ck_assert(rule->allow.items[0].all);
	ck_assert_int_eq(rule->allow.items[0].target, ALLOW_MATCH);
	ck_assert_uint_eq(rule->allow.items[0].paths.len, 1);
	ck_assert_uint_eq(rule->allow.items[0].globs.len, 0);
	ck_assert_ptr_null(ruleset_find(&set, "path-only")->regex);
	ck_assert_str_eq(ruleset_find(&set, "path-only")->path, "\\.p12$");
	ck_assert_uint_eq(set.allow.len, 1);
	ck_assert_str_eq(set.allow.items[0].commits.items[0], "abcdef0123456789abcdef0123456789abcdef01");
}
END_TEST

START_TEST(keys_and_words_may_be_in_any_case)
{
	const struct rule *rule;

	load("[[Rules]]\nID = 'x'\nRegex = '(k)(y)'\nsecretgroup = 2\nKEYWORDS = 'k,y'\n"
	     "[[Rules.Allowlists]]\nregextarget = 'LINE'\ncondition = 'and'\nregexes = ['a']\n");
	rule = ruleset_find(&set, "x");
	ck_assert_uint_eq(rule->secret_group, 2);
	ck_assert_uint_eq(rule->keywords.len, 2);
	ck_assert_str_eq(rule->keywords.items[1], "y");
	ck_assert_int_eq(rule->allow.items[0].target, ALLOW_LINE);
	ck_assert(rule->allow.items[0].all);
	ck_assert_uint_eq(set.warnings.len, 0);
}
END_TEST

/* What only earns a warning. */
static const struct {
	const char *text, *warning;
} odd[] = {
	{ "x = 1\n", "g.toml:1:1: unknown key 'x' in a config file" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\n keyword = ['k']\n",
	  "g.toml:4:2: unknown key 'keyword' in a rule (did you mean 'keywords'?)" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\n[[rules]]\nid = 'x'\nregex = 'l'\n",
	  "g.toml:4:1: the id 'x' is used twice, first in line 1; the later rule counts" },
	{ "[[rules]]\nid = 'x'\nregex = 'k*'\n", "g.toml:3:1: the regex matches the empty string, so everywhere" },
	{ "[allowlist]\nregexes = ['.*']\n", "g.toml:2:12: the regex matches the empty string, so everything" },
	{ "[allowlist]\ncommits = ['abc']\n", "g.toml:2:12: 'abc' is no full commit id (40 or 64 hex digits)" },
	{ "[allowlist]\nstopwords = ['', 'a']\n", "g.toml:2:14: an empty string in 'stopwords'" },
	{ "[extend]\nuseDefault = true\ndisabledRules = ['alpha-kye']\n",
	  "g.toml:3:18: there is no rule 'alpha-kye' to disable (did you mean 'alpha-key'?)" },
	{ "[extend]\nuseDefault = true\n[[rules]]\nid = 'other'\n[[rules.allowlists]]\npaths = ['x']\n",
	  "g.toml:3:1: there is no built-in rule 'other' to change; ignored" },
	{ "[[allowlists]]\ntargetRules = ['other']\npaths = ['x']\n",
	  "g.toml:2:16: the allowlist names no rule: 'other'" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\n[[rules.required]]\nid = 'y'\n",
	  "g.toml:4:1: 'required' is not supported: rule 'x' reports without it" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\nskipReport = true\n",
	  "g.toml:1:1: rule 'x' has skipReport, so it is left out" },
};

START_TEST(what_is_odd_is_said_and_passed_over)
{
	load(odd[_i].text);
	finish();
	ck_assert_uint_eq(set.warnings.len, 1);
	ck_assert_str_eq(set.warnings.items[0], odd[_i].warning);
}
END_TEST

static const struct {
	const char *text, *message;
} wrong[] = {
	{ "[[rules]]\nregex = 'k'\n", "g.toml:1:1: the rule has no id" },
	{ "[[rules]]\nid = ''\nregex = 'k'\n", "g.toml:1:1: the rule has no id" },
	{ "[[rules]]\nid = 'x'\n", "g.toml:1:1: rule 'x' has neither regex nor path" },
	{ "[[rules]]\nid = 'x'\nregex = ''\n", "g.toml:1:1: rule 'x' has neither regex nor path" },
	{ "[[rules]]\nid = 'x'\nregex = 1\n", "g.toml:3:9: a regex must be a string, not an integer" },
	{ "[[rules]]\nid = 'x'\nregex = 'k('\n", "g.toml:3:12: the regex does not work: missing closing parenthesis" },
	{ "[[rules]]\nid = 'x'\nregex = 'é('\n", "g.toml:3:9: the regex does not work: missing closing parenthesis" },
	{ "[[rules]]\nid = 'x'\nregex = 'k[a'\n", "g.toml:3:9: the regex does not work: a class is not closed" },
	{ "[[rules]]\nid = 'x'\nregex = '\\p{Klingon}'\n",
	  "g.toml:3:9: the regex does not work: this \\p{…} has no counterpart in bytes" },
	{ "[[rules]]\nid = 'x'\nregex = '(k)'\nsecretGroup = 2\n",
	  "g.toml:1:1: rule 'x': secretGroup is 2, but the regex has 1" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\nentropy = 'high'\n",
	  "g.toml:4:11: 'entropy' must be a number, not a string" },
	{ "[[rules]]\nid = 'x'\nregex = 'k'\n[rules.allowlist]\ndescription = 'd'\n",
	  "g.toml:4:1: the allowlist has no condition (regexes, stopwords, paths or commits), so it would allow "
	  "everything" },
	{ "[extend]\nurl = 'https://x/'\n",
	  "g.toml:2:1: extend.url is not supported: nothing is fetched; use extend.path" },
	{ "[extend]\npath = 'g.toml'\n", "g.toml:2:8: 'g.toml' extends itself" },
	{ "[extend]\npath = 'no/such.toml'\n", "g.toml:2:8: extend.path: no/such.toml: No such file or directory" },
	{ "[extend]\npath = 1\n", "g.toml:2:8: extend.path must be the path of a file" },
};

START_TEST(what_cannot_be_used_is_an_error)
{
	ck_assert_int_eq(try_load(wrong[_i].text), ERR_CONFIG);
	ck_assert_str_eq(err.text, wrong[_i].message);
}
END_TEST

START_TEST(a_rule_of_the_same_id_changes_only_what_it_names)
{
	const struct rule *rule;

	load("[extend]\nuseDefault = true\n[[rules]]\nid = 'alpha-key'\ntags = ['mine']\nentropy = 2.5\n"
	     "keywords = ['more']\n[[rules.allowlists]]\nstopwords = ['dummy']\n");
	rule = ruleset_find(&set, "alpha-key");
	ck_assert_str_eq(rule->title, "Alpha key");
	ck_assert_str_eq(rule->regex, "(tok)_([a-z]{4})");
	ck_assert_str_eq(rule->check, "jwt");
	ck_assert_int_eq(rule->confidence, CONFIDENCE_CERTAIN);
	ck_assert_int_eq(rule->dialect, DIALECT_KEYSIEVE);
	ck_assert_uint_eq(rule->secret_group, 2);
	ck_assert_uint_eq(rule->keywords.len, 2);
	ck_assert(rule->entropy > 2.4 && rule->entropy < 2.6);
	ck_assert_uint_eq(rule->allow.len, 1);
}
END_TEST

START_TEST(a_new_regex_takes_away_what_belonged_to_the_old_one)
{
	const struct rule *rule;

	load("[[rules]]\nid = 'alpha-key'\nregex = 'new_[0-9]{4}'\n");
	rule = ruleset_find(&set, "alpha-key");
	ck_assert_str_eq(rule->regex, "new_[0-9]{4}");
	ck_assert_ptr_null(rule->check);
	ck_assert_uint_eq(rule->secret_group, 0);
	ck_assert_int_eq(rule->dialect, DIALECT_GITLEAKS);
}
END_TEST

START_TEST(rules_are_added_to_the_built_in_ones_unless_it_stands_alone)
{
	static const struct {
		bool alone;
		const char *extend;
		size_t rules;
	} cases[] = {
		{ false, "", 2 },
		{ false, "[extend]\nuseDefault = true\n", 2 },
		{ true, "", 1 },
		{ true, "[extend]\nuseDefault = true\n", 2 },
	};
	char text[200];

	snprintf(text, sizeof(text), "%s[[rules]]\nid = 'x'\nregex = 'k'\n", cases[_i].extend);
	set.gitleaks_alone = cases[_i].alone;
	load(text);
	finish();
	ck_assert_uint_eq(set.rules.len, cases[_i].rules);
}
END_TEST

START_TEST(an_allowlist_alone_leaves_no_rule)
{
	set.gitleaks_alone = true;
	load("[allowlist]\npaths = ['x']\n");
	ck_assert_int_eq(ruleset_finish(&set, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, "g.toml: no rule is left to look for; nothing would ever be found");
}
END_TEST

/* A folder of our own to be the current one: extend.path is relative to it. */
static char folder[] = "/tmp/keysieve-test-XXXXXX";
static int home;

static void enter_folder(void)
{
	setup();
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	home = open(".", O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(home, 0);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
	static const char *const names[] = { "a.toml", "b.toml", "c.toml" };

	teardown();
	for (size_t i = 0; i < 3; i++)
		unlink(names[i]);
	ck_assert_int_eq(fchdir(home), 0);
	close(home);
	rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
	ck_assert_int_eq(file_write(name, slice_of(text), 0644, &err), STATUS_OK);
}

START_TEST(an_extended_file_is_loaded_first_and_then_changed)
{
	write_file("a.toml", "[[rules]]\nid = 'base'\nregex = 'k'\ntags = ['a']\n"
			     "[[rules]]\nid = 'gone'\nregex = 'l'\n[allowlist]\npaths = ['x']\n");
	load("[extend]\npath = 'a.toml'\ndisabledRules = ['gone']\n"
	     "[[rules]]\nid = 'base'\ntags = ['b']\n[allowlist]\npaths = ['y']\n");
	finish();
	ck_assert_ptr_null(ruleset_find(&set, "gone"));
	ck_assert_str_eq(ruleset_find(&set, "base")->regex, "k");
	ck_assert_uint_eq(ruleset_find(&set, "base")->tags.len, 2);
	ck_assert_uint_eq(set.allow.len, 2);
	ck_assert_uint_eq(set.warnings.len, 0);
}
END_TEST

START_TEST(files_that_extend_one_another_in_a_circle_are_refused)
{
	write_file("a.toml", "[extend]\npath = 'b.toml'\n");
	write_file("b.toml", "[extend]\npath = './a.toml'\n");
	ck_assert_int_eq(ruleset_load_file(&set, "a.toml", DIALECT_GITLEAKS, ROLE_PROJECT, &err), ERR_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "extends itself"));
	write_file("b.toml", "[extend]\npath = 'a.toml'\n");
	ck_assert_int_eq(ruleset_load_file(&set, "a.toml", DIALECT_GITLEAKS, ROLE_PROJECT, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, "b.toml:2:8: 'a.toml' extends itself");
}
END_TEST

START_TEST(a_mistake_in_an_extended_file_names_that_file)
{
	write_file("a.toml", "[[rules]]\n");
	ck_assert_int_eq(try_load("[extend]\npath = 'a.toml'\n"), ERR_CONFIG);
	ck_assert_str_eq(err.text, "a.toml:1:1: the rule has no id");
}
END_TEST

/* Patterns as Go reads them, texts, and whether the whole text is matched. */
static const struct {
	const char *pattern, *text;
	bool matches;
} go_patterns[] = {
	{ "(?P<n>a)\\z", "a", true },
	{ "a(?i)b", "aB", true },
	{ "a(?i)b", "AB", false },
	{ "\\x{e9}", "é", true },
	{ "\\xe9+", "éé", true },
	{ "é{2}", "éé", true },
	{ "\\x41", "A", true },
	{ "[é]", "é", true },
	{ "[a-zé]+", "aéb", true },
	{ "[a-zé]+", "aéB", false },
	{ "\"[\\x{80}-\\x{10ffff}]\"", "\"é\"", true },
	{ "[!-é]+", "azé", true },
	{ "[!-é]", " ", false },
	{ "[^\\x{201c}a]+", "bé", true },
	{ "[^\\x{201c}a]+", "a", false },
	{ "[^\\x{80}-\\x{10ffff}]+", "é", false },
	{ "[^\\x{80}-\\x{10ffff}]+", "abc", true },
	{ "[^é]", "x", true },
	{ "\\pL+", "azé", true },
	{ "\\pL+", "a1", false },
	{ "\\p{Nd}{3}", "123", true },
	{ "\\P{L}+", "12-", true },
	{ "\\P{L}", "a", false },
	{ "\\p{^L}", "a", false },
	{ "\\p{Lo}", "é", true },
	{ "\\p{Lo}", "a", false },
	{ "[\\pL\\d_]+", "aé1_", true },
	{ "[\\pL\\d_]+", "-", false },
	{ "[^\\pL]", "a", false },
	{ "[^\\pL]", "1", true },
	{ "\\v", "\v", true },
	{ "\\v", "\n", false },
	{ "[\\v]", "\v", true },
	{ "[]a]+", "]a", true },
	{ "[^]a]+", "b", true },
	{ "[[:alpha:]_]+", "a_", true },
	{ "[a\\]b]+", "]", true },
	{ "[+\\-é]+", "-é", true },
	{ "[a-]+", "a-", true },
	{ "\\Qa.b\\E", "a.b", true },
	{ "\\Qa.b\\E", "axb", false },
	{ "\\\\pL", "\\pL", true },
};

static bool matches_whole(const char *pattern, const char *text)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	PCRE2_SIZE offset;
	int error, found;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
					 RULE_REGEX_FLAGS | PCRE2_ANCHORED | PCRE2_ENDANCHORED, &error, &offset, NULL);

	ck_assert_ptr_nonnull(code);
	found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, data, NULL);
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return found >= 0;
}

START_TEST(patterns_of_go_find_at_least_what_they_find_there)
{
	char text[200];

	snprintf(text, sizeof(text), "[[rules]]\nid = 'x'\nregex = '%s'\n", go_patterns[_i].pattern);
	load(text);
	ck_assert_int_eq(matches_whole(ruleset_find(&set, "x")->regex, go_patterns[_i].text), go_patterns[_i].matches);
}
END_TEST

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, enter_folder, leave_folder);
	tcase_add_test(tests, a_whole_config_is_read);
	tcase_add_test(tests, keys_and_words_may_be_in_any_case);
	tcase_add_loop_test(tests, what_is_odd_is_said_and_passed_over, 0, COUNT(odd));
	tcase_add_loop_test(tests, what_cannot_be_used_is_an_error, 0, COUNT(wrong));
	tcase_add_test(tests, a_rule_of_the_same_id_changes_only_what_it_names);
	tcase_add_test(tests, a_new_regex_takes_away_what_belonged_to_the_old_one);
	tcase_add_loop_test(tests, rules_are_added_to_the_built_in_ones_unless_it_stands_alone, 0, 4);
	tcase_add_test(tests, an_allowlist_alone_leaves_no_rule);
	tcase_add_test(tests, an_extended_file_is_loaded_first_and_then_changed);
	tcase_add_test(tests, files_that_extend_one_another_in_a_circle_are_refused);
	tcase_add_test(tests, a_mistake_in_an_extended_file_names_that_file);
	tcase_add_loop_test(tests, patterns_of_go_find_at_least_what_they_find_there, 0, COUNT(go_patterns));
}

UNIT_MAIN("gitleaks", add_tests)
