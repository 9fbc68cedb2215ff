#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "unit/tree_scan.h"

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
	snprintf(absolute, sizeof(absolute), "%s/src", test_folder.path);
	snprintf(want, sizeof(want), "%s/src/sub/a", test_folder.path);
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

static void make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, path, strlen(path));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

START_TEST(what_is_no_regular_file_is_skipped_in_a_walk_and_failed_as_operand)
{
	static const char hint[] = " (not a regular file: give it to \"keysieve input\" instead)";
	bool device = mknod("device", S_IFCHR | 0666, makedev(1, 5)) == 0;
	char failed[512];

	make_folder(".git");
	write_text(".git/config", "c");
	ck_assert_int_eq(mkfifo(".git/config.worktree", 0666), 0);
	ck_assert_int_eq(mkfifo("fifo", 0666), 0);
	make_socket("socket");
	write_text("file", "x");
	if (!device)
		puts("SKIP: no device can be made here");
	assert_scan((struct tree_options){ 0 }, ".git/config|file",
		    device ? "special: .git/config.worktree|device|fifo|socket"
			   : "special: .git/config.worktree|fifo|socket",
		    "");
	snprintf(failed, sizeof(failed), "special: fifo%s|socket%s", hint, hint);
	assert_scan((struct tree_options){ .operands = LIST("fifo", "socket", "file") }, "file", "", failed);
	if (device)
		ck_assert_int_eq(unlink("device"), 0);
}
END_TEST

static void become_nobody(void)
{
	ck_assert_int_eq(chmod(".", 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(setegid(65534) | seteuid(65534), 0);
}

static void become_root_again(void)
{
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0) | setegid(0), 0);
}

START_TEST(what_may_not_be_read_is_failed)
{
	make_folder("closed");
	write_text("closed/f", "x");
	make_folder("listable");
	write_text("listable/f", "x");
	make_folder("listable/d");
	make_folder(".git");
	write_text("file", "x");
	write_text("other", "x");
	chmod("closed", 0);
	chmod(".git", 0);
	chmod("listable", 0444);
	chmod("file", 0);
	become_nobody();
	assert_scan((struct tree_options){ 0 }, "other", "", "permission: .git/|closed/|file|listable/d/|listable/f");
	assert_scan((struct tree_options){ .operands = LIST("file", "closed", "closed/f", "other") }, "other", "",
		    "permission: closed/|closed/f|file");
	become_root_again();
	chmod("closed", 0700);
	chmod("listable", 0700);
	chmod(".git", 0700);
}
END_TEST

/* A scan whose contents are counted only, with something done before the first run and in each content. */
struct meddler {
	struct sink sink;
	void (*during)(const struct content *content);
	size_t contents;
};

static void meddle(struct sink *sink, const struct content *content)
{
	struct meddler *meddler = (struct meddler *)sink;

	meddler->contents++;
	if (meddler->during)
		meddler->during(content);
}

static void scan_meddled(struct coverage *coverage, void (*between)(void), void (*during)(const struct content *))
{
	struct tree_options options = { .workers = 1 };
	struct source *source = tree_open(&options);
	struct meddler meddler = { { meddle, coverage }, during, 0 };
	struct unit unit;

	coverage_init(coverage);
	while (source->ops->next(source, &unit)) {
		if (between)
			between();
		source->ops->run(source, &unit, 0, &meddler.sink);
	}
	ck_assert_uint_eq(coverage->files, meddler.contents);
	source->ops->close(source);
}

static void exchange_everything(void)
{
	unlink("gone");
	unlink("becomes-link");
	unlink("becomes-fifo");
	unlink("becomes-folder");
	unlink("link-gone");
	unlink("link-becomes-file");
	if (access("becomes-link", F_OK) == 0)
		return;
	(void)!symlink("/etc/hostname", "becomes-link");
	mkfifo("becomes-fifo", 0666);
	mkdir("becomes-folder", 0777);
	write_text("link-becomes-file", "x");
}

static void links_are_not_followed(const struct content *content)
{
	if (slice_is(content->path, "becomes-link")) {
		ck_assert_int_eq(content->kind, PLACE_SYMLINK);
		ck_assert_slice_eq(content->bytes, "/etc/hostname");
	}
}

