/*
 * inspect.h - what one worker does with each content a source hands over:
 * convert it to UTF-8, cut a stream into overlapping pieces, let the detector
 * look, keep each match as a hit with its line and column, and do the same with
 * what is in archives (members.h).
 */
#ifndef SCAN_INSPECT_H
#define SCAN_INSPECT_H

#include "engine/detector.h"
#include "report/progress.h"
#include "scan/hits.h"
#include "scan/members.h"
#include "scan/named.h"
#include "source/source.h"

struct inspector {
	struct sink sink; /* first, so that the sink's function finds the rest */
	const struct detector *detector;
	struct scratch *scratch;
	struct named named; /* the rules that go by a file's name; none until named_init */
	struct hits hits;
	struct coverage coverage;
	/* What was found out about contents that others are made from, by slot (origin.h). */
	struct remembered {
		uint64_t number; /* of the content; 0: none */
		struct memo *memo;
	} remembered[ORIGIN_SLOTS], named_remembered[ORIGIN_SLOTS];
	struct buffer converted; /* what was not UTF-8, converted */
	/* Streams that are read at a time: one, and those in archives that are read as streams. */
	struct lane {
		struct buffer piece; /* of the stream */
		struct buffer raw;   /* the bytes of an archive that its reader has still to see */
	} lanes[MEMBERS_OPEN + 1];
	struct members members;
	bool no_archives;     /* the user's choice */
	struct oid container; /* the id of the outermost archive, once it was asked for */
	bool container_known;
	struct progress *progress;
};

void inspector_init(struct inspector *i, const struct detector *detector, struct progress *progress);
void inspector_release(struct inspector *i);

#endif
