/*
 * discover.h - where git keeps what belongs to a path.
 *
 * Follows what git follows (a `.git` file, `commondir`), reads nothing but
 * those small files, and never runs git.
 */
#ifndef STORE_DISCOVER_H
#define STORE_DISCOVER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

enum discovered {
	DISCOVERED_NOTHING, /* no repository around */
	DISCOVERED_TOP,     /* the top of a work tree: it has a .git */
	DISCOVERED_GIT_DIR, /* a git directory itself: .git, a bare repository, .git/worktrees/x */
	DISCOVERED_INSIDE,  /* a file or folder below one of those */
};

struct discovery {
	enum discovered kind;
	const char *top;        /* the work tree's top; NULL when there is none */
	const char *git_dir;    /* what belongs to this work tree: HEAD, index */
	const char *common_dir; /* what all its work trees share: objects, refs; often the same */
};

/*
 * Fills `found` for an existing path; strings live in `arena`. A `.git` that
 * leads nowhere (or is a FIFO, or damaged) still makes its folder the top of a
 * work tree: opening the store then says what is wrong. ERR_MISSING: no such path.
 */
enum status discover(const char *path, struct arena *arena, struct discovery *found, struct error *err);

/* Whether the folder has what a git directory has: HEAD, objects, refs. For walkers. */
bool discover_is_git_dir(int folder);

#endif
