/*
 * inspect.h - what one worker does with each content a source hands over:
 * convert it to UTF-8, cut a stream into overlapping pieces, let the detector
 * look, and keep each match as a hit with its line and column.
 */
#ifndef SCAN_INSPECT_H
#define SCAN_INSPECT_H

#include "engine/detector.h"
#include "report/progress.h"
#include "scan/hits.h"
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
	struct buffer piece;     /* a piece of a stream */
	struct buffer converted; /* what was not UTF-8, converted */
	struct progress *progress;
};

void inspector_init(struct inspector *i, const struct detector *detector, struct progress *progress);
void inspector_release(struct inspector *i);

#endif
