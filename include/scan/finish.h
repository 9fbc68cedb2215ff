/*
 * finish.h - from sorted sightings to findings: the second half of gather.h.
 */
#ifndef SCAN_FINISH_H
#define SCAN_FINISH_H

#include "model/finding.h"
#include "scan/hits.h"

/* One secret at one place. */
struct sighting {
	const struct hit *hit;
	uint64_t content; /* equal for sightings in the same version of the same file */
	struct location location;
	const struct commit_info *first; /* of all commits that hold the object */
	bool accepted;                   /* policy says so */
};

struct sightings ARRAY_OF(struct sighting);

/* The order of a finding's locations: path, line, column, blob, kind, then the better state. */
int location_compare(const struct location *a, const struct location *b);

/*
 * The same place told twice: a file and the blob it was checked out from, or
 * two rules. In the order above they stand together.
 */
bool location_is_same(const struct location *a, const struct location *b);

/* Beyond this many, a finding's siblings are not listed. */
#define SIBLINGS_MAX 100

/* `sightings` must be sorted by secret, then location_compare. */
void finish_findings(const struct sightings *sightings, struct slice key, int64_t now, struct findings *findings);

#endif
