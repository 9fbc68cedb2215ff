/* change.c - see change.h */
#include "model/change.h"

static bool touches(const struct change *change, size_t first_line, size_t last_line)
{
	if (!change->lines_known)
		return true;
	for (size_t i = 0; i < change->added_len; i++)
		if (change->added[i].first <= last_line && first_line <= change->added[i].last)
			return true;
	return false;
}

bool change_blocks(const struct change *change, size_t first_line, size_t last_line, size_t now, const size_t *before)
{
	if (!change)
		return true;
	for (size_t i = 0; i < change->before_len; i++)
		if (now <= before[i])
			return false;
	return touches(change, first_line, last_line);
}
