/*
 * fixture.h - a folder of its own for a test, and shell scripts that fill it.
 *
 * The environment is wiped (PATH apart), git's configuration, authors and clock
 * are fixed: each commit is a minute after the one before, each script begins
 * at the same time. Scripts run with `set -eu` in the fixture's folder, without
 * standard output, with a few words that keep them short. Each Check test is a
 * process of its own, so changing the folder and the environment concerns
 * nobody else.
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/slice.h"
#include "unit/unit.h"

#define FIXTURE_WORDS                                                                                                  \
	"set -eu; exec >/dev/null; umask 022; NOW=1700000000\n"                                                        \
	"tick() { NOW=$((NOW + 60)); export GIT_AUTHOR_DATE=\"$NOW +0000\" GIT_COMMITTER_DATE=\"$NOW +0000\"; }\n"     \
	"repo() { git init -q repo; cd repo; }\n"                                                                      \
	"put() { mkdir -p \"$(dirname -- \"./$1\")\"; printf \"$2\" > \"./$1\"; }\n"                                   \
	"add() { git add -A; }\n"                                                                                      \
	"commit() { tick; git add -A; git commit -q --allow-empty -m \"${1:-x}\"; }\n"                                 \
	"lines() { seq -f \"$1 %g\" \"$2\" \"$3\"; }\n"                                                                \
	"tick; cd \"$TOP\"\n"

struct fixture {
	char path[64];
};

static inline void fixture_write(const char *path, struct slice bytes)
{
	FILE *file = fopen(path, "w"); /* without waiting for the disk, as file_write does */

	ck_assert_ptr_nonnull(file);
	ck_assert(fwrite(bytes.at, 1, bytes.len, file) == bytes.len);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void fixture_wipe_environment(const char *home)
{
	static const char *const settings[][2] = {
		{ "LC_ALL", "C" },
		{ "TZ", "UTC" },
		{ "GIT_CONFIG_NOSYSTEM", "1" },
		{ "GIT_CEILING_DIRECTORIES", "/" },
		{ "GIT_TEST_FSYNC", "0" },
		{ "GIT_AUTHOR_NAME", "Ada" },
		{ "GIT_AUTHOR_EMAIL", "ada@example.org" },
		{ "GIT_COMMITTER_NAME", "Bob" },
		{ "GIT_COMMITTER_EMAIL", "bob@example.org" },
	};
	char *path = strdup(getenv("PATH") ? getenv("PATH") : "/usr/local/bin:/usr/bin:/bin");

	ck_assert_int_eq(clearenv(), 0);
	setenv("PATH", path, 1);
	free(path);
	setenv("HOME", home, 1);
	setenv("TOP", home, 1);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		setenv(settings[i][0], settings[i][1], 1);
}

/* A fresh folder below `parent`; the caller is in it afterwards. */
static inline void fixture_init_in(struct fixture *f, const char *parent)
{
	ck_assert_int_lt(snprintf(f->path, sizeof(f->path), "%s/keysieve-unit-XXXXXX", parent), (int)sizeof(f->path));
	ck_assert_ptr_nonnull(mkdtemp(f->path));
	ck_assert_int_eq(chdir(f->path), 0);
	fixture_wipe_environment(f->path);
}

/* The same where hooks can be run, and with settings for git. */
static inline void fixture_init(struct fixture *f)
{
	fixture_init_in(f, "/tmp");
	fixture_write(".gitconfig",
		      SLICE("[init]\ndefaultBranch = main\n[gc]\nauto = 0\n[protocol \"file\"]\nallow = always\n"
			    "[advice]\ndetachedHead = false\n"));
}

/* True when the script ended well. */
static inline bool fixture_try(const char *script)
{
	char *whole;
	int status;
	pid_t child;

	ck_assert(asprintf(&whole, "%s%s", FIXTURE_WORDS, script) > 0);
	child = fork();
	ck_assert(child >= 0);
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", whole, (char *)NULL);
		_exit(127);
	}
	ck_assert(waitpid(child, &status, 0) == child);
	free(whole);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline void fixture_run(const char *script)
{
	ck_assert_msg(fixture_try(script), "the script failed: %s", script);
}

/* Four of them can be in use at once. */
static inline const char *fixture_path(const struct fixture *f, const char *below)
{
	static char path[4][256];
	static unsigned turn;

	snprintf(path[turn % 4], sizeof(path[0]), "%s/%s", f->path, below);
	return path[turn++ % 4];
}

/* rm knows how to go deeper than PATH_MAX. */
static inline void fixture_release(const struct fixture *f)
{
	ck_assert_int_eq(chdir("/"), 0);
	setenv("TOP", f->path, 1);
	fixture_run("chmod -R u+rwX . || :; cd /; rm -rf -- \"$TOP\"");
}

/* Every file with its size and times, without the time of the last read: whoever writes anything changes it. */
#define FIXTURE_STATE "find . -printf '%p %y %s %T@ %C@ %m\\n' | sort > "

#endif
