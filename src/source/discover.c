/* discover.c - see discover.h */
#include "source/discover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "source/git_text.h"

#define FOLDERS_MAX 256 /* each level of the walk holds a descriptor */

static bool is_folder(int at, const char *name)
{
	struct stat about;

	if (fstatat(at, name, &about, AT_SYMLINK_NOFOLLOW) < 0)
		return errno != ENOENT && errno != ENOTDIR;
	return S_ISDIR(about.st_mode);
}

/*
 * Less strict than git, so that a damaged HEAD, and one that cannot be looked
 * at, is still told of by whoever opens the store. A link is read, not followed.
 */
static bool is_head(int folder)
{
	struct slice text;
	struct arena arena;
	enum status status;
	struct error err;
	struct oid id;
	char target[5];
	bool good;

	if (readlinkat(folder, "HEAD", target, sizeof(target)) == sizeof(target))
		return memcmp(target, "refs/", sizeof(target)) == 0;
	arena_init(&arena);
	status = git_text_read(folder, "HEAD", false, &arena, &text, &err);
	good = status ? status == ERR_IO : slice_starts(text, SLICE("ref:")) || oid_parse(slice_sub(text, 0, 40), &id);
	arena_release(&arena);
	return good;
}

bool discover_is_git_dir(int folder)
{
	return is_folder(folder, "objects") && is_folder(folder, "refs") && is_head(folder);
}

