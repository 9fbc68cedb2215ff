#include <stdint.h>

#include "base/random.h"
#include "unit/tree_scan.h"

static void make_store(const char *path)
{
	static const char *const folders[] = { "", "/objects", "/objects/ab", "/refs", "/hooks", "/info", "/logs" };
	char name[4096];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, folders[i]);
		make_folder(name);
	}
	for (size_t i = 0; i < 4; i++) {
		static const char *const files[] = { "HEAD", "config", "objects/ab/cd", "hooks/pre-push" };
		snprintf(name, sizeof(name), "%s/%s", path, files[i]);
		write_text(name, i == 0 ? "ref: refs/heads/main\n" : files[i]);
	}
}

static void assert_stores(struct tree_options options, const char *want)
{
	static const char *const kinds[] = { "directory", "file", "link" };
	const struct tree_stores *stores;
	struct source *source;
	struct buffer text;
	struct scan scan;

	options.workers = 1;
	source = tree_open(&options);
	scan_all(&scan, source, 1);
	stores = tree_stores(source);
	buffer_init(&text, 100000);
	for (size_t i = 0; i < stores->len; i++) {
		const struct tree_store *store = &stores->items[i];

		buffer_print(&text, "%s%s %s", i ? "|" : "", kinds[store->kind], store->path);
		if (store->target)
			buffer_print(&text, " -> %s", store->target);
	}
	ck_assert_str_eq(text.at, want);
	buffer_release(&text);
	source->ops->close(source);
	scan_release(&scan);
}

START_TEST(of_git_directories_only_config_and_hooks_are_read)
{
	struct scan scan;

	make_store(".git");
	write_text(".git/config.worktree", "w");
	write_text(".git/index", "i");
	write_text(".git/COMMIT_EDITMSG", "m");
	write_text(".git/hooks/pre-commit.sample", "s");
	make_link("../../tools/hook", ".git/hooks/post-commit");
	make_folder(".git/modules");
	make_store(".git/modules/one");
	make_folder(".git/modules/libs");
	make_store(".git/modules/libs/two");
	make_folder(".git/modules/one/modules");
	make_store(".git/modules/one/modules/inner");
	make_folder(".git/worktrees");
	make_folder(".git/worktrees/w");
	write_text(".git/worktrees/w/config.worktree", "w");
	write_text(".git/worktrees/w/HEAD", "ref: refs/heads/w\n");
	write_text("file", "x");
	scan_tree(&scan, (struct tree_options){ .gitignore = true });
	assert_text(scan_paths(&scan),
		    ".git/config|.git/config.worktree|.git/hooks/post-commit|.git/hooks/pre-commit.sample|"
		    ".git/hooks/pre-push|.git/modules/libs/two/config|.git/modules/libs/two/hooks/pre-push|"
		    ".git/modules/one/config|.git/modules/one/hooks/pre-push|"
		    ".git/modules/one/modules/inner/config|.git/modules/one/modules/inner/hooks/pre-push|"
		    ".git/worktrees/w/config.worktree|file");
	ck_assert_int_eq(scan_find(&scan, ".git/config")->kind, PLACE_CONFIG);
	ck_assert_int_eq(scan_find(&scan, ".git/config.worktree")->kind, PLACE_CONFIG);
	ck_assert_int_eq(scan_find(&scan, ".git/modules/one/config")->kind, PLACE_CONFIG);
	ck_assert_int_eq(scan_find(&scan, ".git/worktrees/w/config.worktree")->kind, PLACE_CONFIG);
	ck_assert_int_eq(scan_find(&scan, ".git/hooks/pre-push")->kind, PLACE_FILE);
	ck_assert_int_eq(scan_find(&scan, ".git/hooks/post-commit")->kind, PLACE_SYMLINK);
	scan_release(&scan);
	assert_stores((struct tree_options){ 0 },
		      "directory .git|directory .git/modules/libs/two|directory .git/modules/one|"
		      "directory .git/modules/one/modules/inner");
}
END_TEST

