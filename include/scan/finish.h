/*
 * finish.h - from the sightings of one secret to a finding: the second half of gather.h.
 */
#ifndef SCAN_FINISH_H
#define SCAN_FINISH_H

#include "model/finding.h"
#include "scan/hits.h"
#include "source/locate.h"

/* One rule's claim on a secret at one place. */
struct sighting {
	const struct hit *hit;
	const struct place *place;       /* of a stored object; NULL: the hit knows where it is */
	const struct commit_info *first; /* of all commits that hold the object */
	struct slice path;               /* as it is shown */
	bool accepted;                   /* by the user's policy */
};

struct sightings ARRAY_OF(struct sighting);

struct finish_options {
	struct slice key; /* for the id: identity.h */
	int64_t now;      /* exposure is counted up to here */
};

/*
 * Adds one finding made of `sightings`, which are of the same secret and are put
 * in order here. Returns it, or NULL when all of them are accepted. `suppressed`
 * grows by the places where every sighting is.
 */
struct finding *finish_secret(struct sightings *sightings, const struct finish_options *options,
			      struct findings *findings, uint64_t *suppressed);

/* Puts the findings in the order of model/finding.h. */
void finish_order(struct findings *findings);

#endif
