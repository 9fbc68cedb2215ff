/*
 * command.h - the commands: one row and one cmd_*.c file each.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/error.h"
#include "base/slice.h"
#include "cli/options.h"

enum exit_status {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,
	EXIT_CANNOT_RUN = 2,
	EXIT_INCOMPLETE = 3,
};

struct command {
	const char *name;
	const char *operands; /* "[PATH...]" */
	const char *summary;  /* one line */
	const char *about;    /* a paragraph for its own help */
	unsigned bit;
	/* Returns an exit status; what could not run at all is said in `err` and is EXIT_CANNOT_RUN. */
	int (*run)(const struct options *options, struct error *err);
};

extern const struct command commands[]; /* ended by name NULL */
const struct command *command_find(const char *name);
const char *command_nearest(struct slice wrong); /* the name that was probably meant, or NULL */

int cmd_scan(const struct options *options, struct error *err);
int cmd_tree(const struct options *options, struct error *err);
int cmd_history(const struct options *options, struct error *err);
int cmd_staged(const struct options *options, struct error *err);
int cmd_input(const struct options *options, struct error *err);
int cmd_rules(const struct options *options, struct error *err);
int cmd_explain(const struct options *options, struct error *err);
int cmd_help(const struct options *options, struct error *err);

/* The help of one command, or of all when `command` is NULL. */
void help_print(struct buffer *out, const struct command *command);

#endif
