/*
 * gather.h - from many hits to one finding per secret.
 */
#ifndef SCAN_GATHER_H
#define SCAN_GATHER_H

#include "model/place.h"
#include "policy/policy.h"
#include "report/report.h"
#include "scan/hits.h"

struct gather_options {
	const struct policy *policy;
	struct slice key; /* for the ids: identity.h */
	int64_t now;      /* exposure is counted up to here */
	/* Where a stored object was seen; NULL or no places: nowhere that any ref, index or file leads to. */
	const struct places *(*places)(void *context, unsigned store, const struct oid *oid);
	void *context;
};

/*
 * Fills result->findings, suppressed and not_blocking from the hits of all
 * workers. The hits may be released afterwards.
 */
void gather_findings(const struct hits *hits, unsigned workers, const struct gather_options *options,
		     struct result *result);

#endif
