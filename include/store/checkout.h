/*
 * checkout.h - the repository a command runs in, found the way git finds it.
 *
 * Only files are read here, with a bound and never blocking; libgit2 has no
 * part in it, because it follows [include] of a hostile config, waits for ever
 * on a FIFO, and costs start-up time. What must be right before anybody
 * interprets objects (SHA-1, refs as files) is checked on opening.
 *
 * The environment counts as in git: GIT_DIR, GIT_COMMON_DIR, GIT_INDEX_FILE,
 * GIT_WORK_TREE, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES. A
 * foreign owner is no obstacle: nothing a repository names is executed.
 */
#ifndef STORE_CHECKOUT_H
#define STORE_CHECKOUT_H

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "model/oid.h"

struct oid_list ARRAY_OF(struct oid);

struct checkout {
	const char *path;       /* this work tree's own: HEAD, index, MERGE_HEAD */
	const char *common;     /* shared by all work trees: config, refs, packed-refs */
	const char *objects;    /* where objects are, alternates apart */
	const char *alternates; /* more such folders, separated by colons; NULL: none from the environment */
	const char *index;      /* may not exist yet: an empty index */
	bool bare;              /* the folder that was found is the repository itself */
	bool promisor;          /* a partial clone: absent objects are promised by a remote */
	struct arena arena;     /* holds the strings */
};

/*
 * Finds the repository from the environment and the current folder upward.
 * ERR_MISSING: there is none, or GIT_INDEX_FILE names an index that is not there.
 * ERR_USAGE: a bare repository, which has no index. ERR_UNSUPPORTED: one with SHA-256, reftable or an
 * extension that nobody has heard of.
 */
enum status checkout_find(struct checkout *c, struct error *err);
void checkout_release(struct checkout *c); /* also after a failure */

/* The commit HEAD names; size 0 on a branch without commits. A ref that is no object id is ERR_DAMAGED. */
enum status checkout_head(struct checkout *c, struct oid *commit, struct error *err);

/*
 * The other parents of a merge in progress, from MERGE_HEAD or, within a
 * pre-merge-commit hook, from the environment; otherwise none. The list is the caller's.
 */
enum status checkout_merge_heads(struct checkout *c, struct oid_list *commits, struct error *err);

#endif
