#include "source/tree.h"
#include "unit/folder.h"

static struct text_list list_of(const char *const *items, size_t len)
{
	return (struct text_list){ items, len };
}

#define LIST(...)                                                                                                      \
	list_of((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void scan_tree(struct scan *scan, struct tree_options options)
{
	struct source *source;

	options.workers = 1;
	source = tree_open(&options);
	scan_all(scan, source, 1);
	source->ops->close(source);
}

static void assert_scan(struct tree_options options, const char *paths, const char *skipped, const char *failed)
{
	struct scan scan;

	scan_tree(&scan, options);
	assert_text(scan_paths(&scan), paths);
	assert_text(groups_text(&scan.coverage.skipped), skipped);
	assert_text(groups_text(&scan.coverage.failed), failed);
	ck_assert_uint_eq(scan.coverage.files, scan.seens.len);
	scan_release(&scan);
}

static void assert_paths(struct tree_options options, const char *paths)
{
	assert_scan(options, paths, "", "");
}

static void assert_bytes(const struct scan *scan, const char *path, const char *bytes)
{
	const struct seen *seen = scan_find(scan, path);

	ck_assert_msg(seen != NULL, "%s: not seen", path);
	ck_assert_uint_eq(seen->len, strlen(bytes));
	ck_assert_str_eq(seen->bytes, bytes);
	ck_assert_int_eq(seen->state, STATE_TREE);
}

START_TEST(files_come_with_their_bytes_and_hidden_ones_are_read)
{
	struct scan scan;

	make_folder("src");
	make_folder(".hidden");
	write_text("a.txt", "one\n");
	write_text(".env", "two");
	write_text("src/b", "");
	write_text(".hidden/c", "three");
	write_bytes("binary", "x\0y\xff", 4);
	scan_tree(&scan, (struct tree_options){ 0 });
	assert_text(scan_paths(&scan), ".env|.hidden/c|a.txt|binary|src/b");
	assert_bytes(&scan, "a.txt", "one\n");
	assert_bytes(&scan, ".env", "two");
	assert_bytes(&scan, "src/b", "");
	ck_assert_uint_eq(scan_find(&scan, "binary")->len, 4);
	ck_assert_int_eq(memcmp(scan_find(&scan, "binary")->bytes, "x\0y\xff", 4), 0);
	ck_assert_uint_eq(scan.coverage.files, 5);
	scan_release(&scan);
}
END_TEST

START_TEST(paths_are_shown_as_the_user_would_type_them)
{
	char absolute[8192], want[8192];

	make_folder("src");
	make_folder("src/sub");
	write_text("src/sub/a", "x");
	assert_paths((struct tree_options){ 0 }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST(".") }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST("./") }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST("src") }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST("./src//sub/") }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST("src/sub/a") }, "src/sub/a");
	assert_paths((struct tree_options){ .operands = LIST("src/../src/sub/./a") }, "src/../src/sub/a");
	snprintf(absolute, sizeof(absolute), "%s/src", folder_path);
	snprintf(want, sizeof(want), "%s/src/sub/a", folder_path);
	assert_paths((struct tree_options){ .operands = LIST(absolute) }, want);
	ck_assert_int_eq(chdir("src"), 0);
	assert_paths((struct tree_options){ .operands = LIST("..") }, "../src/sub/a");
}
END_TEST

START_TEST(names_may_hold_any_bytes)
{
	static const char *const names[] = { "with space", "caf\xc3\xa9", "\"quote\"",       "it's",
					     "tab\there",  "new\nline",   "bad\xff\xfeutf8", "-rf",
					     "--",         "a b",         "back\\slash",     "*",
					     "[x]",        "\x01" };
	struct scan scan;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char inside[256];

		make_folder(names[i]);
		snprintf(inside, sizeof(inside), "%s/%s", names[i], names[i]);
		write_text(inside, names[i]);
	}
	scan_tree(&scan, (struct tree_options){ 0 });
	ck_assert_uint_eq(scan.seens.len, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char inside[256];

		snprintf(inside, sizeof(inside), "%s/%s", names[i], names[i]);
		assert_bytes(&scan, inside, names[i]);
	}
	scan_release(&scan);
}
END_TEST

START_TEST(links_are_read_as_their_target_and_never_followed)
{
	struct scan scan;

	make_folder("d");
	write_text("d/f", "inside");
	make_link("d", "to-folder");
	make_link("../d/f", "d/to-file");
	make_link("nowhere", "broken");
	make_link("loop", "loop");
	make_link(".", "d/self");
	make_link("/", "root");
	scan_tree(&scan, (struct tree_options){ 0 });
	assert_text(scan_paths(&scan), "broken|d/f|d/self|d/to-file|loop|root|to-folder");
	assert_bytes(&scan, "d/to-file", "../d/f");
	assert_bytes(&scan, "broken", "nowhere");
	ck_assert_int_eq(scan_find(&scan, "d/to-file")->kind, PLACE_SYMLINK);
	ck_assert_int_eq(scan_find(&scan, "d/f")->kind, PLACE_FILE);
	scan_release(&scan);
}
END_TEST

START_TEST(a_link_named_as_operand_is_followed)
{
	struct scan scan;

	make_folder("d");
	write_text("d/f", "inside");
	make_link("d", "to-folder");
	make_link("d/f", "to-file");
	make_link("nowhere", "broken");
	make_link("loop", "loop");
	scan_tree(&scan, (struct tree_options){ .operands = LIST("to-folder", "to-file", "broken", "loop") });
	assert_text(scan_paths(&scan), "broken|loop|to-file|to-folder/f");
	assert_bytes(&scan, "to-file", "inside");
	assert_bytes(&scan, "to-folder/f", "inside");
	ck_assert_int_eq(scan_find(&scan, "to-file")->kind, PLACE_FILE);
	assert_bytes(&scan, "broken", "nowhere");
	assert_bytes(&scan, "loop", "loop");
	ck_assert_int_eq(scan_find(&scan, "loop")->kind, PLACE_SYMLINK);
	scan_release(&scan);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, files_come_with_their_bytes_and_hidden_ones_are_read);
	tcase_add_test(tests, paths_are_shown_as_the_user_would_type_them);
	tcase_add_test(tests, names_may_hold_any_bytes);
	tcase_add_test(tests, links_are_read_as_their_target_and_never_followed);
	tcase_add_test(tests, a_link_named_as_operand_is_followed);
}

UNIT_MAIN("tree", add_tests)
