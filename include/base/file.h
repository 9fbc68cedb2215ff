/*
 * file.h - whole files, read and written safely.
 *
 * Nothing here follows a symbolic link it was not asked to follow, blocks on a
 * FIFO, or leaves a half-written file behind. A call that a signal cut off
 * (EINTR) is made again, and one that did less than it should goes on: whoever
 * opens, reads or lists does it through this header, so that neither is ever
 * taken for a fault.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <dirent.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/*
 * Opens a regular file for reading, never blocking. `at` is a directory
 * descriptor or AT_FDCWD. With `follow` false a symbolic link is ERR_IO.
 * Something else than a regular file is ERR_UNSUPPORTED. The message begins
 * with `path`. On success *fd is the caller's.
 */
enum status file_open(int at, const char *path, bool follow, int *fd, struct error *err);

/* Appends all of `fd` to `out`; ERR_LIMIT when it has more than out->max. `name` is for messages. */
enum status file_read_all(int fd, const char *name, struct buffer *out, struct error *err);

/* Opens as file_open does, appends everything, closes. */
enum status file_read_at(int at, const char *path, bool follow, struct buffer *out, struct error *err);

/* The same from the current folder, following links. */
enum status file_read(const char *path, struct buffer *out, struct error *err);

/* As openat: whatever is there, links followed unless `flags` say else, O_CLOEXEC always. -1 and errno on failure. */
int file_open_any(int at, const char *path, int flags);

/* Opens a folder that is no link. -1 and errno on failure. */
int file_open_folder(int at, const char *path);

/*
 * Lists a folder: file_list_folder (no link; NULL and errno on failure) or
 * file_list (takes over the descriptor, on failure too), file_next, closedir.
 * file_next is NULL at the end, errno being 0 then, and when the folder cannot
 * be read on. "." and ".." are among the names.
 */
DIR *file_list_folder(int at, const char *path);
DIR *file_list(int fd);
struct dirent *file_next(DIR *listing);

/* What one read gives: with a pipe perhaps less than there is to come, 0 at the end. -1 and errno on failure. */
long file_read_once(int fd, char *to, size_t max);

/* Fewer than `max` bytes only at the end. -1 and errno on failure. */
long file_read_some(int fd, char *to, size_t max);
long file_read_from(int fd, void *to, size_t max, uint64_t offset); /* the descriptor's own place is left alone */

/*
 * Writes `bytes` to a new file beside `path` with `mode`, flushes it to the
 * disk and renames it over `path`: afterwards `path` is either the old file or
 * the whole new one. Something else than a regular file at `path` (a terminal,
 * /dev/stdout) is written to directly.
 */
enum status file_write(const char *path, struct slice bytes, unsigned mode, struct error *err);

/* Writes everything to an open descriptor. `name` is for messages. */
enum status file_write_all(int fd, const char *name, struct slice bytes, struct error *err);

#endif
