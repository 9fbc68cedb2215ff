/*
 * decode_find.h - where encoded text may be: one pass over all bytes.
 *
 * This is the only part of decoding that touches every byte, so it does no more
 * than two things: it notes runs of letters and digits, and where two bytes stand
 * that may begin an escape (a "mark").
 *
 * A run has only letters and digits although base64 has two more characters:
 * those stand for bits that text has hardly ever (of ASCII only for the last
 * byte of three, and only for > ? and ~), so that some sixteen characters
 * without them are in nearly every stretch, while names with underscores and
 * paths, which source code is full of, fall apart.
 *
 * Several kernels do the same work with different instructions; the caller takes
 * the first that the machine can run.
 */
#ifndef ENGINE_DECODE_FIND_H
#define ENGINE_DECODE_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The shortest run of letters and digits that is noted. */
#define DECODE_RUN 16

/* At most this many bytes are searched in one call: their finds stay in the first-level caches. */
#define DECODE_CHUNK ((size_t)16 << 10)

/*
 * The finds of one chunk, in order. A run is told by its first byte, which may
 * lie in an earlier chunk. A mark is one of: % and 2-7; \ and u, U, x or X; & and
 * # or q; 0 and x. Appending writes ahead of the length by a few items.
 */
struct decode_finds {
	size_t runs_len, marks_len;
	uint32_t runs[DECODE_CHUNK / DECODE_RUN + 8];
	uint32_t marks[DECODE_CHUNK / 2 + 8];
};

/* What goes on from chunk to chunk: all zero before the first one. */
struct decode_finder {
	uint64_t run1, run2, run4, run8, run16;
};

/*
 * Searches bytes[from, until): `from` is a multiple of 64 and where the last
 * call ended, `until` likewise or the end. 128 bytes behind `until` are readable
 * but change nothing, except that a mark may have its second half there.
 */
typedef void decode_find_chunk(struct decode_finder *f, const char *bytes, size_t from, size_t until,
			       struct decode_finds *finds);

struct decode_kernel {
	const char *name;
	bool (*runs_here)(void);
	decode_find_chunk *find;
};

/* Fastest first; the last one runs everywhere. */
extern const struct decode_kernel decode_kernels[];
extern const size_t decode_kernels_len;

const struct decode_kernel *decode_kernel_best(void);

#endif
