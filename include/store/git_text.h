/*
 * git_text.h - the small text files of a git directory.
 *
 * Whoever finds a repository, lists its refs or walks past it reads the same
 * few formats: a .git file, commondir, HEAD and loose refs, packed-refs. What
 * is followed afterwards (links, the environment) is each reader's own matter.
 */
#ifndef STORE_GIT_TEXT_H
#define STORE_GIT_TEXT_H

#include "base/arena.h"
#include "base/error.h"
#include "model/oid.h"

#define GIT_TEXT_MAX    ((size_t)64 << 10)  /* bytes of any of them but packed-refs */
#define PACKED_REFS_MAX ((size_t)512 << 20) /* bytes of that */
#define REF_DEPTH       5                   /* refs that name one another, as git */

/* The trimmed text of a regular file, as file_read_at; a NUL in it is ERR_DAMAGED. A NUL follows it in `arena`. */
enum status git_text_read(int at, const char *path, bool follow, struct arena *arena, struct slice *text,
			  struct error *err);

/* A .git file ("gitdir: PATH"): the path, as it is written. */
bool git_text_pointer(struct slice text, struct slice *path);

/* HEAD or a loose ref: the name of another ref, or (then *target is empty) the id. False when it is neither. */
bool git_text_ref(struct slice text, struct slice *target, struct oid *id);

/* A line of packed-refs that is empty or tells of no ref: a comment, or what the tag before points at. */
bool git_text_is_remark(struct slice line);

/* Any other line: a ref's name and its id. False when it is broken. */
bool git_text_packed(struct slice line, struct slice *name, struct oid *id);

#endif
