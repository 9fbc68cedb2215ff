#include <string.h>

#include "ruleset/ruleset.h"
#include "unit/unit.h"

static const char *const checks[] = { "github-crc32", "jwt" };
static const char *const judges[] = { "password" };
static const struct ruleset_names names = { { checks, 2 }, { judges, 1 } };

static const char *const some_keyword[] = { "tok_" };
static const struct rule builtin[] = {
	{ .id = "alpha-key",
	  .title = "Alpha key",
	  .regex = "tok_[a-z]{4}",
	  .keywords = { some_keyword, 1 },
	  .check = "jwt",
	  .file = "rules/alpha.toml",
	  .line = 3 },
	{ .id = "beta-key", .title = "Beta key", .regex = "tok_[0-9]{4}", .file = "rules/beta.toml", .line = 1 },
};

static struct ruleset set;
static struct error err;

static void setup(void)
{
	ruleset_init(&set, &names);
	ruleset_add_builtin(&set, builtin, 2);
	err = (struct error){ 0 };
}

static void teardown(void)
{
	ruleset_release(&set);
}

static enum status load_as(const char *name, const char *text, enum ruleset_role role)
{
	return ruleset_load_text(&set, name, slice_of(text), DIALECT_KEYSIEVE, role, &err);
}

static void load(const char *text)
{
	ck_assert_msg(load_as("c.toml", text, ROLE_CONFIG) == STATUS_OK, "%s", err.text);
}

static void finish(void)
{
	ck_assert_msg(ruleset_finish(&set, &err) == STATUS_OK, "%s", err.text);
}

/* A rule that is right as it stands: six lines, the next is line 7. */
#define RULE(id)                                                                                                       \
	"[[rules]]\nid = '" id "'\nregex = '(k)_([0-9a-f]{8})'\nkeywords = ['k_']\nexamples = ['k_%{hex:8}']\n"        \
	"title = 'T'\n"

START_TEST(a_config_adds_rules_allowlists_and_settings)
{
	const struct rule *rule;

	load("min_confidence = 'possible'\n[paths]\nexclude = ['vendor/', '*.min.js']\n" RULE(
		"own-key") "severity = 'low'\nconfidence = 'certain'\nprovider = 'P'\npath = '[.]py$'\nsecret_group = "
			   "2\n"
			   "entropy = 3\ncheck = 'jwt'\njudge = 'password'\ntags = ['a']\ncounterexamples = "
			   "['k_%{hex:7}']\n"
			   "rotate = { url = 'https://example.com/', steps = ['do'], age_days = 90 }\n"
			   "[[rules.allowlists]]\nreason = 'r'\nstopwords = ['dummy']\n"
			   "[[allowlists]]\ncondition = 'all'\ntarget = 'line'\nregexes = ['x+']\npaths = ['a/**']\n"
			   "commits = ['ABCDEF0123456789abcdef0123456789abcdef01']\nrules = ['own-key']\nuntil = "
			   "2027-01-31\n");
	finish();
	ck_assert_uint_eq(set.rules.len, 3);
	ck_assert_str_eq(set.rules.items[2]->id, "own-key");
	rule = ruleset_find(&set, "own-key");
	ck_assert_int_eq(rule->severity, SEVERITY_LOW);
	ck_assert_int_eq(rule->confidence, CONFIDENCE_CERTAIN);
	ck_assert_str_eq(rule->regex, "(k)_([0-9a-f]{8})");
	ck_assert_str_eq(rule->path, "[.]py$");
	ck_assert_uint_eq(rule->secret_group, 2);
	ck_assert(rule->entropy > 2.9 && rule->entropy < 3.1);
	ck_assert_str_eq(rule->check, "jwt");
	ck_assert_str_eq(rule->judge, "password");
	ck_assert_str_eq(rule->tags.items[0], "a");
	ck_assert_str_eq(rule->rotate.url, "https://example.com/");
	ck_assert_uint_eq(rule->rotate.age_days, 90);
	ck_assert_str_eq(rule->allow.items[0].description, "r");
	ck_assert_str_eq(rule->allow.items[0].stopwords.items[0], "dummy");
	ck_assert_str_eq(rule->file, "c.toml");
	ck_assert_uint_eq(rule->line, 4);
	ck_assert_uint_eq(set.allow.len, 1);
	ck_assert(set.allow.items[0].all);
	ck_assert_int_eq(set.allow.items[0].target, ALLOW_LINE);
	ck_assert_str_eq(set.allow.items[0].globs.items[0], "a/**");
	ck_assert_str_eq(set.allow.items[0].commits.items[0], "abcdef0123456789abcdef0123456789abcdef01");
	ck_assert_str_eq(set.allow.items[0].until, "2027-01-31");
	ck_assert(set.settings.has_min_confidence);
	ck_assert_int_eq(set.settings.min_confidence, CONFIDENCE_POSSIBLE);
	ck_assert_uint_eq(set.settings.exclude.len, 2);
	ck_assert_uint_eq(set.warnings.len, 0);
}
END_TEST

