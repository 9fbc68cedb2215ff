#include "unit/unit.h"

#include "scan/notebook.h"

static size_t cell_of(const char *text, const char *needle)
{
	struct cells cells = { 0 };
	struct slice all = slice_of(text);
	size_t cell;

	notebook_cells(all, &cells);
	cell = notebook_cell_at(&cells, slice_find(all, slice_of(needle), 0));
	array_release(&cells);
	return cell;
}

#define CELL(text) "{\"source\": [\"" text "\"], \"cell_type\": \"code\", \"outputs\": [{\"x\": {}}]}"

START_TEST(cells_of_every_kind_count_from_one)
{
	static const char text[] = "{\"metadata\": {\"k\": [{}]}, \"cells\": [" CELL("first") ", " CELL(
		"sec\\\"]}ond") ", " CELL("third") "], \"nbformat\": 4}";

	ck_assert_uint_eq(cell_of(text, "first"), 1);
	ck_assert_uint_eq(cell_of(text, "ond"), 2);
	ck_assert_uint_eq(cell_of(text, "third"), 3);
	ck_assert_uint_eq(cell_of(text, "metadata"), 0);
}
END_TEST

START_TEST(a_damaged_notebook_still_has_the_cells_before_the_damage)
{
	ck_assert_uint_eq(cell_of("{\"nbformat\": 4, \"cells\": [" CELL("one") ", " CELL("two"), "two"), 2);
	ck_assert_uint_eq(cell_of("{\"nbformat\": 4, \"cells\": [" CELL("one") ", {\"source\": \"cut off", "cut"), 0);
}
END_TEST

START_TEST(other_json_has_no_cells)
{
	ck_assert_uint_eq(cell_of("{\"cells\": [" CELL("one") "]}", "one"), 0);
	ck_assert_uint_eq(cell_of("# \"nbformat\" \"cells\": [" CELL("one") "]", "one"), 0);
}
END_TEST

START_TEST(a_byte_between_two_cells_is_in_none)
{
	struct cells cells = { 0 };

	for (size_t i = 0; i < 100; i++)
		*array_add(&cells) = (struct cell){ 10 * i + 3, 10 * i + 8 };
	for (size_t offset = 0; offset < 1100; offset++) {
		bool within = offset % 10 >= 3 && offset % 10 < 8 && offset < 1000;

		ck_assert_uint_eq(notebook_cell_at(&cells, offset), within ? offset / 10 + 1 : 0);
	}
	array_release(&cells);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, cells_of_every_kind_count_from_one);
	tcase_add_test(tests, a_damaged_notebook_still_has_the_cells_before_the_damage);
	tcase_add_test(tests, a_byte_between_two_cells_is_in_none);
	tcase_add_test(tests, other_json_has_no_cells);
}

UNIT_MAIN("notebook", add_tests)
