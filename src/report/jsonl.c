/* jsonl.c - a line for each finding and one for the summary, so that a reader needs no more memory than one line */
#include "report/formats.h"

static void add_line(struct buffer *out, const struct result *result, const struct finding *finding, struct mask *mask)
{
	struct json_writer w;

	json_init(&w, out);
	if (finding)
		report_add_finding(&w, finding, mask);
	else
		report_add_summary(&w, NULL, result, mask);
	buffer_add_byte(out, '\n');
}

void report_write_jsonl(struct buffer *out, const struct result *result, const struct report_options *options)
{
	struct mask *mask = options->show_secrets ? NULL : mask_new(&result->findings);

	for (size_t i = 0; i < result->findings.len; i++)
		add_line(out, result, &result->findings.items[i], mask);
	add_line(out, result, NULL, mask);
	mask_free(mask);
}
