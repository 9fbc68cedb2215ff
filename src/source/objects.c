/* objects.c - see objects.h */
#include "source/objects.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>

#include "base/file.h"
#include "model/content.h"
#include "source/git.h"

#define FOLDERS_MAX     64 /* alternates of alternates included */
#define ALTERNATES_DEEP 5  /* as git */
#define ALTERNATES_MAX  ((size_t)1 << 20)

/* In this order: what was just staged is loose, but an object in both is the same. */
#define PRIORITY_PACKED 2
#define PRIORITY_LOOSE  1

struct objects {
	git_odb *odb;
	struct folders ARRAY_OF(const char *) folders;
	struct arena arena;
};

static bool is_known(const struct objects *o, const char *folder)
{
	for (size_t i = 0; i < o->folders.len; i++)
		if (strcmp(o->folders.items[i], folder) == 0)
			return true;
	return false;
}

/* libgit2 opens what it finds in objects/pack without looking; a FIFO there would hold it for ever. */
static enum status check_packs(struct objects *o, const char *folder, struct error *err)
{
	const char *packs = arena_print(&o->arena, "%s/pack", folder);
	DIR *listing = opendir(packs);
	enum status status = STATUS_OK;
	struct dirent *entry;

	while (listing && !status && (entry = readdir(listing))) {
		struct stat about;

		if (entry->d_type == DT_REG || entry->d_type == DT_DIR)
			continue;
		if (fstatat(dirfd(listing), entry->d_name, &about, 0) < 0 || S_ISDIR(about.st_mode))
			continue;
		if (!S_ISREG(about.st_mode))
			status = error_set(err, ERR_DAMAGED, "%s/%s: not a regular file", packs, entry->d_name);
	}
	if (listing)
		closedir(listing);
	return status;
}

static enum status add_backends(struct objects *o, const char *folder, struct error *err)
{
	git_odb_backend *packed = NULL, *loose = NULL;

	if (git_odb_backend_pack(&packed, folder) < 0 || git_odb_add_backend(o->odb, packed, PRIORITY_PACKED) < 0 ||
	    git_odb_backend_loose(&loose, folder, -1, 0, 0, 0) < 0 ||
	    git_odb_add_backend(o->odb, loose, PRIORITY_LOOSE) < 0)
		return error_set(err, ERR_IO, "%s: %s", folder, git_error_text());
	return STATUS_OK;
}

static enum status add_folder(struct objects *o, const char *folder, unsigned depth, struct error *err);

/* Folders in `list`; relative ones are seen from `base`. A line or part that names no folder is passed over, as in git.
 */
static enum status add_list(struct objects *o, struct slice list, char separator, const char *base, unsigned depth,
			    struct error *err)
{
	struct slice part;

	while (slice_cut(&list, separator, &part)) {
		const char *folder;
		struct stat about;

		if (part.len == 0 || part.at[0] == '#')
			continue;
		if (part.at[0] == '/' || !base)
			folder = arena_text(&o->arena, part);
		else
			folder = arena_print(&o->arena, "%s/%.*s", base, SLICE_ARGS(part));
		if (stat(folder, &about) == 0 && S_ISDIR(about.st_mode) && add_folder(o, folder, depth + 1, err))
			return err->status;
	}
	return STATUS_OK;
}

static enum status add_folder(struct objects *o, const char *folder, unsigned depth, struct error *err)
{
	struct buffer names;
	struct error missing;
	enum status status;

	if (depth > ALTERNATES_DEEP || is_known(o, folder))
		return STATUS_OK;
	if (o->folders.len == FOLDERS_MAX)
		return error_set(err, ERR_LIMIT, "%s: more than %d object folders", folder, FOLDERS_MAX);
	*array_add(&o->folders) = folder;
	if (check_packs(o, folder, err) || add_backends(o, folder, err))
		return err->status;
	buffer_init(&names, ALTERNATES_MAX);
	status = file_read(arena_print(&o->arena, "%s/info/alternates", folder), &names, &missing);
	if (status == ERR_MISSING)
		status = STATUS_OK;
	else if (status)
		*err = missing;
	else
		status = add_list(o, buffer_slice(&names), '\n', folder, depth, err);
	buffer_release(&names);
	return status;
}

struct objects *objects_open(const struct checkout *c, struct error *err)
{
	struct objects *o;

	if (git_begin(err))
		return NULL;
	o = mem_alloc(sizeof(*o));
	arena_init(&o->arena);
	if (git_odb_new(&o->odb) < 0)
		error_set(err, ERR_IO, "%s: %s", c->objects, git_error_text());
	else if (!add_folder(o, arena_text(&o->arena, slice_of(c->objects)), 0, err) &&
		 !add_list(o, slice_of(c->alternates), ':', NULL, 0, err))
		return o;
	objects_close(o);
	return NULL;
}

void objects_close(struct objects *o)
{
	if (!o)
		return;
	git_odb_free(o->odb);
	array_release(&o->folders);
	arena_release(&o->arena);
	mem_free(o);
	git_end();
}

static enum status fail(int code, const char *hex, struct error *err)
{
	if (code == GIT_ENOTFOUND)
		return error_set(err, ERR_MISSING, "%s: the object is missing", hex);
	return error_set(err, ERR_DAMAGED, "%s: %s", hex, git_error_text());
}

static enum status check_blob(const struct oid *id, const char *hex, struct object *object, struct error *err)
{
	struct oid real = oid_of_blob(slice_make(object->at, object->len));

	if (slice_equal(oid_bytes(&real), oid_bytes(id)))
		return STATUS_OK;
	object_release(object);
	return error_set(err, ERR_DAMAGED, "%s: holds something else than its name says", hex);
}

enum status objects_read(const struct objects *o, const struct oid *id, enum object_kind kind, size_t max,
			 struct object *object, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_odb_object *found;
	git_object_t type;
	size_t len;
	git_oid key;
	int code;

	git_oid_fromraw(&key, id->bytes);
	git_oid_tostr(hex, sizeof(hex), &key);
	code = git_odb_read_header(&len, &type, o->odb, &key);
	if (code < 0)
		return fail(code, hex, err);
	if (len > max)
		return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", hex, max);
	code = git_odb_read(&found, o->odb, &key);
	if (code < 0)
		return fail(code, hex, err);
	*object = (struct object){ mem_try(git_odb_object_size(found) + CONTENT_PADDING), git_odb_object_size(found) };
	if (!object->at)
		error_set(err, ERR_LIMIT, "%s: larger than memory", hex);
	else if ((int)git_odb_object_type(found) != (int)kind)
		error_set(err, ERR_DAMAGED, "%s: an object of another kind was expected", hex);
	else {
		memcpy(object->at, git_odb_object_data(found), object->len);
		memset(object->at + object->len, 0, CONTENT_PADDING);
		git_odb_object_free(found);
		return kind == OBJECT_BLOB ? check_blob(id, hex, object, err) : STATUS_OK;
	}
	git_odb_object_free(found);
	object_release(object);
	return err->status;
}

void object_release(struct object *object)
{
	mem_free(object->at);
	*object = (struct object){ 0 };
}
