/* cmd_scan.c - keysieve [scan] [PATH...] */
#include "cli/session.h"

int cmd_scan(const struct options *options, struct error *err)
{
	return cmd_tree(options, err);
}
