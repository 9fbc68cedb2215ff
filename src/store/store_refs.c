/* store_refs.c - see store_refs.h */
#include "store/store_refs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/table.h"
#include "base/text.h"
#include "store/git_text.h"

#define REF_MAX     4096 /* bytes of a name */
#define FOLDERS_MAX 64   /* how deep folders of refs are entered */

struct raw_ref {
	const char *name;
	const char *target; /* of a symbolic ref; else NULL */
	struct oid id;
};

struct raw_refs ARRAY_OF(struct raw_ref);

struct reader {
	struct arena *arena;
	struct raw_refs refs;
	struct table names; /* name -> index in refs */
	void (*broken)(void *context, const char *name);
	void *context;
};

/* The first one wins: loose refs are read before packed ones. */
static void add(struct reader *r, const char *name, const char *target, struct oid id)
{
	bool added;

	table_add(&r->names, slice_of(name), r->refs.len, &added);
	if (added)
		*array_add(&r->refs) = (struct raw_ref){ name, target, id };
}

static void use_text(struct reader *r, const char *name, struct slice text)
{
	struct oid id = { 0 };
	struct slice target;

	if (git_text_ref(text, &target, &id))
		add(r, name, target.len ? arena_text(r->arena, target) : NULL, id);
	else
		r->broken(r->context, name);
}

/* Before there were symbolic refs, a symbolic link did their work. It is read, not followed. */
static bool use_link(struct reader *r, int at, const char *file, const char *name)
{
	char target[REF_MAX];
	ssize_t len = readlinkat(at, file, target, sizeof(target));

	if (len <= 0 || (size_t)len == sizeof(target))
		return false;
	if (slice_starts(slice_make(target, (size_t)len), SLICE("refs/")))
		add(r, name, arena_text(r->arena, slice_make(target, (size_t)len)), (struct oid){ 0 });
	else
		r->broken(r->context, name);
	return true;
}

static void use_file(struct reader *r, int at, const char *file, const char *name)
{
	struct buffer text;
	enum status status;
	struct error err;

	if (use_link(r, at, file, name))
		return;
	buffer_init(&text, GIT_TEXT_MAX);
	status = file_read_at(at, file, false, &text, &err);
	/* Missing: a ref that was deleted or packed meanwhile; HEAD has no excuse. */
	if (!status)
		use_text(r, name, buffer_slice(&text));
	else if (status != ERR_MISSING || strcmp(file, "HEAD") == 0)
		r->broken(r->context, name);
	buffer_release(&text);
}

