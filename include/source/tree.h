/*
 * tree.h - the source of files: folders walked, files named one by one.
 *
 * Contents have the kind PLACE_FILE, PLACE_SYMLINK (the bytes are the link's
 * target) or PLACE_CONFIG (a git directory's config), and STATE_TREE. Paths are
 * as the user would type them: below "." without "./", below "src" with "src/",
 * below "/srv" with "/srv/". Files of up to READER_WHOLE bytes are handed over
 * whole, larger ones as streams. Hidden and ignored files are read like others.
 *
 * A link named as operand is followed, no other one ever is. Only regular files
 * are opened. What is not read is in the coverage:
 *
 *     skipped  excluded, ignored, special (FIFO, device, socket)
 *     failed   permission, vanished, io, limit, special (named as operand)
 *
 * The paths of folders end in a slash there. A folder that is left out counts
 * once. Of git directories only what gitdir.h says is read; where they are is
 * told by tree_stores.
 *
 * The walk goes on in `next`: a folder's files by name, then its folders. Any
 * depth, any length of path; memory does not grow with the tree.
 */
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

#include "base/arena.h"
#include "base/error.h"
#include "source/source.h"

struct tree_options {
	struct text_list operands; /* items NULL: the current folder; an empty list: nothing */
	bool gitignore;            /* leave out what .gitignore files say */
	struct text_list exclude;  /* lines as in .gitignore, the last that matches decides; see below */
	unsigned workers;          /* `run` is called with worker numbers below this; at least 1 */
};

/*
 * Patterns of `exclude` are held against the path as it is shown (so from the
 * current folder); of absolute operands and those that begin with "..", against
 * the path below the operand.
 */

/* Never fails: an operand that is gone is in the coverage. The options' strings must outlive the source. */
struct source *tree_open(const struct tree_options *options);

/*
 * Every operand must exist; else ERR_MISSING, before anything is read. A link to nowhere exists: its target
 * text can be scanned.
 */
enum status tree_check_operands(struct text_list operands, struct error *err);

/*
 * The names listed in `file` ("-": standard input), NUL-separated when it holds
 * a NUL, else one a line; empty ones are dropped. The strings live in `arena`.
 */
#define TREE_LIST_MAX ((size_t)32 * 1024 * 1024)
enum status tree_read_list(const char *file, struct arena *arena, struct text_list *operands, struct error *err);

/* A git store that the walk came upon. */
enum tree_store_kind {
	TREE_STORE_DIRECTORY, /* `path` is a git directory */
	TREE_STORE_FILE,      /* `path` is a file .git; `target` what stands behind its "gitdir:" */
	TREE_STORE_LINK       /* `path` is a link .git; `target` its text */
};

struct tree_store {
	enum tree_store_kind kind;
	const char *path; /* as shown; can be opened from the current folder */
	const char
		*target; /* relative to the folder of `path`; NULL of a directory, and of a file that cannot be read */
};

struct tree_stores ARRAY_OF(struct tree_store);

/* In the order of the walk, complete when next has returned false. Valid until the source is closed. */
const struct tree_stores *tree_stores(const struct source *source);

#endif
