/* change.c - see change.h */
#include "model/change.h"

bool change_touches(const struct change *change, size_t first_line, size_t last_line)
{
	size_t low = 0, high = change->added_len;

	if (!change->lines_known)
		return true;
	/* The first range that does not end before the span. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (change->added[middle].last < first_line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < change->added_len && change->added[low].first <= last_line;
}

bool change_blocks(const struct change *change, size_t first_line, size_t last_line, size_t now, const size_t *before)
{
	if (!change)
		return true;
	for (size_t i = 0; i < change->before_len; i++)
		if (now <= before[i])
			return false;
	return change_touches(change, first_line, last_line);
}
