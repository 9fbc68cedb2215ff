#include "unit/unit.h"

#include <string.h>

#include "engine/mates.h"

/* The first value of each text is `first`; ends in what follows it, or NULL. */
static const struct {
	const char *text, *next;
} lists[] = {
	{ "K = ['abcd1234efgh5678', 'ijkl9012mnop3456']", "ijkl9012mnop3456" },
	{ "K = [\n\t\"abcd1234efgh5678\",\n\t\"ijkl9012mnop3456\",\n]", "ijkl9012mnop3456" },
	{ "[\\\"abcd1234efgh5678\\\", \\\"ijkl9012mnop3456\\\"]", "ijkl9012mnop3456" },
	{ "KEYS=abcd1234efgh5678,ijkl9012mnop3456", "ijkl9012mnop3456" },
	{ "keys:\n  - abcd1234efgh5678\r\n  - ijkl9012mnop3456\r\n", "ijkl9012mnop3456" },
	{ "keys:\n- 'abcd1234efgh5678'\n- 'ijkl9012mnop3456'\n", "ijkl9012mnop3456" },
	{ "'abcd1234efgh5678', \"ijkl9012mnop3456\"", NULL },
	{ "'abcd1234efgh5678', ijkl9012mnop3456", NULL },
	{ "'abcd1234efgh5678', 'ijkl9012mnop345'", NULL },
	{ "'abcd1234efgh5678', 'ijkl9012mnop34567'", NULL },
	{ "'abcd1234efgh5678', 'IJKL9012MNOP3456'", NULL },
	{ "'abcd1234efgh5678', 'ijkl-012mnop3456'", NULL },
	{ "'abcd1234efgh5678', 'ijkl+012mnop3456'", NULL },
	{ "'abcd1234efgh5678' 'ijkl9012mnop3456'", NULL },
	{ "'abcd1234efgh5678': 'ijkl9012mnop3456'", NULL },
	{ "abcd1234efgh5678 - ijkl9012mnop3456", NULL },
	{ "abcd1234efgh5678,ijkl9012mnop3456.js", NULL },
	{ "abcd1234efgh5678,ijkl9012mnop34", NULL },
	{ "abcd1234efgh5678,", NULL },
	{ "abcd1234efgh5678", NULL },
};

START_TEST(a_value_of_the_same_make_behind_a_comma_or_dash_is_a_mate)
{
	const struct slice first = SLICE("abcd1234efgh5678"), text = slice_of(lists[_i].text);
	size_t start = slice_find(text, first, 0), end = start + first.len;
	const bool found = mates_next(text, first, &start, &end);

	ck_assert_msg(found == (lists[_i].next != NULL), "%s", lists[_i].text);
	if (found)
		ck_assert_msg(slice_equal(slice_sub(text, start, end - start), slice_of(lists[_i].next)), "%s",
			      lists[_i].text);
}
END_TEST

START_TEST(a_dash_may_be_missing_by_chance)
{
	const struct slice text = SLICE("'Abcd1234efgh5678', 'ijkl-012Mnop3456'");
	size_t start = 1, end = 17;

	ck_assert(mates_next(text, slice_sub(text, 1, 16), &start, &end));
	ck_assert_uint_eq(start, 21);
	ck_assert_uint_eq(end, 37);
}
END_TEST

START_TEST(short_values_have_none)
{
	const struct slice text = SLICE("'abcd1234efgh', 'ijkl9012mnop'");
	size_t start = 1, end = 13;

	ck_assert(!mates_next(text, slice_sub(text, 1, 12), &start, &end));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_value_of_the_same_make_behind_a_comma_or_dash_is_a_mate, 0,
			    sizeof(lists) / sizeof(*lists));
	tcase_add_test(tests, a_dash_may_be_missing_by_chance);
	tcase_add_test(tests, short_values_have_none);
}

UNIT_MAIN("mates", add_tests)
