#include "unit/unit.h"

#include "policy/policy.h"

#define LIST(...)                                                                                                      \
	{                                                                                                              \
		(const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)    \
	}

static const struct rule rule = { .id = "acme-token" };
static const struct rule other = { .id = "other-token" };
static const struct rule *const rules[] = { &rule, &other };

/* What every case below is asked about. */
static const struct policy_question question = {
	.rule = &rule,
	.secret = { "vq7mzt2kEXAMPLExw9p", 19 },
	.match = { "key: vq7mzt2kEXAMPLExw9p;", 25 },
	.line = { "before key: vq7mzt2kEXAMPLExw9p; behind", 39 },
	.path = { "src/tests/data/a.txt", 20 },
	.commit = { "0123456789012345678901234567890123456789", 40 },
};

static struct policy *make(const struct allowlist *lists, size_t len)
{
	struct error err = { 0 };
	struct policy *p = policy_new(rules, 2, lists, len, &err);

	if (!p)
		ck_abort_msg("%s", err.text);
	return p;
}

static bool accepts(struct allowlist list, struct policy_question asked)
{
	struct policy *p = make(&list, 1);
	bool result = policy_allows(p, &asked) == &list;

	ck_assert(result || !policy_allows(p, &asked));
	policy_free(p);
	return result;
}

static const struct {
	const char *what;
	struct allowlist list;
	bool accepted;
} cases[] = {
	{ "nothing in it accepts nothing", { 0 }, false },
	{ "nothing in it accepts nothing, with all too", { .all = true }, false },

	{ "a regex is held against the secret", { .regexes = LIST("^vq7") }, true },
	{ "not against the match", { .regexes = LIST("^key") }, false },
	{ "unless it says so", { .regexes = LIST("^key"), .target = ALLOW_MATCH }, true },
	{ "the match is not the line", { .regexes = LIST("behind"), .target = ALLOW_MATCH }, false },
	{ "or against the line", { .regexes = LIST("behind$"), .target = ALLOW_LINE }, true },
	{ "one of several regexes is enough", { .regexes = LIST("nope", "w9p$") }, true },
	{ "a regex minds case", { .regexes = LIST("example") }, false },

	{ "a stopword in any case", { .stopwords = LIST("example") }, true },
	{ "one of several", { .stopwords = LIST("sample", "eXaMple") }, true },
	{ "a stopword is looked for in the secret only", { .stopwords = LIST("behind") }, false },
	{ "a stopword longer than the secret", { .stopwords = LIST("vq7mzt2kEXAMPLExw9pp") }, false },

	{ "a path regex is searched", { .paths = LIST("tests/") }, true },
	{ "and can be anchored", { .paths = LIST("^tests/") }, false },
	{ "dollar is the very end", { .paths = LIST("\\.txt$") }, true },

	{ "a folder at any depth", { .globs = LIST("tests/") }, true },
	{ "a name at any depth", { .globs = LIST("*.txt") }, true },
	{ "a slash anchors at the top", { .globs = LIST("/tests") }, false },
	{ "a slash in the middle anchors too", { .globs = LIST("tests/data") }, false },
	{ "two stars", { .globs = LIST("src/**/a.txt") }, true },
	{ "what is taken back", { .globs = LIST("tests/", "!a.txt") }, false },
	{ "the last line decides", { .globs = LIST("!a.txt", "tests/") }, true },
	{ "globs and path regexes are one kind of condition",
	  { .all = true, .globs = LIST("nope"), .paths = LIST("tests/") },
	  true },

	{ "a commit", { .commits = LIST("0123456789012345678901234567890123456789") }, true },
	{ "not the beginning of its id", { .commits = LIST("0123456") }, false },

	{ "any of two kinds", { .stopwords = LIST("nope"), .globs = LIST("tests/") }, true },
	{ "all of two kinds", { .all = true, .stopwords = LIST("example"), .globs = LIST("tests/") }, true },
	{ "all, and one does not hold", { .all = true, .stopwords = LIST("nope"), .globs = LIST("tests/") }, false },
	{ "all of four",
	  { .all = true,
	    .regexes = LIST("vq7"),
	    .stopwords = LIST("example"),
	    .paths = LIST("a"),
	    .commits = LIST("0123456789012345678901234567890123456789") },
	  true },

	{ "for this rule", { .globs = LIST("tests/"), .rules = LIST("x", "acme-token") }, true },
	{ "for another rule", { .globs = LIST("tests/"), .rules = LIST("other-token") }, false },
	{ "a rule alone is no condition", { .rules = LIST("acme-token") }, false },
};

START_TEST(an_allowlist_accepts_what_it_says)
{
	ck_assert_msg(accepts(cases[_i].list, question) == cases[_i].accepted, "%s", cases[_i].what);
}
END_TEST

START_TEST(what_a_place_lacks_meets_no_condition)
{
	struct policy_question message = question;

	message.path = message.commit = SLICE_NONE;
	ck_assert(!accepts((struct allowlist){ .globs = LIST("*") }, message));
	ck_assert(!accepts((struct allowlist){ .paths = LIST(".*") }, message));
	ck_assert(!accepts((struct allowlist){ .commits = LIST("") }, question));
}
END_TEST

