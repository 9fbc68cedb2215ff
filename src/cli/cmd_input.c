/* cmd_input.c - keysieve input */
#include <stdio.h>
#include <unistd.h>

#include "cli/session.h"
#include "source/input.h"

int cmd_input(const struct options *options, struct error *err)
{
	struct session session = { 0 };
	struct project project;
	struct source *source;
	int status = EXIT_CANNOT_RUN;

	if (options->operands.len) {
		error_set(err, ERR_USAGE, "%s: input reads standard input only (keysieve tree reads files)",
			  options->operands.items[0]);
		return EXIT_CANNOT_RUN;
	}
	if (isatty(0) && !options->quiet)
		fputs("keysieve: reading the terminal; end with Ctrl-D\n", stderr);
	project_init(&project);
	if (!project_find(&project, ".", err) && !session_open(&session, options, "input", &project, err)) {
		source = input_open(0, options->name);
		scan_run(session.scan, source);
		source->ops->close(source);
		status = session_finish(&session, err);
	}
	session_close(&session);
	project_release(&project);
	return status;
}
