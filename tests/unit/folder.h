/*
 * folder.h - a folder of its own for a test, and a scan of what is in it.
 *
 * folder_make and folder_remove are a checked fixture: the test runs inside a
 * fresh folder. scan_all drains a source with any number of workers and keeps
 * what came, sorted, as lines that tests compare.
 */
#ifndef TESTS_UNIT_FOLDER_H
#define TESTS_UNIT_FOLDER_H

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "unit/drain.h"
#include "unit/fixture.h"

static struct fixture test_folder;

/* Thousands of tiny files: in memory where that can be had. */
static inline void folder_make(void)
{
	fixture_init_in(&test_folder, access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp");
}

static inline void folder_remove(void)
{
	fixture_release(&test_folder);
}

static inline void write_bytes(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

static inline void write_text(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text));
}

static inline void make_folder(const char *path)
{
	ck_assert_msg(mkdir(path, 0777) == 0, "%s: %s", path, strerror(errno));
}

static inline void make_link(const char *target, const char *path)
{
	ck_assert_msg(symlink(target, path) == 0, "%s: %s", path, strerror(errno));
}

/* Runs git in the folder. `in` may be NULL. Its status; 127: there is no git. */
static inline int run_git(const char *in, const char *out, const char *const *arguments)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		const char *argv[32] = { "git" };
		int from = open(in ? in : "/dev/null", O_RDONLY), to = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);

		for (size_t i = 0; arguments[i] && i < 30; i++)
			argv[i + 1] = arguments[i];
		if (from < 0 || to < 0 || dup2(from, 0) < 0 || dup2(to, 1) < 0)
			_exit(126);
		execvp("git", (char *const *)argv);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define RUN_GIT(in, out, ...) run_git(in, out, (const char *const[]){ __VA_ARGS__, NULL })

/* What a sink was given. */
struct seen {
	enum place_kind kind;
	enum state state;
	char *path;  /* NUL-terminated */
	char *bytes; /* all of them, NUL-terminated; of streams too */
	size_t len;
	bool streamed;
};

struct scan {
	struct seens ARRAY_OF(struct seen) seens; /* sorted by path, then bytes */
	struct coverage coverage;
	pthread_mutex_t lock;
};

static inline char *copy_bytes(struct slice bytes)
{
	char *copy = mem_alloc(bytes.len + 1);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	return copy;
}

static inline void read_stream(const struct content *content, struct seen *seen)
{
	size_t piece = 1000003; /* no round number: seams fall anywhere */
	long got;

	do {
		seen->bytes = mem_grow(seen->bytes, seen->len + piece + 1, 1);
		got = content->read(content->read_context, seen->bytes + seen->len, piece);
		if (got > 0)
			seen->len += (size_t)got;
	} while (got == (long)piece);
	seen->bytes[seen->len] = '\0';
}

static inline void take_content(struct sink *sink, const struct content *content)
{
	struct scan *scan = drain_context(sink);
	struct seen seen = { .kind = content->kind, .state = content->state, .path = copy_bytes(content->path) };

	if (content->read) {
		seen.streamed = true;
		read_stream(content, &seen);
	} else {
		drain_touch_padding(content);
		seen.bytes = copy_bytes(content->bytes);
		seen.len = content->bytes.len;
	}
	pthread_mutex_lock(&scan->lock);
	*array_add(&scan->seens) = seen;
	pthread_mutex_unlock(&scan->lock);
}

static inline int compare_seen(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order ? order : slice_compare(slice_make(left->bytes, left->len), slice_make(right->bytes, right->len));
}

/* Does not close the source. */
static inline void scan_all(struct scan *scan, struct source *source, unsigned workers)
{
	struct drain drain = {
		.source = source, .content = take_content, .context = scan, .coverage = &scan->coverage
	};

	*scan = (struct scan){ .lock = PTHREAD_MUTEX_INITIALIZER };
	coverage_init(&scan->coverage);
	drain_run(&drain, workers);
	if (scan->seens.len)
		qsort(scan->seens.items, scan->seens.len, sizeof(*scan->seens.items), compare_seen);
}

static inline void scan_release(struct scan *scan)
{
	for (size_t i = 0; i < scan->seens.len; i++) {
		mem_free(scan->seens.items[i].path);
		mem_free(scan->seens.items[i].bytes);
	}
	array_release(&scan->seens);
	coverage_release(&scan->coverage);
}

static inline const struct seen *scan_find(const struct scan *scan, const char *path)
{
	for (size_t i = 0; i < scan->seens.len; i++)
		if (strcmp(scan->seens.items[i].path, path) == 0)
			return &scan->seens.items[i];
	return NULL;
}

/* "a|b|c": the paths of all contents. The caller frees it. */
static inline char *scan_paths(const struct scan *scan)
{
	size_t size = 1;
	char *text, *to;

	for (size_t i = 0; i < scan->seens.len; i++)
		size += strlen(scan->seens.items[i].path) + 1;
	to = text = mem_alloc(size);
	for (size_t i = 0; i < scan->seens.len; i++)
		to += snprintf(to, size - (size_t)(to - text), "%s%s", i ? "|" : "", scan->seens.items[i].path);
	return text;
}

/* "reason: a|b; reason: c" of skipped or failed. The caller frees it. */
static inline char *groups_text(const struct coverage_groups *groups)
{
	struct buffer out;
	char *text;

	buffer_init(&out, 1 << 24);
	for (size_t i = 0; i < groups->len; i++) {
		const struct coverage_group *group = &groups->items[i];

		buffer_print(&out, "%s%s: ", i ? "; " : "", group->reason);
		for (size_t k = 0; k < group->what.len; k++) {
			buffer_add_text(&out, k ? "|" : "");
			buffer_add(&out, group->what.items[k]);
		}
	}
	text = copy_bytes(buffer_slice(&out));
	buffer_release(&out);
	return text;
}

/* Compares a made text (and frees it) with what it should be. */
static inline void assert_text(char *made, const char *want)
{
	ck_assert_str_eq(made, want);
	mem_free(made);
}

#endif
