#include "unit/unit.h"

#include "scan/lines.h"

static const struct position start = { 1, 1 };

static void expect(struct lines *lines, size_t offset, size_t line, size_t column)
{
	struct position got = lines_at(lines, offset);

	ck_assert_msg(got.line == line && got.column == column, "offset %zu: got %zu:%zu, want %zu:%zu", offset,
		      got.line, got.column, line, column);
}

START_TEST(lines_end_at_line_feeds_only)
{
	struct lines lines;

	lines_init(&lines, SLICE("a\r\nb\rc\nd"), start);
	expect(&lines, 0, 1, 1);
	expect(&lines, 2, 1, 3);
	expect(&lines, 3, 2, 1);
	expect(&lines, 5, 2, 3);
	expect(&lines, 7, 3, 1);
	expect(&lines, 8, 3, 2);
}
END_TEST

START_TEST(columns_count_code_points_and_an_invalid_byte_is_one)
{
	struct lines lines;

	lines_init(&lines, SLICE("\xc3\xa9x\xff\xffy"), start);
	expect(&lines, 2, 1, 2);
	expect(&lines, 3, 1, 3);
	expect(&lines, 5, 1, 5);
}
END_TEST

START_TEST(questions_may_go_back)
{
	struct lines lines;

	lines_init(&lines, SLICE("one\ntwo\nthree"), start);
	expect(&lines, 9, 3, 2);
	expect(&lines, 5, 2, 2);
	expect(&lines, 5, 2, 2);
	expect(&lines, 1, 1, 2);
	expect(&lines, 12, 3, 5);
}
END_TEST

START_TEST(a_later_piece_goes_on_where_the_one_before_ended)
{
	struct lines lines;

	lines_init(&lines, SLICE("tail\nnext"), (struct position){ 7, 11 });
	expect(&lines, 2, 7, 13);
	expect(&lines, 5, 8, 1);
	expect(&lines, 0, 7, 11);
}
END_TEST

START_TEST(the_line_around_an_offset_is_cut_to_what_was_asked)
{
	struct lines lines;

	lines_init(&lines, SLICE("one\ntwo three\nfour"), start);
	ck_assert_slice_eq(lines_around(&lines, 6, 100), "two three");
	ck_assert_slice_eq(lines_around(&lines, 4, 100), "two three");
	ck_assert_slice_eq(lines_around(&lines, 8, 4), "o th");
	ck_assert_slice_eq(lines_around(&lines, 3, 100), "one");
	ck_assert_slice_eq(lines_around(&lines, 0, 4), "on");
	ck_assert_slice_eq(lines_around(&lines, 17, 4), "our");
	ck_assert_slice_eq(lines_around(&lines, 18, 100), "four");
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, lines_end_at_line_feeds_only);
	tcase_add_test(tests, columns_count_code_points_and_an_invalid_byte_is_one);
	tcase_add_test(tests, questions_may_go_back);
	tcase_add_test(tests, a_later_piece_goes_on_where_the_one_before_ended);
	tcase_add_test(tests, the_line_around_an_offset_is_cut_to_what_was_asked);
}

UNIT_MAIN("lines", add_tests)
