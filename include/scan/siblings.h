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

/* Sorts `seen`, and fills each finding's siblings: sorted ids, each once, at most SIBLINGS_MAX. */
void siblings_link(struct seen_in *seen, size_t count, struct findings *findings);

#endif