START_TEST(stores_are_found_wherever_git_would)
{
	make_store("bare.git");
	make_folder("bare.git/custom_hooks");
	write_text("bare.git/custom_hooks/h", "x");
	make_folder("nested");
	make_store("nested/.git");
	write_text("nested/f", "x");
	make_folder("sub");
	write_text("sub/.git", "gitdir: ../.git/modules/sub\n");
	make_folder("linked");
	make_link("../nested/.git", "linked/.git");
	make_folder("odd");
	write_text("odd/.git", "no pointer");
	assert_paths((struct tree_options){ 0 },
		     "bare.git/config|bare.git/custom_hooks/h|bare.git/hooks/pre-push|linked/.git|nested/.git/config|"
		     "nested/.git/hooks/pre-push|nested/f|odd/.git|sub/.git");
	assert_stores((struct tree_options){ 0 },
		      "directory bare.git|link linked/.git -> ../nested/.git|directory nested/.git|"
		      "file sub/.git -> ../.git/modules/sub");
	assert_stores((struct tree_options){ .operands = LIST("nested/.git/", "./bare.git", "sub/.git") },
		      "directory nested/.git|directory bare.git|file sub/.git -> ../.git/modules/sub");
	assert_paths((struct tree_options){ .operands = LIST("nested/.git") },
		     "nested/.git/config|nested/.git/hooks/pre-push");
	ck_assert_int_eq(chdir("bare.git"), 0);
	assert_stores((struct tree_options){ 0 }, "directory .");
}
END_TEST

START_TEST(what_only_looks_like_a_store_is_read)
{
	make_store("fake");
	write_text("fake/HEAD", "this is no reference");
	make_folder(".git");
	make_folder(".git/notes");
	write_text(".git/notes/secret", "x");
	assert_paths((struct tree_options){ 0 }, ".git/notes/secret|fake/HEAD|fake/config|fake/hooks/pre-push|"
						 "fake/objects/ab/cd");
	assert_stores((struct tree_options){ 0 }, "");
	/* A damaged store is one. */
	make_folder(".git/objects");
	assert_stores((struct tree_options){ 0 }, "directory .git");
}
END_TEST

START_TEST(gitignore_files_count_only_when_asked)
{
	write_text(".gitignore", "*.log\n/build/\n!keep.log\n");
	make_folder("build");
	write_text("build/o", "x");
	write_text("a.log", "x");
	write_text("keep.log", "x");
	make_folder("d");
	write_text("d/.gitignore", "!b.log\nbuild\n");
	write_text("d/b.log", "x");
	write_text("d/c.log", "x");
	make_folder("d/build");
	write_text("d/build/x", "x");
	assert_paths((struct tree_options){ 0 },
		     ".gitignore|a.log|build/o|d/.gitignore|d/b.log|d/build/x|d/c.log|keep.log");
	assert_scan((struct tree_options){ .gitignore = true }, ".gitignore|d/.gitignore|d/b.log|keep.log",
		    "ignored: a.log|build/|d/build/|d/c.log", "");
	/* Named is asked for; without a repository around, what is above does not count. */
	assert_scan((struct tree_options){ .gitignore = true, .operands = LIST("a.log", "d") },
		    "a.log|d/.gitignore|d/b.log|d/c.log", "ignored: d/build/", "");
}
END_TEST

START_TEST(gitignore_files_above_the_operand_count_up_to_the_work_tree)
{
	make_folder("repo");
	make_store("repo/.git");
	write_text(".gitignore", "outside\n");
	write_text("repo/.git/info/exclude", "excluded\n");
	write_text("repo/.gitignore", "/a/b/anchored\ntop\n");
	make_folder("repo/a");
	write_text("repo/a/.gitignore", "middle\n!top\n");
	make_folder("repo/a/b");
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = { "outside", "excluded", "anchored", "top", "middle" };
		char path[64];

		snprintf(path, sizeof(path), "repo/a/b/%s", names[i]);
		write_text(path, "x");
	}
	assert_scan((struct tree_options){ .gitignore = true, .operands = LIST("repo/a/b") },
		    "repo/a/b/outside|repo/a/b/top", "ignored: repo/a/b/anchored|repo/a/b/excluded|repo/a/b/middle",
		    "");
	ck_assert_int_eq(chdir("repo/a/b"), 0);
	assert_scan((struct tree_options){ .gitignore = true }, "outside|top", "ignored: anchored|excluded|middle", "");
}
END_TEST

START_TEST(no_pattern_hides_a_git_directory)
{
	make_store(".git");
	write_text(".gitignore", "*\n.git\n.git/\n");
	assert_scan((struct tree_options){ .gitignore = true }, ".git/config|.git/hooks/pre-push",
		    "ignored: .gitignore", "");
}
END_TEST

START_TEST(a_repository_inside_another_has_its_own_rules)
{
	write_text(".gitignore", "*.log\n");
	make_folder("inner");
	make_store("inner/.git");
	write_text("inner/.git/info/exclude", "x.tmp\n");
	write_text("inner/a.log", "x");
	write_text("inner/x.tmp", "x");
	assert_scan((struct tree_options){ .gitignore = true },
		    ".gitignore|inner/.git/config|inner/.git/hooks/pre-push|inner/a.log", "ignored: inner/x.tmp", "");
}
END_TEST