/* A linked work tree's own git directory has no objects but says where they are. */
static bool is_worktree_dir(int folder)
{
	struct stat about;

	return fstatat(folder, "commondir", &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(about.st_mode) &&
	       is_head(folder);
}

static const char *join(struct arena *arena, const char *folder, struct slice path)
{
	char *real, *joined;
	const char *result;

	joined = (char *)(path.len && path.at[0] == '/' ? arena_text(arena, path)
							: arena_print(arena, "%s/%.*s", folder, SLICE_ARGS(path)));
	real = realpath(joined, NULL);
	result = real ? arena_text(arena, slice_of(real)) : joined;
	free(real);
	return result;
}

static const char *common_of(struct arena *arena, const char *git_dir)
{
	int fd = file_open_any(AT_FDCWD, git_dir, O_RDONLY | O_DIRECTORY);
	struct slice line;
	struct error err;
	bool linked;

	if (fd < 0)
		return git_dir;
	linked = !git_text_read(fd, "commondir", false, arena, &line, &err) && line.len;
	close(fd);
	return linked ? join(arena, git_dir, line) : git_dir;
}

static void use_git_dir(struct arena *arena, struct discovery *found, const char *git_dir)
{
	found->git_dir = git_dir;
	found->common_dir = common_of(arena, git_dir);
}

/* What a search passes by; after any other fault it might go on to a repository that is not meant. */
static bool is_nothing(int number)
{
	return number == ENOENT || number == ENOTDIR || number == EACCES;
}

static void use_top(struct arena *arena, struct discovery *found, const char *folder, int fd)
{
	const char *git = arena_print(arena, "%s/.git", strcmp(folder, "/") == 0 ? "" : folder);
	struct slice text, target;
	struct error err;

	/* Something else than a regular file, or one that cannot be read, leads nowhere: opening it tells why. */
	if (!git_text_read(fd, ".git", false, arena, &text, &err) && git_text_pointer(text, &target))
		git = join(arena, folder, target);
	found->kind = DISCOVERED_TOP;
	found->top = folder;
	use_git_dir(arena, found, git);
}

/* Fills `found` if `folder` is a work tree's top or a git directory. */
static enum status look_at(const char *folder, struct arena *arena, struct discovery *found, struct error *err)
{
	int fd = file_open_any(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
	struct stat about;

	if (fd < 0 && is_nothing(errno))
		return STATUS_OK;
	if (fd < 0)
		return error_set(err, ERR_IO, "%s: %s", folder, strerror(errno));
	if (fstatat(fd, ".git", &about, AT_SYMLINK_NOFOLLOW) == 0 || !is_nothing(errno)) {
		use_top(arena, found, folder, fd);
	} else if (discover_is_git_dir(fd) || is_worktree_dir(fd)) {
		found->kind = DISCOVERED_GIT_DIR;
		use_git_dir(arena, found, folder);
	}
	close(fd);
	return STATUS_OK;
}

enum status discover(const char *path, struct arena *arena, struct discovery *found, struct error *err)
{
	char *real = realpath(path, NULL);
	struct stat about;
	bool below = false;
	char *at;

	*found = (struct discovery){ 0 };
	if (!real)
		return error_set(err, errno == EACCES ? ERR_IO : ERR_MISSING, "%s: %s", path, strerror(errno));
	at = (char *)arena_text(arena, slice_of(real));
	free(real);
	if (stat(at, &about) < 0)
		return error_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	if (S_ISREG(about.st_mode) && slice_ends(slice_of(at), SLICE("/.git")))
		*strrchr(at, '/') = '\0'; /* a .git file stands for its folder */
	else if (!S_ISDIR(about.st_mode))
		below = true;
	for (;;) {
		char *slash = strrchr(at, '/');

		if (look_at(*at ? at : "/", arena, found, err))
			return err->status;
		if (found->kind != DISCOVERED_NOTHING)
			break;
		if (!slash || !*at)
			return STATUS_OK;
		*slash = '\0';
		below = true;
		/* look_at may have kept the text; go on with another copy */
		at = (char *)arena_text(arena, slice_of(at));
	}
	if (below)
		found->kind = DISCOVERED_INSIDE;
	return STATUS_OK;
}

struct names {
	char **items;
	size_t len, capacity;
	struct arena arena;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted; takes over the descriptor. */
static bool list_names(int fd, struct names *names)
{
	DIR *directory = file_list(fd);
	struct dirent *entry;
	bool whole;

	if (!directory)
		return false;
	while ((entry = file_next(directory))) {
		bool maybe =
			entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN || strcmp(entry->d_name, ".git") == 0;

		if (maybe && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*array_add(names) = (char *)arena_text(&names->arena, slice_of(entry->d_name));
	}
	whole = errno == 0;
	closedir(directory);
	if (names->len)
		qsort(names->items, names->len, sizeof(*names->items), compare_names);
	return whole;
}

static void release_names(struct names *names)
{
	array_release(names);
	arena_release(&names->arena);
}

static void walk(const struct discover_visitor *v, struct buffer *path, int fd, unsigned depth);

/* Enters `name` below the folder `fd` if it is one. */
static void walk_into(const struct discover_visitor *v, struct buffer *path, int fd, const char *name, unsigned depth)
{
	size_t len = path->len;
	int below = file_open_folder(fd, name);

	buffer_print(path, "/%s", name);
	if (below < 0 && errno != ENOTDIR && errno != ENOENT && errno != ELOOP)
		v->failed(v->context, "permission", path->at);
	if (below >= 0 && (depth >= FOLDERS_MAX || path->full)) {
		v->failed(v->context, "limit", path->at);
		close(below);
	} else if (below >= 0) {
		walk(v, path, below, depth + 1);
	}
	buffer_truncate(path, len);
	path->full = false;
}

/* The stores that a git directory holds for submodules. */
static void walk_git_dir(const struct discover_visitor *v, struct buffer *path, int fd, unsigned depth)
{
	size_t len = path->len;
	struct names names = { 0 };
	int worktrees = file_open_folder(fd, "worktrees");

	walk_into(v, path, fd, "modules", depth);
	if (worktrees < 0)
		return;
	buffer_add_text(path, "/worktrees");
	if (!list_names(dup(worktrees), &names))
		v->failed(v->context, "permission", path->at);
	for (size_t i = 0; i < names.len; i++) {
		int one = file_open_folder(worktrees, names.items[i]);
		size_t base = path->len;

		if (one < 0)
			continue;
		buffer_print(path, "/%s", names.items[i]);
		walk_into(v, path, one, "modules", depth);
		buffer_truncate(path, base);
		close(one);
	}
	release_names(&names);
	close(worktrees);
	buffer_truncate(path, len);
}

/* A `.git` counts whatever it is: one that cannot be opened must not go unnoticed. */
static void visit_dot_git(const struct discover_visitor *v, struct buffer *path, int fd, unsigned depth)
{
	size_t len = path->len;
	int below = file_open_folder(fd, ".git");

	buffer_add_text(path, "/.git");
	v->store(v->context, path->at);
	if (below >= 0) {
		walk_git_dir(v, path, below, depth);
		close(below);
	}
	buffer_truncate(path, len);
}

/* Takes over the descriptor. */
static void walk(const struct discover_visitor *v, struct buffer *path, int fd, unsigned depth)
{
	struct names names = { 0 };

	if (discover_is_git_dir(fd)) {
		v->store(v->context, path->at);
		walk_git_dir(v, path, fd, depth);
		close(fd);
		return;
	}
	if (!list_names(dup(fd), &names))
		v->failed(v->context, "permission", path->at);
	for (size_t i = 0; i < names.len; i++) {
		if (strcmp(names.items[i], ".git") == 0)
			visit_dot_git(v, path, fd, depth);
		else
			walk_into(v, path, fd, names.items[i], depth);
	}
	release_names(&names);
	close(fd);
}

void discover_stores(const char *path, const struct discover_visitor *visitor)
{
	int fd = file_open_any(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	struct buffer at;

	if (fd < 0) {
		visitor->failed(visitor->context, errno == ENOENT ? "missing" : "permission", path);
		return;
	}
	buffer_init(&at, (size_t)64 * PATH_MAX);
	buffer_add_text(&at, path);
	walk(visitor, &at, fd, 0);
	buffer_release(&at);
}
