/*
 * fixture.h - a folder of its own for a test, and shell scripts that fill it.
 *
 * The environment is wiped (PATH apart), author and clock are fixed. Scripts run
 * with `set -eu` in the fixture's folder, with a few words that keep them
 * short. Each Check test is a process of its own, so changing the folder and
 * the environment concerns nobody else.
 */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "base/slice.h"

#define FIXTURE_WORDS                                                                                                  \
	"set -eu\n"                                                                                                    \
	"repo() { git init -q -b main repo; cd repo; }\n"                                                              \
	"put() { mkdir -p \"$(dirname -- \"./$1\")\"; printf \"$2\" > \"./$1\"; }\n"                                   \
	"add() { git add -A; }\n"                                                                                      \
	"commit() { git add -A; git commit -q --allow-empty -m x; }\n"                                                 \
	"lines() { seq -f \"$1 %g\" \"$2\" \"$3\"; }\n"

/* A fresh folder in fixture[]; the caller is in it afterwards. */
static inline void fixture_make(char fixture[64])
{
	char *path = strdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");

	ck_assert(clearenv() == 0);
	snprintf(fixture, 64, "/tmp/fixture.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture));
	ck_assert_int_eq(chdir(fixture), 0);
	setenv("PATH", path, 1);
	free(path);
	setenv("HOME", fixture, 1);
	setenv("TOP", fixture, 1);
	setenv("LC_ALL", "C", 1);
	setenv("TZ", "UTC", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_TEST_FSYNC", "0", 1);
	setenv("GIT_AUTHOR_NAME", "A", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "A", 1);
	setenv("GIT_COMMITTER_EMAIL", "a@example.org", 1);
	setenv("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z", 1);
	setenv("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z", 1);
}

/* True when the script ended well. */
static inline bool fixture_try(const char *script)
{
	char *whole;
	int status;
	pid_t child;

	ck_assert(asprintf(&whole, "%scd \"$TOP\"\n%s", FIXTURE_WORDS, script) > 0);
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

/* Without waiting for the disk, as file_write does. */
static inline void fixture_write(const char *path, struct slice bytes)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert(fwrite(bytes.at, 1, bytes.len, file) == bytes.len);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void fixture_remove(void)
{
	fixture_run("chmod -R u+rwX . && cd / && rm -rf \"$TOP\"");
}

/* Every file with its size and times, without the time of the last read: whoever writes anything changes it. */
#define FIXTURE_STATE "find . -printf '%p %y %s %T@ %C@ %m\\n' | sort > "

#endif
