/*
 * content.h - bytes on their way from a source to the detector.
 */
#ifndef MODEL_CONTENT_H
#define MODEL_CONTENT_H

#include <stdbool.h>

#include "base/slice.h"
#include "model/finding.h"
#include "model/oid.h"
#include "model/origin.h"

/* Readable (not meaningful) bytes that every content has behind its end: the engine reads in blocks. */
#define CONTENT_PADDING 128

/* Lines (from 1) that a change adds: first to last, both included; sorted. */
struct line_range {
	size_t first, last;
};

/*
 * What a staged content replaces. A finding blocks the commit when one of its
 * lines is added and `now` holds the secret more often than each `before`.
 */
struct change {
	const struct slice *before; /* HEAD's version; during a merge each parent's; len 0: a new file */
	size_t before_len;
	const struct line_range *added;
	size_t added_len;
	bool lines_known; /* false: no line diff was possible, the count alone decides */
};

/*
 * One file, object or message. Its bytes are either whole in `bytes`, or read
 * piece by piece through `read` (then bytes.at is NULL). Everything is borrowed
 * until the call that hands the content over returns.
 */
struct content {
	enum place_kind kind;
	enum state state;  /* STATE_TREE, STATE_STAGED or STATE_INPUT; STATE_HISTORY: a stored object, located later */
	struct slice path; /* empty for stored objects */
	struct oid oid;    /* stored objects: their id; of a commit or tag message: the commit's or tag's */
	unsigned store;    /* which store `oid` is from; meaningless without oid */
	/* Of what is in an archive: where (member.h), and what `path` and `oid` are of, the outermost archive. */
	struct slice member;
	const struct content *container;
	struct slice bytes;
	long (*read)(void *context, char *to, size_t max); /* like file_read_some */
	void *read_context;
	const struct change *change; /* staged content only, else NULL */
	/*
	 * Of a stored object: a tree names it like a file that may leak as a whole (file_kind.h). `again`: all other
	 * rules have seen it, and it was counted; that name was only known afterwards.
	 */
	bool named, again;
	const struct origin *origin; /* whole stored objects only: what it has in common with others; else NULL */
};

#endif
