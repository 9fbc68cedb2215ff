/* git_text.c - see git_text.h */
#include "store/git_text.h"

#include <string.h>

#include "base/file.h"

#define HEX 40

enum status git_text_read(int at, const char *path, bool follow, struct arena *arena, struct slice *text,
			  struct error *err)
{
	struct buffer bytes;
	enum status status;

	buffer_init(&bytes, GIT_TEXT_MAX);
	status = file_read_at(at, path, follow, &bytes, err);
	if (!status && memchr(bytes.at, '\0', bytes.len))
		status = error_set(err, ERR_DAMAGED, "%s: not a text", path);
	if (!status)
		*text = arena_copy(arena, slice_trim(buffer_slice(&bytes)));
	buffer_release(&bytes);
	return status;
}

bool git_text_pointer(struct slice text, struct slice *path)
{
	if (!slice_starts(text, SLICE("gitdir:")))
		return false;
	*path = slice_trim(slice_sub(text, strlen("gitdir:"), text.len));
	return true;
}

bool git_text_ref(struct slice text, struct slice *target, struct oid *id)
{
	*target = SLICE_NONE;
	if (slice_starts(text, SLICE("ref:"))) {
		*target = slice_trim(slice_sub(text, strlen("ref:"), text.len));
		return target->len && slice_find_byte(*target, '\0', 0) == SLICE_NOWHERE;
	}
	/* Git reads the id and minds only that white space follows. */
	return oid_parse(slice_sub(text, 0, HEX), id) && (text.len == HEX || strchr(" \t\r\n", text.at[HEX]));
}

bool git_text_is_remark(struct slice line)
{
	line = slice_trim(line);
	return line.len == 0 || line.at[0] == '#' || line.at[0] == '^';
}

bool git_text_packed(struct slice line, struct slice *name, struct oid *id)
{
	if (slice_ends(line, SLICE("\r")))
		line.len--;
	if (line.len <= HEX + 1 || line.at[HEX] != ' ')
		return false;
	*name = slice_sub(line, HEX + 1, line.len);
	return oid_parse(slice_sub(line, 0, HEX), id) && slice_find_byte(*name, '\0', 0) == SLICE_NOWHERE;
}
