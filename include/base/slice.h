/*
 * slice.h - borrowed bytes.
 *
 * A slice points at bytes that somebody else owns; it may hold NULs and need
 * not end in one. It is passed by value and never kept past the call: who
 * wants to keep the bytes copies them into an arena.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *at;
	size_t len;
};

#define SLICE(literal) ((struct slice){ (literal), sizeof(literal) - 1 })
#define SLICE_NONE     ((struct slice){ NULL, 0 })
/* For printf: printf("%.*s", SLICE_ARGS(s)) */
#define SLICE_ARGS(s) (int)(s).len, (s).at

struct slice slice_of(const char *text); /* NULL gives the empty slice */
struct slice slice_make(const char *at, size_t len);
bool slice_equal(struct slice a, struct slice b);
bool slice_is(struct slice s, const char *text);
int slice_compare(struct slice a, struct slice b); /* byte order, shorter first; for qsort */
bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);
bool slice_ends_nocase(struct slice s, struct slice suffix); /* ASCII */

/* The part from `from` on, at most `len` bytes; both are cut to what is there. */
struct slice slice_sub(struct slice s, size_t from, size_t len);
struct slice slice_trim(struct slice s); /* without blanks, tabs, CR and LF at both ends */

/* Position of the first `needle` / byte at or after `from`; SLICE_NOWHERE if absent. */
#define SLICE_NOWHERE ((size_t)-1)
size_t slice_find(struct slice s, struct slice needle, size_t from);
size_t slice_find_nocase(struct slice s, struct slice needle, size_t from); /* ASCII */
size_t slice_find_byte(struct slice s, char byte, size_t from);

/* Takes the part before the next `separator` off the front of `*rest`. False when nothing is left. */
bool slice_cut(struct slice *rest, char separator, struct slice *part);

#endif
