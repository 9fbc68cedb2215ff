/* cmd_history.c - keysieve history [REPO] */
#include "cli/session.h"

int cmd_history(const struct options *options, struct error *err)
{
	(void)options;
	error_set(err, ERR_UNSUPPORTED, "history: not there yet");
	return EXIT_CANNOT_RUN;
}
