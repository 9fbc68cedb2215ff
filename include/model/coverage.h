/*
 * coverage.h - what was read and what was not.
 *
 * skipped: the user's own policy or the nature of the thing leaves it out (an
 * excluded path, a FIFO, a submodule's separate store, what lies behind a
 * shallow boundary). failed: it was asked for and could not be read. See
 * DESIGN.md, "Exit status".
 *
 * Each worker fills one of its own; they are merged at the end. The result does
 * not depend on how the work was shared: a group keeps the COVERAGE_SHOWN
 * smallest names in byte order and counts all.
 */
#ifndef MODEL_COVERAGE_H
#define MODEL_COVERAGE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"

#define COVERAGE_SHOWN 100

struct coverage_group {
	const char *reason; /* a fixed word or two: "permission", "missing", "limit", "submodule" ... */
	uint64_t count;
	struct coverage_names ARRAY_OF(struct slice) what; /* sorted, at most COVERAGE_SHOWN, each once */
};

struct coverage_groups ARRAY_OF(struct coverage_group); /* sorted by reason */

struct coverage {
	uint64_t files;   /* files of a work tree, an index or standard input */
	uint64_t blobs;   /* distinct blobs of object stores */
	uint64_t commits; /* commits whose message was read */
	uint64_t bytes;   /* of all of them, before any decoding */
	struct coverage_groups skipped, failed;
	struct arena arena; /* holds the names */
};

void coverage_init(struct coverage *c);
void coverage_release(struct coverage *c);

/* `reason` must outlive the coverage (a literal); `what` (a path, an object id, a sentence) is copied. */
void coverage_skip(struct coverage *c, const char *reason, struct slice what);
void coverage_fail(struct coverage *c, const char *reason, struct slice what);
void coverage_merge(struct coverage *into, const struct coverage *from);

bool coverage_complete(const struct coverage *c, bool strict); /* nothing failed (strict: nor skipped) */

#endif
