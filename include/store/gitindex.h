/*
 * gitindex.h - git's index: what the next commit will hold.
 *
 * An own reader of versions 2 to 4, split and sparse ones included: a hook is
 * run at each commit, so this is one pass without an allocation per entry, and
 * it gives the cached tree ids, by which whole folders are known to be
 * unchanged. It neither waits on a FIFO nor believes any length that stands in
 * the file; libgit2 1.5 does the one, and knows neither split nor sparse ones.
 *
 * (Format: gitformat-index(5).)
 */
#ifndef STORE_GITINDEX_H
#define STORE_GITINDEX_H

#include "base/arena.h"
#include "base/array.h"
#include "base/buffer.h"
#include "base/error.h"
#include "store/object_format.h"

struct gitindex_entry {
	struct slice path; /* from the top of the work tree; ends in / for ENTRY_FOLDER, else never */
	const uint8_t *id; /* 20 bytes */
	enum entry_type type;
	unsigned stage;     /* 0; 1 to 3: versions in conflict */
	bool intent_to_add; /* a promise to add the path later: commits leave it out */
};

struct gitindex_entries ARRAY_OF(struct gitindex_entry);

/*
 * A folder of the cached tree, in pre-order: its subfolders follow it, up to
 * (not including) folders[next].
 */
struct gitindex_folder {
	struct slice name; /* last part of the path; empty for the top */
	const uint8_t *id; /* the tree a commit would write; NULL: must be worked out anew */
	size_t entries;    /* how many index entries the tree stands for */
	size_t next;
};

struct gitindex {
	struct gitindex_entries entries;                                  /* strictly by path bytes, then stage */
	struct gitindex_folders ARRAY_OF(struct gitindex_folder) folders; /* may be empty */
	struct buffer bytes, shared;                                      /* what entries and folders point into */
	struct arena arena;
};

struct gitindex_file {
	int at; /* where relative paths begin: a directory descriptor or AT_FDCWD */
	const char *path;
	const char *folder; /* the git directory: what a split index shares stands there */
	bool follow;        /* links; false: a link is an error */
};

/*
 * A file that is not there is an empty index. ERR_DAMAGED: cut short, wrong
 * checksum, out of order, paths that no commit can hold; ERR_UNSUPPORTED: not
 * a regular file, an extension that may not be ignored. After a failure the
 * entries are those that could be read. The message begins with file->path.
 */
enum status gitindex_read(struct gitindex *index, const struct gitindex_file *file, struct error *err);
void gitindex_release(struct gitindex *index); /* also after a failure */

/* The entry of stage 0 at `path`; NULL when there is none. */
const struct gitindex_entry *gitindex_find(const struct gitindex *index, struct slice path);

#endif
