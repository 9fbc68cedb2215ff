/* added_lines.c - see added_lines.h */
#include "source/added_lines.h"

#include <string.h>

#include <git2.h>

#define DIFF_BYTES_MAX ((size_t)5 << 20)
#define DIFF_LINES_MAX 200000

static bool has_lines(struct slice text)
{
	size_t lines = 0;

	if (text.len > DIFF_BYTES_MAX || slice_find_byte(text, '\0', 0) != SLICE_NOWHERE)
		return false;
	for (size_t at = 0; (at = slice_find_byte(text, '\n', at)) != SLICE_NOWHERE; at++)
		lines++;
	return lines <= DIFF_LINES_MAX;
}

static int take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *context)
{
	struct line_ranges *added = context;
	size_t first = (size_t)hunk->new_start, count = (size_t)hunk->new_lines;

	(void)delta;
	if (hunk->new_lines > 0)
		*array_add(added) = (struct line_range){ first, first + count - 1 };
	return 0;
}

bool added_lines(struct slice before, struct slice after, struct line_ranges *added)
{
	git_diff_options options;

	if (!has_lines(before) || !has_lines(after) || git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) < 0)
		return false;
	options.flags = GIT_DIFF_FORCE_TEXT;
	options.context_lines = 0;
	options.interhunk_lines = 0;
	options.max_size = -1;
	return git_diff_buffers(before.at, before.len, NULL, after.at, after.len, NULL, &options, NULL, NULL, take_hunk,
				NULL, added) == 0;
}
