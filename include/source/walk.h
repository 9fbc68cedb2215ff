/*
 * walk.h - one thing of a tree after the other, by name.
 *
 * The walk knows what is in each folder on its way down and which of it is
 * wanted: what .gitignore files and exclude patterns leave out, what of git
 * directories is read. It opens folders but no files.
 */
#ifndef SOURCE_WALK_H
#define SOURCE_WALK_H

#include "source/descent.h"
#include "source/tree.h"

enum walk_kind { WALK_FILE, WALK_CONFIG, WALK_SYMLINK, WALK_SKIPPED, WALK_FAILED };

/* Valid until the next walk_next. */
struct walk_entry {
	enum walk_kind kind;
	struct slice path;     /* as shown; followed by a NUL */
	struct folder *folder; /* where the thing is; NULL: an operand, or nothing to open */
	const char *operand;   /* an operand: the path to open */
	size_t name_len;       /* else: length of its name, the end of path */
	const char *reason;    /* of WALK_SKIPPED and WALK_FAILED */
};

struct walk;

struct walk *walk_new(const struct tree_options *options);
void walk_free(struct walk *w);
bool walk_next(struct walk *w, struct walk_entry *entry);
const struct tree_stores *walk_stores(const struct walk *w);

#endif
