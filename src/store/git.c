/*
 * git.c - see git.h
 *
 * libgit2 is loaded when it is asked for something, not linked: with the fifteen
 * libraries it brings along it costs every process some milliseconds, and a
 * hook or a filter has no use for it.
 */
#include "store/git.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include "store/git_memory.h"

#define MIB     ((size_t)1 << 20)
#define LIBRARY "libgit2.so." LIBGIT2_SOVERSION

/* What we call of it. */
static struct library {
	void *handle;
	int (*init)(void);
	int (*shutdown)(void);
	int (*opts)(int option, ...);
	const git_error *(*error_last)(void);
	int (*one_pack)(git_odb_backend **backend, const char *index);
	void (*data_free)(git_odb_backend *backend, void *data);
} library;

static bool find(void *function, const char *name)
{
	/* ISO C has no cast from an object pointer to a function pointer; POSIX says that they look the same. */
	*(void **)function = dlsym(library.handle, name);
	return *(void **)function != NULL;
}

/* It stays loaded: its threads' own data would outlive it otherwise. */
static enum status load(struct error *err)
{
	if (library.handle)
		return STATUS_OK;
	library.handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!library.handle)
		return error_set(err, ERR_UNSUPPORTED, "%s: cannot be loaded, and packed histories need it", LIBRARY);
	if (find(&library.init, "git_libgit2_init") && find(&library.shutdown, "git_libgit2_shutdown") &&
	    find(&library.opts, "git_libgit2_opts") && find(&library.error_last, "git_error_last") &&
	    find(&library.one_pack, "git_odb_backend_one_pack") &&
	    find(&library.data_free, "git_odb_backend_data_free") && git_memory_set(library.opts) == 0)
		return STATUS_OK;
	dlclose(library.handle);
	library.handle = NULL;
	return error_set(err, ERR_UNSUPPORTED, "%s: is not the library it should be", LIBRARY);
}

/* Windows this small keep the process at a third of the memory; the speed is the same. */
static int set_memory(void)
{
	return library.opts(GIT_OPT_SET_MWINDOW_SIZE, 8 * MIB) < 0 ||
	       library.opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 64 * MIB) < 0 ||
	       library.opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(32 * MIB)) < 0;
}

static const int config_levels[] = {
	GIT_CONFIG_LEVEL_PROGRAMDATA,
	GIT_CONFIG_LEVEL_SYSTEM,
	GIT_CONFIG_LEVEL_XDG,
	GIT_CONFIG_LEVEL_GLOBAL,
};

static int set_options(void)
{
	const char *extensions[] = { "partialclone", "worktreeconfig" };
	int failed = library.opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)2) < 0 ||
		     library.opts(GIT_OPT_SET_OWNER_VALIDATION, 0) < 0 ||
		     library.opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0) < 0 || set_memory();

	for (size_t i = 0; !failed && i < sizeof(config_levels) / sizeof(config_levels[0]); i++)
		failed = library.opts(GIT_OPT_SET_SEARCH_PATH, config_levels[i], "") < 0;
	return failed;
}

enum status git_begin(struct error *err)
{
	/* libgit2 counts its users by itself; what it lacks is that the second waits for the first one's options. */
	static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
	enum status status;
	int users;

	pthread_mutex_lock(&starting);
	status = load(err);
	users = status ? 0 : library.init();
	if (users < 0) {
		status = error_set(err, ERR_IO, "libgit2: %s", git_error_text());
	} else if (users == 1 && set_options()) {
		status = error_set(err, ERR_IO, "libgit2: %s", git_error_text());
		library.shutdown();
	}
	pthread_mutex_unlock(&starting);
	return status;
}

void git_end(void)
{
	library.shutdown();
}

const char *git_error_text(void)
{
	const git_error *last = library.error_last();

	return last && last->message ? last->message : "no reason given";
}

int git_pack_open(struct git_odb_backend **backend, const char *index)
{
	return library.one_pack(backend, index);
}

void git_data_free(struct git_odb_backend *backend, void *data)
{
	library.data_free(backend, data);
}
