/*
 * unpack.h - the members of one archive, in the order in which they stand.
 *
 * Nothing is ever written, created, followed or executed: members are bytes.
 * An archive is read from front to back, once, whatever its own directory says.
 * Who calls bounds how much comes out; what goes in is asked for piece by piece.
 */
#ifndef SCAN_UNPACK_H
#define SCAN_UNPACK_H

#include "base/error.h"
#include "scan/archive_kind.h"

/* Where the bytes of the archive come from. */
struct unpack_input {
	/* The next bytes, valid until the next call; none at the end. */
	struct slice (*more)(void *context);
	void *context;
};

enum unpack_fault {
	UNPACK_FINE,
	UNPACK_DAMAGED,     /* something was lost; perhaps there is more to read */
	UNPACK_ENCRYPTED,   /* this member */
	UNPACK_UNSUPPORTED, /* by a method that we cannot read; this member */
	UNPACK_NO_MEMORY,   /* for what it asks for */
	UNPACK_BROKEN,      /* damaged, and nothing more can be read of this archive */
	UNPACK_END,         /* of the archive */
};

struct unpack_member {
	struct slice name; /* any bytes but NUL; empty: what a compressed file holds */
	struct slice link; /* the text of a symbolic link */
	bool is_file;      /* it may have bytes to read; else a folder, a device, a link */
};

struct unpacker;

/* ERR_UNSUPPORTED: what it takes to read this kind is not installed. */
enum status unpack_open(enum archive_kind kind, const struct unpack_input *input, struct unpacker **unpacker,
			struct error *err);
void unpack_close(struct unpacker *u); /* NULL is fine */

/* `member` is valid until the next call; filled when UNPACK_FINE or UNPACK_ENCRYPTED, whose bytes are not to be read.
 */
enum unpack_fault unpack_next(struct unpacker *u, struct unpack_member *member);

/*
 * Some bytes of the member, valid until the next call; none at its end and when
 * something is wrong. Holes of sparse files are left out but for a few zeros.
 * *fault may be UNPACK_DAMAGED beside bytes: they are not what they should be.
 */
struct slice unpack_read(struct unpacker *u, enum unpack_fault *fault);

#endif
