/* shape.c - see shape.h */
#include "engine/shape.h"

#include <string.h>

#include "base/text.h"

bool shape_is_value(char byte)
{
	return text_is_word(byte) || (byte && strchr("+/=.~-", byte));
}

static void look_at(struct slice text, size_t at, struct shape_memory *run)
{
	size_t start = at, end = at;
	bool digit = false, whole;

	/* Beyond SHAPE_REACH to the left the answer is no whatever stands there. */
	while (start > 0 && at - start < SHAPE_REACH && shape_is_value(text.at[start - 1]))
		digit |= text_is_digit(text.at[--start]);
	whole = at - start < SHAPE_REACH;
	while (end < text.len && shape_is_value(text.at[end]))
		digit |= text_is_digit(text.at[end++]);
	*run = (struct shape_memory){
		.start = start,
		.end = end,
		.from = whole ? start : at,
		.mixed = digit && end - start >= SHAPE_RUN,
	};
}

bool shape_holds(struct slice text, size_t at, struct shape_memory *memory)
{
	if (at >= text.len || !shape_is_value(text.at[at]))
		return false;
	if (at < memory->from || at >= memory->end)
		look_at(text, at, memory);
	return memory->mixed && at - memory->start < SHAPE_REACH;
}
