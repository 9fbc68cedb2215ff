#include "unit/unit.h"

#include "model/file_kind.h"

static const struct {
	const char *path;
	bool tells;
} names[] = {
	{ ".netrc", true },
	{ "home/ann/_netrc", true },
	{ ".env.production", true },
	{ "x/.kube/config", true },
	{ "wp-config.php", true },
	{ "wp-config.php~", true },
	{ "app/settings.py", true },
	{ "config/database.yml", true },
	{ "dump.SQL", true },
	{ "WS_FTP.INI", true },
	{ "etc/shadow", true },
	{ "secrets/master.key", true },
	{ "group_vars/all", true },
	{ "deploy.sh", true },
	{ "terraform.tfstate", true },
	{ "src/main.c", false },
	{ "include/x.h", false },
	{ "README", false },
	{ "README.md", false },
	{ "lib/parse.py", false },
	{ "t/t0001-sort.sh", false },
	{ "package.json", false },
	{ "a.out.1", false },
	{ "img/logo.svg", false },
	{ "", false },
	{ "folder/", false },
	{ "x.", false },
	{ "~", false },
};

START_TEST(a_name_tells_whether_a_file_may_leak_as_a_whole)
{
	const struct slice name = file_kind_name(slice_of(names[_i].path));

	ck_assert_msg(file_kind_may_tell(name) == names[_i].tells, "%s", names[_i].path);
}
END_TEST

START_TEST(the_name_is_the_last_part_of_the_path)
{
	ck_assert(slice_is(file_kind_name(SLICE("a/b/c.ini")), "c.ini"));
	ck_assert(slice_is(file_kind_name(SLICE("c.ini")), "c.ini"));
	ck_assert_uint_eq(file_kind_name(SLICE("a/")).len, 0);
}
END_TEST

START_TEST(a_name_of_any_bytes_and_length_is_taken)
{
	static const char bytes[400] = { (char)0xff, 0, '.', (char)0xfe };
	size_t told = 0;

	for (size_t len = 0; len <= sizeof(bytes); len++)
		told += file_kind_may_tell(slice_make(bytes, len));
	ck_assert_uint_eq(told, 0);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_name_tells_whether_a_file_may_leak_as_a_whole, 0, sizeof(names) / sizeof(*names));
	tcase_add_test(tests, the_name_is_the_last_part_of_the_path);
	tcase_add_test(tests, a_name_of_any_bytes_and_length_is_taken);
}

UNIT_MAIN("file_kind", add_tests)
