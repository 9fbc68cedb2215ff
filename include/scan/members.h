/*
 * members.h - what archives hold, as contents: within bounds, and with a word
 * for everything that could not be read.
 *
 * A member is handed over like any content and may be an archive again; whoever
 * takes it calls members_read for that then. Bounds hold for everything inside
 * one outermost archive together; one that is reached is failed ("limit"), with
 * the names of archive and member. What is damaged is failed ("damaged") and read
 * as far as it goes; what is encrypted is skipped ("encrypted").
 */
#ifndef SCAN_MEMBERS_H
#define SCAN_MEMBERS_H

#include <stdint.h>

#include "model/content.h"
#include "model/coverage.h"
#include "scan/unpack.h"

#define MEMBERS_DEPTH   8u                  /* archives in archives; a compressed one (.tar.gz) is one */
#define MEMBERS_OPEN    (2 * MEMBERS_DEPTH) /* what is open at a time then */
#define MEMBERS_COUNT   100000u             /* members */
#define MEMBERS_BYTES   ((uint64_t)4 << 30) /* that come out of it, and ... */
#define MEMBERS_RATIO   1000u               /* ... beyond MEMBERS_FREE so many for each byte of the archive */
#define MEMBERS_FREE    ((uint64_t)64 << 20)
#define MEMBERS_SECONDS 120.0             /* of processor time */
#define MEMBERS_WHOLE   ((size_t)1 << 20) /* larger ones are streams */

/* One open archive. */
struct members_level {
	struct buffer whole; /* the bytes of a member */
	struct buffer name;  /* of it, as in model/member.h */
	struct buffer tail;  /* the last bytes of the archive */
};

/* One per worker. */
struct members {
	struct coverage *coverage;
	void (*give)(void *context, const struct content *content);
	void *context;
	unsigned open, depth;
	struct members_level levels[MEMBERS_OPEN];
	/* Of the outermost archive that is being read: */
	uint64_t taken, expanded, count;
	double until;
	bool spent; /* a bound was reached: nothing more of it is read */
};

void members_init(struct members *m, struct coverage *coverage,
		  void (*give)(void *context, const struct content *content), void *context);
void members_release(struct members *m);

/* Hands over every member of `archive`, whose bytes `input` gives; they need not all be asked for. */
void members_read(struct members *m, const struct content *archive, enum archive_kind kind,
		  const struct unpack_input *input);

/* How the coverage calls a content: by its path, or the id of the object, and the names inside archives. */
void members_add_name(struct buffer *out, const struct content *content);

#endif
