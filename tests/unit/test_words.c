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

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_word_allows_its_line_and_its_rule, 0, sizeof(cases) / sizeof(cases[0]));
}

UNIT_MAIN("words", add_tests)
