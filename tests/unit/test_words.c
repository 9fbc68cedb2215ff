#include "unit/unit.h"

#include "policy/words.h"

static const struct {
	const char *line;
	bool allowed;
} cases[] = {
	{ "key = 1 # keysieve:allow", true },
	{ "key = 1 # keysieve:allow github-pat", true },
	{ "key = 1 # keysieve:allow npm-token", false },
	{ "key = 1 # keysieve:allow -- a fixture", true },
	{ "key = 1 # keysieve:allow github-pat -- a fixture", true },
	{ "key = 1 /* keysieve:allow */", true },
	{ "key = 1 <!-- keysieve:allow -->", true },
	{ "key = 1 # keysieve:allow npm-token keysieve:allow github-pat", true },
	{ "key = 1 # keysieve:allowed", false },
	{ "key = 1 # notkeysieve:allow", false },
	{ "key = 1 // gitleaks:allow", true },
	{ "key = 1", false },
};

START_TEST(a_word_allows_its_line_and_its_rule)
{
	ck_assert_msg(words_allow(slice_of(cases[_i].line), "github-pat") == cases[_i].allowed, "%s", cases[_i].line);
}
END_TEST

START_TEST(the_reason_stands_behind_two_dashes)
{
	ck_assert_slice_eq(words_reason(SLICE("key = 1 # keysieve:allow -- a fixture ")), "a fixture");
	ck_assert_slice_eq(words_reason(SLICE("key = 1 /* keysieve:allow x -- a fixture */")), "a fixture");
	ck_assert_slice_eq(words_reason(SLICE("<!-- a -- b keysieve:allow -- a fixture -->")), "a fixture");
	ck_assert_slice_eq(words_reason(SLICE("key = 1 # keysieve:allow")), "");
	ck_assert_slice_eq(words_reason(SLICE("key = 1 -- 2")), "");
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_word_allows_its_line_and_its_rule, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, the_reason_stands_behind_two_dashes);
}

UNIT_MAIN("words", add_tests)
