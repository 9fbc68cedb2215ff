/*
 * pack_entry.c - see pack_entry.h
 *
 * An entry is a header (type and size), for a delta its base, and a zlib
 * stream. The chain is followed by headers alone, then the whole object at
 * its end is inflated and the deltas are applied on the way back.
 */
#include "store/pack_entry.h"

#include <string.h>
#include <sys/stat.h>

#include <libdeflate.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "model/content.h"
#include "store/delta.h"
#include "store/pack_header.h"

#define WORK_MAX ((uint64_t)4 << 30) /* bytes made for one object, over all links */

struct link {
	uint64_t stream; /* where its zlib stream begins */
	uint64_t size;   /* inflated; of a delta its instructions */
};

struct chain {
	const struct pack *pack;
	uint64_t end; /* of the last entry: the pack's size without its checksum */
	size_t max;
	struct links ARRAY_OF(struct link) links; /* from the object asked for to the whole one */
	int type;
	struct libdeflate_decompressor *inflater;
};

bool pack_read_at(int fd, void *to, size_t size, uint64_t offset)
{
	return file_read_from(fd, to, size, offset) == (long)size;
}

static enum status damaged(const struct chain *c, const char *what, struct error *err)
{
	return error_set(err, ERR_DAMAGED, "%s.pack: %s", c->pack->name, what);
}

static bool is_delta(const struct chain *c)
{
	return c->type == PACK_OFFSET_DELTA || c->type == PACK_ID_DELTA;
}

/* Adds the entry at *offset to the chain; *offset is then its base's. */
static enum status add_link(struct chain *c, uint64_t *offset, struct error *err)
{
	uint8_t bytes[PACK_HEADER_MAX];
	uint64_t left = *offset < c->end ? c->end - *offset : 0;
	size_t len = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);
	struct pack_header header;

	if (*offset < PACK_START || len < 2 || !pack_read_at(c->pack->data, bytes, len, *offset))
		return damaged(c, "cut short", err);
	if (!pack_header_read(bytes, len, &header) || header.len == len)
		return damaged(c, "an entry without a size or base", err);
	if (header.size > c->max)
		return error_set(err, ERR_LIMIT, "%s.pack: an object of more than %zu bytes", c->pack->name, c->max);
	c->type = header.type;
	*array_add(&c->links) = (struct link){ *offset + header.len, header.size };
	if (header.distance > *offset || (header.id && pack_find(c->pack, header.id, offset, err)))
		return damaged(c, "a delta without a base", err);
	*offset -= header.distance;
	return is_delta(c) || (c->type >= 1 && c->type <= 4) ? STATUS_OK : damaged(c, "an entry of no known type", err);
}

static enum status follow(struct chain *c, uint64_t offset, struct error *err)
{
	do {
		if (c->links.len == PACK_CHAIN_MAX)
			return damaged(c, "deltas of deltas without end", err);
		if (add_link(c, &offset, err))
			return err->status;
	} while (is_delta(c));
	return STATUS_OK;
}

/* The stream's length stands nowhere: as much is read as it could take, and more when that was not enough. */
static enum status inflate_link(struct chain *c, const struct link *link, char **bytes, struct error *err)
{
	uint64_t rest = link->stream < c->end ? c->end - link->stream : 0;
	uint64_t room = link->size + link->size / 8 + 256;
	bool good = false;

	*bytes = mem_try((size_t)link->size + CONTENT_PADDING);
	for (bool last = !*bytes; !last && !good; room *= 8) {
		size_t len = (size_t)(room < rest ? room : rest), used, made;
		char *stream = mem_try(len);

		last = len == rest || !stream;
		good = stream && pack_read_at(c->pack->data, stream, len, link->stream) &&
		       libdeflate_zlib_decompress_ex(c->inflater, stream, len, *bytes, (size_t)link->size, &used,
						     &made) == LIBDEFLATE_SUCCESS &&
		       made == link->size;
		mem_free(stream);
	}
	if (good) {
		memset(*bytes + link->size, 0, CONTENT_PADDING);
		return STATUS_OK;
	}
	if (!*bytes)
		return error_set(err, ERR_LIMIT, "%s.pack: no memory for an object", c->pack->name);
	mem_free(*bytes);
	return damaged(c, "an entry does not inflate", err);
}

/* Replaces *bytes, a base, by what the delta makes of it. */
static enum status apply(struct chain *c, struct slice delta, char **bytes, size_t *len, uint64_t *work,
			 struct error *err)
{
	uint64_t base_size, size;
	char *made;

	if (!delta_sizes(&delta, &base_size, &size) || base_size != *len)
		return damaged(c, "a delta of another base", err);
	if (size > c->max || (*work += size) > WORK_MAX)
		return error_set(err, ERR_LIMIT, "%s.pack: an object that takes too much work", c->pack->name);
	made = mem_try((size_t)size + CONTENT_PADDING);
	if (!made)
		return error_set(err, ERR_LIMIT, "%s.pack: no memory for an object", c->pack->name);
	if (!delta_apply(slice_make(*bytes, *len), delta, made, (size_t)size, NULL)) {
		mem_free(made);
		return damaged(c, "a delta that does not fit its base", err);
	}
	memset(made + size, 0, CONTENT_PADDING);
	mem_free(*bytes);
	*bytes = made;
	*len = (size_t)size;
	return STATUS_OK;
}

static enum status build(struct chain *c, char **bytes, size_t *len, struct error *err)
{
	size_t at = c->links.len - 1;
	uint64_t work = 0;

	if (inflate_link(c, &c->links.items[at], bytes, err))
		return err->status;
	*len = (size_t)c->links.items[at].size;
	while (at-- > 0) {
		enum status status;
		char *delta;

		status = inflate_link(c, &c->links.items[at], &delta, err);
		if (!status) {
			status = apply(c, slice_make(delta, (size_t)c->links.items[at].size), bytes, len, &work, err);
			mem_free(delta);
		}
		if (status) {
			mem_free(*bytes);
			return status;
		}
	}
	return STATUS_OK;
}

enum status pack_entry_read(const struct pack *pack, uint64_t offset, size_t max, int *type, char **bytes, size_t *len,
			    struct error *err)
{
	struct chain c = { .pack = pack, .max = max };
	enum status status;
	struct stat about;

	if (fstat(pack->data, &about) < 0 || about.st_size < PACK_START + SHA1_SIZE)
		return damaged(&c, "cut short", err);
	c.end = (uint64_t)about.st_size - SHA1_SIZE;
	c.inflater = mem_need(libdeflate_alloc_decompressor());
	status = follow(&c, offset, err);
	if (!status)
		status = build(&c, bytes, len, err);
	*type = c.type;
	libdeflate_free_decompressor(c.inflater);
	array_release(&c.links);
	return status;
}
