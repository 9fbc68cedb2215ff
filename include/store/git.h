/*
 * git.h - libgit2, started late and told to trust nobody.
 *
 * Starting libgit2 costs milliseconds, so it is done when something is to be
 * compared with it, or when a pack holds what we refuse (store_read.h).
 * Options are the process's, not a repository's; they are set here once:
 *
 *   - the user's and the system's git configuration is not read: it must not
 *     change what is found (the repository's own still is);
 *   - extensions partialclone and worktreeConfig are known; objectformat must
 *     never be, libgit2 1.5 would misread a SHA-256 repository;
 *   - a foreign owner is no obstacle: nothing a repository names is executed;
 *   - packs are mapped in windows of 8 MiB, at most 64 MiB at a time, and at
 *     most 32 MiB of objects are kept;
 *   - objects are not hashed when they are read (2.5 times faster): who wants
 *     to be sure of a content compares its id (oid_of_blob).
 */
#ifndef STORE_GIT_H
#define STORE_GIT_H

#include "base/error.h"

/* Each successful git_begin is answered by one git_end. Any thread. */
enum status git_begin(struct error *err);
void git_end(void);

/* For store_libgit2.c, between git_begin and git_end: git_odb_backend_one_pack and git_odb_backend_data_free. */
struct git_odb_backend;
int git_pack_open(struct git_odb_backend **backend, const char *index);
void git_data_free(struct git_odb_backend *backend, void *data);

/* What libgit2 said about the last failure on this thread; a fixed text when it said nothing. Never NULL. */
const char *git_error_text(void);

#endif