START_TEST(paths_and_secrets_are_bytes)
{
	struct policy_question odd = question;

	odd.path = SLICE("a\xff\n\0b.txt");
	odd.secret = SLICE("x\0\xffword");
	ck_assert(accepts((struct allowlist){ .paths = LIST("b\\.txt$") }, odd));
	ck_assert(accepts((struct allowlist){ .regexes = LIST("\\xffword$") }, odd));
	ck_assert(accepts((struct allowlist){ .stopwords = LIST("WORD") }, odd));
}
END_TEST

/* The clock stands at the last second of 2026-03-01. */
static const struct {
	const char *until;
	bool accepted;
} days[] = { { NULL, true },          { "2026-03-01", true },  { "2026-03-02", true },  { "2027-01-01", true },
	     { "2026-02-28", false }, { "2025-12-31", false }, { "0001-01-01", false }, { "9999-12-31", true } };

START_TEST(what_is_allowed_until_a_day_is_allowed_to_its_end)
{
	setenv("SOURCE_DATE_EPOCH", "1772409599", 1);
	ck_assert_msg(accepts((struct allowlist){ .globs = LIST("*"), .until = days[_i].until }, question) ==
			      days[_i].accepted,
		      "%s", days[_i].until);
	setenv("SOURCE_DATE_EPOCH", "1772409600", 1);
	if (days[_i].until)
		ck_assert(accepts((struct allowlist){ .globs = LIST("*"), .until = "2026-03-01" }, question) == false);
}
END_TEST

START_TEST(a_rule_brings_its_own_allowlists_which_count_for_it_alone)
{
	const struct allowlist own = { .globs = LIST("*") };
	const struct rule lenient = { .id = "acme-token", .allow = { &own, 1 } };
	const struct rule *const both[] = { &lenient, &other };
	struct policy_question asked = question;
	struct error err;
	struct policy *p = policy_new(both, 2, NULL, 0, &err);

	asked.rule = &lenient;
	ck_assert_ptr_eq(policy_allows(p, &asked), &own);
	asked.rule = &other;
	ck_assert_ptr_null(policy_allows(p, &asked));
	policy_free(p);
}
END_TEST

START_TEST(a_rule_looks_at_the_paths_it_names)
{
	static const struct {
		const char *path, *asked;
		bool covered;
	} rows[] = {
		{ NULL, "a", true },           { NULL, "", true },
		{ "\\.env$", "x/.env", true }, { "\\.env$", "x/.env2", false },
		{ "\\.env$", "", false },      { "", "a", true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct rule narrow = { .id = "narrow", .path = rows[i].path };
		const struct rule *const one[] = { &narrow };
		struct error err;
		struct policy *p = policy_new(one, 1, NULL, 0, &err);

		ck_assert_msg(policy_rule_covers(p, &narrow, slice_of(rows[i].asked)) == rows[i].covered, "%zu", i);
		policy_free(p);
	}
}
END_TEST

/* Neither a secret nor a file may be lost because a pattern was too hard. */
START_TEST(a_pattern_that_hits_its_limit_accepts_nothing_and_leaves_nothing_out)
{
	static const char hard[] = "^(a+)+$",
			  subject[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
	const struct rule narrow = { .id = "acme-token", .path = hard };
	const struct rule *const one[] = { &narrow };
	struct policy_question asked = question;
	struct error err;
	struct policy *p = policy_new(one, 1, NULL, 0, &err);

	asked.secret = slice_of(subject);
	ck_assert(!accepts((struct allowlist){ .regexes = LIST(hard) }, asked));
	ck_assert(policy_rule_covers(p, &narrow, slice_of(subject)));
	ck_assert(!policy_rule_covers(p, &narrow, SLICE("b")));
	policy_free(p);
}
END_TEST

START_TEST(a_pattern_that_does_not_compile_is_an_error_with_its_place)
{
	const struct {
		struct allowlist list;
		const char *said;
	} rows[] = {
		{ { .regexes = LIST("good", "(bad"), .file = "x.toml", .line = 7 }, "x.toml:7: regex '(bad': " },
		{ { .paths = LIST("[bad"), .file = "y.toml", .line = 9 }, "y.toml:9: regex '[bad': " },
		{ { .paths = LIST("(*UTF)x") }, "rules:0: regex '(*UTF)x': " },
		{ { .regexes = LIST("\\C") }, "rules:0: regex '\\C': " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct error err = { 0 };

		ck_assert_ptr_null(policy_new(rules, 2, &rows[i].list, 1, &err));
		ck_assert_int_eq(err.status, ERR_CONFIG);
		ck_assert_msg(slice_starts(slice_of(err.text), slice_of(rows[i].said)), "%s", err.text);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, an_allowlist_accepts_what_it_says, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tests, what_a_place_lacks_meets_no_condition);
	tcase_add_test(tests, paths_and_secrets_are_bytes);
	tcase_add_loop_test(tests, what_is_allowed_until_a_day_is_allowed_to_its_end, 0, sizeof(days) / sizeof(*days));
	tcase_add_test(tests, a_rule_brings_its_own_allowlists_which_count_for_it_alone);
	tcase_add_test(tests, a_rule_looks_at_the_paths_it_names);
	tcase_add_test(tests, a_pattern_that_hits_its_limit_accepts_nothing_and_leaves_nothing_out);
	tcase_add_test(tests, a_pattern_that_does_not_compile_is_an_error_with_its_place);
}

UNIT_MAIN("policy", add_tests)
