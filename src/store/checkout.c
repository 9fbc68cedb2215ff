/* checkout.c - finding the repository; see checkout.h */
#include "store/checkout.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/git_text.h"
#include "store/store_config.h"

#define CONFIG_MAX ((size_t)16 << 20)

static bool exists(struct checkout *c, const char *folder, const char *name)
{
	struct stat about;

	/* What cannot be looked at exists: whoever reads it tells why, and no search goes on to another repository. */
	return lstat(arena_print(&c->arena, "%s/%s", folder, name), &about) == 0 ||
	       (errno != ENOENT && errno != ENOTDIR);
}

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* `path` as seen from `folder`. */
static const char *from_folder(struct checkout *c, const char *folder, const char *path)
{
	return path[0] == '/' ? path : arena_print(&c->arena, "%s/%s", folder, path);
}

/* Git's own test, less strict: a damaged HEAD is still a repository, of which something is to be said. */
static bool is_gitdir(struct checkout *c, const char *path)
{
	if (!exists(c, path, "HEAD"))
		return false;
	if (exists(c, path, "commondir") || getenv("GIT_COMMON_DIR"))
		return true;
	return exists(c, path, "refs") && (exists(c, path, "objects") || getenv("GIT_OBJECT_DIRECTORY"));
}

/* Follows a .git file ("gitdir: PATH"); `folder` is where it stands. */
static enum status follow_file(struct checkout *c, const char *file, const char *folder, struct error *err)
{
	struct slice text, target;

	if (git_text_read(AT_FDCWD, file, true, &c->arena, &text, err))
		return err->status;
	if (!git_text_pointer(text, &target))
		return error_set(err, ERR_DAMAGED, "%s: does not name a git directory", file);
	c->path = from_folder(c, folder, target.at);
	if (!is_gitdir(c, c->path))
		return error_set(err, ERR_MISSING, "%s: names %s, which is not a git directory", file, c->path);
	return STATUS_OK;
}

/* Looks at one folder; *found says whether the search is over. */
static enum status look(struct checkout *c, const char *folder, bool *found, struct error *err)
{
	const char *inside = arena_print(&c->arena, "%s/.git", folder);
	struct stat about;

	*found = true;
	if (stat(inside, &about) == 0) {
		if (S_ISREG(about.st_mode))
			return follow_file(c, inside, folder, err);
		if (S_ISDIR(about.st_mode) && is_gitdir(c, inside)) {
			c->path = inside;
			return STATUS_OK;
		}
	} else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) {
		return error_set(err, ERR_IO, "%s: %s", inside, strerror(errno));
	}
	if (is_gitdir(c, folder)) {
		c->path = folder;
		c->bare = true;
		return STATUS_OK;
	}
	*found = false;
	return STATUS_OK;
}

/* From the current folder upward; *top is the folder in which the repository was found. */
static enum status search(struct checkout *c, const char *current, const char **top, struct error *err)
{
	char *folder = arena_alloc(&c->arena, strlen(current) + 1);
	bool found;

	memcpy(folder, current, strlen(current));
	for (;;) {
		*top = arena_text(&c->arena, slice_of(folder));
		if (look(c, *top, &found, err))
			return err->status;
		if (found)
			return STATUS_OK;
		if (!strrchr(folder, '/') || folder[1] == '\0')
			return error_set(err, ERR_MISSING, "%s: not in a git repository", current);
		folder[strrchr(folder, '/') == folder ? 1 : strrchr(folder, '/') - folder] = '\0';
	}
}

/* GIT_DIR; *top is GIT_WORK_TREE when the current folder is in it: git goes there first. */
static enum status use_named(struct checkout *c, const char *named, const char **top, struct error *err)
{
	const char *work = getenv("GIT_WORK_TREE");
	struct stat about;
	char *real;
	size_t len;

