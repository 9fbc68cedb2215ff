/* options.c - see options.h */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"

struct parser {
	struct options *options;
	int argc;
	char *const *argv;
	int at;
	struct error *err;
};

static void *field(struct options *options, size_t offset)
{
	return (char *)options + offset;
}

static enum status unknown_option(struct parser *p, struct slice name)
{
	const char *names[64], *near;
	size_t count = 0;

	for (const struct option *o = options_table; o->name && count < 64; o++)
		names[count++] = o->name;
	near = text_nearest(name, names, count);
	if (near)
		return error_set(p->err, ERR_USAGE, "--%.*s: no such option (did you mean --%s?)", SLICE_ARGS(name),
				 near);
	near = command_nearest(name);
	if (near)
		return error_set(p->err, ERR_USAGE, "--%.*s: no such option (did you mean the command %s?)",
				 SLICE_ARGS(name), near);
	return error_set(p->err, ERR_USAGE, "--%.*s: no such option (keysieve help lists them)", SLICE_ARGS(name));
}

enum status options_bad_choice(const char *name, struct slice value, const char *const *choices, struct error *err)
{
	struct buffer list;
	const char *near;
	size_t count = 0;

	for (; choices[count]; count++)
		;
	near = text_nearest(value, choices, count);
	if (near)
		return error_set(err, ERR_USAGE, "%s: there is no '%.*s' (did you mean %s?)", name, SLICE_ARGS(value),
				 near);
	buffer_init(&list, ERROR_TEXT_MAX);
	for (size_t i = 0; i < count; i++)
		buffer_print(&list, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " or ", choices[i]);
	error_set(err, ERR_USAGE, "%s: there is no '%.*s': %s", name, SLICE_ARGS(value), list.at);
	buffer_release(&list);
	return ERR_USAGE;
}

static enum status set_choice(struct parser *p, const struct option *option, const char *value)
{
	char name[32];

	for (size_t i = 0; option->choices[i]; i++) {
		if (strcmp(option->choices[i], value) == 0) {
			*(unsigned *)field(p->options, option->offset) = (unsigned)i + option->first;
			return STATUS_OK;
		}
	}
	snprintf(name, sizeof(name), "--%s", option->name);
	return options_bad_choice(name, slice_of(value), option->choices, p->err);
}

static enum status set_value(struct parser *p, const struct option *option, const char *value)
{
	uint64_t number;

	switch (option->kind) {
	case OPTION_TEXT:
		*(const char **)field(p->options, option->offset) = value;
		break;
	case OPTION_LIST:
		*array_add((struct texts *)field(p->options, option->offset)) = value;
		break;
	case OPTION_NUMBER:
		if (!text_to_number(slice_of(value), &number) || number > option->max)
			return error_set(p->err, ERR_USAGE, "--%s: '%s' is not a number from 0 to %u", option->name,
					 value, option->max);
		*(unsigned *)field(p->options, option->offset) = (unsigned)number;
		break;
	case OPTION_CHOICE:
		return set_choice(p, option, value);
	case OPTION_FLAG:
		break;
	}
	return STATUS_OK;
}

/* `inline_value` is what stands behind "=" or directly behind the letter; NULL: nothing. */
static enum status take_option(struct parser *p, const struct option *option, const char *inline_value)
{
	*array_add(&p->options->seen) = option;
	if (option->given)
		*(bool *)field(p->options, option->given) = true;
	if (option->kind == OPTION_FLAG) {
		if (inline_value)
			return error_set(p->err, ERR_USAGE, "--%s: takes no value", option->name);
		*(bool *)field(p->options, option->offset) = true;
		return STATUS_OK;
	}
	if (!inline_value && p->at >= p->argc)
		return error_set(p->err, ERR_USAGE, "--%s: %s is missing", option->name, option->value);
	return set_value(p, option, inline_value ? inline_value : p->argv[p->at++]);
}

static enum status take_long(struct parser *p, const char *text)
{
	struct slice rest = slice_of(text), name;
	const char *value = strchr(text, '=');

	slice_cut(&rest, '=', &name);
	for (const struct option *o = options_table; o->name; o++)
		if (slice_is(name, o->name))
			return take_option(p, o, value ? value + 1 : NULL);
	return unknown_option(p, name);
}

static const struct option *find_letter(char letter)
{
	for (const struct option *o = options_table; o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

static enum status take_letters(struct parser *p, const char *letters)
{
	for (; *letters; letters++) {
		const struct option *option = find_letter(*letters);

		if (!option)
			return error_set(p->err, ERR_USAGE, "-%c: no such option (keysieve help lists them)", *letters);
		if (option->kind != OPTION_FLAG)
			return take_option(p, option, letters[1] ? letters + 1 : NULL);
		if (take_option(p, option, NULL))
			return p->err->status;
	}
	return STATUS_OK;
}

enum status options_parse(struct options *options, int argc, char *const *argv, struct error *err)
{
	struct parser p = { options, argc, argv, 1, err };
	bool only_operands = false;

	while (p.at < argc) {
		const char *word = argv[p.at++];
		enum status status = STATUS_OK;

		if (only_operands || word[0] != '-' || word[1] == '\0')
			*array_add(&options->operands) = word;
		else if (strcmp(word, "--") == 0)
			only_operands = true;
		else if (word[1] == '-')
			status = take_long(&p, word + 2);
		else
			status = take_letters(&p, word + 1);
		if (status)
			return status;
	}
	return STATUS_OK;
}

enum status options_check(const struct options *options, unsigned command, const char *name, struct error *err)
{
	for (size_t i = 0; i < options->seen.len; i++)
		if (!(options->seen.items[i]->commands & command))
			return error_set(err, ERR_USAGE, "--%s: not an option of %s (keysieve help %s lists those)",
					 options->seen.items[i]->name, name, name);
	return STATUS_OK;
}

void options_release(struct options *options)
{
	array_release(&options->seen);
	array_release(&options->rules);
	array_release(&options->exclude);
	array_release(&options->reports);
	array_release(&options->ranges);
	array_release(&options->refs);
	array_release(&options->operands);
}

void options_print(struct buffer *out, unsigned command)
{
	for (const struct option *o = options_table; o->name; o++) {
		size_t start = out->len;

		if (!(o->commands & command) || o->hidden)
			continue;
		if (o->letter)
			buffer_print(out, "  -%c, --%s", o->letter, o->name);
		else
			buffer_print(out, "      --%s", o->name);
		if (o->value)
			buffer_print(out, " %s", o->value);
		while (out->len - start < 30)
			buffer_add_byte(out, ' ');
		buffer_print(out, "%s\n", o->help);
	}
}
