#include <fcntl.h>
#include <sys/stat.h>

#include "store/discover.h"
#include "unit/history_scan.h"

static const struct {
	const char *script, *path;
	enum discovered kind;
	const char *top, *git_dir, *common_dir; /* below the fixture; NULL: none */
} cases[] = {
	{ "true", "r", DISCOVERED_TOP, "r", "r/.git", "r/.git" },
	{ "true", "r/.git", DISCOVERED_GIT_DIR, NULL, "r/.git", "r/.git" },
	{ "mkdir -p r/a/b", "r/a/b", DISCOVERED_INSIDE, "r", "r/.git", "r/.git" },
	{ "echo x > r/f", "r/f", DISCOVERED_INSIDE, "r", "r/.git", "r/.git" },
	{ "true", "r/.git/objects", DISCOVERED_INSIDE, NULL, "r/.git", "r/.git" },
	{ "git init -q --bare b.git", "b.git", DISCOVERED_GIT_DIR, NULL, "b.git", "b.git" },
	{ "mkdir d", "d", DISCOVERED_NOTHING, NULL, NULL, NULL },
	{ "ln -s r l", "l", DISCOVERED_TOP, "r", "r/.git", "r/.git" },
	{ "cd r; git commit -q --allow-empty -m x; git worktree add -q ../w", "w", DISCOVERED_TOP, "w",
	  "r/.git/worktrees/w", "r/.git" },
	{ "cd r; git commit -q --allow-empty -m x; git worktree add -q ../w", "w/.git", DISCOVERED_TOP, "w",
	  "r/.git/worktrees/w", "r/.git" },
	{ "cd r; git commit -q --allow-empty -m x; git worktree add -q ../w", "r/.git/worktrees/w", DISCOVERED_GIT_DIR,
	  NULL, "r/.git/worktrees/w", "r/.git" },
	{ "git init -q --separate-git-dir sep x", "x", DISCOVERED_TOP, "x", "sep", "sep" },
	{ "git init -q s; cd s; git commit -q --allow-empty -m x; cd ../r; git submodule --quiet add ../s sub", "r/sub",
	  DISCOVERED_TOP, "r/sub", "r/.git/modules/sub", "r/.git/modules/sub" },
	{ "mkdir d; mkfifo d/.git", "d", DISCOVERED_TOP, "d", "d/.git", "d/.git" },
	{ "mkdir d; echo rubbish > d/.git", "d", DISCOVERED_TOP, "d", "d/.git", "d/.git" },
	{ "mkdir -p d/.git", "d", DISCOVERED_TOP, "d", "d/.git", "d/.git" },
};

static void check_path(const struct fixture *f, const char *what, const char *got, const char *want)
{
	if (!want)
		ck_assert_msg(!got, "%s: %s", what, got);
	else
		ck_assert_msg(got && strcmp(got, fixture_path(f, want)) == 0, "%s: got %s, want %s", what, got, want);
}

START_TEST(what_belongs_to_a_path_is_found)
{
	struct discovery found;
	struct arena arena;
	struct fixture f;
	struct error err;

	fixture_init_repository(&f);
	arena_init(&arena);
	fixture_run(cases[_i].script);
	ck_assert_int_eq(discover(fixture_path(&f, cases[_i].path), &arena, &found, &err), STATUS_OK);
	ck_assert_msg(found.kind == cases[_i].kind, "%s: kind %d", cases[_i].path, found.kind);
	check_path(&f, "top", found.top, cases[_i].top);
	check_path(&f, "git_dir", found.git_dir, cases[_i].git_dir);
	check_path(&f, "common_dir", found.common_dir, cases[_i].common_dir);
	arena_release(&arena);
	fixture_release(&f);
}
END_TEST

START_TEST(a_path_that_is_not_there_is_missing)
{
	struct discovery found;
	struct arena arena;
	struct error err;

	arena_init(&arena);
	ck_assert_int_eq(discover("/nowhere/at/all", &arena, &found, &err), ERR_MISSING);
	arena_release(&arena);
}
END_TEST

START_TEST(a_folder_is_a_git_directory_by_what_it_holds)
{
	struct fixture f;
	int fd;

	fixture_init_repository(&f);
	fd = open(fixture_path(&f, "r/.git"), O_RDONLY | O_DIRECTORY);
	ck_assert(discover_is_git_dir(fd));
	fixture_run("cd r/.git; echo rubbish > HEAD");
	ck_assert(!discover_is_git_dir(fd));
	fixture_run("cd r/.git; rm HEAD; mkfifo HEAD");
	ck_assert(!discover_is_git_dir(fd));
	fixture_run("cd r/.git; rm HEAD; ln -s refs/heads/main HEAD");
	ck_assert(discover_is_git_dir(fd));
	fixture_run("cd r/.git; mv objects o");
	ck_assert(!discover_is_git_dir(fd));
	close(fd);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, what_belongs_to_a_path_is_found, 0, LEN(cases));
	tcase_add_test(tests, a_path_that_is_not_there_is_missing);
	tcase_add_test(tests, a_folder_is_a_git_directory_by_what_it_holds);
}

UNIT_MAIN("history_discover", add_tests)
