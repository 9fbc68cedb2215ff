/* toml_string.c - the four forms of a TOML string; see toml_reader.h */
#include "base/text.h"
#include "toml_reader.h"

/* \uXXXX and \UXXXXXXXX; the cursor is at the u. */
static enum status read_code_point(struct toml_reader *r, size_t digits)
{
	struct toml_spot spot = toml_spot(r);
	uint32_t code = 0;

	r->at++;
	for (size_t i = 0; i < digits; i++) {
		int value = r->at < r->end ? text_hex_value(*r->at) : -1;

		if (value < 0)
			return toml_fail(r, "\\%c wants %zu hexadecimal digits", digits == 4 ? 'u' : 'U', digits);
		code = code << 4 | (uint32_t)value;
		r->at++;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return toml_fail_at(r, spot, ERR_CONFIG, "U+%04X is no character", (unsigned)code);
	text_add_code_point(&r->text, code);
	return STATUS_OK;
}

static enum status read_escape(struct toml_reader *r)
{
	static const char letters[] = "btnfr\"\\", bytes[] = "\b\t\n\f\r\"\\";
	int c = toml_peek(r, 1);

	if (c == 'u' || c == 'U') {
		r->at++;
		return read_code_point(r, c == 'u' ? 4 : 8);
	}
	for (size_t i = 0; letters[i]; i++) {
		if (c == letters[i]) {
			buffer_add_byte(&r->text, bytes[i]);
			r->at += 2;
			return STATUS_OK;
		}
	}
	return toml_fail(r, "unknown escape; a backslash itself is \\\\, or use a '…' string");
}

/* A backslash at the end of a line swallows all white space that follows. */
static bool skip_line_joint(struct toml_reader *r)
{
	const char *at = r->at + 1;

	while (at < r->end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == r->end || (*at != '\n' && *at != '\r'))
		return false;
	r->at = at;
	while (toml_skip_newline(r))
		toml_skip_blanks(r);
	return true;
}

/* Everything up to a quote, a backslash (when it means something) or a line end is taken as it is. */
static void read_plain(struct toml_reader *r, char quote)
{
	const char *from = r->at;

	while (r->at < r->end && *r->at != quote && *r->at != '\n' && *r->at != '\r' &&
	       (quote == '\'' || *r->at != '\\'))
		r->at++;
	buffer_add(&r->text, slice_make(from, (size_t)(r->at - from)));
}

static enum status read_one_line(struct toml_reader *r, char quote, struct toml *value)
{
	struct toml_spot start = toml_spot(r);

	r->at++;
	for (;;) {
		read_plain(r, quote);
		if (r->at == r->end || *r->at == '\n' || *r->at == '\r')
			return toml_fail_at(r, start, ERR_CONFIG, "the string is not closed on its line");
		if (*r->at == quote) {
			r->at++;
			return STATUS_OK;
		}
		value->verbatim = false;
		if (read_escape(r))
			return r->err->status;
	}
}

/* Up to two quotes may stand directly before the three that close. */
static bool read_quotes(struct toml_reader *r, char quote)
{
	size_t count = 0;

	while (count < 5 && toml_peek(r, count) == (unsigned char)quote)
		count++;
	r->at += count;
	for (size_t i = count < 3 ? 0 : 3; i < count; i++)
		buffer_add_byte(&r->text, quote);
	return count >= 3;
}

static enum status read_many_lines(struct toml_reader *r, char quote, struct toml *value)
{
	struct toml_spot start = toml_spot(r);

	r->at += 3;
	toml_skip_newline(r);
	value->text_line = toml_spot(r).line;
	value->text_column = toml_spot(r).column;
	for (;;) {
		read_plain(r, quote);
		if (r->at == r->end)
			return toml_fail_at(r, start, ERR_CONFIG, "the string is not closed");
		if (*r->at == quote) {
			if (read_quotes(r, quote))
				return STATUS_OK;
		} else if (toml_skip_newline(r)) {
			buffer_add_byte(&r->text, '\n');
		} else {
			value->verbatim = false;
			if (!skip_line_joint(r) && read_escape(r))
				return r->err->status;
		}
	}
}

enum status toml_read_quoted(struct toml_reader *r, bool many_lines, struct toml *value)
{
	char quote = *r->at;
	bool three = toml_looking_at(r, quote == '"' ? "\"\"\"" : "'''");

	if (three && !many_lines)
		return toml_fail(r, "a key cannot be a multi-line string");
	buffer_clear(&r->text);
	value->verbatim = true;
	value->text_line = toml_spot(r).line;
	value->text_column = toml_spot(r).column + 1;
	if (three)
		return read_many_lines(r, quote, value);
	return read_one_line(r, quote, value);
}
