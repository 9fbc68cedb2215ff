/* main.c - find the command, parse its options, run it, turn the outcome into an exit status. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/terminal.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/interrupt.h"

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

/* A first operand that is neither a command nor anything there: what was meant? */
static enum status check_first_word(const struct options *options, struct error *err)
{
	const char *word = options->operands.len ? options->operands.items[0] : "", *near;

	if (command_find(word) || access(word, F_OK) == 0)
		return STATUS_OK;
	near = command_nearest(slice_of(word));
	if (!near)
		return STATUS_OK; /* scan says what is wrong with it */
	return error_set(err, ERR_USAGE, "%s: no such command or file (did you mean %s?)", word, near);
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
	const struct command *command;

	if (check_first_word(options, err))
		return complain(err);
	command = choose_command(options, &named);
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
	return status == EXIT_CANNOT_RUN && err->status ? complain(err) : status;
}

/* A file that is opened must not become standard error by its number; using what was closed stays a failure. */
static void keep_standard_streams(void)
{
	if (fcntl(0, F_GETFD) < 0)
		open("/dev/null", O_WRONLY);
	for (int fd = 1; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", O_RDONLY);
}

/* A core dump would hold secrets. A limit of 1 stops it where 0 would not: where the kernel pipes it to a program. */
static void forbid_core_dumps(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur > 1) {
		limit.rlim_cur = 1;
		setrlimit(RLIMIT_CORE, &limit);
	}
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct error err = { 0 };
	int status;

	keep_standard_streams();
	forbid_core_dumps();
	mem_on_failure(out_of_memory);
	/* It answers NULL to no memory as it does to what is no JSON: a token would then be taken for a fake. */
	cJSON_InitHooks(&(cJSON_Hooks){ mem_alloc, mem_free });
	signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, and is reported as one */
	interrupt_catch();
	if (options_parse(&options, argc, argv, &err))
		status = complain(&err);
	else
		status = run(&options, &err);
	options_release(&options);
	return status;
}
