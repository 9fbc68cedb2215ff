/*
 * change.h - does a finding in staged content stop the commit?
 */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "model/content.h"

/*
 * True when a line of the finding's span (first_line to last_line, from 1) is
 * added, and the new content holds the secret more often than every earlier
 * version does: a secret that was only moved or indented differently adds
 * nothing, and during a merge what any parent has is not news. Where no line
 * diff was possible the count decides alone.
 *
 * `now` is how often the new content holds the secret, before[i] how often
 * change->before[i] does (NULL when before_len is 0). A NULL change, content
 * that is not staged, blocks.
 */
bool change_blocks(const struct change *change, size_t first_line, size_t last_line, size_t now, const size_t *before);

/* The first half of that: whether one of these lines is added, or no line diff says otherwise. */
bool change_touches(const struct change *change, size_t first_line, size_t last_line);

#endif
