/*
 * toml.c - keys, headers, arrays and inline tables; see toml.h and toml_reader.h
 *
 * A recursive descent over the text, one function for each thing the standard
 * names. Keys are entered into the tree part by part as they are read, so an
 * error is always at the cursor.
 */
#include "base/toml.h"

#include "base/text.h"
#include "toml_reader.h"

static enum status read_value(struct toml_reader *r, struct toml *value);

/* One part of a key; its bytes are left in r->text. */
static enum status read_key_part(struct toml_reader *r, struct toml_spot *spot)
{
	struct toml quoted;
	const char *from = r->at;

	*spot = toml_spot(r);
	if (toml_peek(r, 0) == '"' || toml_peek(r, 0) == '\'')
		return toml_read_quoted(r, false, &quoted);
	while (r->at < r->end && (text_is_word(*r->at) || *r->at == '-'))
		r->at++;
	if (r->at == from)
		return toml_fail(r, "expected a key");
	buffer_clear(&r->text);
	buffer_add(&r->text, slice_make(from, (size_t)(r->at - from)));
	return STATUS_OK;
}

/* Blanks may stand around the dots. True: another part follows. */
static bool skip_dot(struct toml_reader *r)
{
	toml_skip_blanks(r);
	if (!toml_skip(r, "."))
		return false;
	toml_skip_blanks(r);
	return true;
}

/* key = value, into `table`. */
static enum status read_pair(struct toml_reader *r, struct toml *table, unsigned section)
{
	struct toml_spot spot;
	struct toml *value;

	if (read_key_part(r, &spot))
		return r->err->status;
	while (skip_dot(r))
		if (toml_enter_dotted(r, &table, buffer_slice(&r->text), spot, section) || read_key_part(r, &spot))
			return r->err->status;
	value = toml_member(r, table, buffer_slice(&r->text));
	if (value)
		return toml_fail_at(r, spot, ERR_CONFIG, "'%s' is set already, in line %u", value->key.at, value->line);
	value = toml_new(r, TOML_STRING, spot);
	if (toml_add(r, table, buffer_slice(&r->text), value))
		return r->err->status;
	if (!toml_skip(r, "="))
		return toml_fail(r, "expected '=' after the key '%s'", value->key.at);
	toml_skip_blanks(r);
	return read_value(r, value);
}

static enum status read_element(struct toml_reader *r, struct toml *array)
{
	struct toml *element = toml_new(r, TOML_STRING, toml_spot(r));

	if (array->depth >= TOML_DEPTH_MAX)
		return toml_fail_at(r, toml_spot(r), ERR_LIMIT, "nested deeper than %d", TOML_DEPTH_MAX);
	toml_append(array, element);
	return read_value(r, element);
}

static enum status read_array(struct toml_reader *r, struct toml *array)
{
	struct toml_spot start = toml_spot(r);

	array->kind = TOML_ARRAY;
	toml_skip(r, "[");
	for (;;) {
		toml_skip_void(r);
		if (toml_skip(r, "]"))
			return STATUS_OK;
		if (r->at == r->end)
			return toml_fail_at(r, start, ERR_CONFIG, "the array is not closed");
		if (read_element(r, array))
			return r->err->status;
		toml_skip_void(r);
		if (!toml_skip(r, ",") && toml_peek(r, 0) != ']')
			return r->at == r->end ? toml_fail_at(r, start, ERR_CONFIG, "the array is not closed")
					       : toml_fail(r, "expected ',' or ']' in the array");
	}
}

/* On one line, without a comma after the last pair (TOML 1.0). */
static enum status read_inline_table(struct toml_reader *r, struct toml *table)
{
	unsigned section = ++r->sections;

	table->kind = TOML_TABLE;
	toml_skip(r, "{");
	toml_skip_blanks(r);
	if (toml_skip(r, "}"))
		return STATUS_OK;
	do {
		toml_skip_blanks(r);
		if (read_pair(r, table, section))
			return r->err->status;
		toml_skip_blanks(r);
	} while (toml_skip(r, ","));
	if (!toml_skip(r, "}"))
		return toml_fail(r, "expected ',' or '}' in the inline table, which stands on one line");
	return STATUS_OK;
}

static enum status read_value(struct toml_reader *r, struct toml *value)
{
	struct toml_spot spot = toml_spot(r);

