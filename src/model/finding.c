/* finding.c - the words of finding.h, as the report prints them */
#include "model/finding.h"

const char *state_name(enum state state)
{
	static const char *const names[] = { "head", "staged", "tree", "history", "unreachable", "input" };

	return names[state];
}

const char *place_kind_name(enum place_kind kind)
{
	static const char *const names[] = { "file",           "symlink",     "config",
					     "commit-message", "tag-message", "archive-member" };

	return names[kind];
}

const char *proof_name(enum proof proof)
{
	static const char *const names[] = { "none", "structure", "passed", "failed" };

	return names[proof];
}
