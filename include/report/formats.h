/*
 * formats.h - the writers behind the rows of the format table.
 *
 * Each takes a whole result and writes a whole report; see report.h. The two
 * JSON formats are made of the same objects.
 */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include "report/json_writer.h"
#include "report/mask.h"
#include "report/report.h"

/* For a person on a terminal; see the head of text.c. Nothing when there are no findings. */
void report_write_text(struct buffer *out, const struct result *result, const struct report_options *options);

/*
 * json: one object: schema, tool, findings, summary; each finding on a line of its own.
 * jsonl: each finding is a line, the summary is the last line.
 *
 * The fields are those of DESIGN.md, "Report". What does not apply is left out:
 *   finding   title, provider, also, note, first_commit, exposed_days, rotate (and in it url, steps, age_days),
 *             secret_bytes; commits, refs, refs_total, tips, tips_total (it is in no stored object; of the latter
 *             four also: only a part of the history was read)
 *   location  path (messages), path_bytes, member, ref, ref_bytes, blob, decoded, cell, commit, and line to end_column
 *             (a rule that looks at the path alone)
 *   summary   not_blocking (0)
 * `locations` and `siblings` are always there, `siblings` may be empty. X_bytes stands beside an X that is not
 * UTF-8; the names in `what` and `member` are for people and have none. `secret` is redacted, and so is every other
 * secret of the result that stands in a path, ref, author, subject or name.
 */
void report_write_json(struct buffer *out, const struct result *result, const struct report_options *options);
void report_write_jsonl(struct buffer *out, const struct result *result, const struct report_options *options);

/* The two objects. `mask` NULL: secrets are shown. */
void report_add_finding(struct json_writer *w, const struct finding *finding, struct mask *mask);
void report_add_summary(struct json_writer *w, const char *key, const struct result *result, struct mask *mask);

#endif
