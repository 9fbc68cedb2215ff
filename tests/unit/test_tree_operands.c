#include "unit/tree_scan.h"

START_TEST(operands_must_exist_before_anything_is_read)
{
	struct error err;

	write_text("file", "x");
	make_link("nowhere", "broken");
	ck_assert_int_eq(tree_check_operands(LIST("file", "broken", "."), &err), STATUS_OK);
	ck_assert_int_eq(tree_check_operands(LIST("file", "missing"), &err), ERR_MISSING);
	ck_assert_str_eq(err.text, "missing: No such file or directory");
	ck_assert_int_eq(tree_check_operands(LIST("file/below"), &err), ERR_MISSING);
	ck_assert_int_eq(tree_check_operands(LIST(""), &err), ERR_MISSING);
	ck_assert_int_eq(tree_check_operands((struct text_list){ 0 }, &err), STATUS_OK);
	assert_scan((struct tree_options){ .operands = LIST("file", "missing") }, "file", "", "vanished: missing");
}
END_TEST

START_TEST(lists_of_names_end_in_nul_or_line_feed)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *names;
	} rows[] = {
		{ "a\nb c\n", 6, "a|b c" },
		{ "a\n\nb", 4, "a|b" },
		{ "a\nb\0c\0", 6, "a\nb|c" },
		{ "a\0", 2, "a" },
		{ "a\r\n", 3, "a\r" },
		{ "", 0, "" },
		{ "\n", 1, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text_list names;
		struct buffer joined;
		struct arena arena;
		struct error err;

		arena_init(&arena);
		buffer_init(&joined, 1000);
		write_bytes("list", rows[i].bytes, rows[i].len);
		ck_assert_int_eq(tree_read_list("list", &arena, &names, &err), STATUS_OK);
		ck_assert(names.items != NULL); /* an empty list is not the current folder */
		for (size_t k = 0; k < names.len; k++)
			buffer_print(&joined, "%s%s", k ? "|" : "", names.items[k]);
		ck_assert_str_eq(joined.at, rows[i].names);
		buffer_release(&joined);
		arena_release(&arena);
	}
}
END_TEST

START_TEST(a_list_comes_from_standard_input_too_and_an_empty_one_scans_nothing)
{
	struct text_list names;
	struct arena arena;
	struct error err;

	arena_init(&arena);
	write_text("a", "x");
	write_text("b", "x");
	write_text("list", "b\n");
	ck_assert_int_eq(dup2(open("list", O_RDONLY), 0), 0);
	ck_assert_int_eq(tree_read_list("-", &arena, &names, &err), STATUS_OK);
	assert_paths((struct tree_options){ .operands = names }, "b");
	ck_assert_int_eq(tree_read_list("-", &arena, &names, &err), STATUS_OK);
	assert_paths((struct tree_options){ .operands = names }, "");
	ck_assert_int_eq(tree_read_list("none", &arena, &names, &err), ERR_MISSING);
	ck_assert_str_eq(err.text, "none: No such file or directory");
	ck_assert_int_eq(tree_read_list(".", &arena, &names, &err), ERR_IO);
	arena_release(&arena);
}
END_TEST

START_TEST(exclude_patterns_leave_out_and_say_so)
{
	char absolute[4200], below[8600], skipped[8600];

	make_folder("src");
	make_folder("src/gen");
	make_folder("vendor");
	write_text("src/a.c", "x");
	write_text("src/b.min.js", "x");
	write_text("src/gen/c", "x");
	write_text("vendor/d", "x");
	write_text("vendor/e", "x");
	assert_scan((struct tree_options){ .exclude = LIST("vendor/", "*.min.js", "/src/gen", "# no pattern", "") },
		    "src/a.c", "excluded: src/b.min.js|src/gen/|vendor/", "");
	assert_scan((struct tree_options){ .exclude = LIST("*", "!src", "!*.c") }, "src/a.c",
		    "excluded: src/b.min.js|src/gen/|vendor/", "");
	assert_scan(
		(struct tree_options){ .operands = LIST("src", "vendor/d"), .exclude = LIST("src/gen/", "vendor/") },
		"src/a.c|src/b.min.js", "excluded: src/gen/|vendor/d", "");
	assert_scan((struct tree_options){ .operands = LIST("vendor"), .exclude = LIST("vendor/") }, "",
		    "excluded: vendor/", "");
	snprintf(absolute, sizeof(absolute), "%s/src", test_folder.path);
	snprintf(below, sizeof(below), "%s/a.c", absolute);
	snprintf(skipped, sizeof(skipped), "excluded: %s/b.min.js|%s/gen/", absolute, absolute);
	assert_scan((struct tree_options){ .operands = LIST(absolute), .exclude = LIST("/gen/", "*.js", "src") }, below,
		    skipped, "");
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, operands_must_exist_before_anything_is_read);
	tcase_add_test(tests, lists_of_names_end_in_nul_or_line_feed);
	tcase_add_test(tests, a_list_comes_from_standard_input_too_and_an_empty_one_scans_nothing);
	tcase_add_test(tests, exclude_patterns_leave_out_and_say_so);
}

UNIT_MAIN("tree_operands", add_tests)