START_TEST(what_a_rule_leaves_out_has_a_default)
{
	const struct rule *rule;

	load("[[rules]]\nid = 'x'\nregex = 'k[0-9]'\nkeywords = ['k']\nexamples = ['k1']\n");
	rule = ruleset_find(&set, "x");
	ck_assert_str_eq(rule->title, "x");
	ck_assert_int_eq(rule->severity, SEVERITY_HIGH);
	ck_assert_int_eq(rule->confidence, CONFIDENCE_LIKELY);
	ck_assert_ptr_null(rule->provider);
	ck_assert_int_eq(rule->dialect, DIALECT_KEYSIEVE);
}
END_TEST

/* What is wrong in a config, and the message. */
static const struct {
	const char *text, *message;
} wrong[] = {
	/* keys and types */
	{ "exclude = 1\n", "c.toml:1:1: unknown key 'exclude' in a config file" },
	{ "rule = []\n", "c.toml:1:1: unknown key 'rule' in a config file (did you mean 'rules'?)" },
	{ RULE("x") "keyword = ['a']\n", "c.toml:7:1: unknown key 'keyword' in a rule (did you mean 'keywords'?)" },
	{ RULE("x") "  secretGroup = 1\n", "c.toml:7:3: 'secretGroup' is called 'secret_group' here" },
	{ RULE("x") "description = 'd'\n", "c.toml:7:1: 'description' is called 'title' here" },
	{ "rules = 1\n", "c.toml:1:9: 'rules' must be an array, not an integer" },
	{ "rules = [1]\n", "c.toml:1:10: expected a table, not an integer" },
	{ "[rules]\nid = 'x'\n", "c.toml:1:1: 'rules' must be an array, not a table" },
	{ RULE("x") "provider = 1\n", "c.toml:7:12: 'provider' must be a string, not an integer" },
	{ RULE("x") "provider = ''\n", "c.toml:7:12: 'provider' is empty" },
	{ RULE("x") "provider = \"a\\u0000\"\n", "c.toml:7:12: the string holds a NUL" },
	{ RULE("x") "tags = 'a'\n", "c.toml:7:8: 'tags' must be an array, not a string" },
	{ RULE("x") "tags = ['a', 1]\n", "c.toml:7:14: expected a string, not an integer" },
	{ RULE("x") "tags = ['']\n", "c.toml:7:9: an empty string in 'tags'" },
	{ RULE("x") "entropy = '3'\n", "c.toml:7:11: 'entropy' must be a number, not a string" },
	{ RULE("x") "entropy = nan\n", "c.toml:7:11: 'entropy' must be between 0 and 1000000" },
	{ RULE("x") "secret_group = -1\n", "c.toml:7:16: 'secret_group' must be between 0 and 1000000" },
	{ RULE("x") "override = 1\n", "c.toml:7:12: 'override' must be a boolean, not an integer" },
	{ "min_confidence = 'sure'\n", "c.toml:1:18: 'sure' is no min_confidence" },
	/* what a rule must have */
	{ "[[rules]]\nregex = 'x'\n", "c.toml:1:1: the rule has no id" },
	{ "\n [[rules]]\nid = 'x'\n", "c.toml:2:2: rule 'x' has no regex" },
	{ "[[rules]]\nid = 'x'\nregex = 'x'\n",
	  "c.toml:1:1: rule 'x' has no keywords: name a text that is in every match" },
	{ "[[rules]]\nid = 'x'\nregex = 'x'\nkeywords = ['x']\n",
	  "c.toml:1:1: rule 'x' has no examples: write one that it must find" },
	{ RULE("X_y"), "c.toml:2:6: 'X_y': an id is made of a-z, 0-9 and - (not first)" },
	{ RULE("x") "severity = 'hihg'\n", "c.toml:7:12: 'hihg' is no severity (did you mean 'high'?)" },
	{ RULE("x") "confidence = 'Certain'\n", "c.toml:7:14: 'Certain' is no confidence (did you mean 'certain'?)" },
	{ RULE("x") "check = 'github-crc23'\n",
	  "c.toml:7:9: there is no check 'github-crc23' (did you mean 'github-crc32'?)" },
	{ RULE("x") "judge = 'pasword'\n", "c.toml:7:9: there is no judge 'pasword' (did you mean 'password'?)" },
	{ RULE("x") "secret_group = 3\n", "c.toml:7:16: secret_group is 3, but the regex has 2" },
	{ RULE("x") "path = '('\n", "c.toml:7:10: the regex does not work: missing closing parenthesis" },
	/* ids */
	{ RULE("x") RULE("x"), "c.toml:8:1: the id 'x' is used twice, first in line 1" },
	{ RULE("alpha-key"), "c.toml:2:1: 'alpha-key' is a built-in rule; to replace it, write override = true" },
	{ RULE("alpha-kye") "override = true\n",
	  "c.toml:7:1: there is no rule 'alpha-kye' to override (did you mean 'alpha-key'?)" },
	{ "[extend]\ndisabledRules = ['beta-key', 'alfa-key']\n",
	  "c.toml:2:30: there is no rule 'alfa-key' to disable (did you mean 'alpha-key'?)" },
	{ "[extend]\nuse_default = false\n",
	  "c.toml:2:1: unknown key 'use_default' in [extend] (did you mean 'useDefault'?)" },
	/* fills */
	{ RULE("x") "counterexamples = ['a', 'é %{hxe:3}']\n",
	  "c.toml:7:28: there is no fill 'hxe' (did you mean 'hex'?)" },
	{ RULE("x") "counterexamples = ['%{github-crc}']\n",
	  "c.toml:7:21: there is no fill 'github-crc' (did you mean 'github-crc32'?)" },
	{ RULE("x") "counterexamples = ['%{hex}']\n",
	  "c.toml:7:21: the fill wants a length: %{hex:N} or %{hex:N-M}, at most 65536" },
	{ RULE("x") "counterexamples = ['%{hex:9-8}']\n",
	  "c.toml:7:21: the fill wants a length: %{hex:N} or %{hex:N-M}, at most 65536" },
	{ RULE("x") "counterexamples = ['%{uuid:3}']\n", "c.toml:7:21: the fill has no length: %{uuid}" },
	{ RULE("x") "counterexamples = ['%{hex:3']\n", "c.toml:7:21: the fill is not closed" },
	/* allowlists */
	{ "[[allowlists]]\nreason = 'x'\n",
	  "c.toml:1:1: the allowlist has no condition (regexes, stopwords, paths or commits), so it would allow "
	  "everything" },
	{ "[allowlist]\nregexes = []\nrules = ['alpha-key']\n",
	  "c.toml:1:1: the allowlist has no condition (regexes, stopwords, paths or commits), so it would allow "
	  "everything" },
	{ "[allowlist]\nregexes = ['a', '.*']\n", "c.toml:2:17: the regex matches the empty string, so everything" },
	{ "[allowlist]\nregexes = ['a[']\n",
	  "c.toml:2:15: the regex does not work: missing terminating ] for character class" },
	{ "[allowlist]\nregexes = 'a'\n", "c.toml:2:11: 'regexes' must be an array, not a string" },
	{ "[allowlist]\nregexes = [1]\n", "c.toml:2:12: a regex must be a string, not an integer" },
	{ "[allowlist]\nregexTarget = 'line'\n", "c.toml:2:1: 'regexTarget' is called 'target' here" },
	{ "[allowlist]\ntarget = 'lines'\n", "c.toml:2:10: 'lines' is no target (did you mean 'line'?)" },
	{ "[allowlist]\ncondition = 'AND'\n", "c.toml:2:13: 'AND' is no condition (did you mean 'any'?)" },
	{ "[allowlist]\nstopwords = ['']\n", "c.toml:2:14: an empty string in 'stopwords'" },
	{ "[allowlist]\ncommits = ['abc']\n", "c.toml:2:12: 'abc' is no full commit id (40 or 64 hex digits)" },
	{ "[allowlist]\npaths = ['a']\nuntil = '2027-01-31'\n",
	  "c.toml:3:9: 'until' must be a date such as 2027-01-31, without quotes" },
	{ RULE("x") "[[rules.allowlists]]\nrules = ['x']\n",
	  "c.toml:8:1: 'rules' has no place in the allowlist of a rule" },
	/* rotate and verify */
	{ RULE("x") "rotate = { link = 'x' }\n", "c.toml:7:12: unknown key 'link' in rotate" },
	{ RULE("x") "rotate = { url = 'http://x/' }\n", "c.toml:7:18: 'url' must begin with https://" },
	{ RULE("x") "verify = { method = 'GET' }\n", "c.toml:7:1: verify wants method, url and live" },
	{ RULE("x") "verify = { method = 'GTE', url = 'https://x/', live = [200] }\n",
	  "c.toml:7:21: 'GTE' is no method (did you mean 'GET'?)" },
	{ RULE("x") "verify = { method = 'GET', url = 'https://x/', live = [99] }\n",
	  "c.toml:7:56: an HTTP status code is a number from 100 to 599" },
	{ RULE("x") "verify = { method = 'GET', url = 'https://x/', live = [] }\n",
	  "c.toml:7:55: 'live' must be an array of HTTP status codes" },
	{ RULE("x") "verify = { method = 'GET', url = 'https://x/', live = [200] }\n",
	  "c.toml:7:1: verify sends the secret nowhere; write {secret} where it goes" },
	{ RULE("x") "verify = { method = 'GET', url = 'https://x/', live = [200], headers = { A = 1 } }\n",
	  "c.toml:7:78: the header 'A' must be a string, not an integer" },
	/* TOML itself */
	{ "[[rules]\n", "c.toml:1:8: expected ']]' after the table's name" },
};

