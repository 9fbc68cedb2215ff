/*
 * scan.h - the one place where the rooms meet: sources are run through the
 * detector by several workers, and what they found becomes a result.
 *
 *     scan = scan_new(detector, threads, &progress);
 *     scan_run(scan, source);            once for each source
 *     scan_finish(scan, &gather, &result);
 *     scan_free(scan);
 */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include "engine/detector.h"
#include "report/progress.h"
#include "report/report.h"
#include "scan/gather.h"
#include "source/source.h"

struct scan;

/* Both must outlive the scan. threads 0: one per processor. */
struct scan *scan_new(const struct detector *detector, unsigned threads, struct progress *progress);
void scan_free(struct scan *s);

/* Adds the rules that go by a file's name, before anything is run (named.h). Both must outlive the scan. */
void scan_add_named(struct scan *s, const struct detector *detector, const struct policy *policy);

/* From now on archives are bytes like any others; each is skipped by name. */
void scan_leave_archives(struct scan *s);

unsigned scan_threads(const struct scan *s);

/* Reads everything the source has. What could not be read is in the coverage. */
void scan_run(struct scan *s, struct source *source);

/* The coverage so far, for what the caller itself has to say about what was not read. */
struct coverage *scan_coverage(struct scan *s);

/*
 * The distinct stored objects that hold a secret, so that their places can be
 * looked up before scan_finish. The caller releases the array.
 */
struct stored_object {
	unsigned store;
	struct oid oid;
};

struct stored_objects ARRAY_OF(struct stored_object);

void scan_stored_objects(const struct scan *s, struct stored_objects *objects);

/* Fills findings, coverage and counts of a zeroed result. */
void scan_finish(struct scan *s, const struct gather_options *options, struct result *result);

#endif
