/*
 * gather.h - from many hits to one finding per secret.
 *
 * Rules that claim the same bytes speak with one voice: at each place the best
 * of them (rank.h) decides whether policy accepts it, so who allows a rule need
 * not allow the vaguer rules that see the same secret.
 */
#ifndef SCAN_GATHER_H
#define SCAN_GATHER_H

#include "policy/policy.h"
#include "report/report.h"
#include "scan/hits.h"
#include "source/locate.h"

/*
 * Places that are looked at, of all secrets together. Beyond it a secret has its
 * first GATHER_FEW places only, and the coverage says so ("limit").
 */
#define GATHER_EFFORT ((size_t)2 << 20)
#define GATHER_FEW    10

/* A stored object with the secret of a finding. */
struct held_object {
	const struct oid *oid;
	size_t finding; /* index */
};

struct gather_options {
	const struct policy *policy;
	struct slice key; /* for the ids: identity.h */
	int64_t now;      /* exposure is counted up to here */
	/* Where a stored object was seen. May be NULL when no source hands out stored objects. */
	const struct located *(*places)(void *context, const struct oid *oid);
	/* Sets what commits and refs hold each finding. Objects stand by finding, each once. May be NULL likewise. */
	void (*holders)(void *context, const struct held_object *objects, size_t count, struct findings *findings);
	/* What stands before the paths of a store, "" or with a slash at its end. */
	const char *(*prefix)(void *context, size_t store);
	struct slice strip; /* taken off the front of the paths of files */
	void *context;
};

/*
 * Fills result->findings, suppressed and not_blocking from the hits of all
 * workers, and enters limits in result->coverage. The hits may be released
 * afterwards; what `places` returned must live as long as the result.
 */
void gather_findings(const struct hits *hits, unsigned workers, const struct gather_options *options,
		     struct result *result);

#endif
