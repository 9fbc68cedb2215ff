/* objects.c - see objects.h */
#include "source/objects.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <git2.h>
#include <git2/odb_backend.h>
#include <git2/sys/odb_backend.h>

#include "base/file.h"
#include "model/content.h"
#include "source/git.h"
#include "source/loose.h"

#define FOLDERS_MAX     64 /* alternates of alternates included */
#define ALTERNATES_DEEP 5  /* as git */
#define ALTERNATES_MAX  ((size_t)1 << 20)

struct object_folder {
	const char *path;
	int fd;
};

struct objects {
	git_odb *packs; /* of all folders; libgit2 never sees a loose object */
	struct object_folders ARRAY_OF(struct object_folder) folders;
	bool promisor;
	struct arena arena;
};

static bool is_known(const struct objects *o, const char *folder)
{
	for (size_t i = 0; i < o->folders.len; i++)
		if (strcmp(o->folders.items[i].path, folder) == 0)
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

static enum status add_packs(struct objects *o, const char *folder, struct error *err)
{
	git_odb_backend *packs = NULL;

	if (git_odb_backend_pack(&packs, folder) == 0 && git_odb_add_backend(o->packs, packs, 1) == 0)
		return STATUS_OK;
	if (packs)
		packs->free(packs);
	return error_set(err, ERR_IO, "%s: %s", folder, git_error_text());
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
	int fd;

	if (depth > ALTERNATES_DEEP || is_known(o, folder))
		return STATUS_OK;
	if (o->folders.len == FOLDERS_MAX)
		return error_set(err, ERR_LIMIT, "%s: more than %d object folders", folder, FOLDERS_MAX);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, ERR_IO, "%s: %s", folder, strerror(errno));
	*array_add(&o->folders) = (struct object_folder){ folder, fd };
	if (check_packs(o, folder, err) || add_packs(o, folder, err))
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
	o->promisor = c->promisor;
	if (git_odb_new(&o->packs) < 0)
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
	git_odb_free(o->packs);
	for (size_t i = 0; i < o->folders.len; i++)
		close(o->folders.items[i].fd);
	array_release(&o->folders);
	arena_release(&o->arena);
	mem_free(o);
	git_end();
}

/* Copies the bytes behind which nothing can be read; false when there is no memory for them. */
static bool keep(struct object *object, struct slice bytes)
{
	object->at = mem_try(bytes.len + CONTENT_PADDING);
	if (!object->at)
		return false;
	object->len = bytes.len;
	memcpy(object->at, bytes.at, bytes.len);
	memset(object->at + bytes.len, 0, CONTENT_PADDING);
	return true;
}

static enum status finish(const char *hex, int type, enum object_kind kind, struct slice bytes, struct object *object,
			  struct error *err)
{
	if (type != (int)kind)
		return error_set(err, ERR_DAMAGED, "%s: an object of another kind was expected", hex);
	if (!keep(object, bytes))
		return error_set(err, ERR_LIMIT, "%s: larger than memory", hex);
	return STATUS_OK;
}

static enum status read_loose(const struct objects *o, const struct oid *id, const char *hex, enum object_kind kind,
			      size_t max, struct object *object, struct error *err)
{
	enum status status = ERR_MISSING;
	struct loose_reader reader;
	struct slice content;
	int type;

	loose_reader_init(&reader);
	for (size_t i = 0; i < o->folders.len && status == ERR_MISSING; i++)
		status = loose_read(&reader, o->folders.items[i].fd, id, max, &type, &content, err);
	if (!status)
		status = finish(hex, type, kind, content, object, err);
	loose_reader_release(&reader);
	return status;
}

static enum status pack_error(int code, const char *hex, struct error *err)
{
	if (code == GIT_ENOTFOUND)
		return error_set(err, ERR_MISSING, "%s: the object is missing", hex);
	return error_set(err, ERR_DAMAGED, "%s: %s", hex, git_error_text());
}

/* The size an object claims is looked at before anything is made of it. */
static enum status read_packed(const struct objects *o, const struct oid *id, const char *hex, enum object_kind kind,
			       size_t max, struct object *object, struct error *err)
{
	git_odb_object *found;
	enum status status;
	git_object_t type;
	struct slice bytes;
	git_oid key;
	size_t len;
	int code;

	git_oid_fromraw(&key, id->bytes);
	code = git_odb_read_header(&len, &type, o->packs, &key);
	if (code < 0)
		return pack_error(code, hex, err);
	if (len > max)
		return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", hex, max);
	code = git_odb_read(&found, o->packs, &key);
	if (code < 0)
		return pack_error(code, hex, err);
	bytes = slice_make(git_odb_object_data(found), git_odb_object_size(found));
	status = finish(hex, (int)git_odb_object_type(found), kind, bytes, object, err);
	git_odb_object_free(found);
	return status;
}

static bool has_id(const struct object *object, const struct oid *id)
{
	struct oid real = oid_of_blob(slice_make(object->at, object->len));

	return slice_equal(oid_bytes(&real), oid_bytes(id));
}

/* Loose first: what was just staged is. A damaged loose object may still stand whole in a pack. */
enum status objects_read(const struct objects *o, const struct oid *id, enum object_kind kind, size_t max,
			 struct object *object, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	struct error unpacked;
	enum status loose, packed;
	git_oid key;

	*object = (struct object){ 0 };
	git_oid_fromraw(&key, id->bytes);
	git_oid_tostr(hex, sizeof(hex), &key);
	loose = read_loose(o, id, hex, kind, max, object, err);
	if (!loose || loose == ERR_LIMIT)
		return loose;
	packed = read_packed(o, id, hex, kind, max, object, &unpacked);
	if (!packed && kind == KIND_BLOB && !has_id(object, id)) {
		object_release(object);
		packed = error_set(&unpacked, ERR_DAMAGED, "%s: holds something else than its name says", hex);
	}
	if (packed && (loose == ERR_MISSING || packed != ERR_MISSING))
		*err = unpacked;
	return packed ? err->status : STATUS_OK;
}

const char *objects_reason(const struct objects *o, enum status status)
{
	switch (status) {
	case ERR_MISSING:
		return o->promisor ? "promised" : "missing";
	case ERR_DAMAGED:
		return "damaged";
	case ERR_LIMIT:
		return "limit";
	default:
		return "unreadable";
	}
}

void object_release(struct object *object)
{
	mem_free(object->at);
	*object = (struct object){ 0 };
}
