/* report.c - the format table; see report.h */
#include "report/report.h"

#include <string.h>

#include "report/formats.h"

const struct report_format report_formats[] = {
	{ "text", "for a person: what leaked, where, since when, what to do now", report_write_text },
	{ "json", "one object with everything: findings and summary", report_write_json },
	{ "jsonl", "each finding as one line of JSON, the summary as the last", report_write_jsonl },
	{ NULL, NULL, NULL },
};

const struct report_format *report_format_find(const char *name)
{
	for (const struct report_format *format = report_formats; format->name; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}
