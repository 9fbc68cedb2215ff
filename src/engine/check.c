/* check.c - STAND-IN: knows no proof; replaced when the proofs are merged */
#include "engine/check.h"

const struct check *check_find(const char *name)
{
	(void)name;
	return NULL;
}

enum proof check_run(const struct check *check, struct slice secret, const char **note)
{
	(void)check;
	(void)secret;
	(void)note;
	return PROOF_NONE;
}
