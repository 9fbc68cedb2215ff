/* ignore.c - see ignore.h */
#include "source/ignore.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"

struct ignore *ignore_new(struct slice text, size_t base)
{
	struct ignore *ignore = mem_alloc(sizeof(*ignore));
	struct slice rest, line;

	ignore->base = base;
	ignore->text = mem_alloc(text.len);
	ignore->text_len = text.len;
	if (text.len)
		memcpy(ignore->text, text.at, text.len);
	rest = slice_make(ignore->text, text.len);
	if (slice_starts(rest, SLICE("\xef\xbb\xbf")))
		rest = slice_sub(rest, 3, rest.len);
	while (slice_cut(&rest, '\n', &line)) {
		struct glob glob;

		if (glob_parse(line, &glob))
			*array_add(&ignore->globs) = glob;
	}
	return ignore;
}

struct ignore *ignore_open(int at, const char *name, size_t base)
{
	struct ignore *ignore = NULL;
	struct buffer text;
	struct error err;

	buffer_init(&text, IGNORE_FILE_MAX);
	if (!file_read_at(at, name, false, &text, &err))
		ignore = ignore_new(buffer_slice(&text), base);
	buffer_release(&text);
	return ignore;
}

void ignore_free(struct ignore *ignore)
{
	if (!ignore)
		return;
	array_release(&ignore->globs);
	mem_free(ignore->text);
	mem_free(ignore);
}

bool ignore_matches(const struct ignore *ignore, struct slice path, bool directory)
{
	for (; ignore; ignore = ignore->above) {
		struct slice below = slice_sub(path, ignore->base, path.len);

		for (size_t i = ignore->globs.len; i-- > 0;)
			if (glob_matches(&ignore->globs.items[i], below, directory))
				return !ignore->globs.items[i].negated;
	}
	return false;
}

void ignore_free_all(struct ignore *ignore)
{
	while (ignore) {
		struct ignore *above = ignore->above;

		ignore_free(ignore);
		ignore = above;
	}
}

static struct ignore *put_below(struct ignore *ignore, struct ignore *above)
{
	if (!ignore)
		return above;
	ignore->above = above;
	return ignore;
}

struct ignore *ignore_open_folder(int fd, bool top, size_t base, struct ignore *above)
{
	if (top)
		above = put_below(ignore_open(fd, ".git/info/exclude", base), above);
	return put_below(ignore_open(fd, ".gitignore", base), above);
}

/* The length of the nearest folder at or above real[0..len) that has a .git; 0: none (or the root itself). */
static size_t find_top(const char *real)
{
	struct buffer path;
	size_t len = strlen(real);
	struct stat about;

	buffer_init(&path, PATH_MAX + sizeof("/.git"));
	while (len > 0) {
		buffer_clear(&path);
		buffer_add(&path, slice_make(real, len));
		buffer_add_text(&path, "/.git");
		if (lstat(path.at, &about) == 0)
			break;
		len = path_folder(slice_make(real, len)).len;
		if (len == 1)
			len = 0;
	}
	buffer_release(&path);
	return len;
}

struct ignore *ignore_open_above(const char *folder, struct buffer *path)
{
	char *real = realpath(folder, NULL);
	size_t top = real ? find_top(real) : 0, base = path->len;
	struct ignore *rules = NULL;

	for (size_t end = top; top && real[end] == '/';) {
		int fd;

		real[end] = '\0';
		fd = file_open_any(AT_FDCWD, real, O_RDONLY | O_DIRECTORY);
		real[end++] = '/';
		if (fd >= 0) {
			rules = ignore_open_folder(fd, end == top + 1, base + end - top - 1, rules);
			close(fd);
		}
		while (real[end] && real[end] != '/')
			end++;
	}
	if (top && real[top]) {
		buffer_add_text(path, real + top + 1);
		buffer_add_byte(path, '/');
	}
	free(real);
	return rules;
}
