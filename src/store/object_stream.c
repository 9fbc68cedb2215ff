/* object_stream.c - see object_stream.h; libdeflate inflates whole buffers only, so this is zlib's */
#include "store/object_stream.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <nettle/sha1.h>
#include <zlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/loose.h"
#include "store/pack_header.h"

#define PIECE      ((size_t)64 << 10)
#define HEADER_MAX 32 /* of a loose object: "commit " and twenty digits fit */

struct object_stream {
	int file;
	bool own;    /* the file is closed at the end */
	uint64_t at; /* of the file, where the next piece begins */
	struct oid id;
	enum object_type type;
	uint64_t left;       /* bytes of the object still to come, as its header says */
	bool checked, ended; /* against the id; of the deflated bytes */
	z_stream inflater;
	struct sha1_ctx hash;
	uint8_t piece[PIECE];
};

static struct object_stream *stream_new(int file, uint64_t at, const struct oid *id)
{
	struct object_stream *s = mem_alloc(sizeof(*s));

	s->file = file;
	s->at = at;
	s->id = *id;
	sha1_init(&s->hash);
	if (inflateInit(&s->inflater) != Z_OK)
		mem_need(NULL);
	return s;
}

void object_stream_free(struct object_stream *s)
{
	if (!s)
		return;
	inflateEnd(&s->inflater);
	if (s->own)
		close(s->file);
	mem_free(s);
}

enum object_type object_stream_type(const struct object_stream *s)
{
	return s->type;
}

/* False at the end of the file, and when it cannot be read. */
static bool fill(struct object_stream *s)
{
	long got = file_read_from(s->file, s->piece, PIECE, s->at);

	s->inflater.next_in = s->piece;
	s->inflater.avail_in = got > 0 ? (uInt)got : 0;
	s->at += s->inflater.avail_in;
	return got > 0;
}

/* Inflates up to `max` bytes; less where the deflated bytes end, or (*bad) are no such bytes. */
static size_t inflate_some(struct object_stream *s, char *to, size_t max, bool *bad)
{
	const uInt most = max < ((uInt)1 << 30) ? (uInt)max : (uInt)1 << 30;

	s->inflater.next_out = (Bytef *)to;
	s->inflater.avail_out = most;
	*bad = false;
	while (s->inflater.avail_out && !s->ended && !*bad) {
		int result = Z_STREAM_ERROR;

		if (s->inflater.avail_in || fill(s))
			result = inflate(&s->inflater, Z_NO_FLUSH);
		s->ended = result == Z_STREAM_END;
		*bad = result != Z_OK && result != Z_STREAM_END;
	}
	return most - s->inflater.avail_out;
}

/* What git hashes before the content. */
static void begin_hash(struct object_stream *s)
{
	char header[HEADER_MAX + 8];
	int len = snprintf(header, sizeof(header), "%s %llu", object_type_name(s->type), (unsigned long long)s->left);

	sha1_update(&s->hash, (size_t)len + 1, (const uint8_t *)header);
}

enum status object_stream_packed(int pack, uint64_t offset, const struct oid *id, struct object_stream **stream,
				 struct error *err)
{
	struct object_stream *s = stream_new(pack, offset, id);
	struct pack_header header;

	*stream = NULL;
	if (!fill(s) || !pack_header_read(s->piece, s->inflater.avail_in, &header)) {
		object_stream_free(s);
		return error_set(err, ERR_DAMAGED, "its entry has no size");
	}
	if (header.type < OBJECT_COMMIT || header.type > OBJECT_TAG) {
		object_stream_free(s);
		return error_set(err, ERR_LIMIT, "a delta that is too large for memory");
	}
	s->inflater.next_in += header.len;
	s->inflater.avail_in -= (uInt)header.len;
	s->type = (enum object_type)header.type;
	s->left = header.size;
	begin_hash(s);
	*stream = s;
	return STATUS_OK;
}

/* Inflates "blob 12\0" and what it says; a byte at a time, for what follows is not ours yet. */
static bool read_header(struct object_stream *s)
{
	struct slice rest, word;
	char header[HEADER_MAX];
	size_t len = 0;
	bool bad;

	do
		if (len == sizeof(header) || inflate_some(s, header + len, 1, &bad) != 1)
			return false;
	while (header[len++]);
	rest = slice_make(header, len - 1);
	if (!slice_cut(&rest, ' ', &word) || !text_to_number(rest, &s->left))
		return false;
	s->type = object_type_of(word);
	return s->type != OBJECT_UNKNOWN;
}

enum status object_stream_loose(int objects, const struct oid *id, struct object_stream **stream, struct error *err)
{
	char name[LOOSE_NAME_SIZE];
	struct object_stream *s;
	int file;

	*stream = NULL;
	loose_name(name, id);
	if (file_open(objects, name, false, &file, err))
		return err->status;
	s = stream_new(file, 0, id);
	s->own = true;
	if (!read_header(s)) {
		object_stream_free(s);
		return error_set(err, ERR_DAMAGED, "%s: its header makes no sense", name);
	}
	begin_hash(s);
	*stream = s;
	return STATUS_OK;
}

/* Whether nothing follows, and the bytes were those of the id. */
static bool ends_well(struct object_stream *s)
{
	uint8_t digest[SHA1_SIZE];
	char more;
	bool bad;

	if (inflate_some(s, &more, 1, &bad) || bad)
		return false;
	sha1_digest(&s->hash, SHA1_SIZE, digest);
	return memcmp(digest, s->id.bytes, SHA1_SIZE) == 0;
}

size_t object_stream_read(struct object_stream *s, char *to, size_t max, bool *damaged)
{
	const size_t most = max < s->left ? max : (size_t)s->left;
	size_t done = 0, got = 1;

	*damaged = false;
	while (done < most && got && !*damaged) {
		got = inflate_some(s, to + done, most - done, damaged);
		sha1_update(&s->hash, got, (const uint8_t *)to + done);
		done += got;
	}
	*damaged |= done < most;
	s->left -= done;
	if (s->left == 0 && !s->checked && !*damaged)
		*damaged = !ends_well(s);
	s->checked |= s->left == 0;
	return done;
}