START_TEST(what_changes_between_listing_and_opening_is_told_and_never_followed)
{
	static const char *const files[] = { "becomes-fifo", "becomes-folder", "becomes-link", "gone", "stays" };
	struct coverage coverage;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		write_text(files[i], "x");
	make_link("a", "link-gone");
	make_link("b", "link-becomes-file");
	scan_meddled(&coverage, exchange_everything, links_are_not_followed);
	assert_text(groups_text(&coverage.failed), "vanished: becomes-folder|gone|link-becomes-file|link-gone");
	assert_text(groups_text(&coverage.skipped), "special: becomes-fifo");
	ck_assert_uint_eq(coverage.files, 2);
	coverage_release(&coverage);
}
END_TEST

#define MIB ((size_t)1024 * 1024)

static void make_sparse(const char *path, size_t size)
{
	write_text(path, "begin");
	ck_assert_int_eq(truncate(path, (off_t)size), 0);
}

START_TEST(large_files_are_streamed_to_their_last_byte)
{
	static const struct {
		size_t size;
		bool streamed;
	} rows[] = { { 8 * MIB - 1, false }, { 8 * MIB, false }, { 8 * MIB + 1, true }, { 20 * MIB, true } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct seen *seen;
		struct scan scan;
		int fd;

		make_sparse("large", rows[i].size);
		fd = open("large", O_WRONLY);
		ck_assert_int_eq(pwrite(fd, "END", 3, (off_t)rows[i].size - 3), 3);
		close(fd);
		scan_tree(&scan, (struct tree_options){ 0 });
		seen = scan_find(&scan, "large");
		ck_assert_uint_eq(seen->len, rows[i].size);
		ck_assert_int_eq(seen->streamed, rows[i].streamed);
		ck_assert_int_eq(memcmp(seen->bytes, "begin", 5), 0);
		ck_assert_int_eq(memcmp(seen->bytes + seen->len - 3, "END", 3), 0);
		ck_assert(coverage_complete(&scan.coverage, true));
		scan_release(&scan);
	}
}
END_TEST

static void shrink_while_streamed(const struct content *content)
{
	char piece[4096];
	size_t total = 0;
	long got;

	ck_assert(content->read != NULL);
	ck_assert_int_eq(content->read(content->read_context, piece, sizeof(piece)), sizeof(piece));
	ck_assert_int_eq(truncate("large", 5 * 4096 + 7), 0);
	while ((got = content->read(content->read_context, piece, sizeof(piece))) > 0)
		total += (size_t)got;
	ck_assert_int_eq(got, 0);
	ck_assert_uint_eq(total, 4 * 4096 + 7);
}

START_TEST(a_file_that_shrinks_while_it_is_read_is_read_as_far_as_it_goes)
{
	struct coverage coverage;

	make_sparse("large", 20 * MIB);
	scan_meddled(&coverage, NULL, shrink_while_streamed);
	ck_assert_uint_eq(coverage.files, 1);
	ck_assert(coverage_complete(&coverage, true));
	coverage_release(&coverage);
}
END_TEST

START_TEST(a_file_that_claims_no_size_is_read_and_a_failing_read_is_failed)
{
	const struct seen *seen;
	struct scan scan;

	if (access("/proc/self/mem", R_OK) < 0) {
		puts("SKIP: no /proc here");
		return;
	}
	scan_tree(&scan, (struct tree_options){ .operands = LIST("/proc/self/smaps", "/proc/self/mem") });
	seen = scan_find(&scan, "/proc/self/smaps");
	ck_assert(seen && seen->len > 4096 && seen->bytes[seen->len - 1] == '\n');
	assert_text(groups_text(&scan.coverage.failed), "io: /proc/self/mem");
	ck_assert_uint_eq(scan.coverage.files, 1);
	scan_release(&scan);
}
END_TEST

/* Depth folders in one another, made without long paths; a file "leaf" in the innermost. */
static void make_deep(const char *name, size_t depth)
{
	int fd = open(".", O_RDONLY | O_DIRECTORY), leaf;

	for (size_t i = 0; i < depth; i++) {
		int below;

		ck_assert_int_eq(mkdirat(fd, name, 0777), 0);
		below = openat(fd, name, O_RDONLY | O_DIRECTORY);
		close(fd);
		fd = below;
	}
	leaf = openat(fd, "leaf", O_WRONLY | O_CREAT, 0666);
	ck_assert_int_eq(write(leaf, "deep", 4), 4);
	close(leaf);
	close(fd);
}

