/* member.c - see member.h */
#include "model/member.h"

static const struct slice endings[] = { SLICE(".gz"), SLICE(".bz2"), SLICE(".xz"), SLICE(".zst") };

/* "b/notes.txt.gz" -> "notes.txt"; what has no such ending keeps its name. */
static struct slice name_within(struct slice file)
{
	size_t start = file.len;

	while (start > 0 && file.at[start - 1] != '/')
		start--;
	file = slice_sub(file, start, file.len);
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (file.len > endings[i].len && slice_ends_nocase(file, endings[i]))
			return slice_sub(file, 0, file.len - endings[i].len);
	return file.len ? file : SLICE("data");
}

bool member_next(struct slice *rest, struct slice *within)
{
	struct slice name;

	if (!slice_cut(rest, '\0', &name))
		return false;
	*within = name.len ? name : name_within(*within);
	return true;
}

void member_add(struct buffer *out, struct slice path, struct slice member, char between)
{
	struct slice within = path;

	buffer_add(out, path);
	while (member_next(&member, &within)) {
		buffer_add_byte(out, between);
		buffer_add(out, within);
	}
}