START_TEST(every_mistake_has_its_place_and_its_words)
{
	ck_assert_int_eq(load_as("c.toml", wrong[_i].text, ROLE_CONFIG), ERR_CONFIG);
	ck_assert_str_eq(err.text, wrong[_i].message);
}
END_TEST

#define REGEX(regex) "[[rules]]\nid = 'x'\nkeywords = ['k']\nexamples = ['k']\nregex = " regex "\n"

/* Regexes that are refused. */
static const struct {
	const char *text, *message;
} bad_regexes[] = {
	{ REGEX("'''k(a'''"), "c.toml:5:15: the regex does not work: missing closing parenthesis" },
	{ REGEX("'''\nk\n(a'''"), "c.toml:7:3: the regex does not work: missing closing parenthesis" },
	{ REGEX("'éé{3,2}k'"), "c.toml:5:16: the regex does not work: numbers out of order in {} quantifier" },
	{ REGEX("\"\\tk(a\""), "c.toml:5:9: the regex does not work: missing closing parenthesis" },
	{ REGEX("'k?'"), "c.toml:5:9: the regex matches the empty string, so everywhere" },
	{ REGEX("1"), "c.toml:5:9: a regex must be a string, not an integer" },
	{ REGEX("\"\\u0000\""), "c.toml:5:9: the string holds a NUL; write \\x00 in a '…' string" },
	{ REGEX("'k\\pN'"),
	  "c.toml:5:11: the regex does not work: patterns see bytes, so \\p, \\P and \\X do not work" },
	{ REGEX("'k[a\\P{L}]'"),
	  "c.toml:5:13: the regex does not work: patterns see bytes, so \\p, \\P and \\X do not work" },
	{ REGEX("'k[aé]'"),
	  "c.toml:5:13: the regex does not work: patterns see bytes, so a class holds ASCII only; write (?:[a-z]|é)" },
	{ REGEX("'k\\Ka'"),
	  "c.toml:5:11: the regex does not work: \\K and \\G are not supported; use a group, or a look-behind" },
	{ REGEX("'(*UCP)k'"), "c.toml:5:10: the regex does not work: (*VERBS) are not supported" },
	{ REGEX("'k\\C'"), "c.toml:5:13: the regex does not work: using \\C is disabled by the application" },
};

