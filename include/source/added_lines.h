/*
 * added_lines.h - which lines a new version adds to an old one.
 *
 * Bytes against bytes: no repository is involved, and so no attribute, driver
 * or setting has a say in it.
 */
#ifndef SOURCE_ADDED_LINES_H
#define SOURCE_ADDED_LINES_H

#include "base/array.h"
#include "model/content.h"

struct line_ranges ARRAY_OF(struct line_range);

/*
 * Appends to `added` the lines (ending at LF) of `after` that `before` lacks:
 * as few as possible. False, and nothing appended, when that cannot be told:
 * more than 5 MB or 200,000 lines on one side, thousands of lines that changed places, or
 * bytes that are not lines of text as the engine will count them (a NUL byte:
 * UTF-16, or no text at all).
 */
bool added_lines(struct slice before, struct slice after, struct line_ranges *added);

#endif
