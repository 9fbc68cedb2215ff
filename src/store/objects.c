/* objects.c - see objects.h */
#include "store/objects.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/content.h"
#include "store/loose.h"
#include "store/packs.h"

#define FOLDERS_MAX     64 /* alternates of alternates included */
#define ALTERNATES_DEEP 5  /* as git */
#define ALTERNATES_MAX  ((size_t)1 << 20)

struct object_folder {
	const char *path;
	int fd;
};

struct objects {
	struct packs packs; /* of all folders */
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
	fd = file_open_any(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return error_set(err, ERR_IO, "%s: %s", folder, strerror(errno));
	*array_add(&o->folders) = (struct object_folder){ folder, fd };
	packs_add(&o->packs, folder);
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
	struct objects *o = mem_alloc(sizeof(*o));

	arena_init(&o->arena);
	packs_init(&o->packs);
	o->promisor = c->promisor;
	if (!add_folder(o, arena_text(&o->arena, slice_of(c->objects)), 0, err) &&
	    !add_list(o, slice_of(c->alternates), ':', NULL, 0, err)) {
		o->promisor = o->promisor || o->packs.promisor;
		return o;
	}
	objects_close(o);
	return NULL;
}

void objects_close(struct objects *o)
{
	if (!o)
		return;
	packs_release(&o->packs);
	for (size_t i = 0; i < o->folders.len; i++)
		close(o->folders.items[i].fd);
	array_release(&o->folders);
	arena_release(&o->arena);
	mem_free(o);
}

/* Copies what the reader keeps, because it goes with it. */
static enum status keep(struct slice bytes, struct object *object, struct error *err)
{
	object->at = mem_try(bytes.len + CONTENT_PADDING);
	if (!object->at)
		return error_set(err, ERR_LIMIT, "no memory for %zu bytes", bytes.len);
	object->len = bytes.len;
	memcpy(object->at, bytes.at, bytes.len);
	memset(object->at + bytes.len, 0, CONTENT_PADDING);
	return STATUS_OK;
}

static enum status read_loose(const struct objects *o, const struct oid *id, size_t max, int *type,
			      struct object *object, struct error *err)
{
	enum status status = ERR_MISSING;
	struct loose_reader reader;
	struct slice content;

	loose_reader_init(&reader);
	for (size_t i = 0; i < o->folders.len && status == ERR_MISSING; i++)
		status = loose_read(&reader, o->folders.items[i].fd, id, max, type, &content, err);
	if (!status)
		status = keep(content, object, err);
	loose_reader_release(&reader);
	return status;
}

static bool has_id(const struct object *object, const struct oid *id)
{
	struct oid real = oid_of_blob(slice_make(object->at, object->len));

	return slice_equal(oid_bytes(&real), oid_bytes(id));
}

/* Loose first: what was just staged is. A damaged loose object may still stand whole in a pack. */
static enum status read_any(const struct objects *o, const struct oid *id, size_t max, int *type, struct object *object,
			    struct error *err)
{
	enum status loose = read_loose(o, id, max, type, object, err), packed;
	struct error unpacked;

	if (!loose || loose == ERR_LIMIT)
		return loose;
	packed = packs_read(&o->packs, id, max, type, &object->at, &object->len, &unpacked);
	if (!packed)
		return STATUS_OK;
	*object = (struct object){ 0 }; /* nothing of what was begun is ours */
	if (loose == ERR_MISSING)
		*err = unpacked;
	return loose == ERR_MISSING ? packed : loose;
}

static bool is_of_kind(const struct object *object, int type, const struct oid *id)
{
	struct oid real = oid_of_object(object_type_name((enum object_type)type), slice_make(object->at, object->len));

	return slice_equal(oid_bytes(&real), oid_bytes(id));
}

static enum status tell(const struct oid *id, enum status status, const struct error *why, struct error *err)
{
	char hex[2 * OID_MAX + 1];

	return error_set(err, status, "%s: %s", text_write_hex(hex, oid_bytes(id)),
			 status == ERR_MISSING ? "the object is missing" : why->text);
}

enum status objects_read_any(const struct objects *o, const struct oid *id, size_t max, enum object_type *type,
			     struct object *object, struct error *err)
{
	enum status status;
	struct error why;
	int number;

	*object = (struct object){ 0 };
	status = read_any(o, id, max, &number, object, &why);
	if (!status && !is_of_kind(object, number, id)) {
		object_release(object);
		status = error_set(&why, ERR_DAMAGED, "holds something else than its name says");
	}
	if (status)
		return tell(id, status, &why, err);
	*type = (enum object_type)number;
	return STATUS_OK;
}

enum status objects_read(const struct objects *o, const struct oid *id, enum object_type wanted, size_t max,
			 struct object *object, struct error *err)
{
	enum status status;
	struct error why;
	int type;

	*object = (struct object){ 0 };
	status = read_any(o, id, max, &type, object, &why);
	if (!status && type != (int)wanted)
		status = error_set(&why, ERR_DAMAGED, "an object of another kind was expected");
	else if (!status && wanted == OBJECT_BLOB && !has_id(object, id))
		status = error_set(&why, ERR_DAMAGED, "holds something else than its name says");
	if (!status)
		return STATUS_OK;
	object_release(object);
	return tell(id, status, &why, err);
}

static void add_once(struct oid_list *ids, struct oid id)
{
	for (size_t i = 0; i < ids->len; i++)
		if (slice_equal(oid_bytes(&ids->items[i]), oid_bytes(&id)))
			return;
	if (ids->len < OBJECTS_ALIKE)
		*array_add(ids) = id;
}

/* The loose ones: files in the folder that the first two digits name. */
static void add_loose(const struct object_folder *folder, struct slice digits, struct oid_list *ids)
{
	char name[3] = { digits.at[0], digits.at[1], '\0' };
	DIR *listing = file_list_folder(folder->fd, name);
	struct slice rest = slice_sub(digits, 2, digits.len);
	struct dirent *entry;

	while (listing && (entry = file_next(listing))) {
		char hex[2 * SHA1_SIZE + 1];
		struct oid id;

		if (!slice_starts(slice_of(entry->d_name), rest) || strlen(entry->d_name) != 2 * SHA1_SIZE - 2)
			continue;
		memcpy(hex, name, 2);
		memcpy(hex + 2, entry->d_name, 2 * SHA1_SIZE - 1);
		if (oid_parse(slice_of(hex), &id))
			add_once(ids, id);
	}
	if (listing)
		closedir(listing);
}

void objects_alike(const struct objects *o, struct slice digits, struct oid_list *ids)
{
	uint8_t low[SHA1_SIZE] = { 0 }, high[SHA1_SIZE];
	struct oid_list packed = { 0 };

	memset(high, 0xff, sizeof(high));
	for (size_t i = 0; i < digits.len && i < 2 * SHA1_SIZE; i++) {
		unsigned shift = i % 2 ? 0 : 4, value = (unsigned)text_hex_value(digits.at[i]);

		low[i / 2] = (uint8_t)(low[i / 2] | value << shift);
		high[i / 2] = (uint8_t)((high[i / 2] & ~(0xfu << shift)) | value << shift);
	}
	for (size_t i = 0; i < o->folders.len; i++)
		add_loose(&o->folders.items[i], digits, ids);
	packs_between(&o->packs, low, high, OBJECTS_ALIKE, &packed);
	for (size_t i = 0; i < packed.len; i++)
		add_once(ids, packed.items[i]);
	array_release(&packed);
}

struct packs_extent objects_extent(const struct objects *o)
{
	return packs_extent(&o->packs);
}

bool objects_promised(const struct objects *o)
{
	return o->promisor;
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
