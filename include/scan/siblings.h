/*
 * siblings.h - which secrets stood beside each other: in the same version of
 * the same file or message. Who leaked one has to rotate the others too.
 */
#ifndef SCAN_SIBLINGS_H
#define SCAN_SIBLINGS_H

#include <stdint.h>

#include "model/finding.h"

struct seen_in {
	uint64_t content;
	const char *id; /* of the finding */
};

/*
 * A finding lists at most so many. A content with more secrets than that is a
 * list of secrets: there each names the first few only, or the report would be
 * many times as long as the list.
 */
#define SIBLINGS_MAX 100
#define SIBLINGS_FEW 10

/* Sorts `seen`, and fills each finding's siblings: sorted ids, each once. */
void siblings_link(struct seen_in *seen, size_t count, struct findings *findings);

#endif