	value->value_line = spot.line;
	value->value_column = spot.column;
	switch (toml_peek(r, 0)) {
	case '"':
	case '\'':
		value->kind = TOML_STRING;
		if (toml_read_quoted(r, true, value))
			return r->err->status;
		value->text = arena_copy(r->arena, buffer_slice(&r->text));
		return STATUS_OK;
	case '[':
		return read_array(r, value);
	case '{':
		return read_inline_table(r, value);
	default:
		return toml_read_scalar(r, value);
	}
}

/* [a.b] or [[a.b]]; *table becomes the one that the following pairs belong to. */
static enum status read_header(struct toml_reader *r, struct toml **table)
{
	struct toml_spot start = toml_spot(r), spot;
	bool element = toml_skip(r, "[[");
	enum status status;

	if (!element)
		toml_skip(r, "[");
	toml_skip_blanks(r);
	if (read_key_part(r, &spot))
		return r->err->status;
	while (skip_dot(r))
		if (toml_enter_header(r, table, buffer_slice(&r->text), spot) || read_key_part(r, &spot))
			return r->err->status;
	status = element ? toml_open_element(r, table, buffer_slice(&r->text), start)
			 : toml_open_table(r, table, buffer_slice(&r->text), start);
	if (status)
		return status;
	if (!toml_skip(r, element ? "]]" : "]"))
		return toml_fail(r, "expected '%s' after the table's name", element ? "]]" : "]");
	return STATUS_OK;
}

static enum status read_document(struct toml_reader *r, struct toml *root)
{
	struct toml *table = root;
	unsigned section = 0;

	for (;;) {
		toml_skip_void(r);
		if (r->at == r->end)
			return STATUS_OK;
		if (*r->at == '[') {
			table = root;
			section = ++r->sections;
			if (read_header(r, &table))
				return r->err->status;
		} else if (read_pair(r, table, section)) {
			return r->err->status;
		}
		toml_skip_blanks(r);
		toml_skip_comment(r);
		if (r->at < r->end && !toml_skip_newline(r))
			return toml_fail(r, "expected the end of the line");
	}
}

enum status toml_parse(struct arena *arena, const char *name, struct slice text, struct toml **root, struct error *err)
{
	struct toml_reader r = { .arena = arena, .name = name, .line = 1, .column = 1, .err = err };
	enum status status;

	if (text.len > TOML_SIZE_MAX)
		return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", name, TOML_SIZE_MAX);
	if (slice_starts(text, SLICE("\xef\xbb\xbf"))) /* some editors put it there; it counts for nothing */
		text = slice_sub(text, 3, text.len);
	r.at = r.counted = text.at ? text.at : "";
	r.end = r.at + text.len;
	buffer_init(&r.text, TOML_SIZE_MAX);
	buffer_init(&r.path, TOML_SIZE_MAX + sizeof(unsigned));
	table_init(&r.index);
	*root = toml_new(&r, TOML_TABLE, toml_spot(&r));
	status = toml_check_bytes(&r);
	if (!status)
		status = read_document(&r, *root);
	array_release(&r.members);
	table_release(&r.index);
	buffer_release(&r.path);
	buffer_release(&r.text);
	return status;
}

struct toml *toml_find(const struct toml *table, const char *key)
{
	for (struct toml *member = table->first; member; member = member->next)
		if (slice_is(member->key, key))
			return member;
	return NULL;
}

void toml_place(const struct toml *string, size_t offset, unsigned *line, unsigned *column)
{
	*line = string->value_line;
	*column = string->value_column;
	if (!string->verbatim)
		return;
	*line = string->text_line;
	*column = string->text_column;
	for (size_t i = 0; i < offset && i < string->text.len; i++) {
		char c = string->text.at[i];

		if (c == '\n') {
			*line += 1;
			*column = 1;
		} else if (((unsigned char)c & 0xc0) != 0x80) {
			*column += 1;
		}
	}
	/* An offset inside a character means that character. */
	if (offset < string->text.len && ((unsigned char)string->text.at[offset] & 0xc0) == 0x80)
		*column -= 1;
}

const char *toml_kind_name(enum toml_kind kind)
{
	static const char *const names[] = {
		[TOML_STRING] = "a string",
		[TOML_INTEGER] = "an integer",
		[TOML_FLOAT] = "a number with a fraction",
		[TOML_BOOLEAN] = "a boolean",
		[TOML_DATETIME] = "a date with time",
		[TOML_DATETIME_LOCAL] = "a local date with time",
		[TOML_DATE_LOCAL] = "a date",
		[TOML_TIME_LOCAL] = "a time",
		[TOML_ARRAY] = "an array",
		[TOML_TABLE] = "a table",
	};

	return names[kind];
}
