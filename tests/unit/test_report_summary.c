#include "unit/unit.h"

#include "unit/report_results.h"

static void check_summary(const struct result *result, const struct report_options *options, const char *want)
{
	struct buffer out;

	buffer_init(&out, 1 << 20);
	report_summary(&out, result, options);
	ck_assert_str_eq(out.at, want);
	buffer_release(&out);
}

static const struct report_options plain = { 0 }, verbose = { .verbose = true };

START_TEST(clean_is_said_only_where_something_was_read)
{
	struct result result;

	test_result_init(&result);
	check_summary(&result, &plain, "keysieve: nothing to read\n");
	result.coverage.files = 212;
	result.coverage.bytes = 14000000;
	result.seconds = 0.03;
	check_summary(&result, &plain, "keysieve: clean: 212 files, 14 MB in 0.03 s\n");
	result.coverage.files = 0;
	result.coverage.blobs = 1;
	result.coverage.commits = 1;
	check_summary(&result, &plain, "keysieve: clean: 1 blob of 1 commit, 14 MB in 0.03 s\n");
	test_result_release(&result);
}
END_TEST

START_TEST(secrets_are_counted_and_the_worst_named)
{
	struct result result;

	test_result_init(&result);
	test_add_finding(&result, &test_rules[2], SLICE("a"));
	result.coverage.files = 1;
	check_summary(&result, &plain, "keysieve: 1 secret (low) in 1 file, 0 bytes in 0.00 s\n");
	test_add_finding(&result, &test_rules[0], SLICE("b"));
	test_add_finding(&result, &test_rules[0], SLICE("c"));
	result.coverage = (struct coverage){ .files = 1204, .blobs = 40113, .commits = 12272, .bytes = 5812345678 };
	result.seconds = 3.21;
	result.suppressed = 2;
	result.not_blocking = 1;
	check_summary(&result, &plain,
		      "keysieve: 3 secrets (2 critical) in 1,204 files and 40,113 blobs of 12,272 commits, "
		      "5.8 GB in 3.2 s; 2 suppressed\n");
	check_summary(&result, &verbose,
		      "keysieve: 3 secrets (2 critical) in 1,204 files and 40,113 blobs of 12,272 commits, "
		      "5.8 GB in 3.2 s; 2 suppressed; 1 not added by this change\n");
	test_result_release(&result);
}
END_TEST

START_TEST(what_was_not_read_stands_first_and_is_named)
{
	static const char *const names[] = { "a", "b", "c", "d", "e\nf" };
	struct result result;

	test_result_init(&result);
	result.complete = false;
	result.coverage.files = 3;
	for (int i = 0; i < 5; i++)
		coverage_fail(&result.coverage, "promised", slice_of(names[i]));
	coverage_fail(&result.coverage, "permission", SLICE("x/y"));
	coverage_skip(&result.coverage, "fifo", SLICE("pipe"));
	coverage_skip(&result.coverage, "submodule", SLICE("lib"));
	result.hint = "history not scanned: give the repository itself";
	check_summary(&result, &plain,
		      "keysieve: INCOMPLETE: nothing found in what could be read: 3 files, 0 bytes in 0.00 s; "
		      "skipped: 1 fifo, 1 submodule\n"
		      "keysieve: not read: permission (1): x/y\n"
		      "keysieve: not read: promised (5): a, b, c and 2 more\n"
		      "keysieve: note: history not scanned: give the repository itself\n");
	check_summary(&result, &verbose,
		      "keysieve: INCOMPLETE: nothing found in what could be read: 3 files, 0 bytes in 0.00 s\n"
		      "keysieve: not read: permission (1): x/y\n"
		      "keysieve: not read: promised (5): a, b, c, d, e\\x0af\n"
		      "keysieve: skipped: fifo (1): pipe\n"
		      "keysieve: skipped: submodule (1): lib\n"
		      "keysieve: note: history not scanned: give the repository itself\n");
	test_result_release(&result);
}
END_TEST

START_TEST(where_skipping_makes_it_incomplete_the_skipped_are_named)
{
	struct result result;

	test_result_init(&result);
	result.complete = false; /* --strict */
	result.coverage.files = 1;
	coverage_skip(&result.coverage, "fifo", SLICE("pipe"));
	check_summary(&result, &plain,
		      "keysieve: INCOMPLETE: nothing found in what could be read: 1 file, 0 bytes in 0.00 s\n"
		      "keysieve: skipped: fifo (1): pipe\n");
	test_result_release(&result);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, clean_is_said_only_where_something_was_read);
	tcase_add_test(tests, secrets_are_counted_and_the_worst_named);
	tcase_add_test(tests, what_was_not_read_stands_first_and_is_named);
	tcase_add_test(tests, where_skipping_makes_it_incomplete_the_skipped_are_named);
}

UNIT_MAIN("report_summary", add_tests)
