/*
 * fuzz_idx.c - pack indexes: any bytes, and ones of a few entries with some bytes changed.
 *
 * What loads is sorted and finds each of its ids; packs.h, which looks things up
 * in the file itself, finds the same places. An index that was left as it was
 * made loads and says what was put in.
 */
#include "fuzz/scratch.h"
#include "store/pack_entry.h"
#include "store/store_pack_idx.h"
#include "unit/packer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENTRIES_MAX 64

static void add_fan(struct buffer *b, const struct packed_entries *entries)
{
	for (unsigned i = 0, below = 0; i < 256; i++) {
		while (below < entries->len && entries->items[below].id.bytes[0] <= i)
			below++;
		packer_add_32(b, below);
	}
}

static void add_version_1(struct buffer *b, const struct packed_entries *entries)
{
	add_fan(b, entries);
	for (size_t i = 0; i < entries->len; i++) {
		packer_add_32(b, entries->items[i].offset);
		buffer_add(b, oid_bytes(&entries->items[i].id));
	}
}

static void add_version_2(struct buffer *b, const struct packed_entries *entries)
{
	uint32_t large = 0;

	buffer_add(b, SLICE("\377tOc\0\0\0\2"));
	add_fan(b, entries);
	for (size_t i = 0; i < entries->len; i++)
		buffer_add(b, oid_bytes(&entries->items[i].id));
	for (size_t i = 0; i < entries->len; i++)
		packer_add_32(b, entries->items[i].crc);
	for (size_t i = 0; i < entries->len; i++)
		packer_add_32(b, entries->items[i].offset >> 31 ? 0x80000000u | large++ : entries->items[i].offset);
	for (size_t i = 0; i < entries->len; i++) {
		if (entries->items[i].offset >> 31) {
			packer_add_32(b, entries->items[i].offset >> 32);
			packer_add_32(b, entries->items[i].offset);
		}
	}
}

static void draw(struct slice *in, struct packed_entries *entries, bool narrow)
{
	const size_t count = take_byte(in) % ENTRIES_MAX;

	for (size_t i = 0; i < count; i++) {
		struct packed entry = { .id = id_of(take_byte(in), (uint8_t)i) };

		entry.id.bytes[1] = take_byte(in) & 1;
		entry.offset = take_number(in, 2);
		entry.offset <<= narrow ? 0 : entry.offset % 48;
		*array_add(entries) = entry;
	}
	if (count)
		qsort(entries->items, count, sizeof(*entries->items), packer_compare);
}

static void check_loaded(const struct pack_idx *x)
{
	struct pack pack = { .name = "x", .data = -1 };
	struct error err;

	pack.index = openat(scratch_fd, "x.idx", O_RDONLY);
	for (uint32_t i = 0; i < x->count; i++) {
		const uint8_t *id = pack_idx_id(x, i);
		const uint32_t found = pack_idx_find(x, id);
		uint64_t offset;

		assert(i == 0 || memcmp(pack_idx_id(x, i - 1), id, SHA1_SIZE) <= 0);
		assert(found < x->count && memcmp(pack_idx_id(x, found), id, SHA1_SIZE) == 0);
		/* Of one id twice either place will do; what contradicts itself is only refused here. */
		if ((i && memcmp(pack_idx_id(x, i - 1), id, SHA1_SIZE) == 0) ||
		    (i + 1 < x->count && memcmp(pack_idx_id(x, i + 1), id, SHA1_SIZE) == 0) || x->version != 2 ||
		    pack_idx_offset(x, i) == UINT64_MAX)
			continue;
		assert(pack_find(&pack, id, &offset, &err) == STATUS_OK && offset == pack_idx_offset(x, i));
	}
	close(pack.index);
}

static void check_made(const struct pack_idx *x, const struct packed_entries *entries, unsigned version)
{
	assert(x->sound && x->version == version && x->count == entries->len);
	for (uint32_t i = 0; i < x->count; i++) {
		assert(memcmp(pack_idx_id(x, i), entries->items[i].id.bytes, SHA1_SIZE) == 0);
		assert(pack_idx_offset(x, i) == entries->items[i].offset);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_make((const char *)data, size);
	const uint8_t first = take_byte(&in);
	const bool raw = first % 8 == 7, changed = first & 8;
	const unsigned version = first & 16 ? 1 : 2;
	struct packed_entries entries = { 0 };
	struct pack_idx x;
	struct buffer text;
	struct error err;
	enum status status;

	buffer_init(&text, 1 << 20);
	if (raw) {
		buffer_add(&text, in);
	} else {
		draw(&in, &entries, version == 1);
		(version == 1 ? add_version_1 : add_version_2)(&text, &entries);
		buffer_add(&text, SLICE("the pack's checksum."));
		packer_add_digest(&text);
	}
	while (changed && in.len)
		text.at[take_number(&in, 2) % text.len] = (char)take_byte(&in);
	scratch_write("x.idx", buffer_slice(&text));
	status = pack_idx_load(&x, scratch_fd, "x", &err);
	if (!status)
		check_loaded(&x);
	else
		assert(err.status == status && err.text[0] == 'x');
	if (!raw && !changed) {
		assert(!status);
		check_made(&x, &entries, version);
	}
	pack_idx_release(&x);
	unlinkat(scratch_fd, "x.idx", 0);
	array_release(&entries);
	buffer_release(&text);
	return 0;
}
