/*
 * report.h - findings as text: one file and one row in the format table each.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buffer.h"
#include "model/coverage.h"
#include "model/finding.h"
#include "model/scope.h"

/* Everything a report is made of. */
struct result {
	struct findings findings;
	struct coverage coverage;
	uint64_t suppressed;   /* places of secrets that policy accepted */
	uint64_t not_blocking; /* staged: old secrets that the change does not add */
	bool complete;
	double seconds;
	double attribution_seconds; /* of them: to find the commits and paths of stored objects; 0: there was no need */
	const char *rules_digest;
	size_t rules_count;
	const char *target;        /* what was scanned, in a word: "tree", "staged", "history" ... */
	const struct scope *scope; /* which part of the history; NULL: all of it */
	const char *hint;          /* one more line for the summary ("history not scanned: ..."), or NULL */
};

struct report_options {
	bool show_secrets; /* the report must then go to a file of mode 0600, or where the user looks on */
	bool colour;
	unsigned width; /* of the terminal; 0: not known. Only commit subjects are cut to it, never a path */
	bool verbose;   /* text: every location and step; summary: what was skipped, by name */
};

/* A good maximum for the buffer of a report. One that got full is not a report: say so and exit with 2. */
#define REPORT_MAX ((size_t)1 << 30)

struct report_format {
	const char *name; /* "text" */
	const char *help; /* one line */
	void (*write)(struct buffer *out, const struct result *result, const struct report_options *options);
};

extern const struct report_format report_formats[]; /* ends with name == NULL */
const struct report_format *report_format_find(const char *name);

/*
 * The summary for standard error: what was found and read in one line, then which
 * part of the history that was, a
 * line for each reason why something was not read, then the hint. Every line
 * begins with "keysieve: " and ends in a line break. `options` are those of
 * standard error: its colour, its width.
 *
 *     keysieve: clean: 212 files, 14 MB in 0.03 s
 *     keysieve: INCOMPLETE: 3 secrets (2 critical) in 1,204 files and 40,113 blobs of 12,272 commits, 5.8 GB in 3.2 s
 *     keysieve: selected: range main..topic; since 2026-01-31T00:00:00Z
 *     keysieve: not read: promised (4): 0b1c..., 4f2e..., 77a0... and 1 more
 */
void report_summary(struct buffer *out, const struct result *result, const struct report_options *options);

/*
 * What may be shown of a secret: the rule's fixed prefix and at most four more
 * characters, then "..."; at least 16 characters and half of it stay hidden,
 * and of a secret shorter than 20 it is "***". Of a PEM block the BEGIN line
 * is shown. The result is printable ASCII.
 */
void report_redact(struct buffer *out, const struct rule *rule, struct slice secret);
size_t report_shown(const struct rule *rule, struct slice secret); /* how many bytes of it that shows */

#endif
