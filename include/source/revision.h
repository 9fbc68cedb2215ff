/*
 * revision.h - from what a person calls a commit to its id.
 *
 * As git does, with nothing executed and no libgit2:
 *
 *     HEAD, @             of the work tree that was asked for
 *     main, v1, origin/x  the first of NAME, refs/NAME, refs/tags/NAME, refs/heads/NAME,
 *                         refs/remotes/NAME, refs/remotes/NAME/HEAD that is there
 *     1a2b3c4...          40 digits are an id whatever refs are called so; 4 to 39 are the beginning
 *                         of one, if no ref is called so: of the only object, or of the only
 *                         commit or tag, that begins like that
 *     X^ X^2 X~3          parents; X^0 is the commit itself
 *     X^{} X^{commit}     what a tag stands for
 *
 * They can be put one behind another (v1~2^2). Reflogs (main@{1}), upstreams,
 * dates and searches are not known here: what a range means must not depend on
 * what this clone did yesterday.
 */
#ifndef SOURCE_REVISION_H
#define SOURCE_REVISION_H

#include "store/objects.h"
#include "store/store_refs.h"

#define REVISION_READ_MAX ((size_t)64 << 20) /* bytes of a commit or tag that is read to follow it */

struct revisions {
	const struct store_refs *refs; /* all, sorted by name */
	const struct objects *objects;
	const char *git_dir;            /* of the work tree: where ORIG_HEAD, FETCH_HEAD and the like are */
	const char *head;               /* what refs call its HEAD: "HEAD" or "worktrees/x/HEAD" */
	const struct oid_list *shallow; /* commits whose parents are not there on purpose */
};

/*
 * The id of an object that is there; a tag is not followed unless the text says
 * so. ERR_USAGE: there is none, or more than one. The message begins with `text`.
 */
enum status revision_find(const struct revisions *r, struct slice text, struct oid *id, struct error *err);

/* Exactly 40 or 64 zeros: what git's hooks and CI systems put where a ref was not or is no more. */
bool revision_is_zero(struct slice text);

#endif
