/*
 * json_writer.h - JSON text, piece by piece.
 *
 *     json_open(&w, NULL, '{');
 *     json_text(&w, "path", "a.py");
 *     json_open(&w, "list", '[');
 *     json_number(&w, NULL, 3);
 *     json_close(&w, ']');
 *     json_close(&w, '}');
 *
 * Members of an object have a key, items of an array have NULL. The output is
 * printable ASCII: everything else is \u-escaped, with surrogate pairs, and a
 * byte that is not UTF-8 is written as U+FFFD. So it is valid JSON whatever the
 * strings hold, on one line unless json_line is called. A # before another is
 * escaped too: CI systems obey "##[...]" anywhere in a log.
 */
#ifndef REPORT_JSON_WRITER_H
#define REPORT_JSON_WRITER_H

#include <stdint.h>

#include "base/buffer.h"

struct json_writer {
	struct buffer *out;
	bool comma; /* something stands before the next value */
	bool line;  /* the next value or bracket begins a line */
};

void json_init(struct json_writer *w, struct buffer *out);
void json_open(struct json_writer *w, const char *key, char bracket);
void json_close(struct json_writer *w, char bracket);
void json_line(struct json_writer *w); /* what comes next stands on a line of its own */

void json_bytes(struct json_writer *w, const char *key, struct slice bytes);
void json_text(struct json_writer *w, const char *key, const char *text);
void json_number(struct json_writer *w, const char *key, uint64_t number);
void json_signed(struct json_writer *w, const char *key, int64_t number);
void json_seconds(struct json_writer *w, const char *key, double seconds); /* three decimals */
void json_bool(struct json_writer *w, const char *key, bool value);

/*
 * A string that must survive although it may not be UTF-8: `key` as above, and
 * when it is not UTF-8 also `key`_bytes, percent-encoded, all but
 * A-Z a-z 0-9 - . _ ~ and /.
 */
void json_exact(struct json_writer *w, const char *key, struct slice bytes);

#endif
