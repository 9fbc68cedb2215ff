#include "unit/unit.h"

#include "source/resemblance.h"

static const struct {
	const char *a, *b;
	unsigned percent;
} cases[] = {
	{ "", "", 0 },
	{ "", "x\n", 0 },
	{ "x\n", "x\n", 100 },
	{ "1\n2\n3\n4\n", "4\n3\n2\n1\n", 100 },
	{ "1\n2\n3\n4\n", "1\n2\n5\n6\n", 50 },
	{ "1\n2\n", "1\n2\n3\n4\n", 50 },
	{ "1\n1\n1\n1\n", "1\n", 25 },
	{ "1\n2", "1\n2\n", 50 },
};

START_TEST(what_part_of_the_larger_file_stands_in_the_other)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sketch a, b;

		sketch_make(&a, slice_of(cases[i].a));
		sketch_make(&b, slice_of(cases[i].b));
		ck_assert_msg(sketch_compare(&a, &b) == cases[i].percent, "case %zu: %u", i, sketch_compare(&a, &b));
		ck_assert_uint_eq(sketch_compare(&b, &a), cases[i].percent);
		sketch_release(&a);
		sketch_release(&b);
	}
}
END_TEST

START_TEST(an_edit_in_a_single_long_line_leaves_much_in_common)
{
	char a[1000], b[1000];
	struct sketch x, y;

	for (size_t i = 0; i < sizeof(a); i++)
		a[i] = b[i] = (char)('a' + (i * i) % 23);
	b[500] = '!';
	sketch_make(&x, slice_make(a, sizeof(a)));
	sketch_make(&y, slice_make(b, sizeof(b)));
	ck_assert_uint_ge(sketch_compare(&x, &y), 90);
	ck_assert_uint_lt(sketch_compare(&x, &y), 100);
	sketch_release(&x);
	sketch_release(&y);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, what_part_of_the_larger_file_stands_in_the_other);
	tcase_add_test(tests, an_edit_in_a_single_long_line_leaves_much_in_common);
}

UNIT_MAIN("resemblance", add_tests)
