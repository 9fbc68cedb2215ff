/*
 * packer.h - a pack and its index written entry by entry, every field as the test wants it.
 */
#ifndef TESTS_UNIT_PACKER_H
#define TESTS_UNIT_PACKER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "model/oid.h"

struct packed {
	struct oid id;
	uint64_t offset;
	uint32_t crc;
};

struct packer {
	struct buffer pack, index;
	struct packed_entries ARRAY_OF(struct packed) entries;
	size_t max;
};

#define PACKER_HEADER 12 /* bytes before the first entry */

enum { COMMIT = 1, TREE, BLOB, TAG, OFS = 6, REF = 7 };

static inline void packer_add_32(struct buffer *b, uint64_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_add_byte(b, (char)(value >> shift));
}

static inline void packer_init(struct packer *p)
{
	*p = (struct packer){ 0 };
	buffer_init(&p->pack, 64 << 20);
	buffer_init(&p->index, 64 << 20);
	buffer_add(&p->pack, SLICE("PACK\0\0\0\2"));
	packer_add_32(&p->pack, 0);
}

static inline void packer_release(struct packer *p)
{
	buffer_release(&p->pack);
	buffer_release(&p->index);
	array_release(&p->entries);
}

static inline void packer_add_size(struct buffer *b, unsigned type, uint64_t size)
{
	unsigned byte = type << 4 | (unsigned)(size & 15);

	for (size >>= 4; size; size >>= 7) {
		buffer_add_byte(b, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	buffer_add_byte(b, (char)byte);
}

static inline void packer_add_distance(struct buffer *b, uint64_t distance)
{
	char bytes[12];
	size_t at = sizeof(bytes);

	bytes[--at] = (char)(distance & 0x7f);
	while (distance >>= 7)
		bytes[--at] = (char)(0x80 | (--distance & 0x7f));
	buffer_add(b, slice_make(bytes + at, sizeof(bytes) - at));
}

static inline void packer_add_deflated(struct buffer *b, struct slice bytes)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
	size_t room = libdeflate_zlib_compress_bound(compressor, bytes.len);
	char *to = buffer_reserve(b, room);

	b->len += libdeflate_zlib_compress(compressor, bytes.at, bytes.len, to, room);
	libdeflate_free_compressor(compressor);
}

/* An id that only has to be unlike the others. */
static inline struct oid id_of(uint8_t first, uint8_t last)
{
	uint8_t bytes[SHA1_SIZE] = { first, [SHA1_SIZE - 1] = last };

	return oid_make(bytes, SHA1_SIZE);
}

/* One entry; `base` is a distance for OFS, unused for others; `base_id` for REF. Returns its offset. */
static inline uint64_t packer_add(struct packer *p, struct oid id, unsigned type, uint64_t size, uint64_t base,
				  const struct oid *base_id, struct slice body)
{
	uint64_t offset = p->pack.len;

	packer_add_size(&p->pack, type, size);
	if (type == OFS)
		packer_add_distance(&p->pack, base);
	if (type == REF)
		buffer_add(&p->pack, oid_bytes(base_id));
	packer_add_deflated(&p->pack, body);
	*array_add(&p->entries) =
		(struct packed){ id, offset, hash_crc32(slice_sub(buffer_slice(&p->pack), offset, p->pack.len)) };
	return offset;
}

static inline uint64_t packer_whole(struct packer *p, struct oid id, unsigned type, struct slice body)
{
	return packer_add(p, id, type, body.len, 0, NULL, body);
}

static inline int packer_compare(const void *a, const void *b)
{
	return memcmp(((const struct packed *)a)->id.bytes, ((const struct packed *)b)->id.bytes, SHA1_SIZE);
}

static inline void packer_add_digest(struct buffer *b)
{
	uint8_t digest[SHA1_SIZE];

	hash_sha1(buffer_slice(b), digest);
	buffer_add(b, slice_make((const char *)digest, SHA1_SIZE));
}

static inline void packer_write_file(const char *folder, const char *name, struct slice bytes)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file || fwrite(bytes.at, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
		abort();
}

/* Writes pack-x.pack and pack-x.idx into the folder. */
static inline void packer_write(struct packer *p, const char *folder)
{
	struct buffer *x = &p->index;

	for (int i = 0; i < 4; i++)
		p->pack.at[8 + i] = (char)(p->entries.len >> (24 - 8 * i));
	packer_add_digest(&p->pack);
	if (p->entries.len)
		qsort(p->entries.items, p->entries.len, sizeof(*p->entries.items), packer_compare);
	buffer_add(x, SLICE("\377tOc\0\0\0\2"));
	for (unsigned i = 0, below = 0; i < 256; i++) {
		while (below < p->entries.len && p->entries.items[below].id.bytes[0] <= i)
			below++;
		packer_add_32(x, below);
	}
	for (size_t i = 0; i < p->entries.len; i++)
		buffer_add(x, oid_bytes(&p->entries.items[i].id));
	for (size_t i = 0; i < p->entries.len; i++)
		packer_add_32(x, p->entries.items[i].crc);
	for (size_t i = 0; i < p->entries.len; i++)
		packer_add_32(x, p->entries.items[i].offset);
	buffer_add(x, slice_sub(buffer_slice(&p->pack), p->pack.len - SHA1_SIZE, SHA1_SIZE));
	packer_add_digest(x);
	packer_write_file(folder, "pack-x.pack", buffer_slice(&p->pack));
	packer_write_file(folder, "pack-x.idx", buffer_slice(x));
}

#endif
