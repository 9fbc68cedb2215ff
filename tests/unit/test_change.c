#include "unit/unit.h"

#include "model/change.h"

static const struct slice versions[] = { { "old", 3 }, { "theirs", 6 } };
static const struct line_range added[] = { { 3, 4 }, { 9, 9 } };

static const struct {
	const char *what;
	size_t first, last, now, before[2], before_len;
	bool lines_known, blocks;
} cases[] = {
	{ "an added line of a new file", 3, 3, 1, { 0 }, 0, true, true },
	{ "a line that was not added", 5, 8, 1, { 0 }, 1, true, false },
	{ "a span that ends on an added line", 1, 3, 1, { 0 }, 1, true, true },
	{ "a span that starts on an added line", 4, 8, 1, { 0 }, 1, true, true },
	{ "a span around an added line", 8, 10, 1, { 0 }, 1, true, true },
	{ "the line before the last range", 8, 8, 1, { 0 }, 1, true, false },
	{ "the line after the last range", 10, 10, 1, { 0 }, 1, true, false },
	{ "a moved secret", 3, 3, 1, { 1 }, 1, true, false },
	{ "a second copy", 3, 3, 2, { 1 }, 1, true, true },
	{ "one of two copies left", 3, 3, 1, { 2 }, 1, true, false },
	{ "what the other parent has", 3, 3, 1, { 0, 1 }, 2, true, false },
	{ "what neither parent has", 3, 3, 1, { 0, 0 }, 2, true, true },
	{ "no diff and more of it", 500, 500, 1, { 0 }, 1, false, true },
	{ "no diff and as much as before", 500, 500, 1, { 1 }, 1, false, false },
};

START_TEST(a_finding_blocks_when_an_added_line_brings_more_of_the_secret)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct change change = { versions, cases[i].before_len, added, 2, cases[i].lines_known };

		ck_assert_msg(change_blocks(&change, cases[i].first, cases[i].last, cases[i].now, cases[i].before) ==
				      cases[i].blocks,
			      "%s", cases[i].what);
	}
}
END_TEST

START_TEST(content_without_a_change_blocks)
{
	ck_assert(change_blocks(NULL, 1, 1, 1, NULL));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_finding_blocks_when_an_added_line_brings_more_of_the_secret);
	tcase_add_test(tests, content_without_a_change_blocks);
}

UNIT_MAIN("change", add_tests)
