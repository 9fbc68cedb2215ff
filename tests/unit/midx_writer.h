/*
 * midx_writer.h - a multi-pack-index written entry by entry.
 */
#ifndef TESTS_UNIT_MIDX_WRITER_H
#define TESTS_UNIT_MIDX_WRITER_H

#include "base/bytes.h"
#include "unit/packer.h"

struct midx_entry {
	struct oid id;
	uint32_t pack;
	uint64_t offset;
};

struct midx_entries ARRAY_OF(struct midx_entry);

static inline int midx_compare(const void *a, const void *b)
{
	return memcmp(((const struct midx_entry *)a)->id.bytes, ((const struct midx_entry *)b)->id.bytes, SHA1_SIZE);
}

static inline void midx_add_row(struct buffer *b, const char *chunk, size_t *at, size_t len)
{
	buffer_add(b, chunk ? slice_of(chunk) : slice_make("\0\0\0", 4));
	packer_add_32(b, 0);
	packer_add_32(b, *at);
	*at += len;
}

/* `names`: the packs' indexes, each ended by a NUL. With `large` every offset stands in the chunk of large ones. */
static inline void midx_write(struct buffer *b, struct midx_entries *entries, struct slice names, uint32_t packs,
			      bool large)
{
	const size_t count = entries->len;
	size_t at = 12 + 12 * (size_t)(large ? 6 : 5);

	if (count)
		qsort(entries->items, count, sizeof(*entries->items), midx_compare);
	buffer_add(b, SLICE("MIDX\1\1"));
	buffer_add_byte(b, large ? 5 : 4);
	buffer_add_byte(b, 0);
	packer_add_32(b, packs);
	midx_add_row(b, "OIDF", &at, 1024);
	midx_add_row(b, "OIDL", &at, SHA1_SIZE * count);
	midx_add_row(b, "OOFF", &at, 8 * count);
	if (large)
		midx_add_row(b, "LOFF", &at, 8 * count);
	midx_add_row(b, "PNAM", &at, names.len);
	midx_add_row(b, NULL, &at, 0);
	for (unsigned i = 0, below = 0; i < 256; i++) {
		while (below < count && entries->items[below].id.bytes[0] <= i)
			below++;
		packer_add_32(b, below);
	}
	for (size_t i = 0; i < count; i++)
		buffer_add(b, oid_bytes(&entries->items[i].id));
	for (size_t i = 0; i < count; i++) {
		packer_add_32(b, entries->items[i].pack);
		packer_add_32(b, large ? 0x80000000u | i : entries->items[i].offset);
	}
	for (size_t i = 0; large && i < count; i++) {
		packer_add_32(b, entries->items[i].offset >> 32);
		packer_add_32(b, entries->items[i].offset);
	}
	buffer_add(b, names);
	packer_add_digest(b);
}

#endif