START_TEST(a_regex_that_does_not_work_is_pointed_at)
{
	ck_assert_int_eq(load_as("c.toml", bad_regexes[_i].text, ROLE_CONFIG), ERR_CONFIG);
	ck_assert_str_eq(err.text, bad_regexes[_i].message);
}
END_TEST

/* Regexes that look like those but are right. */
static const char *const good_regexes[] = {
	REGEX("'k\\\\pN'"), REGEX("'k[]\\]](a)*'"), REGEX("'ké+'"),           REGEX("'k[(*]'"),
	REGEX("'k\\(*a'"),  REGEX("'k\\Q\\pN\\E'"), REGEX("'k[[:alpha:]]é'"),
};

START_TEST(a_regex_that_only_looks_like_a_trap_is_taken)
{
	load(good_regexes[_i]);
}
END_TEST

START_TEST(a_file_of_rules_has_rules_and_nothing_else)
{
	ck_assert_int_eq(load_as("r.toml", "", ROLE_RULES), ERR_CONFIG);
	ck_assert_str_eq(err.text, "r.toml:1:1: no [[rules]] in it");
	ck_assert_int_eq(load_as("r.toml", "[extend]\n", ROLE_RULES), ERR_CONFIG);
	ck_assert_str_eq(err.text, "r.toml:1:1: unknown key 'extend' in a rules file");
	ck_assert_int_eq(load_as("r.toml", RULE("x"), ROLE_RULES), STATUS_OK);
}
END_TEST

