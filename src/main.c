/* main.c - find the command, parse its options, run it, turn the outcome into an exit status. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/terminal.h"
#include "base/version.h"
#include "cli/command.h"

static void out_of_memory(void)
{
	static const char text[] = "keysieve: out of memory\n";

	if (write(2, text, sizeof(text) - 1) < 0)
		_exit(EXIT_CANNOT_RUN);
	_exit(EXIT_CANNOT_RUN);
}

static int complain(const struct error *err)
{
	struct buffer line;

	buffer_init(&line, 4 * ERROR_TEXT_MAX + 64);
	buffer_add_text(&line, "keysieve: ");
	terminal_add_escaped(&line, slice_of(err->text));
	fprintf(stderr, "%s\n", line.at);
	buffer_release(&line);
	return EXIT_CANNOT_RUN;
}

static int print_and_exit(struct buffer *out, struct error *err)
{
	enum status status = file_write_all(1, "standard output", buffer_slice(out), err);

	buffer_release(out);
	return status ? complain(err) : EXIT_CLEAN;
}

/* The first operand, if it names a command (it is taken away then); else scan, the default. */
static const struct command *choose_command(struct options *options, bool *named)
{
	struct texts *operands = &options->operands;
	const struct command *command = operands->len ? command_find(operands->items[0]) : NULL;

	*named = command != NULL;
	if (!command)
		return command_find("scan");
	memmove(&operands->items[0], &operands->items[1], (operands->len - 1) * sizeof(*operands->items));
	operands->len--;
	return command;
}

static int run(struct options *options, struct error *err)
{
	struct buffer out;
	bool named;
	int status;
	const struct command *command = choose_command(options, &named);

	if (options_check(options, command->bit, command->name, err))
		return complain(err);
	buffer_init(&out, 1 << 20);
	if (options->version) {
		buffer_print(&out, "keysieve %s\n", KEYSIEVE_VERSION);
		return print_and_exit(&out, err);
	}
	if (options->help) {
		help_print(&out, named ? command : NULL);
		return print_and_exit(&out, err);
	}
	status = command->run(options, err);
	return err->status ? complain(err) : status;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct error err = { 0 };
	int status;

	mem_on_failure(out_of_memory);
	signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, and is reported as one */
	if (options_parse(&options, argc, argv, &err))
		status = complain(&err);
	else
		status = run(&options, &err);
	options_release(&options);
	return status;
}
