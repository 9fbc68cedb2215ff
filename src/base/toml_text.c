/* toml_text.c - the bytes of a TOML file: encoding, places, blanks and comments; see toml_reader.h */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "toml_reader.h"

/* Columns are code points: every byte that does not continue one starts one. */
struct toml_spot toml_spot(struct toml_reader *r)
{
	for (; r->counted < r->at; r->counted++)
		r->column += ((unsigned char)*r->counted & 0xc0) != 0x80;
	return (struct toml_spot){ r->line, r->column };
}

static enum status fail_with(struct toml_reader *r, struct toml_spot spot, enum status status, const char *format,
			     va_list args)
{
	char what[ERROR_TEXT_MAX];

	vsnprintf(what, sizeof(what), format, args);
	return error_set(r->err, status, "%s:%u:%u: %s", r->name, spot.line, spot.column, what);
}

enum status toml_fail(struct toml_reader *r, const char *format, ...)
{
	enum status status;
	va_list args;

	va_start(args, format);
	status = fail_with(r, toml_spot(r), ERR_CONFIG, format, args);
	va_end(args);
	return status;
}

enum status toml_fail_at(struct toml_reader *r, struct toml_spot spot, enum status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	status = fail_with(r, spot, status, format, args);
	va_end(args);
	return status;
}

static enum status check_byte(struct toml_reader *r)
{
	unsigned char byte = (unsigned char)*r->at;

	if (byte == '\r' && toml_peek(r, 1) != '\n')
		return toml_fail(r, "a carriage return without a line feed");
	if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f)
		return toml_fail(r, "control character U+%04X%s", byte,
				 byte ? "; write it as an escape in a \"…\" string" : "");
	return STATUS_OK;
}

static enum status check_character(struct toml_reader *r)
{
	size_t size;

	if ((unsigned char)*r->at < 0x80) {
		if (check_byte(r))
			return r->err->status;
		if (!toml_skip_newline(r))
			r->at++;
		return STATUS_OK;
	}
	if (text_code_point(slice_make(r->at, (size_t)(r->end - r->at)), &size) == TEXT_INVALID)
		return toml_fail(r, "not valid UTF-8");
	r->at += size;
	return STATUS_OK;
}

enum status toml_check_bytes(struct toml_reader *r)
{
	struct toml_reader start = *r;

	while (r->at < r->end)
		if (check_character(r))
			return r->err->status;
	r->at = start.at;
	r->line = start.line;
	r->counted = start.counted;
	r->column = start.column;
	return STATUS_OK;
}

int toml_peek(const struct toml_reader *r, size_t ahead)
{
	return ahead < (size_t)(r->end - r->at) ? (unsigned char)r->at[ahead] : -1;
}

bool toml_looking_at(const struct toml_reader *r, const char *text)
{
	return slice_starts(slice_make(r->at, (size_t)(r->end - r->at)), slice_of(text));
}

bool toml_skip(struct toml_reader *r, const char *text)
{
	if (!toml_looking_at(r, text))
		return false;
	r->at += strlen(text);
	return true;
}

bool toml_skip_newline(struct toml_reader *r)
{
	if (!toml_skip(r, "\n") && !toml_skip(r, "\r\n"))
		return false;
	r->line++;
	r->counted = r->at;
	r->column = 1;
	return true;
}

void toml_skip_blanks(struct toml_reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

void toml_skip_comment(struct toml_reader *r)
{
	if (toml_peek(r, 0) != '#')
		return;
	while (r->at < r->end && !toml_looking_at(r, "\n") && !toml_looking_at(r, "\r\n"))
		r->at++;
}

void toml_skip_void(struct toml_reader *r)
{
	do {
		toml_skip_blanks(r);
		toml_skip_comment(r);
	} while (toml_skip_newline(r));
}
