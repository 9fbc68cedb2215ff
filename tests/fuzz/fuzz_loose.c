/*
 * fuzz_loose.c - loose objects: any bytes as the file, and objects that are what they should be, or nearly.
 *
 * The first byte says what is to be wrong; the rest is the content. What is read
 * is within the bound, has its padding and hashes to its name; what is sound is
 * read; what was made wrong is not.
 */
#include <stdio.h>
#include <sys/stat.h>

#include <libdeflate.h>

#include "base/buffer.h"
#include "base/text.h"
#include "fuzz/scratch.h"
#include "model/content.h"
#include "store/loose.h"
#include "store/object_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECT_MAX ((size_t)1 << 16)

enum { SOUND, RAW, SIZE, TYPE, NAME, BEHIND, CUT, LONG, FLIPPED, WAYS };

static const char *const types[] = { "commit", "tree", "blob", "tag" };

static void deflate_into(struct buffer *file, struct slice bytes, int level)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
	const size_t room = libdeflate_zlib_compress_bound(compressor, bytes.len);
	char *to = buffer_reserve(file, room);

	file->len += libdeflate_zlib_compress(compressor, bytes.at, bytes.len, to, room);
	libdeflate_free_compressor(compressor);
}

/* Header and content with what is to be wrong in them. */
static void add_object(struct buffer *object, unsigned way, unsigned type, struct slice content)
{
	buffer_print(object, "%s %zu", way == TYPE ? "blub" : types[type], content.len + (way == SIZE));
	buffer_add_byte(object, '\0');
	for (size_t i = 0; way == LONG && i <= OBJECT_MAX; i++)
		buffer_add_byte(object, 'x');
	buffer_add(object, content);
}

static void add_file(struct buffer *file, unsigned way, struct slice object, struct slice content)
{
	if (way == RAW) {
		buffer_add(file, content);
		return;
	}
	deflate_into(file, object, (int)(content.len % 13));
	if (way == BEHIND)
		buffer_add_byte(file, 'x');
	if (way == CUT)
		buffer_truncate(file, content.len * 7 % file->len);
	if (way == FLIPPED)
		file->at[content.len * 31 % file->len] ^= (char)(1 << content.len % 8);
}

static void check(int objects, const struct oid *id, unsigned way, unsigned type, struct slice content)
{
	static struct loose_reader reader;
	struct slice read;
	struct error err;
	enum status status;
	uint8_t digest[SHA1_SIZE];
	int read_type;

	if (!reader.inflater)
		loose_reader_init(&reader);
	status = loose_read(&reader, objects, id, OBJECT_MAX, &read_type, &read, &err);
	assert(status != ERR_MISSING && (way != SOUND || !status));
	if (status) {
		assert(err.status == status && err.text[0]);
		return;
	}
	assert(way == SOUND || way == RAW || way == FLIPPED); /* a flip may be one of how it is deflated */
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		assert(read.at[read.len + i] == 0);
	object_id((enum object_type)read_type, read, digest);
	assert(read.len <= OBJECT_MAX && memcmp(digest, id->bytes, SHA1_SIZE) == 0);
	assert(way == RAW || (read_type == (int)type + 1 && slice_equal(read, content)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_make((const char *)data, size);
	const uint8_t first = take_byte(&in);
	const unsigned way = first % WAYS, type = first / WAYS % 4;
	struct oid id = { .size = SHA1_SIZE };
	struct buffer object, file;
	char name[64];

	buffer_init(&object, 1 << 20);
	buffer_init(&file, 1 << 20);
	add_object(&object, way, type, in);
	add_file(&file, way, buffer_slice(&object), in);
	hash_sha1(buffer_slice(&object), id.bytes);
	id.bytes[SHA1_SIZE - 1] ^= way == NAME;
	text_write_hex(name, slice_sub(oid_bytes(&id), 0, 1));
	if (mkdirat(scratch_folder(), name, 0700) != 0)
		abort();
	name[2] = '/';
	text_write_hex(name + 3, slice_sub(oid_bytes(&id), 1, SHA1_SIZE));
	scratch_write(name, buffer_slice(&file));
	check(scratch_fd, &id, way, type, in);
	unlinkat(scratch_fd, name, 0);
	name[2] = '\0';
	unlinkat(scratch_fd, name, AT_REMOVEDIR);
	buffer_release(&object);
	buffer_release(&file);
	return 0;
}