START_TEST(a_rule_of_ours_says_everything)
{
	ck_assert_int_eq(load_as("rules/x.toml", RULE("x"), ROLE_BUILTIN), ERR_CONFIG);
	ck_assert_str_eq(err.text, "rules/x.toml:1:1: rule 'x' wants title, provider, severity and confidence");
	ck_assert_int_eq(load_as("rules/y.toml",
				 RULE("alpha-key") "provider='P'\nseverity='low'\nconfidence='likely'\noverride=true\n",
				 ROLE_BUILTIN),
			 ERR_CONFIG);
	ck_assert_str_eq(err.text, "rules/y.toml:2:1: the id 'alpha-key' is used twice, first in rules/alpha.toml:3");
}
END_TEST

START_TEST(found_configs_may_not_send_anybody_anywhere)
{
	static const enum ruleset_role found[] = { ROLE_PROJECT, ROLE_USER };
	static const enum ruleset_role named[] = { ROLE_CONFIG, ROLE_RULES };
	const char *rotate = RULE("x") "rotate = { url = 'https://x/' }\n";
	const char *verify = RULE("y") "verify = { method = 'GET', url = 'https://x/?{secret}', live = [200] }\n";

	ck_assert_int_eq(load_as("c.toml", rotate, found[_i]), ERR_CONFIG);
	ck_assert_str_eq(err.text, "c.toml:7:12: 'rotate.url' counts only in built-in rules and in files named on the "
				   "command line; remove it here");
	ck_assert_int_eq(load_as("c.toml", verify, found[_i]), ERR_CONFIG);
	ck_assert_str_eq(err.text, "c.toml:7:1: 'verify' counts only in built-in rules and in files named on the "
				   "command line; remove it here");
	ck_assert_int_eq(load_as("c.toml", RULE("z") "rotate = { steps = ['x'] }\n", found[_i]), STATUS_OK);
	ck_assert_int_eq(load_as("a.toml", rotate, named[_i]), STATUS_OK);
	ck_assert_int_eq(load_as("b.toml", verify, named[_i]), STATUS_OK);
}
END_TEST

START_TEST(override_replaces_the_whole_rule)
{
	load(RULE("alpha-key") "override = true\n");
	finish();
	ck_assert_uint_eq(set.rules.len, 2);
	ck_assert_str_eq(ruleset_find(&set, "alpha-key")->regex, "(k)_([0-9a-f]{8})");
	ck_assert_ptr_null(ruleset_find(&set, "alpha-key")->check);
}
END_TEST

START_TEST(a_later_file_needs_override_too)
{
	load(RULE("x"));
	ck_assert_int_eq(load_as("d.toml", RULE("x"), ROLE_RULES), ERR_CONFIG);
	ck_assert_str_eq(err.text, "d.toml:2:1: the id 'x' is used twice, first in c.toml:1; to replace it, write "
				   "override = true");
	ck_assert_int_eq(load_as("d.toml", RULE("x") "override = true\n", ROLE_RULES), STATUS_OK);
	ck_assert_str_eq(ruleset_find(&set, "x")->file, "d.toml");
}
END_TEST

START_TEST(a_disabled_rule_is_gone_but_its_id_is_known)
{
	load("[extend]\ndisabledRules = ['alpha-key']\n[[allowlists]]\nrules = ['alpha-key']\npaths = ['x']\n");
	finish();
	ck_assert_uint_eq(set.rules.len, 1);
	ck_assert_ptr_null(ruleset_find(&set, "alpha-key"));
	ck_assert_ptr_nonnull(ruleset_find(&set, "beta-key"));
}
END_TEST

