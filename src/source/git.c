/* git.c - see git.h */
#include "source/git.h"

#include <pthread.h>

#include <git2.h>

static const int config_levels[] = {
	GIT_CONFIG_LEVEL_PROGRAMDATA,
	GIT_CONFIG_LEVEL_SYSTEM,
	GIT_CONFIG_LEVEL_XDG,
	GIT_CONFIG_LEVEL_GLOBAL,
};

#define MIB ((size_t)1 << 20)

/* Windows this small keep the process at a third of the memory; the speed is the same. */
static int set_memory(void)
{
	return git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, 8 * MIB) < 0 ||
	       git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 64 * MIB) < 0 ||
	       git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(32 * MIB)) < 0;
}

static int set_options(void)
{
	const char *extensions[] = { "partialclone", "worktreeconfig" };
	int failed = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)2) < 0 ||
		     git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0 ||
		     git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0) < 0 || set_memory();

	for (size_t i = 0; !failed && i < sizeof(config_levels) / sizeof(config_levels[0]); i++)
		failed = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, config_levels[i], "") < 0;
	return failed;
}

enum status git_begin(struct error *err)
{
	/* libgit2 counts its users by itself; what it lacks is that the second waits for the first one's options. */
	static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
	enum status status = STATUS_OK;
	int users;

	pthread_mutex_lock(&starting);
	users = git_libgit2_init();
	if (users < 0) {
		status = error_set(err, ERR_IO, "libgit2: %s", git_error_text());
	} else if (users == 1 && set_options()) {
		status = error_set(err, ERR_IO, "libgit2: %s", git_error_text());
		git_libgit2_shutdown();
	}
	pthread_mutex_unlock(&starting);
	return status;
}

void git_end(void)
{
	git_libgit2_shutdown();
}

const char *git_error_text(void)
{
	const git_error *last = git_error_last();

	return last && last->message ? last->message : "no reason given";
}
