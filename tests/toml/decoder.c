/* decoder.c - TOML on standard input, the tagged JSON of toml-test on standard output. Exit 1: not TOML. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/toml.h"

static void add_value(struct buffer *out, const struct toml *value);

static void add_quoted(struct buffer *out, struct slice text)
{
	buffer_add_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f)
			buffer_print(out, "\\u%04x", byte);
		else
			buffer_add_byte(out, (char)byte);
	}
	buffer_add_byte(out, '"');
}

static void add_number(struct buffer *out, double number)
{
	if (isnan(number))
		buffer_add_text(out, "\"nan\"");
	else if (isinf(number))
		buffer_add_text(out, number < 0 ? "\"-inf\"" : "\"inf\"");
	else
		buffer_print(out, "\"%.17g\"", number);
}

static void add_scalar(struct buffer *out, const struct toml *value)
{
	static const char *const types[] = { "string",   "integer",        "float",      "bool",
					     "datetime", "datetime-local", "date-local", "time-local" };

	buffer_print(out, "{\"type\": \"%s\", \"value\": ", types[value->kind]);
	if (value->kind == TOML_INTEGER)
		buffer_print(out, "\"%lld\"", (long long)value->integer);
	else if (value->kind == TOML_FLOAT)
		add_number(out, value->number);
	else if (value->kind == TOML_BOOLEAN)
		buffer_add_text(out, value->boolean ? "\"true\"" : "\"false\"");
	else
		add_quoted(out, value->text);
	buffer_add_byte(out, '}');
}

static void add_members(struct buffer *out, const struct toml *parent)
{
	for (const struct toml *member = parent->first; member; member = member->next) {
		if (member != parent->first)
			buffer_add_text(out, ", ");
		if (parent->kind == TOML_TABLE) {
			add_quoted(out, member->key);
			buffer_add_text(out, ": ");
		}
		add_value(out, member);
	}
}

static void add_value(struct buffer *out, const struct toml *value)
{
	if (value->kind != TOML_ARRAY && value->kind != TOML_TABLE) {
		add_scalar(out, value);
		return;
	}
	buffer_add_byte(out, value->kind == TOML_ARRAY ? '[' : '{');
	add_members(out, value);
	buffer_add_byte(out, value->kind == TOML_ARRAY ? ']' : '}');
}

int main(void)
{
	struct buffer text, out;
	struct arena arena;
	struct error err;
	struct toml *root;
	int code = 1;

	arena_init(&arena);
	buffer_init(&text, TOML_SIZE_MAX);
	buffer_init(&out, TOML_SIZE_MAX * 16);
	if (file_read_all(STDIN_FILENO, "stdin", &text, &err) ||
	    toml_parse(&arena, "stdin", buffer_slice(&text), &root, &err)) {
		fprintf(stderr, "%s\n", err.text);
		goto out;
	}
	add_value(&out, root);
	buffer_add_byte(&out, '\n');
	if (!out.full && !file_write_all(STDOUT_FILENO, "stdout", buffer_slice(&out), &err))
		code = 0;
out:
	buffer_release(&out);
	buffer_release(&text);
	arena_release(&arena);
	return code;
}
