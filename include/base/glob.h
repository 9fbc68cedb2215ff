/*
 * glob.h - path patterns as in .gitignore.
 *
 * Paths are relative, with single slashes between the parts and none at either
 * end; any other byte may occur. Matching is bytewise and case-sensitive.
 *
 *     *        anything but a slash            ?     one byte but a slash
 *     [a-z]    one of these, never a slash     [!a]  or [^a]: none of these
 *     [[:digit:]] and the other POSIX classes, ASCII only
 *     \x       x itself
 *
 * Two stars that stand alone between slashes (or an end and a slash) stand for
 * any number of parts: in front, a thing at any depth; behind, everything below;
 * in between, none, one or more folders. Other runs of stars are one star.
 *
 * Time is bounded by path length times pattern length, whatever the pattern.
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/slice.h"

/* A pattern longer than this is refused: no path part is that long, and it bounds the time. */
#define GLOB_MAX 4096

/* One line of a .gitignore file. `pattern` points into the line. */
struct glob {
	struct slice pattern;
	bool anchored;  /* held against the whole path; else against its last part */
	bool directory; /* the line ended in a slash: matches directories only */
	bool negated;   /* the line began with '!': what it matches is taken back in */
};

/*
 * Takes one line apart (without its line feed; a CR before it is dropped).
 * False when it holds no pattern: blank, a comment, or longer than GLOB_MAX.
 */
bool glob_parse(struct slice line, struct glob *glob);

/* Does the pattern match this very path? `negated` is the caller's to apply. */
bool glob_matches(const struct glob *glob, struct slice path, bool directory);

/* The same for a file or any folder above it: "vendor/" covers "vendor/a/b.js". */
bool glob_covers(const struct glob *glob, struct slice file);

/* The matcher itself: the whole of `path` against `pattern`. */
bool glob_match(struct slice pattern, struct slice path);

#endif
