/* lines.c - a cursor that only looks back when it is asked to; see lines.h */
#include "scan/lines.h"

#include <string.h>

#include "base/text.h"

void lines_init(struct lines *l, struct slice text, struct position first)
{
	*l = (struct lines){ .text = text, .at = 0, .here = first, .first = first };
}

struct position lines_at(struct lines *l, size_t offset)
{
	const char *feed;

	if (offset > l->text.len)
		offset = l->text.len;
	if (offset < l->at)
		lines_init(l, l->text, l->first);
	while ((feed = memchr(l->text.at + l->at, '\n', offset - l->at)) != NULL) {
		l->at = (size_t)(feed - l->text.at) + 1;
		l->here.line++;
		l->here.column = 1;
	}
	l->here.column += text_count_code_points(slice_sub(l->text, l->at, offset - l->at));
	l->at = offset;
	return l->here;
}

struct slice lines_around(const struct lines *l, size_t offset, size_t max)
{
	size_t least = offset > max / 2 ? offset - max / 2 : 0;
	struct slice before = slice_sub(l->text, least, offset - least), after = slice_sub(l->text, offset, max / 2);
	const char *feed = before.len ? memrchr(before.at, '\n', before.len) : NULL;
	size_t start = feed ? (size_t)(feed - l->text.at) + 1 : least;
	size_t feed_after = slice_find_byte(after, '\n', 0);

	return slice_sub(l->text, start, offset - start + (feed_after == SLICE_NOWHERE ? after.len : feed_after));
}
