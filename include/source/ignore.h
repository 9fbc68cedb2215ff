/*
 * ignore.h - what .gitignore files leave out.
 *
 * One `struct ignore` holds the patterns of one file and asks the one above it
 * (the folder's parent; at the top .git/info/exclude) when none of its own
 * matches. As in git the last matching line of the nearest file decides. That
 * nothing below an ignored folder can be taken back in is the walk's doing: it
 * does not go there.
 *
 * The index is not asked: a file that is tracked although a pattern matches it is left out too.
 */
#ifndef SOURCE_IGNORE_H
#define SOURCE_IGNORE_H

#include "base/array.h"
#include "base/buffer.h"
#include "base/glob.h"

#define IGNORE_FILE_MAX ((size_t)256 * 1024) /* a larger file is not read: more is scanned, not less */

struct ignore {
	struct ignore *above;
	size_t base; /* length of the folder's path, its slash included: what patterns are relative to */
	struct ignore_globs ARRAY_OF(struct glob) globs;
	char *text;
	size_t text_len;
};

/* Reads `name` in the folder `at`. NULL when it is not there or cannot be read (a link is not followed). */
struct ignore *ignore_open(int at, const char *name, size_t base);
/* The same from text, which is copied. */
struct ignore *ignore_new(struct slice text, size_t base);
void ignore_free(struct ignore *ignore);     /* this one only; NULL is fine */
void ignore_free_all(struct ignore *ignore); /* with all above it */

/*
 * What concerns `folder` from above, when it lies inside a work tree: the files
 * from that tree's top down to the folder's parent. Appends the folder's path
 * below the top ("a/b/"; nothing for the top itself) to `path`. NULL: no rules.
 */
struct ignore *ignore_open_above(const char *folder, struct buffer *path);

/* The rules of one folder, below `above`: .gitignore, and .git/info/exclude when it is a work tree's top. */
struct ignore *ignore_open_folder(int fd, bool top, size_t base, struct ignore *above);

/* `path` is what `base` is measured in. `ignore` may be NULL. */
bool ignore_matches(const struct ignore *ignore, struct slice path, bool directory);

#endif
