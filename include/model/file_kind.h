/*
 * file_kind.h - which names tell that a file may be one of the kinds that leak as a whole.
 *
 * Rules for such files (rules/file-*.toml) have a path, and find what no other
 * rule could tell from ordinary text: a short password, a line of ".pgpass". They are run
 * only over files whose name lets them hope for something, so that they cost nothing
 * elsewhere. The name is the last part of a path: of a stored object no more is known
 * while it is read. What the rule's own `path` says is asked later, of the whole path.
 */
#ifndef MODEL_FILE_KIND_H
#define MODEL_FILE_KIND_H

#include <stdbool.h>

#include "base/slice.h"

/* False only where no built-in rule with a path could have that name in it. */
bool file_kind_may_tell(struct slice name);

/* The last part of a path. */
struct slice file_kind_name(struct slice path);

#endif
