#include "unit/unit.h"

START_TEST(cut_takes_the_parts_between_separators)
{
	struct slice rest = SLICE("a,,bc"), part;

	ck_assert(slice_cut(&rest, ',', &part));
	ck_assert_slice_eq(part, "a");
	ck_assert(slice_cut(&rest, ',', &part));
	ck_assert_slice_eq(part, "");
	ck_assert(slice_cut(&rest, ',', &part));
	ck_assert_slice_eq(part, "bc");
	ck_assert(!slice_cut(&rest, ',', &part));
}
END_TEST

START_TEST(sub_is_cut_to_what_is_there)
{
	ck_assert_slice_eq(slice_sub(SLICE("abc"), 1, 99), "bc");
	ck_assert_slice_eq(slice_sub(SLICE("abc"), 9, 1), "");
}
END_TEST

START_TEST(find_looks_from_a_position_and_in_any_case)
{
	ck_assert_uint_eq(slice_find(SLICE("abcabc"), SLICE("bc"), 2), 4);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("x"), 0), SLICE_NOWHERE);
	ck_assert_uint_eq(slice_find(SLICE("abc"), SLICE("abcd"), 0), SLICE_NOWHERE);
	ck_assert_uint_eq(slice_find_nocase(SLICE("xABC"), SLICE("abc"), 0), 1);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, cut_takes_the_parts_between_separators);
	tcase_add_test(tests, sub_is_cut_to_what_is_there);
	tcase_add_test(tests, find_looks_from_a_position_and_in_any_case);
}

UNIT_MAIN("slice", add_tests)
