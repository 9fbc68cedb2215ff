/*
 * scratch.h - what fuzz targets share: a folder for the files that a reader wants, and bytes taken off the input.
 */
#ifndef TESTS_FUZZ_SCRATCH_H
#define TESTS_FUZZ_SCRATCH_H

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/slice.h"

static char scratch_path[64];
static int scratch_fd = -1;

static inline void scratch_remove(void)
{
	close(scratch_fd);
	rmdir(scratch_path);
}

/* Its descriptor. Made at the first call; whoever puts something there takes it away again. */
static inline int scratch_folder(void)
{
	if (scratch_fd < 0) {
		snprintf(scratch_path, sizeof(scratch_path), "%s/keysieve-fuzz-XXXXXX",
			 access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp");
		if (!mkdtemp(scratch_path))
			abort();
		scratch_fd = open(scratch_path, O_RDONLY | O_DIRECTORY);
		if (scratch_fd < 0 || atexit(scratch_remove) != 0)
			abort();
	}
	return scratch_fd;
}

static inline void scratch_write(const char *name, struct slice bytes)
{
	const int fd = openat(scratch_folder(), name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes.at, bytes.len) != (ssize_t)bytes.len || close(fd) != 0)
		abort();
}

/* The input, from front to back; zeros when it is used up. */
static inline uint8_t take_byte(struct slice *in)
{
	const uint8_t byte = in->len ? (uint8_t)in->at[0] : 0;

	*in = slice_sub(*in, 1, in->len);
	return byte;
}

static inline struct slice take_some(struct slice *in, size_t most)
{
	const struct slice some = slice_sub(*in, 0, most);

	*in = slice_sub(*in, some.len, in->len);
	return some;
}

static inline uint64_t take_number(struct slice *in, unsigned bytes)
{
	uint64_t number = 0;

	while (bytes--)
		number = number << 8 | take_byte(in);
	return number;
}

static inline bool is_inside(struct slice part, struct slice whole)
{
	return part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

#endif