START_TEST(depth_costs_no_descriptors_and_paths_have_no_limit)
{
	const struct rlimit few = { 64, 64 };
	const char *name = "a-folder-with-a-name";
	size_t depth = 5000;
	struct scan scan;

	make_deep(name, depth);
	make_folder("zzz");
	write_text("zzz/f", "x");
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	scan_tree(&scan, (struct tree_options){ .gitignore = true });
	ck_assert_uint_eq(scan.seens.len, 2);
	ck_assert(coverage_complete(&scan.coverage, true));
	ck_assert_uint_eq(strlen(scan.seens.items[0].path), depth * (strlen(name) + 1) + 4);
	ck_assert_str_eq(scan.seens.items[0].bytes, "deep");
	ck_assert_str_eq(scan.seens.items[1].path, "zzz/f");
	/* What was found can be named as operand again. */
	{
		char *path = copy_bytes(slice_of(scan.seens.items[0].path));
		struct error err;

		ck_assert_int_eq(tree_check_operands(LIST(path), &err), STATUS_OK);
		assert_paths((struct tree_options){ .operands = LIST(path) }, path);
		mem_free(path);
	}
	scan_release(&scan);
}
END_TEST

static void make_many(size_t folders, size_t files)
{
	char path[64];

	for (size_t i = 0; i < folders; i++) {
		snprintf(path, sizeof(path), "folder%zu", i);
		make_folder(path);
		for (size_t k = 0; k < files * (i % 5); k++) {
			snprintf(path, sizeof(path), "folder%zu/file%zu", i, k);
			write_text(path, path);
		}
	}
}

START_TEST(any_number_of_workers_sees_the_same)
{
	struct scan one, some;

	make_many(40, 21);
	make_link("x", "link");
	ck_assert_int_eq(mkfifo("fifo", 0666), 0);
	scan_tree(&one, (struct tree_options){ 0 });
	ck_assert_uint_eq(one.seens.len, 40 / 5 * (0 + 1 + 2 + 3 + 4) * 21 + 1);
	for (unsigned workers = 2; workers <= 5; workers++) {
		struct tree_options options = { .workers = workers };
		struct source *source = tree_open(&options);

		scan_all(&some, source, workers);
		source->ops->close(source);
		ck_assert_uint_eq(some.seens.len, one.seens.len);
		for (size_t i = 0; i < one.seens.len; i++) {
			ck_assert_str_eq(some.seens.items[i].path, one.seens.items[i].path);
			ck_assert_str_eq(some.seens.items[i].bytes, one.seens.items[i].bytes);
		}
		ck_assert_uint_eq(some.coverage.files, one.coverage.files);
		assert_text(groups_text(&some.coverage.skipped), "special: fifo");
		scan_release(&some);
	}
	scan_release(&one);
}
END_TEST

START_TEST(folders_are_closed_when_their_files_are_read)
{
	const struct rlimit few = { 64, 64 };
	struct scan scan;

	make_many(200, 1);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	scan_tree(&scan, (struct tree_options){ 0 });
	ck_assert_uint_eq(scan.seens.len, 200 / 5 * (0 + 1 + 2 + 3 + 4));
	ck_assert(coverage_complete(&scan.coverage, true));
	scan_release(&scan);
}
END_TEST

START_TEST(a_source_that_is_not_drained_closes_what_it_holds)
{
	struct tree_options options = { .workers = 1 };
	struct source *source;
	struct unit unit;
	int before, after;

	make_many(20, 3);
	before = dup(0);
	close(before);
	source = tree_open(&options);
	ck_assert(source->ops->next(source, &unit));
	source->ops->close(source);
	after = dup(0);
	close(after);
	ck_assert_int_eq(after, before);
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
	tcase_add_test(tests, what_is_no_regular_file_is_skipped_in_a_walk_and_failed_as_operand);
	tcase_add_test(tests, what_may_not_be_read_is_failed);
	tcase_add_test(tests, what_changes_between_listing_and_opening_is_told_and_never_followed);
	tcase_add_test(tests, large_files_are_streamed_to_their_last_byte);
	tcase_add_test(tests, a_file_that_shrinks_while_it_is_read_is_read_as_far_as_it_goes);
	tcase_add_test(tests, a_file_that_claims_no_size_is_read_and_a_failing_read_is_failed);
	tcase_add_test(tests, depth_costs_no_descriptors_and_paths_have_no_limit);
	tcase_add_test(tests, any_number_of_workers_sees_the_same);
	tcase_add_test(tests, folders_are_closed_when_their_files_are_read);
	tcase_add_test(tests, a_source_that_is_not_drained_closes_what_it_holds);
}

UNIT_MAIN("tree", add_tests)
