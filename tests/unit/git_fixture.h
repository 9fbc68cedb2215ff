/*
 * git_fixture.h - repositories made on the spot, and one scan of them.
 *
 * Each fixture is a fresh folder; shell lines build in it with git, in a wiped
 * environment with fixed names and dates: each commit is a minute after the one
 * before when the script calls `tick`.
 */
#ifndef TESTS_UNIT_GIT_FIXTURE_H
#define TESTS_UNIT_GIT_FIXTURE_H

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/workers.h"
#include "source/history.h"
#include "source/locate.h"
#include "unit/unit.h"

#define SCAN_WORKERS 2

struct fixture {
	char path[64];
};

struct seen_content {
	enum place_kind kind;
	struct oid oid;
	unsigned store;
	struct slice bytes;
};

struct scan {
	struct history *history;
	struct source *source;
	struct coverage coverage;
	struct scan_contents ARRAY_OF(struct seen_content) contents;
	struct arena arena;
	pthread_mutex_t lock;
	unsigned workers;
};

struct scan_sink {
	struct sink sink;
	struct scan *scan;
};

static inline int fixture_try(const struct fixture *f, const char *script)
{
	static const char prelude[] = "set -e; exec >/dev/null; umask 022; NOW=1700000000\n"
				      "tick() { NOW=$((NOW + 60)); export GIT_AUTHOR_DATE=\"$NOW +0000\" "
				      "GIT_COMMITTER_DATE=\"$NOW +0000\"; }\n"
				      "commit() { tick; git add -A; git commit -q -m \"$1\"; }\n"
				      "tick\n";
	char text[16384], home[96];
	const char *const arguments[] = { "sh", "-c", text, NULL };
	const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
					    home,
					    "GIT_CONFIG_NOSYSTEM=1",
					    "GIT_AUTHOR_NAME=Ada",
					    "GIT_AUTHOR_EMAIL=ada@example.org",
					    "GIT_COMMITTER_NAME=Bob",
					    "GIT_COMMITTER_EMAIL=bob@example.org",
					    "LC_ALL=C",
					    "TZ=UTC",
					    NULL };
	int status = -1, len;
	pid_t child;

	snprintf(home, sizeof(home), "HOME=%s", f->path);
	len = snprintf(text, sizeof(text), "%s%s", prelude, script);
	ck_assert_int_lt(len, (int)sizeof(text));
	child = fork();
	if (child == 0) {
		if (chdir(f->path) == 0)
			execve("/bin/sh", (char *const *)arguments, (char *const *)environment);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static inline void fixture_run(const struct fixture *f, const char *script)
{
	ck_assert_msg(fixture_try(f, script) == 0, "fixture failed: %s", script);
}

/* A folder with an empty repository on branch main in it. */
static inline void fixture_init(struct fixture *f)
{
	snprintf(f->path, sizeof(f->path), "/tmp/keysieve-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(f->path));
	fixture_run(f, "git config --global init.defaultBranch main; git config --global gc.auto 0\n"
		       "git config --global protocol.file.allow always; git config --global advice.detachedHead false\n"
		       "git init -q r");
}

static inline int fixture_remove_one(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
	(void)about, (void)type, (void)ftw;
	return remove(path);
}

static inline void fixture_release(struct fixture *f)
{
	fixture_try(f, "chmod -R u+rwX .");
	nftw(f->path, fixture_remove_one, 32, FTW_DEPTH | FTW_PHYS);
}

static inline const char *fixture_path(const struct fixture *f, const char *below)
{
	static char path[4][256];
	static unsigned turn;

	snprintf(path[turn % 4], sizeof(path[0]), "%s/%s", f->path, below);
	return path[turn++ % 4];
}

static inline void scan_take(struct sink *sink, const struct content *content)
{
	struct scan *scan = ((struct scan_sink *)sink)->scan;
	struct seen_content seen = { content->kind, content->oid, content->store, SLICE_NONE };

	/* The padding must be readable. */
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		(void)*(const volatile char *)(content->bytes.at + content->bytes.len + i);
	pthread_mutex_lock(&scan->lock);
	seen.bytes = arena_copy(&scan->arena, content->bytes);
	*array_add(&scan->contents) = seen;
	sink->coverage->bytes += content->bytes.len;
	pthread_mutex_unlock(&scan->lock);
}

static inline void scan_work(void *context, unsigned worker)
{
	struct scan *scan = context;
	struct coverage coverage;
	struct scan_sink sink = { { scan_take, &coverage }, scan };
	struct unit unit;

	coverage_init(&coverage);
	for (;;) {
		bool more;

		pthread_mutex_lock(&scan->lock);
		more = scan->source->ops->next(scan->source, &unit);
		pthread_mutex_unlock(&scan->lock);
		if (!more)
			break;
		scan->source->ops->run(scan->source, &unit, worker, &sink.sink);
	}
	pthread_mutex_lock(&scan->lock);
	coverage_merge(&scan->coverage, &coverage);
	pthread_mutex_unlock(&scan->lock);
	coverage_release(&coverage);
}

static inline void scan_begin(struct scan *scan, uint64_t max_object)
{
	struct history_options options = { .max_object = max_object };

	*scan = (struct scan){ .workers = SCAN_WORKERS };
	pthread_mutex_init(&scan->lock, NULL);
	coverage_init(&scan->coverage);
	arena_init(&scan->arena);
	scan->history = history_new(&options);
	scan->source = history_source(scan->history);
}

static inline void scan_add(struct scan *scan, const char *path, const char *name)
{
	struct error err = { 0 };

	ck_assert_msg(history_add(scan->history, path, name, &err) == STATUS_OK, "%s", err.text);
}

static inline void scan_run(struct scan *scan)
{
	workers_run(scan->workers, scan_work, scan);
}

/* Everything for the usual case: the store at `below`. */
static inline void scan_all(struct scan *scan, const struct fixture *f, const char *below)
{
	scan_begin(scan, 0);
	scan_add(scan, fixture_path(f, below), NULL);
	scan_run(scan);
}

static inline void scan_release(struct scan *scan)
{
	history_free(scan->history);
	coverage_release(&scan->coverage);
	array_release(&scan->contents);
	arena_release(&scan->arena);
	pthread_mutex_destroy(&scan->lock);
}

/* The one content that holds the text; NULL if none does. More than one is a failure. */
static inline const struct seen_content *scan_find(const struct scan *scan, const char *text)
{
	const struct seen_content *found = NULL;

	for (size_t i = 0; i < scan->contents.len; i++) {
		if (slice_find(scan->contents.items[i].bytes, slice_of(text), 0) == SLICE_NOWHERE)
			continue;
		ck_assert_msg(!found, "%s was handed out twice", text);
		found = &scan->contents.items[i];
	}
	return found;
}

static inline const struct coverage_group *group_find(const struct coverage_groups *groups, const char *reason)
{
	for (size_t i = 0; i < groups->len; i++)
		if (strcmp(groups->items[i].reason, reason) == 0)
			return &groups->items[i];
	return NULL;
}

/* "reason=count reason=count" of what failed (or was skipped), for comparing in one go. */
static inline const char *groups_text(struct scan *scan, const struct coverage_groups *groups)
{
	const char *text = "";

	for (size_t i = 0; i < groups->len; i++)
		text = arena_print(&scan->arena, "%s%s%s=%llu", text, *text ? " " : "", groups->items[i].reason,
				   (unsigned long long)groups->items[i].count);
	return text;
}

static inline const char *failed_text(struct scan *scan)
{
	return groups_text(scan, &scan->coverage.failed);
}

static inline const char *skipped_text(struct scan *scan)
{
	return groups_text(scan, &scan->coverage.skipped);
}

/* The first name of a group of failures that begins or goes on with `part`. */
static inline bool failed_names(const struct scan *scan, const char *reason, const char *part)
{
	const struct coverage_group *group = group_find(&scan->coverage.failed, reason);

	for (size_t i = 0; group && i < group->what.len; i++)
		if (slice_find(group->what.items[i], slice_of(part), 0) != SLICE_NOWHERE)
			return true;
	return false;
}

#endif