static bool is_folder(const struct dirent *entry, int at)
{
	int fd;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	fd = file_open_folder(at, entry->d_name);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void read_folder(struct reader *r, int at, const char *folder, const char *name, unsigned depth)
{
	DIR *directory = file_list_folder(at, folder);
	struct dirent *entry;

	if (!directory) {
		if (errno != ENOENT)
			r->broken(r->context, name);
		return;
	}
	while ((entry = file_next(directory))) {
		const char *path;

		/* Hidden files and locks are no refs, for git either. */
		if (entry->d_name[0] == '.' || slice_ends(slice_of(entry->d_name), SLICE(".lock")))
			continue;
		path = arena_print(r->arena, "%s/%s", name, entry->d_name);
		if (!is_folder(entry, dirfd(directory)))
			use_file(r, dirfd(directory), entry->d_name, path);
		else if (depth < FOLDERS_MAX)
			read_folder(r, dirfd(directory), entry->d_name, path, depth + 1);
		else
			r->broken(r->context, path);
	}
	if (errno)
		r->broken(r->context, name);
	closedir(directory);
}

static void use_packed_line(struct reader *r, struct slice line)
{
	struct slice name;
	struct oid id;

	if (git_text_is_remark(line))
		return;
	if (git_text_packed(line, &name, &id) && name.len < REF_MAX)
		add(r, arena_text(r->arena, name), NULL, id);
	else
		r->broken(r->context,
			  arena_print(r->arena, "packed-refs: %.*s", (int)(line.len < 80 ? line.len : 80), line.at));
}

static void read_packed(struct reader *r, int git_dir)
{
	struct buffer text;
	struct slice rest, line;
	enum status status;
	struct error err;

	buffer_init(&text, PACKED_REFS_MAX);
	status = file_read_at(git_dir, "packed-refs", false, &text, &err);
	if (status && status != ERR_MISSING)
		r->broken(r->context, "packed-refs");
	rest = buffer_slice(&text);
	while (slice_cut(&rest, '\n', &line))
		use_packed_line(r, line);
	buffer_release(&text);
}

void store_worktrees(int git_dir, void (*use)(void *context, const char *name, int fd), void *context)
{
	DIR *directory = file_list_folder(git_dir, "worktrees");
	struct dirent *entry;

	if (!directory) {
		if (errno != ENOENT)
			use(context, "", -1);
		return;
	}
	while ((entry = file_next(directory))) {
		int one;

		if (entry->d_name[0] == '.')
			continue;
		one = file_open_folder(dirfd(directory), entry->d_name);
		if (one < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
			continue;
		use(context, entry->d_name, one);
		if (one >= 0)
			close(one);
	}
	if (errno)
		use(context, "", -1);
	closedir(directory);
}

static void read_worktree(void *context, const char *name, int fd)
{
	struct reader *r = context;

	if (fd < 0) {
		r->broken(r->context, arena_print(r->arena, "worktrees/%s", name));
		return;
	}
	use_file(r, fd, "HEAD", arena_print(r->arena, "worktrees/%s/HEAD", name));
	read_folder(r, fd, "refs", arena_print(r->arena, "worktrees/%s/refs", name), 0);
}

static enum ref_kind kind_of(struct slice name)
{
	if (slice_is(name, "HEAD") || (slice_starts(name, SLICE("worktrees/")) && slice_ends(name, SLICE("/HEAD"))))
		return REF_HEAD;
	if (slice_starts(name, SLICE("refs/heads/")) || slice_starts(name, SLICE("refs/remotes/")))
		return REF_TIP;
	if (slice_starts(name, SLICE("refs/tags/")))
		return REF_TAG;
	return slice_starts(name, SLICE("refs/notes/")) ? REF_NOTES : REF_OTHER;
}

/* Follows a symbolic ref to the ref it names in the end; NULL when there is none. */
static const struct raw_ref *resolve(struct reader *r, const struct raw_ref *ref)
{
	const struct raw_ref *at = ref;

	for (unsigned depth = 0; at->target; depth++) {
		size_t *found = table_find(&r->names, slice_of(at->target));

		if (depth == REF_DEPTH) {
			r->broken(r->context, ref->name);
			return NULL;
		}
		if (!found)
			return NULL;
		at = &r->refs.items[*found];
	}
	return at;
}

static int compare_refs(const void *a, const void *b)
{
	return strcmp(((const struct store_ref *)a)->name, ((const struct store_ref *)b)->name);
}

void store_refs_read(int git_dir, struct arena *arena, struct store_refs *refs,
		     void (*broken)(void *context, const char *name), void *context)
{
	struct reader r = { .arena = arena, .broken = broken, .context = context };
	size_t start = refs->len;

	table_init(&r.names);
	use_file(&r, git_dir, "HEAD", "HEAD");
	read_folder(&r, git_dir, "refs", "refs", 0);
	store_worktrees(git_dir, read_worktree, &r);
	read_packed(&r, git_dir);
	for (size_t i = 0; i < r.refs.len; i++) {
		const struct raw_ref *target = resolve(&r, &r.refs.items[i]);
		const char *name = r.refs.items[i].name;

		if (target)
			*array_add(refs) = (struct store_ref){ .name = name,
							       .kind = kind_of(slice_of(name)),
							       .symbolic = r.refs.items[i].target != NULL,
							       .id = target->id };
	}
	if (refs->len > start)
		qsort(refs->items + start, refs->len - start, sizeof(*refs->items), compare_refs);
	table_release(&r.names);
	array_release(&r.refs);
}
