/* gitdir.c - see gitdir.h */
#include "source/gitdir.h"

#include <string.h>

#include "store/discover.h"

struct rule {
	enum git_part in;
	const char *name; /* NULL: any other */
	enum git_use use;
	enum git_part inside;
};

/* The first row that fits decides; none: GIT_LEAVE_OUT. */
static const struct rule rules[] = {
	{ GIT_NONE, ".git", GIT_ENTER, GIT_DIRECTORY },
	{ GIT_NONE, NULL, GIT_ENTER, GIT_NONE },

	{ GIT_DIRECTORY, "config", GIT_READ_CONFIG, GIT_NONE },
	{ GIT_DIRECTORY, "config.worktree", GIT_READ_CONFIG, GIT_NONE },
	{ GIT_DIRECTORY, "hooks", GIT_ENTER, GIT_NONE },
	{ GIT_DIRECTORY, "modules", GIT_ENTER, GIT_MODULES },
	{ GIT_DIRECTORY, "worktrees", GIT_ENTER, GIT_WORKTREES },

	{ GIT_BARE, "config", GIT_READ_CONFIG, GIT_NONE },
	{ GIT_BARE, "config.worktree", GIT_READ_CONFIG, GIT_NONE },
	{ GIT_BARE, "modules", GIT_ENTER, GIT_MODULES },
	{ GIT_BARE, "worktrees", GIT_ENTER, GIT_WORKTREES },
	{ GIT_BARE, "FETCH_HEAD", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "HEAD", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "ORIG_HEAD", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "index", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "logs", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "objects", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "packed-refs", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "refs", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "reftable", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, "shallow", GIT_LEAVE_OUT, GIT_NONE },
	{ GIT_BARE, NULL, GIT_ENTER, GIT_NONE },

	{ GIT_MODULES, NULL, GIT_ENTER, GIT_MODULES },
	{ GIT_WORKTREES, NULL, GIT_ENTER, GIT_WORKTREE },
	{ GIT_WORKTREE, "config.worktree", GIT_READ_CONFIG, GIT_NONE },
};

static const struct rule *find(enum git_part part, const char *name)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].in == part && (!rules[i].name || strcmp(rules[i].name, name) == 0))
			return &rules[i];
	return NULL;
}

enum git_use gitdir_use(enum git_part part, const char *name, enum listed_type type, enum git_part *inside)
{
	const struct rule *rule = find(part, name);

	if (!rule || rule->use == GIT_LEAVE_OUT)
		return GIT_LEAVE_OUT;
	*inside = rule->inside;
	if (type == LISTED_FOLDER)
		return rule->use == GIT_ENTER ? GIT_ENTER : GIT_LEAVE_OUT;
	/* What stands where git puts only folders is not git's. */
	return rule->use == GIT_READ_CONFIG ? GIT_READ_CONFIG : GIT_READ_FILE;
}

static bool has_any(const struct listing *names)
{
	static const char *const files[] = { "HEAD", "config", "index", "packed-refs", "commondir", "shallow" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (listing_has(names, files[i], LISTED_FILE))
			return true;
	return listing_has(names, "objects", LISTED_FOLDER) || listing_has(names, "refs", LISTED_FOLDER);
}

enum git_part gitdir_recognise(enum git_part part, const struct listing *names, int fd)
{
	bool stores = listing_has(names, "objects", LISTED_FOLDER) && listing_has(names, "refs", LISTED_FOLDER);

	switch (part) {
	case GIT_NONE:
		return stores && discover_is_git_dir(fd) ? GIT_BARE : GIT_NONE;
	case GIT_DIRECTORY:
		return has_any(names) ? GIT_DIRECTORY : GIT_NONE;
	case GIT_MODULES:
		return stores || listing_has(names, "HEAD", LISTED_FILE) ? GIT_DIRECTORY : GIT_MODULES;
	default:
		return part;
	}
}
