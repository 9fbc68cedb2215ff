/* file.c - see file.h */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static enum status io_error(struct error *err, const char *path, int number)
{
	enum status status = number == ENOENT || number == ENOTDIR ? ERR_MISSING : ERR_IO;

	return error_set(err, status, "%s: %s", path, strerror(number));
}

enum status file_open(int at, const char *path, bool follow, int *fd, struct error *err)
{
	struct stat about;
	int opened = file_open_any(at, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));

	if (opened < 0)
		return io_error(err, path, errno);
	if (fstat(opened, &about) < 0)
		io_error(err, path, errno);
	else if (!S_ISREG(about.st_mode))
		error_set(err, ERR_UNSUPPORTED, "%s: not a regular file", path);
	else {
		*fd = opened;
		return STATUS_OK;
	}
	close(opened);
	return err->status;
}

int file_open_any(int at, const char *path, int flags)
{
	int fd;

	do
		fd = openat(at, path, flags | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	return fd;
}

long file_read_once(int fd, char *to, size_t max)
{
	ssize_t got;

	do
		got = read(fd, to, max);
	while (got < 0 && errno == EINTR);
	return (long)got;
}

long file_read_some(int fd, char *to, size_t max)
{
	size_t have = 0;

	while (have < max) {
		long got = file_read_once(fd, to + have, max - have);

		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (long)have;
}

long file_read_from(int fd, void *to, size_t max, uint64_t offset)
{
	size_t have = 0;

	while (have < max) {
		ssize_t got = pread(fd, (char *)to + have, max - have, (off_t)(offset + have));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (long)have;
}

enum status file_read_all(int fd, const char *name, struct buffer *out, struct error *err)
{
	for (;;) {
		size_t want = out->max - out->len < 65536 ? out->max - out->len : 65536;
		char *to = buffer_reserve(out, want);
		char beyond;
		long got;

		if (want == 0) {
			got = file_read_some(fd, &beyond, 1);
			if (got > 0)
				return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", name, out->max);
		} else {
			got = file_read_some(fd, to, want);
		}
		if (got < 0)
			return io_error(err, name, errno);
		if (want == 0)
			return STATUS_OK;
		out->len += (size_t)got;
		out->at[out->len] = '\0';
		if ((size_t)got < want)
			return STATUS_OK;
	}
}

enum status file_read_at(int at, const char *path, bool follow, struct buffer *out, struct error *err)
{
	enum status status;
	int fd;

	if (file_open(at, path, follow, &fd, err))
		return err->status;
	status = file_read_all(fd, path, out, err);
	close(fd);
	return status;
}

enum status file_read(const char *path, struct buffer *out, struct error *err)
{
	return file_read_at(AT_FDCWD, path, true, out, err);
}

int file_open_folder(int at, const char *path)
{
	return file_open_any(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

DIR *file_list(int fd)
{
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);
	int number = errno;

	if (!listing && fd >= 0)
		close(fd);
	errno = number;
	return listing;
}

DIR *file_list_folder(int at, const char *path)
{
	return file_list(file_open_folder(at, path));
}

struct dirent *file_next(DIR *listing)
{
	errno = 0;
	return readdir(listing);
}

enum status file_write_all(int fd, const char *name, struct slice bytes, struct error *err)
{
	while (bytes.len) {
		ssize_t done = write(fd, bytes.at, bytes.len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return io_error(err, name, errno);
		bytes = slice_sub(bytes, (size_t)done, bytes.len);
	}
	return STATUS_OK;
}

static enum status write_directly(const char *path, struct slice bytes, struct error *err)
{
	int fd = file_open_any(AT_FDCWD, path, O_WRONLY | O_NOCTTY);
	enum status status;

	if (fd < 0)
		return io_error(err, path, errno);
	status = file_write_all(fd, path, bytes, err);
	if (close(fd) < 0 && !status)
		status = io_error(err, path, errno);
	return status;
}

static enum status write_beside_and_rename(const char *path, struct slice bytes, unsigned mode, struct error *err)
{
	enum status status;
	char *beside;
	int fd;

	if (asprintf(&beside, "%s.XXXXXX", path) < 0)
		return error_set(err, ERR_IO, "%s: out of memory", path);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		status = io_error(err, path, errno);
		free(beside);
		return status;
	}
	status = file_write_all(fd, path, bytes, err);
	if (!status && (fchmod(fd, (mode_t)mode) < 0 || fsync(fd) < 0))
		status = io_error(err, path, errno);
	if (close(fd) < 0 && !status)
		status = io_error(err, path, errno);
	if (!status && rename(beside, path) < 0)
		status = io_error(err, path, errno);
	if (status)
		unlink(beside);
	free(beside);
	return status;
}

/* A signal that ends the program waits for the renaming, or the temporary file would stay. */
enum status file_write(const char *path, struct slice bytes, unsigned mode, struct error *err)
{
	sigset_t all, before;
	struct stat about;
	enum status status;

	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
		return write_directly(path, bytes, err);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	status = write_beside_and_rename(path, bytes, mode, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return status;
}