/* Our scan with gitignore against what `git ls-files --others --exclude-standard` lists, over random trees. */
static const char *pick(struct random *random, const char *const *from, size_t len)
{
	return from[random_below(random, len)];
}

static void random_rules(struct random *random, const char *path)
{
	static const char *const atoms[] = { "a",   "b",    "ab",   "*",   "?",  "**", "/",  "[ab]", "[!a]",
					     "**/", "/**/", "[^b]", "\\a", ".x", "/",  "a/", "*b" };
	struct buffer text;

	buffer_init(&text, 10000);
	for (size_t lines = 1 + random_below(random, 3); lines > 0; lines--) {
		buffer_add_text(&text, random_below(random, 4) ? "" : "!");
		for (size_t parts = 1 + random_below(random, 3); parts > 0; parts--)
			buffer_add_text(&text, pick(random, atoms, sizeof(atoms) / sizeof(atoms[0])));
		buffer_add_text(&text, random_below(random, 5) ? "\n" : "/\n");
	}
	write_bytes(path, text.at, text.len);
	buffer_release(&text);
}

static void random_tree(struct random *random, const char *path, unsigned depth)
{
	static const char *const names[] = { "a", "b", "ab", "aab", ".x", "bb", "a b", "A" };
	char below[1024];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(below, sizeof(below), "%s/%s", path, names[i]);
		if (random_below(random, 3) == 0) {
			write_text(below, "x");
		} else if (depth && random_below(random, 2) == 0) {
			make_folder(below);
			random_tree(random, below, depth - 1);
		}
	}
	snprintf(below, sizeof(below), "%s/.gitignore", path);
	if (random_below(random, 3) == 0)
		random_rules(random, below);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *listed_by_git(const char *list)
{
	struct text_list names;
	struct buffer joined;
	struct arena arena;
	struct error err;
	char *text;

	arena_init(&arena);
	buffer_init(&joined, 1 << 20);
	ck_assert_int_eq(tree_read_list(list, &arena, &names, &err), STATUS_OK);
	qsort((void *)(uintptr_t)names.items, names.len, sizeof(*names.items), compare_texts);
	for (size_t i = 0; i < names.len; i++)
		buffer_print(&joined, "%s%s", i ? "|" : "", names.items[i]);
	text = copy_bytes(buffer_slice(&joined));
	buffer_release(&joined);
	arena_release(&arena);
	return text;
}

START_TEST(gitignore_files_mean_what_they_mean_to_git)
{
	struct random random;
	char path[64];

	random_init(&random, 7);
	for (int round = 0; round < 5; round++) {
		struct scan scan;
		char *want;
		int status;

		snprintf(path, sizeof(path), "round%d", round);
		make_folder(path);
		ck_assert_int_eq(chdir(path), 0);
		status = RUN_GIT(NULL, "/dev/null", "init", "-q", "--template=", ".");
		if (status == 127) {
			puts("SKIP: no git");
			return;
		}
		ck_assert_int_eq(status, 0);
		make_folder(".git/info");
		random_rules(&random, ".git/info/exclude");
		for (int i = 0; i < 20; i++) {
			snprintf(path, sizeof(path), "tree%d", i);
			make_folder(path);
			random_tree(&random, path, 2);
		}
		ck_assert_int_eq(RUN_GIT(NULL, "../list", "ls-files", "-z", "--others", "--exclude-standard"), 0);
		want = listed_by_git("../list");
		ck_assert_int_eq(unlink(".git/config"), 0);
		scan_tree(&scan, (struct tree_options){ .gitignore = true });
		assert_text(scan_paths(&scan), want);
		mem_free(want);
		scan_release(&scan);
		ck_assert_int_eq(chdir(".."), 0);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, of_git_directories_only_config_and_hooks_are_read);
	tcase_add_test(tests, stores_are_found_wherever_git_would);
	tcase_add_test(tests, what_only_looks_like_a_store_is_read);
	tcase_add_test(tests, gitignore_files_count_only_when_asked);
	tcase_add_test(tests, gitignore_files_above_the_operand_count_up_to_the_work_tree);
	tcase_add_test(tests, no_pattern_hides_a_git_directory);
	tcase_add_test(tests, a_repository_inside_another_has_its_own_rules);
	tcase_add_test(tests, gitignore_files_mean_what_they_mean_to_git);
}

UNIT_MAIN("tree_git", add_tests)
