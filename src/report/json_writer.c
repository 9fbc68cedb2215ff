/* json_writer.c - see json_writer.h */
#include "report/json_writer.h"

#include <stdio.h>

#include "base/text.h"

void json_init(struct json_writer *w, struct buffer *out)
{
	*w = (struct json_writer){ .out = out };
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '#';
}

static void add_unit(struct buffer *out, uint32_t unit)
{
	buffer_print(out, "\\u%04x", unit);
}

static void add_code_point(struct buffer *out, uint32_t code)
{
	if (code == TEXT_INVALID) {
		add_unit(out, 0xfffd);
	} else if (code >= 0x10000) {
		add_unit(out, 0xd800 + ((code - 0x10000) >> 10));
		add_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		add_unit(out, code);
	}
}

static size_t add_special(struct buffer *out, struct slice rest)
{
	size_t size;
	uint32_t code = text_code_point(rest, &size);

	switch (code) {
	case '"':
		buffer_add_text(out, "\\\"");
		break;
	case '\\':
		buffer_add_text(out, "\\\\");
		break;
	case '\n':
		buffer_add_text(out, "\\n");
		break;
	case '\r':
		buffer_add_text(out, "\\r");
		break;
	case '\t':
		buffer_add_text(out, "\\t");
		break;
	case '#':
		if (rest.len < 2 || rest.at[1] != '#') {
			buffer_add_byte(out, '#');
			break;
		}
		/* fall through */
	default:
		add_code_point(out, code);
	}
	return size;
}

static void add_string(struct buffer *out, struct slice bytes)
{
	size_t at = 0;

	buffer_add_byte(out, '"');
	while (at < bytes.len) {
		size_t from = at;

		while (at < bytes.len && is_plain(bytes.at[at]))
			at++;
		buffer_add(out, slice_sub(bytes, from, at - from));
		if (at < bytes.len)
			at += add_special(out, slice_sub(bytes, at, bytes.len));
	}
	buffer_add_byte(out, '"');
}

/* What stands before a value: the comma, and the key if it has one. */
static void begin(struct json_writer *w, const char *key)
{
	if (w->comma)
		buffer_add_text(w->out, w->line ? ",\n" : ", ");
	else if (w->line)
		buffer_add_byte(w->out, '\n');
	w->comma = true;
	w->line = false;
	if (key) {
		add_string(w->out, slice_of(key));
		buffer_add_text(w->out, ": ");
	}
}

void json_open(struct json_writer *w, const char *key, char bracket)
{
	begin(w, key);
	buffer_add_byte(w->out, bracket);
	w->comma = false;
}

void json_close(struct json_writer *w, char bracket)
{
	if (w->line)
		buffer_add_byte(w->out, '\n');
	buffer_add_byte(w->out, bracket);
	w->comma = true;
	w->line = false;
}

void json_line(struct json_writer *w)
{
	w->line = true;
}

void json_bytes(struct json_writer *w, const char *key, struct slice bytes)
{
	begin(w, key);
	add_string(w->out, bytes);
}

void json_text(struct json_writer *w, const char *key, const char *text)
{
	json_bytes(w, key, slice_of(text));
}

void json_number(struct json_writer *w, const char *key, uint64_t number)
{
	begin(w, key);
	buffer_print(w->out, "%llu", (unsigned long long)number);
}

void json_signed(struct json_writer *w, const char *key, int64_t number)
{
	begin(w, key);
	buffer_print(w->out, "%lld", (long long)number);
}

void json_seconds(struct json_writer *w, const char *key, double seconds)
{
	uint64_t thousandths = seconds > 0 && seconds < 1e15 ? (uint64_t)(seconds * 1000 + 0.5) : 0;

	begin(w, key);
	buffer_print(w->out, "%llu.%03u", (unsigned long long)(thousandths / 1000), (unsigned)(thousandths % 1000));
}

void json_bool(struct json_writer *w, const char *key, bool value)
{
	begin(w, key);
	buffer_add_text(w->out, value ? "true" : "false");
}

static void add_percent_encoded(struct buffer *out, struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.at[i];

		if (text_is_word(c) || c == '-' || c == '.' || c == '~' || c == '/')
			buffer_add_byte(out, c);
		else
			buffer_print(out, "%%%02X", (unsigned char)c);
	}
}

void json_exact(struct json_writer *w, const char *key, struct slice bytes)
{
	char other[40];

	json_bytes(w, key, bytes);
	if (text_is_utf8(bytes))
		return;
	snprintf(other, sizeof(other), "%s_bytes", key);
	begin(w, other);
	buffer_add_byte(w->out, '"');
	add_percent_encoded(w->out, bytes);
	buffer_add_byte(w->out, '"');
}
