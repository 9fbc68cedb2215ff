/*
 * report.h - findings as text: one file and one row in the format table each.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buffer.h"
#include "model/coverage.h"
#include "model/finding.h"

/* Everything a report is made of. */
struct result {
	struct findings findings;
	struct coverage coverage;
	uint64_t suppressed;   /* findings that policy accepted */
	uint64_t not_blocking; /* staged: old secrets that the change does not add */
	bool complete;
	double seconds;
	const char *rules_digest;
	size_t rules_count;
	const char *target; /* what was scanned, in a word: "tree", "staged", "history" ... */
	const char *hint;   /* one more line for the summary ("history not scanned: ..."), or NULL */
};

struct report_options {
	bool show_secrets;
	bool colour;
	unsigned width; /* of the terminal; 0: do not cut lines */
	bool verbose;
};

struct report_format {
	const char *name; /* "text" */
	const char *help; /* one line */
	void (*write)(struct buffer *out, const struct result *result, const struct report_options *options);
};

extern const struct report_format report_formats[]; /* ends with name == NULL */
const struct report_format *report_format_find(const char *name);

/* The one-line summary for standard error, without line break. */
void report_summary(struct buffer *out, const struct result *result, const struct report_options *options);

/*
 * What may be shown of a secret: the rule's fixed prefix and at most four more
 * characters, then an ellipsis; nothing of a secret shorter than 20.
 */
void report_redact(struct buffer *out, const struct rule *rule, struct slice secret);

#endif
