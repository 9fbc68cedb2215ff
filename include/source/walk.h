/*
 * walk.h - one thing of a tree after the other, by name.
 *
 * The walk keeps a stack of folders, each with the names of the folders in it
 * that are still to be entered. At most WALK_OPEN of them are open: the upper
 * ones are closed and found again through "..", so that depth costs no
 * descriptors. Every step is one openat that does not follow links, so nothing
 * that is moved or exchanged meanwhile can lead the walk out of its tree.
 */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include <stdatomic.h>

#include "source/tree.h"

#define WALK_OPEN 32

/* An open folder. The walk and each batch of entries hold it; the last to let go closes it. */
struct walk_folder {
	int fd;
	atomic_uint holders;
};

void walk_folder_hold(struct walk_folder *folder);
void walk_folder_drop(struct walk_folder *folder); /* NULL is fine */

enum walk_kind { WALK_FILE, WALK_CONFIG, WALK_SYMLINK, WALK_SKIPPED, WALK_FAILED };

/* Valid until the next walk_next. */
struct walk_entry {
	enum walk_kind kind;
	struct slice path;          /* as shown; followed by a NUL */
	struct walk_folder *folder; /* where the thing is; NULL: an operand, or nothing to open */
	const char *operand;        /* an operand: the path to open */
	size_t name_len;            /* else: length of its name, the end of path */
	const char *reason;         /* of WALK_SKIPPED and WALK_FAILED */
};

struct walk;

struct walk *walk_new(const struct tree_options *options);
void walk_free(struct walk *w);
bool walk_next(struct walk *w, struct walk_entry *entry);
const struct tree_stores *walk_stores(const struct walk *w);

#endif
