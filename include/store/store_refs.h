/*
 * store_refs.h - what a repository's refs point at.
 *
 * Loose refs, packed-refs, HEAD, and the HEADs and own refs of linked work
 * trees, read by our own bounded parser: no file is opened that is not a
 * regular one, no link is followed, and a symbolic ref is followed at most
 * REF_DEPTH times.
 */
#ifndef STORE_STORE_REFS_H
#define STORE_STORE_REFS_H

#include "base/arena.h"
#include "base/array.h"
#include "model/oid.h"

enum ref_kind {
	REF_HEAD,  /* HEAD of the repository or of a linked work tree */
	REF_TIP,   /* refs/heads, refs/remotes */
	REF_TAG,   /* refs/tags */
	REF_NOTES, /* refs/notes */
	REF_OTHER, /* refs/stash, refs/pull, ... */
};

struct store_ref {
	const char *name; /* "HEAD", "worktrees/x/HEAD", "refs/heads/main" */
	enum ref_kind kind;
	bool symbolic; /* names another ref, which is in the list too */
	struct oid id;
};

struct store_refs ARRAY_OF(struct store_ref);

/*
 * Appends every ref of the repository whose common directory is `git_dir`,
 * sorted by name. Names live in `arena`. A symbolic ref to nothing (an unborn
 * branch) is no ref. What is broken (garbage, a loop, not a regular file) is
 * named to `broken`.
 */
void store_refs_read(int git_dir, struct arena *arena, struct store_refs *refs,
		     void (*broken)(void *context, const char *name), void *context);

/*
 * Calls `use` with the name and an open descriptor of each linked work tree's
 * folder (worktrees/NAME); with -1 for one that cannot be opened, and with the
 * name "" and -1 when worktrees itself cannot be listed.
 */
void store_worktrees(int git_dir, void (*use)(void *context, const char *name, int fd), void *context);

#endif
