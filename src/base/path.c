/* path.c - see path.h */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

struct slice path_base(struct slice path)
{
	const char *slash = path.len ? memrchr(path.at, '/', path.len) : NULL;

	return slash ? slice_sub(path, (size_t)(slash - path.at) + 1, path.len) : path;
}

struct slice path_folder(struct slice path)
{
	struct slice base = path_base(path);
	size_t len = path.len - base.len;

	return slice_sub(path, 0, len > 1 ? len - 1 : len);
}

void path_clean(struct slice path, struct buffer *out)
{
	size_t start = out->len;
	struct slice rest = path, part;

	if (slice_starts(path, SLICE("/")))
		buffer_add_byte(out, '/');
	while (slice_cut(&rest, '/', &part)) {
		if (part.len == 0 || slice_is(part, "."))
			continue;
		if (out->len > start && out->at[out->len - 1] != '/')
			buffer_add_byte(out, '/');
		buffer_add(out, part);
	}
	if (out->len == start)
		buffer_add_byte(out, '.');
}

/*
 * Opens as many folders on the way as it takes for the rest to fit one call.
 * *at is AT_FDCWD or the caller's to close. NULL and errno on failure.
 */
static const char *reach(const char *path, int *at)
{
	*at = AT_FDCWD;
	while (strlen(path) >= PATH_MAX) {
		const char *slash = memrchr(path, '/', PATH_MAX - 1);
		char part[PATH_MAX];
		int next, number;

		if (!slash || slash == path) {
			if (*at != AT_FDCWD)
				close(*at);
			errno = ENAMETOOLONG;
			return NULL;
		}
		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		next = file_open_any(*at, part, O_PATH | O_DIRECTORY);
		number = errno;
		if (*at != AT_FDCWD)
			close(*at);
		errno = number;
		if (next < 0)
			return NULL;
		*at = next;
		for (path = slash; *path == '/'; path++)
			;
	}
	return *path || *at == AT_FDCWD ? path : ".";
}

static long leave(int at, long result)
{
	int number = errno;

	if (at != AT_FDCWD)
		close(at);
	errno = number;
	return result;
}

int path_open(const char *path, int flags)
{
	int at;
	const char *rest = reach(path, &at);

	return rest ? (int)leave(at, file_open_any(at, rest, flags)) : -1;
}

int path_stat(const char *path, bool follow, struct stat *about)
{
	int at;
	const char *rest = reach(path, &at);

	return rest ? (int)leave(at, fstatat(at, rest, about, follow ? 0 : AT_SYMLINK_NOFOLLOW)) : -1;
}

long path_read_link(const char *path, char *to, size_t max)
{
	int at;
	const char *rest = reach(path, &at);

	return rest ? leave(at, readlinkat(at, rest, to, max)) : -1;
}
