/* cmd_help.c - keysieve help [COMMAND] */
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"

static void print_all(struct buffer *out)
{
	buffer_add_text(out, "keysieve finds leaked keys in files, staged changes and whole git histories.\n\n"
			     "usage: keysieve [COMMAND] [OPTION...] [OPERAND...]\n\ncommands:\n");
	for (const struct command *c = commands; c->name; c++)
		buffer_print(out, "  %-10s %s\n", c->name, c->summary);
	buffer_add_text(out, "\nkeysieve help COMMAND tells more of one. Options of most commands:\n");
	options_print(out, FOR_SCAN);
	buffer_add_text(out, "\nexit status:\n"
			     "  0  clean, and everything was read\n"
			     "  1  secrets were found\n"
			     "  2  it could not run: usage, configuration, not a repository, output\n"
			     "  3  nothing found, but something could not be read: the summary names it\n");
}

void help_print(struct buffer *out, const struct command *command)
{
	if (!command) {
		print_all(out);
		return;
	}
	buffer_print(out, "keysieve %s - %s\n\nusage: keysieve %s [OPTION...]%s%s\n\n%s\noptions:\n", command->name,
		     command->summary, command->name, command->operands[0] ? " " : "", command->operands,
		     command->about);
	options_print(out, command->bit);
}

static int no_command(const char *name, struct error *err)
{
	const char *near = command_nearest(slice_of(name));

	if (near)
		error_set(err, ERR_USAGE, "%s: no such command (did you mean %s?)", name, near);
	else
		error_set(err, ERR_USAGE, "%s: no such command (keysieve help lists them)", name);
	return EXIT_CANNOT_RUN;
}

int cmd_help(const struct options *options, struct error *err)
{
	const struct command *command = NULL;
	struct buffer out;
	enum status status;

	if (options->operands.len > 0) {
		command = command_find(options->operands.items[0]);
		if (!command)
			return no_command(options->operands.items[0], err);
	}
	buffer_init(&out, 1 << 20);
	help_print(&out, command);
	status = file_write_all(1, "standard output", buffer_slice(&out), err);
	buffer_release(&out);
	return status ? EXIT_CANNOT_RUN : EXIT_CLEAN;
}
