/*
 * loose.c - see loose.h
 *
 * libdeflate inflates whole buffers only, so the room is guessed from the
 * file's size and made eight times larger until the object fits or the bound is
 * reached. Nothing is ever allocated because a header asks for it.
 */
#include "store/loose.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/content.h"
#include "store/object_format.h"

#define HEADER_MAX 32 /* "commit " and twenty digits fit */
#define NAME_LEN   38

static void list_one(int objects, const char *byte, struct loose_ids *ids, void (*failed)(void *, const char *),
		     void *context)
{
	DIR *directory = file_list_folder(objects, byte);
	struct dirent *entry;

	if (!directory) {
		if (errno != ENOENT)
			failed(context, byte);
		return;
	}
	while ((entry = file_next(directory))) {
		char hex[41];
		struct oid id;

		if (strlen(entry->d_name) != NAME_LEN)
			continue;
		memcpy(hex, byte, 2);
		memcpy(hex + 2, entry->d_name, NAME_LEN + 1);
		if (oid_parse(slice_of(hex), &id))
			*array_add(ids) = id;
	}
	if (errno)
		failed(context, byte);
	closedir(directory);
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(((const struct oid *)a)->bytes, ((const struct oid *)b)->bytes, SHA1_SIZE);
}

void loose_list(int objects, struct loose_ids *ids, void (*failed)(void *context, const char *what), void *context)
{
	for (unsigned i = 0; i < 256; i++) {
		char byte[3];

		snprintf(byte, sizeof(byte), "%02x", i);
		list_one(objects, byte, ids, failed, context);
	}
	if (ids->len)
		qsort(ids->items, ids->len, sizeof(*ids->items), compare_ids);
}

void loose_reader_init(struct loose_reader *reader)
{
	*reader = (struct loose_reader){ .inflater = mem_need(libdeflate_alloc_decompressor()) };
	buffer_init(&reader->file, 0);
}

void loose_reader_release(struct loose_reader *reader)
{
	libdeflate_free_decompressor(reader->inflater);
	buffer_release(&reader->file);
	mem_free(reader->bytes);
}

static enum status read_file(struct loose_reader *reader, int objects, const char *name, size_t max, struct error *err)
{
	buffer_clear(&reader->file);
	reader->file.max = max + max / 64 + 1024; /* bytes that do not compress grow a little */
	return file_read_at(objects, name, false, &reader->file, err);
}

static bool make_room(struct loose_reader *reader, size_t room)
{
	if (room + CONTENT_PADDING <= reader->capacity)
		return true;
	mem_free(reader->bytes);
	reader->bytes = mem_try(room + CONTENT_PADDING);
	reader->capacity = reader->bytes ? room + CONTENT_PADDING : 0;
	return reader->bytes != NULL;
}

/* Inflates the file into reader->bytes; at most `most` bytes. */
static enum status inflate_file(struct loose_reader *reader, const char *name, size_t most, size_t *len,
				struct error *err)
{
	size_t room = reader->file.len < most / 8 ? reader->file.len * 8 : most;
	size_t used;

	room = room < 4096 ? 4096 : room;
	for (;;) {
		enum libdeflate_result result;

		room = room < most ? room : most;
		if (!make_room(reader, room))
			return error_set(err, ERR_LIMIT, "%s: no memory for %zu bytes", name, room);
		result = libdeflate_zlib_decompress_ex(reader->inflater, reader->file.at, reader->file.len,
						       reader->bytes, room, &used, len);
		if (result == LIBDEFLATE_SUCCESS)
			break;
		if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
			return error_set(err, ERR_DAMAGED, "%s: does not inflate", name);
		if (room == most)
			return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", name, most - HEADER_MAX);
		room = room < most / 8 ? room * 8 : most;
	}
	if (used != reader->file.len)
		return error_set(err, ERR_DAMAGED, "%s: bytes after the object", name);
	return STATUS_OK;
}

/* "blob 12\0": what stands before the content. */
static bool parse_header(struct slice bytes, int *type, struct slice *content)
{
	size_t end = slice_find_byte(slice_sub(bytes, 0, HEADER_MAX), '\0', 0);
	struct slice header, word;
	uint64_t size;

	if (end == SLICE_NOWHERE)
		return false;
	header = slice_sub(bytes, 0, end);
	*content = slice_sub(bytes, end + 1, bytes.len);
	if (!slice_cut(&header, ' ', &word) || !text_to_number(header, &size) || size != content->len)
		return false;
	*type = object_type_of(word);
	return *type != OBJECT_UNKNOWN;
}

void loose_name(char name[LOOSE_NAME_SIZE], const struct oid *id)
{
	const struct slice bytes = oid_bytes(id);

	text_write_hex(name, slice_sub(bytes, 0, 1));
	name[2] = '/';
	text_write_hex(name + 3, slice_sub(bytes, 1, SHA1_SIZE - 1));
}

enum status loose_read(struct loose_reader *reader, int objects, const struct oid *id, size_t max, int *type,
		       struct slice *content, struct error *err)
{
	struct slice bytes;
	char name[LOOSE_NAME_SIZE];
	uint8_t digest[SHA1_SIZE];
	size_t len;

	loose_name(name, id);
	if (read_file(reader, objects, name, max, err) || inflate_file(reader, name, max + HEADER_MAX, &len, err))
		return err->status;
	memset(reader->bytes + len, 0, CONTENT_PADDING);
	bytes = slice_make(reader->bytes, len);
	if (!parse_header(bytes, type, content))
		return error_set(err, ERR_DAMAGED, "%s: its header does not fit its content", name);
	if (content->len > max)
		return error_set(err, ERR_LIMIT, "%s: larger than %zu bytes", name, max);
	hash_sha1(bytes, digest);
	if (memcmp(digest, id->bytes, SHA1_SIZE) != 0)
		return error_set(err, ERR_DAMAGED, "%s: its content has another id", name);
	return STATUS_OK;
}
