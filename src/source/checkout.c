/* checkout.c - see checkout.h; what the configuration says of the format stands in gitformat.c */
#include "source/checkout.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "source/gitformat.h"

#define SMALL_FILE_MAX  ((size_t)64 << 10) /* .git, commondir, HEAD, a loose ref, MERGE_HEAD */
#define PACKED_REFS_MAX ((size_t)256 << 20)
#define REF_DEPTH_MAX   5 /* as git */

static bool exists(struct checkout *g, const char *folder, const char *name)
{
	struct stat about;

	return lstat(arena_print(&g->arena, "%s/%s", folder, name), &about) == 0;
}

static bool is_folder(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* `path` as seen from `folder`. */
static const char *from_folder(struct checkout *g, const char *folder, const char *path)
{
	return path[0] == '/' ? path : arena_print(&g->arena, "%s/%s", folder, path);
}

/* The text of a small file without the line end; ERR_MISSING when it is not there. */
static enum status read_line(struct checkout *g, const char *path, const char **text, struct error *err)
{
	struct buffer bytes;
	enum status status;

	buffer_init(&bytes, SMALL_FILE_MAX);
	status = file_read(path, &bytes, err);
	if (!status)
		*text = arena_text(&g->arena, slice_trim(buffer_slice(&bytes)));
	buffer_release(&bytes);
	return status;
}

/* Git's own test, less strict: a damaged HEAD is still a repository, of which something is to be said. */
static bool is_gitdir(struct checkout *g, const char *path)
{
	if (!exists(g, path, "HEAD"))
		return false;
	if (exists(g, path, "commondir") || getenv("GIT_COMMON_DIR"))
		return true;
	return exists(g, path, "refs") && (exists(g, path, "objects") || getenv("GIT_OBJECT_DIRECTORY"));
}

/* Follows a .git file ("gitdir: PATH"); `folder` is where it stands. */
static enum status follow_file(struct checkout *g, const char *file, const char *folder, struct error *err)
{
	const char *text;

	if (read_line(g, file, &text, err))
		return err->status;
	if (!slice_starts(slice_of(text), SLICE("gitdir: ")))
		return error_set(err, ERR_DAMAGED, "%s: does not name a git directory", file);
	g->path = from_folder(g, folder, text + strlen("gitdir: "));
	if (!is_gitdir(g, g->path))
		return error_set(err, ERR_MISSING, "%s: names %s, which is not a git directory", file, g->path);
	return STATUS_OK;
}

/* Looks at one folder; *found says whether the search is over. */
static enum status look(struct checkout *g, const char *folder, bool *found, struct error *err)
{
	const char *inside = arena_print(&g->arena, "%s/.git", folder);
	struct stat about;

	*found = true;
	if (stat(inside, &about) == 0) {
		if (S_ISREG(about.st_mode))
			return follow_file(g, inside, folder, err);
		if (S_ISDIR(about.st_mode) && is_gitdir(g, inside)) {
			g->path = inside;
			return STATUS_OK;
		}
	}
	if (is_gitdir(g, folder)) {
		g->path = folder;
		return STATUS_OK;
	}
	*found = false;
	return STATUS_OK;
}

/* From the current folder upward; *top is the folder in which the repository was found. */
static enum status search(struct checkout *g, const char *current, const char **top, struct error *err)
{
	char *folder = arena_alloc(&g->arena, strlen(current) + 1);
	bool found;

	memcpy(folder, current, strlen(current));
	for (;;) {
		*top = arena_text(&g->arena, slice_of(folder));
		if (look(g, *top, &found, err))
			return err->status;
		if (found)
			return STATUS_OK;
		if (!strrchr(folder, '/') || folder[1] == '\0')
			return error_set(err, ERR_MISSING, "%s: not in a git repository", current);
		folder[strrchr(folder, '/') == folder ? 1 : strrchr(folder, '/') - folder] = '\0';
	}
}

/* GIT_DIR; *top is GIT_WORK_TREE when the current folder is in it: git goes there first. */
static enum status use_named(struct checkout *g, const char *named, const char **top, struct error *err)
{
	const char *work = getenv("GIT_WORK_TREE");
	struct stat about;
	char *real;
	size_t len;

	g->path = arena_text(&g->arena, slice_of(named));
	if (stat(named, &about) == 0 && S_ISREG(about.st_mode)) {
		const char *slash = strrchr(named, '/');
		struct slice folder = slash ? slice_make(named, (size_t)(slash - named)) : SLICE(".");

		if (follow_file(g, named, arena_text(&g->arena, folder), err))
			return err->status;
	} else if (!is_gitdir(g, named)) {
		return error_set(err, ERR_MISSING, "%s: not a git repository (GIT_DIR)", named);
	}
	if (!work || !(real = realpath(work, NULL)))
		return STATUS_OK;
	len = strlen(real);
	if (strncmp(*top, real, len) == 0 && ((*top)[len] == '/' || (*top)[len] == '\0'))
		*top = arena_text(&g->arena, slice_of(real));
	free(real);
	return STATUS_OK;
}

static enum status find_common(struct checkout *g, struct error *err)
{
	const char *named = getenv("GIT_COMMON_DIR"), *text;

	g->common = g->path;
	if (named)
		g->common = arena_text(&g->arena, slice_of(named));
	else if (exists(g, g->path, "commondir")) {
		if (read_line(g, arena_print(&g->arena, "%s/commondir", g->path), &text, err))
			return err->status;
		g->common = from_folder(g, g->path, text);
	}
	named = getenv("GIT_OBJECT_DIRECTORY");
	g->objects = named ? arena_text(&g->arena, slice_of(named)) : arena_print(&g->arena, "%s/objects", g->common);
	if (!is_folder(g->objects))
		return error_set(err, ERR_MISSING, "%s: the object folder is missing", g->objects);
	return gitformat_check(arena_print(&g->arena, "%s/config", g->common), err);
}

enum status checkout_find(struct checkout *g, struct error *err)
{
	const char *named = getenv("GIT_DIR"), *index = getenv("GIT_INDEX_FILE"),
		   *alternates = getenv("GIT_ALTERNATE_OBJECT_DIRECTORIES"), *top;
	char *current;

	*g = (struct checkout){ 0 };
	arena_init(&g->arena);
	current = getcwd(NULL, 0);
	if (!current)
		return error_set(err, ERR_IO, "the current folder: %s", strerror(errno));
	top = arena_text(&g->arena, slice_of(current));
	free(current);
	if (named ? use_named(g, named, &top, err) : search(g, top, &top, err))
		return err->status;
	if (find_common(g, err))
		return err->status;
	if (alternates && alternates[0])
		g->alternates = arena_text(&g->arena, slice_of(alternates));
	g->index = index ? from_folder(g, top, arena_text(&g->arena, slice_of(index)))
			 : arena_print(&g->arena, "%s/index", g->path);
	return STATUS_OK;
}

void checkout_release(struct checkout *g)
{
	arena_release(&g->arena);
}

/* Work trees have their own HEAD and a few families of refs; everything else is shared. */
static const char *ref_path(struct checkout *g, struct slice name)
{
	bool own = slice_is(name, "HEAD") || slice_starts(name, SLICE("refs/bisect/")) ||
		   slice_starts(name, SLICE("refs/worktree/")) || slice_starts(name, SLICE("refs/rewritten/"));

	return arena_print(&g->arena, "%s/%s", own ? g->path : g->common, name.at);
}

static enum status find_packed(struct checkout *g, struct slice name, struct oid *id, struct error *err)
{
	const char *path = arena_print(&g->arena, "%s/packed-refs", g->common);
	struct slice rest, line;
	struct buffer bytes;
	struct error missing;
	enum status status;

	buffer_init(&bytes, PACKED_REFS_MAX);
	status = file_read(path, &bytes, &missing);
	if (status == ERR_MISSING)
		status = STATUS_OK;
	else if (status)
		*err = missing;
	rest = buffer_slice(&bytes);
	while (!status && slice_cut(&rest, '\n', &line)) {
		if (line.len < 41 || line.at[40] != ' ' || !slice_equal(slice_sub(line, 41, line.len), name))
			continue;
		if (!oid_parse(slice_sub(line, 0, 40), id))
			status = error_set(err, ERR_DAMAGED, "%s: a line is not an object id", path);
		break;
	}
	buffer_release(&bytes);
	return status;
}

/* No name may lead out of the folder of refs. */
static bool is_ref_name(struct slice name)
{
	struct slice part;

	if (!slice_starts(name, SLICE("refs/")))
		return false;
	while (slice_cut(&name, '/', &part))
		if (part.len == 0 || part.at[0] == '.')
			return false;
	return true;
}

static enum status resolve(struct checkout *g, struct slice name, struct oid *id, struct error *err)
{
	for (int depth = 0; depth <= REF_DEPTH_MAX; depth++) {
		const char *path = ref_path(g, name), *text;
		struct error missing;
		enum status status = read_line(g, path, &text, &missing);

		/* refs/heads/a is a folder while only refs/heads/a/b is loose and a itself was never born */
		if (status == ERR_MISSING || (status && is_folder(path)))
			return find_packed(g, name, id, err);
		if (status) {
			*err = missing;
			return status;
		}
		if (oid_parse(slice_of(text), id) && id->size == 20)
			return STATUS_OK;
		if (!slice_starts(slice_of(text), SLICE("ref:")))
			return error_set(err, ERR_DAMAGED, "%s: neither an object id nor the name of a ref", path);
		name = slice_trim(slice_of(text + 4));
		if (!is_ref_name(name))
			return error_set(err, ERR_DAMAGED, "%s: does not name a ref", path);
	}
	return error_set(err, ERR_DAMAGED, "%s/HEAD: refs that name one another without end", g->path);
}

enum status checkout_head(struct checkout *g, struct oid *commit, struct error *err)
{
	*commit = (struct oid){ 0 };
	return resolve(g, SLICE("HEAD"), commit, err);
}

enum status checkout_merge_heads(struct checkout *g, struct oid_list *commits, struct error *err)
{
	const char *path = arena_print(&g->arena, "%s/MERGE_HEAD", g->path), *text;
	struct error missing;
	enum status status = read_line(g, path, &text, &missing);
	struct slice rest, line;

	if (status == ERR_MISSING)
		return STATUS_OK;
	if (status) {
		*err = missing;
		return status;
	}
	rest = slice_of(text);
	while (slice_cut(&rest, '\n', &line)) {
		struct oid id;

		if (!oid_parse(slice_trim(line), &id) || id.size != 20)
			return error_set(err, ERR_DAMAGED, "%s: a line is not an object id", path);
		*array_add(commits) = id;
	}
	return STATUS_OK;
}
