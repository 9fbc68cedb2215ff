/* discover.c - see discover.h */
#include "store/discover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/git_text.h"

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
