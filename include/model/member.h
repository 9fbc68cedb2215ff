/*
 * member.h - where inside archives something stands.
 *
 * The names from the outermost archive inwards, each followed by a NUL, as one
 * slice: "inner.zip\0docs/a.txt\0". Empty: not in an archive. What a compressed
 * file holds has no name of its own; it stands as the empty name and is called
 * by the file's name without the ending: "\0" in notes.txt.gz is notes.txt. So a
 * member is the same whatever path its archive was found at.
 */
#ifndef MODEL_MEMBER_H
#define MODEL_MEMBER_H

#include "base/buffer.h"

#define MEMBER_BETWEEN '!' /* between an archive and its member, for people */

/*
 * Takes the next name off the front of `*rest`, and calls what has none by what it is in:
 * `*within`, the path of the archive at first, is then the name. False at the end.
 */
bool member_next(struct slice *rest, struct slice *within);

/* `path` and the names, `between` before each: "a.zip!inner.zip!docs/a.txt". */
void member_add(struct buffer *out, struct slice path, struct slice member, char between);

#endif