START_TEST(a_disabled_rule_may_be_written_anew)
{
	load("[extend]\ndisabledRules = ['alpha-key']\n" RULE("alpha-key"));
	finish();
	ck_assert_str_eq(ruleset_find(&set, "alpha-key")->file, "c.toml");
}
END_TEST

START_TEST(without_the_built_in_rules_only_the_own_ones_are_left)
{
	load("[extend]\nuseDefault = false\n" RULE("x"));
	finish();
	ck_assert_uint_eq(set.rules.len, 1);
	ck_assert_str_eq(set.rules.items[0]->id, "x");
}
END_TEST

START_TEST(a_set_without_rules_is_an_error)
{
	load("[extend]\nuseDefault = false\n");
	ck_assert_int_eq(ruleset_finish(&set, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, "c.toml: no rule is left to look for; nothing would ever be found");
}
END_TEST

START_TEST(an_allowlist_may_name_a_rule_of_a_later_file_but_none_that_never_comes)
{
	load("[[allowlists]]\nrules = ['later', 'beta-kye']\npaths = ['x']\n");
	ck_assert_int_eq(load_as("d.toml", RULE("later"), ROLE_RULES), STATUS_OK);
	ck_assert_int_eq(ruleset_finish(&set, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, "c.toml:2:19: the allowlist names no rule: 'beta-kye' (did you mean 'beta-key'?)");
}
END_TEST

START_TEST(names_are_not_looked_up_in_lists_that_nobody_gave)
{
	ruleset_release(&set);
	ruleset_init(&set, NULL);
	load(RULE("x") "check = 'anything'\ncounterexamples = ['%{anything}']\n");
}
END_TEST

START_TEST(excluded_paths_add_up_and_the_last_confidence_counts)
{
	ck_assert_int_eq(load_as("u.toml", "min_confidence = 'certain'\npaths = { exclude = ['a'] }\n", ROLE_USER),
			 STATUS_OK);
	load("min_confidence = 'likely'\n[paths]\nexclude = ['b']\n");
	ck_assert_uint_eq(set.settings.exclude.len, 2);
	ck_assert_str_eq(set.settings.exclude.items[1], "b");
	ck_assert_int_eq(set.settings.min_confidence, CONFIDENCE_LIKELY);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_missing)
{
	ck_assert_int_eq(ruleset_load_file(&set, "no/such.toml", DIALECT_KEYSIEVE, ROLE_CONFIG, &err), ERR_MISSING);
	ck_assert_ptr_nonnull(strstr(err.text, "no/such.toml"));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_config_adds_rules_allowlists_and_settings);
	tcase_add_test(tests, what_a_rule_leaves_out_has_a_default);
	tcase_add_loop_test(tests, every_mistake_has_its_place_and_its_words, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_loop_test(tests, a_regex_that_does_not_work_is_pointed_at, 0,
			    sizeof(bad_regexes) / sizeof(bad_regexes[0]));
	tcase_add_loop_test(tests, a_regex_that_only_looks_like_a_trap_is_taken, 0,
			    sizeof(good_regexes) / sizeof(good_regexes[0]));
	tcase_add_test(tests, a_file_of_rules_has_rules_and_nothing_else);
	tcase_add_test(tests, a_rule_of_ours_says_everything);
	tcase_add_loop_test(tests, found_configs_may_not_send_anybody_anywhere, 0, 2);
	tcase_add_test(tests, override_replaces_the_whole_rule);
	tcase_add_test(tests, a_later_file_needs_override_too);
	tcase_add_test(tests, a_disabled_rule_is_gone_but_its_id_is_known);
	tcase_add_test(tests, a_disabled_rule_may_be_written_anew);
	tcase_add_test(tests, without_the_built_in_rules_only_the_own_ones_are_left);
	tcase_add_test(tests, a_set_without_rules_is_an_error);
	tcase_add_test(tests, an_allowlist_may_name_a_rule_of_a_later_file_but_none_that_never_comes);
	tcase_add_test(tests, names_are_not_looked_up_in_lists_that_nobody_gave);
	tcase_add_test(tests, excluded_paths_add_up_and_the_last_confidence_counts);
	tcase_add_test(tests, a_file_that_is_not_there_is_missing);
}

UNIT_MAIN("ruleset", add_tests)