	c->path = arena_text(&c->arena, slice_of(named));
	if (stat(named, &about) == 0 && S_ISREG(about.st_mode)) {
		const char *slash = strrchr(named, '/');
		struct slice folder = slash ? slice_make(named, (size_t)(slash - named)) : SLICE(".");

		if (follow_file(c, named, arena_text(&c->arena, folder), err))
			return err->status;
	} else if (!is_gitdir(c, named)) {
		return error_set(err, ERR_MISSING, "%s: not a git repository (GIT_DIR)", named);
	}
	if (!work || !(real = realpath(work, NULL)))
		return STATUS_OK;
	len = strlen(real);
	if (strncmp(*top, real, len) == 0 && ((*top)[len] == '/' || (*top)[len] == '\0'))
		*top = arena_text(&c->arena, slice_of(real));
	free(real);
	return STATUS_OK;
}

/* May we read this repository at all? No configuration is the oldest format. */
static enum status check_format(struct checkout *c, struct error *err)
{
	const char *path = arena_print(&c->arena, "%s/config", c->common);
	struct store_config config = { 0 };
	struct buffer bytes;
	struct error missing;
	enum status status;

	buffer_init(&bytes, CONFIG_MAX);
	status = file_read(path, &bytes, &missing);
	if (!status)
		status = store_config_read(&config, buffer_slice(&bytes), path, err);
	else if (status == ERR_MISSING)
		status = STATUS_OK;
	else
		*err = missing;
	buffer_release(&bytes);
	c->promisor = config.promisor;
	return status;
}

static enum status find_common(struct checkout *c, struct error *err)
{
	const char *named = getenv("GIT_COMMON_DIR");
	struct slice text;

	c->common = c->path;
	if (named)
		c->common = arena_text(&c->arena, slice_of(named));
	else if (exists(c, c->path, "commondir")) {
		if (git_text_read(AT_FDCWD, arena_print(&c->arena, "%s/commondir", c->path), true, &c->arena, &text,
				  err))
			return err->status;
		c->common = from_folder(c, c->path, text.at);
	}
	named = getenv("GIT_OBJECT_DIRECTORY");
	c->objects = named ? arena_text(&c->arena, slice_of(named)) : arena_print(&c->arena, "%s/objects", c->common);
	if (!is_folder(c->objects))
		return error_set(err, ERR_MISSING, "%s: the object folder is missing", c->objects);
	return check_format(c, err);
}

/* `name` in the checkout's own folder, whatever way leads there. */
static bool is_own_index(struct checkout *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat own, named;

	return slash && strcmp(slash, "/index") == 0 && stat(c->path, &own) == 0 &&
	       stat(arena_text(&c->arena, slice_make(path, (size_t)(slash - path))), &named) == 0 &&
	       own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

/* An index that is not there yet is an empty one. Where that cannot be what was meant, "clean" would be a lie. */
static enum status find_index(struct checkout *c, const char *top, struct error *err)
{
	const char *named = getenv("GIT_INDEX_FILE");
	struct stat about;

	c->index = named ? from_folder(c, top, arena_text(&c->arena, slice_of(named)))
			 : arena_print(&c->arena, "%s/index", c->path);
	if (lstat(c->index, &about) == 0)
		return STATUS_OK;
	if (named && !is_own_index(c, c->index))
		return error_set(err, ERR_MISSING, "%s: %s (GIT_INDEX_FILE)", c->index, strerror(errno));
	if (!named && c->bare)
		return error_set(err, ERR_USAGE, "%s: a bare repository has no index", c->path);
	return STATUS_OK;
}

enum status checkout_find(struct checkout *c, struct error *err)
{
	const char *named = getenv("GIT_DIR"), *alternates = getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES"), *top;
	char *current;

	*c = (struct checkout){ 0 };
	arena_init(&c->arena);
	current = getcwd(NULL, 0);
	if (!current)
		return error_set(err, ERR_IO, "the current folder: %s", strerror(errno));
	top = arena_text(&c->arena, slice_of(current));
	free(current);
	if (named ? use_named(c, named, &top, err) : search(c, top, &top, err))
		return err->status;
	if (find_common(c, err))
		return err->status;
	if (alternates && alternates[0])
		c->alternates = arena_text(&c->arena, slice_of(alternates));
	return find_index(c, top, err);
}

void checkout_release(struct checkout *c)
{
	arena_release(&c->arena);
}
