/*
 * staged.h - what the next commit would add.
 *
 * The contents are whole blobs of the index, read from the object database: the
 * work tree plays no part. Handed out is each file and symbolic link that
 * differs from HEAD and, during a merge, from the other parents too; a file that
 * was only renamed, moved or made executable adds nothing and is left out. Paths
 * are seen from the top of the work tree.
 *
 * Each content has a change (model/content.h). before: HEAD's version of the path, or
 * of the path it was renamed from, then in the same way the versions of the
 * other parents of a merge; a parent that has none is left out. added: lines
 * against HEAD's version alone; everything when HEAD has none. lines_known is false
 * for very large or wholly reordered files, for bytes with NULs, and when HEAD's
 * version cannot be read (then before lacks it).
 *
 * Left out by nature and entered as skipped: "conflict" (an unmerged path cannot
 * be committed), "intent-to-add" (git add -N: commits leave it out), "submodule".
 * Entered as failed: "missing", "promised" (in a partial clone), "damaged", "limit"
 * (a blob above 1 GiB), "unreadable", "sparse-index" (a folder that has changed as a whole and is not spelled out).
 *
 * Nothing is ever written to the repository, and none of its attributes,
 * filters, hooks or settings takes effect. libgit2 has no part in it: starting
 * that alone would take half of the time a hook may take, and what a hook
 * needs (one index, a dozen objects) is little to read.
 */
#ifndef SOURCE_STAGED_H
#define SOURCE_STAGED_H

#include "base/error.h"
#include "source/source.h"

/*
 * Finds the repository from the environment and the current folder
 * (source/checkout.h) and compares its index with HEAD. NULL on failure: no
 * repository (ERR_MISSING), a bare one (ERR_USAGE), one we do not read
 * (ERR_UNSUPPORTED), a damaged index, HEAD or HEAD commit (ERR_DAMAGED,
 * ERR_MISSING).
 */
struct source *staged_open(struct error *err);

/*
 * Appends a file as it stands in the index (the policy of a commit is the one
 * it would commit). ERR_MISSING: no such file in it.
 */
enum status staged_read(struct source *source, const char *path, struct buffer *out, struct error *err);

#endif
