/*
 * notebook.c - see notebook.h
 *
 * A notebook is JSON whose "cells" array holds one object per cell. We only
 * need to know where those objects begin and end, so this walks over brackets
 * and strings and parses nothing: a damaged notebook still gives the cells
 * before the damage.
 */
#include "scan/notebook.h"

#include <stdbool.h>

/* The offset behind the string that opens at `at`. */
static size_t skip_string(struct slice text, size_t at)
{
	for (at++; at < text.len && text.at[at] != '"'; at++)
		if (text.at[at] == '\\')
			at++;
	return at < text.len ? at + 1 : text.len;
}

struct walk {
	size_t depth;       /* open brackets */
	size_t cells_depth; /* depth inside the "cells" array; 0: not in one */
	size_t cell_start;
	bool after_cells; /* the last string was "cells" */
};

static void open_bracket(struct walk *walk, char bracket, size_t at)
{
	walk->depth++;
	if (bracket == '[' && walk->after_cells && walk->cells_depth == 0)
		walk->cells_depth = walk->depth;
	else if (bracket == '{' && walk->cells_depth && walk->depth == walk->cells_depth + 1)
		walk->cell_start = at;
	walk->after_cells = false;
}

static void close_bracket(struct walk *walk, char bracket, size_t at, struct cells *cells)
{
	if (bracket == '}' && walk->cells_depth && walk->depth == walk->cells_depth + 1)
		*array_add(cells) = (struct cell){ walk->cell_start, at + 1 };
	if (walk->depth == walk->cells_depth)
		walk->cells_depth = 0;
	if (walk->depth > 0)
		walk->depth--;
}

void notebook_cells(struct slice text, struct cells *cells)
{
	struct walk walk = { 0 };

	if (!slice_starts(slice_trim(slice_sub(text, 0, 256)), SLICE("{")) ||
	    slice_find(text, SLICE("\"nbformat\""), 0) == SLICE_NOWHERE)
		return;
	for (size_t at = 0; at < text.len;) {
		char c = text.at[at];

		if (c == '"') {
			size_t end = skip_string(text, at);

			walk.after_cells = slice_is(slice_sub(text, at, end - at), "\"cells\"");
			at = end;
			continue;
		}
		if (c == '{' || c == '[')
			open_bracket(&walk, c, at);
		else if (c == '}' || c == ']')
			close_bracket(&walk, c, at, cells);
		else if (c == ',')
			walk.after_cells = false;
		at++;
	}
}

size_t notebook_cell_at(const struct cells *cells, size_t offset)
{
	size_t low = 0, high = cells->len;

	/* The first cell that does not end before the offset. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cells->items[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < cells->len && cells->items[low].start <= offset ? low + 1 : 0;
}
