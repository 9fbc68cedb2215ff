/*
 * path.h - names of files, of any length and any bytes.
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <sys/stat.h>

#include "base/buffer.h"

/* What stands behind the last slash, and before it ("" when there is none; "/" of "/x"). */
struct slice path_base(struct slice path);
struct slice path_folder(struct slice path);

/*
 * Appends `path` without "." parts, doubled slashes and a slash at the end:
 * "./src//x/" becomes "src/x", "./" becomes ".". ".." stays: behind a
 * symbolic link it may lead anywhere.
 */
void path_clean(struct slice path, struct buffer *out);

/*
 * open, stat or lstat, and readlink for paths that may be longer than the system
 * takes in one call. Same results and errno. Like them they follow links on the way.
 */
int path_open(const char *path, int flags);
int path_stat(const char *path, bool follow, struct stat *about);
long path_read_link(const char *path, char *to, size_t max);

#endif
