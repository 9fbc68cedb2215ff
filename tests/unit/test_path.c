#include <limits.h>

#include "base/path.h"
#include "unit/folder.h"

START_TEST(paths_are_cleaned_but_not_resolved)
{
	static const struct {
		const char *path, *clean, *base, *folder; /* base and folder of the cleaned path */
	} rows[] = {
		{ "", ".", ".", "" },
		{ ".", ".", ".", "" },
		{ "./", ".", ".", "" },
		{ "././.", ".", ".", "" },
		{ "a", "a", "a", "" },
		{ "./a", "a", "a", "" },
		{ "a/", "a", "a", "" },
		{ "a//b/./c", "a/b/c", "c", "a/b" },
		{ "/", "/", "", "/" },
		{ "//", "/", "", "/" },
		{ "/a/", "/a", "a", "/" },
		{ "/a/b", "/a/b", "b", "/a" },
		{ "..", "..", "..", "" },
		{ "../a/..", "../a/..", "..", "../a" },
		{ "a/../b", "a/../b", "b", "a/.." },
		{ ".a/..b", ".a/..b", "..b", ".a" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buffer clean;

		buffer_init(&clean, 100);
		path_clean(slice_of(rows[i].path), &clean);
		ck_assert_slice_eq(buffer_slice(&clean), rows[i].clean);
		ck_assert_slice_eq(path_base(buffer_slice(&clean)), rows[i].base);
		ck_assert_slice_eq(path_folder(buffer_slice(&clean)), rows[i].folder);
		buffer_release(&clean);
	}
}
END_TEST

START_TEST(cleaning_appends_behind_what_is_there)
{
	struct buffer out;

	buffer_init(&out, 100);
	buffer_add_text(&out, "x/");
	path_clean(SLICE("./a/"), &out);
	ck_assert_slice_eq(buffer_slice(&out), "x/a");
	buffer_release(&out);
}
END_TEST

/* Folders named by 100 bytes in one another, and in the last a file and a link; the path of the file. */
static void make_long(struct buffer *path)
{
	char name[102];
	int fd = open(".", O_RDONLY);

	memset(name, 'n', 100);
	name[100] = '\0';
	while (path->len < 3 * (size_t)PATH_MAX) {
		int below;

		ck_assert_int_eq(mkdirat(fd, name, 0777), 0);
		below = openat(fd, name, O_RDONLY);
		close(fd);
		fd = below;
		buffer_print(path, "%s//", name);
	}
	close(openat(fd, "file", O_CREAT | O_WRONLY, 0600));
	ck_assert_int_eq(symlinkat("file", fd, "link"), 0);
	close(fd);
}

START_TEST(paths_longer_than_the_system_takes_can_be_used)
{
	struct buffer path;
	struct stat about;
	char target[10];
	size_t folder;
	int fd;

	buffer_init(&path, 100000);
	make_long(&path);
	folder = path.len;
	buffer_add_text(&path, "file");
	ck_assert_int_eq(path_stat(path.at, true, &about), 0);
	ck_assert(S_ISREG(about.st_mode));
	fd = path_open(path.at, O_RDONLY);
	ck_assert_int_ge(fd, 0);
	close(fd);
	buffer_truncate(&path, folder);
	buffer_add_text(&path, "link");
	ck_assert_int_eq(path_stat(path.at, false, &about), 0);
	ck_assert(S_ISLNK(about.st_mode));
	ck_assert_int_eq(path_read_link(path.at, target, sizeof(target)), 4);
	buffer_truncate(&path, folder);
	fd = path_open(path.at, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(fd, 0);
	close(fd);
	buffer_add_text(&path, "none");
	ck_assert_int_eq(path_open(path.at, O_RDONLY), -1);
	ck_assert_int_eq(errno, ENOENT);
	buffer_release(&path);
}
END_TEST

START_TEST(any_number_of_slashes_at_the_end_means_a_folder)
{
	char *name = mem_alloc(3 * PATH_MAX);
	struct stat about;

	make_folder("d");
	memset(name, '/', 2 * PATH_MAX);
	name[0] = 'd';
	ck_assert_int_eq(path_stat(name, true, &about), 0);
	ck_assert(S_ISDIR(about.st_mode));
	mem_free(name);
}
END_TEST

START_TEST(a_name_that_cannot_be_is_refused)
{
	char *name = mem_alloc(3 * PATH_MAX);
	struct stat about;

	memset(name, 'n', 2 * PATH_MAX);
	ck_assert_int_eq(path_stat(name, true, &about), -1);
	ck_assert_int_eq(errno, ENAMETOOLONG);
	name[0] = '/';
	ck_assert_int_eq(path_open(name, O_RDONLY), -1);
	ck_assert_int_eq(errno, ENAMETOOLONG);
	ck_assert_int_eq(path_stat("", true, &about), -1);
	ck_assert_int_eq(errno, ENOENT);
	mem_free(name);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, paths_are_cleaned_but_not_resolved);
	tcase_add_test(tests, cleaning_appends_behind_what_is_there);
	tcase_add_test(tests, paths_longer_than_the_system_takes_can_be_used);
	tcase_add_test(tests, any_number_of_slashes_at_the_end_means_a_folder);
	tcase_add_test(tests, a_name_that_cannot_be_is_refused);
}

UNIT_MAIN("path", add_tests)
