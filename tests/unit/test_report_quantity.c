#include "unit/unit.h"

#include <math.h>

#include "report/quantity.h"

START_TEST(counts_are_grouped_by_thousands)
{
	static const struct {
		uint64_t n;
		const char *want;
	} cases[] = { { 0, "0" },          { 999, "999" },           { 1000, "1,000" },
		      { 40113, "40,113" }, { 1234567, "1,234,567" }, { UINT64_MAX, "18,446,744,073,709,551,615" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer out;

		buffer_init(&out, 64);
		quantity_add_count(&out, cases[i].n);
		ck_assert_slice_eq(buffer_slice(&out), cases[i].want);
		buffer_release(&out);
	}
}
END_TEST

START_TEST(one_thing_is_singular)
{
	struct buffer out;

	buffer_init(&out, 64);
	quantity_add_things(&out, 1, "file");
	buffer_add_text(&out, " ");
	quantity_add_things(&out, 0, "file");
	buffer_add_text(&out, " ");
	quantity_add_things(&out, 2000, "blob");
	ck_assert_slice_eq(buffer_slice(&out), "1 file 0 files 2,000 blobs");
	buffer_release(&out);
}
END_TEST

START_TEST(sizes_are_rounded_and_never_reach_a_thousand_of_a_unit)
{
	static const struct {
		uint64_t bytes;
		const char *want;
	} cases[] = { { 0, "0 bytes" },
		      { 1, "1 byte" },
		      { 999, "999 bytes" },
		      { 1000, "1.0 kB" },
		      { 1449, "1.4 kB" },
		      { 1450, "1.5 kB" },
		      { 9949, "9.9 kB" },
		      { 9950, "10 kB" },
		      { 999499, "999 kB" },
		      { 999500, "1.0 MB" },
		      { 14000000, "14 MB" },
		      { 5812345678, "5.8 GB" },
		      { 2500000000000, "2.5 TB" },
		      { UINT64_MAX, "18 EB" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer out;

		buffer_init(&out, 64);
		quantity_add_bytes(&out, cases[i].bytes);
		ck_assert_slice_eq(buffer_slice(&out), cases[i].want);
		buffer_release(&out);
	}
}
END_TEST

START_TEST(durations_get_coarser_as_they_grow)
{
	static const struct {
		double seconds;
		const char *want;
	} cases[] = { { 0, "0.00 s" },        { -1, "0.00 s" },      { 0.034, "0.03 s" },  { 0.996, "1.0 s" },
		      { 3.21, "3.2 s" },      { 9.94, "9.9 s" },     { 9.96, "10 s" },     { 42.4, "42 s" },
		      { 119.6, "2 min 0 s" }, { 200, "3 min 20 s" }, { 7500, "2 h 5 min" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buffer out;

		buffer_init(&out, 64);
		quantity_add_seconds(&out, cases[i].seconds);
		ck_assert_slice_eq(buffer_slice(&out), cases[i].want);
		buffer_release(&out);
	}
}
END_TEST

START_TEST(a_duration_that_is_no_number_is_nothing)
{
	struct buffer out;

	buffer_init(&out, 64);
	quantity_add_seconds(&out, (double)NAN);
	quantity_add_seconds(&out, (double)INFINITY);
	ck_assert_slice_eq(buffer_slice(&out), "0.00 s0.00 s");
	buffer_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, counts_are_grouped_by_thousands);
	tcase_add_test(tests, one_thing_is_singular);
	tcase_add_test(tests, sizes_are_rounded_and_never_reach_a_thousand_of_a_unit);
	tcase_add_test(tests, durations_get_coarser_as_they_grow);
	tcase_add_test(tests, a_duration_that_is_no_number_is_nothing);
}

UNIT_MAIN("report_quantity", add_tests)
