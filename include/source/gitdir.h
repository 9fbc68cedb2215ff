/*
 * gitdir.h - what of a git directory is read as files.
 *
 * A store's objects are the history source's business. The tree source reads
 * what a person or a program wrote into it by hand: config, config.worktree and
 * hooks, of the store itself, of its submodules (modules/) and of its linked
 * work trees (worktrees/).
 *
 * A folder named .git is one when it has anything that only git puts there, so
 * that a damaged one is still told as a store. Any other folder is one when it
 * looks like a bare repository to git; since anybody can make a folder look so,
 * only git's own names are left out there.
 */
#ifndef SOURCE_GITDIR_H
#define SOURCE_GITDIR_H

#include "source/listing.h"

/* Which part of a git directory a folder is. */
enum git_part {
	GIT_NONE, /* none: ordinary files */
	GIT_DIRECTORY,
	GIT_BARE,
	GIT_MODULES,   /* modules/ or a folder in it that is not a store */
	GIT_WORKTREES, /* worktrees/ */
	GIT_WORKTREE   /* one folder of it */
};

enum git_use { GIT_LEAVE_OUT, GIT_READ_FILE, GIT_READ_CONFIG, GIT_ENTER };

/* What to do with an entry of a folder that is `part`. GIT_ENTER: *inside is what the folder entered is taken for. */
enum git_use gitdir_use(enum git_part part, const char *name, enum listed_type type, enum git_part *inside);

/* What a folder taken for `part` is, now that its names are known. `fd` is the folder. */
enum git_part gitdir_recognise(enum git_part part, const struct listing *names, int fd);

#endif
