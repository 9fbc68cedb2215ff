#include <stdint.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "base/random.h"
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
	snprintf(absolute, sizeof(absolute), "%s/src", folder_path);
	snprintf(below, sizeof(below), "%s/a.c", absolute);
	snprintf(skipped, sizeof(skipped), "excluded: %s/b.min.js|%s/gen/", absolute, absolute);
	assert_scan((struct tree_options){ .operands = LIST(absolute), .exclude = LIST("/gen/", "*.js", "src") }, below,
		    skipped, "");
}
END_TEST

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
	tcase_add_test(tests, a_source_that_is_not_drained_closes_what_it_holds);
	tcase_add_test(tests, operands_must_exist_before_anything_is_read);
	tcase_add_test(tests, lists_of_names_end_in_nul_or_line_feed);
	tcase_add_test(tests, a_list_comes_from_standard_input_too_and_an_empty_one_scans_nothing);
	tcase_add_test(tests, exclude_patterns_leave_out_and_say_so);
	tcase_add_test(tests, of_git_directories_only_config_and_hooks_are_read);
	tcase_add_test(tests, stores_are_found_wherever_git_would);
	tcase_add_test(tests, what_only_looks_like_a_store_is_read);
	tcase_add_test(tests, gitignore_files_count_only_when_asked);
	tcase_add_test(tests, gitignore_files_above_the_operand_count_up_to_the_work_tree);
	tcase_add_test(tests, a_repository_inside_another_has_its_own_rules);
	tcase_add_test(tests, gitignore_files_mean_what_they_mean_to_git);
}

UNIT_MAIN("tree", add_tests)
