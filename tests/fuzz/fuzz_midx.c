/*
 * fuzz_midx.c - multi-pack-indexes: any bytes, and ones of a few entries with some bytes changed.
 *
 * What loads gives each entry to one pack, and both ways to look it up agree. One
 * that was left as it was made says what was put in.
 */
#include "fuzz/scratch.h"
#include "store/midx.h"
#include "unit/midx_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ENTRIES_MAX 64
#define PACKS_MAX   5

static void draw(struct slice *in, struct midx_entries *entries, uint32_t packs, bool large)
{
	const size_t count = packs ? take_byte(in) % ENTRIES_MAX : 0;

	for (size_t i = 0; i < count; i++) {
		struct midx_entry entry = { .id = id_of(take_byte(in), (uint8_t)i) };

		entry.pack = take_byte(in) % packs;
		entry.offset = take_number(in, 4);
		entry.offset <<= large ? entry.offset % 32 : 0;
		*array_add(entries) = entry;
	}
}

static void check_pack(const struct midx *m, uint32_t pack, size_t *sum)
{
	struct pack_idx index;
	struct error err;
	const bool good = midx_index(m, pack, &index, &err) == STATUS_OK;

	assert(good && index.sound && !index.crcs && !index.checksum);
	for (uint32_t i = 0; i < index.count; i++) {
		const uint8_t *id = pack_idx_id(&index, i);
		uint64_t offset;

		assert(i == 0 || memcmp(pack_idx_id(&index, i - 1), id, SHA1_SIZE) < 0);
		assert(pack_idx_find(&index, id) == i);
		assert(midx_find(m, pack, id, &offset) && offset == pack_idx_offset(&index, i));
	}
	*sum += index.count;
	pack_idx_release(&index);
}

static void check_loaded(const struct midx *m)
{
	size_t sum = 0;

	for (uint32_t pack = 0; pack < m->names.len; pack++) {
		const struct slice name = m->names.items[pack];

		check_pack(m, pack, &sum);
		if (slice_ends(name, SLICE(".idx")))
			assert(midx_pack(m, slice_sub(name, 0, name.len - 4)) == pack);
	}
	assert(sum == m->count || (sum < m->count && !m->sound));
	assert(midx_pack(m, SLICE("no such pack")) == UINT32_MAX);
}

static void check_made(const struct midx *m, const struct midx_entries *entries, uint32_t packs)
{
	assert(m->sound && m->count == entries->len && m->names.len == packs);
	for (size_t i = 0; i < entries->len; i++) {
		const struct midx_entry *entry = &entries->items[i];

		for (uint32_t pack = 0; pack < packs; pack++) {
			uint64_t offset = 0;
			const bool found = midx_find(m, pack, entry->id.bytes, &offset);

			assert(found == (pack == entry->pack) && (!found || offset == entry->offset));
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = slice_make((const char *)data, size);
	const uint8_t first = take_byte(&in);
	const bool raw = first % 8 == 7, changed = first & 8, large = first & 16;
	const uint32_t packs = (uint32_t)(first >> 5) % (PACKS_MAX + 1);
	struct midx_entries entries = { 0 };
	struct buffer text;
	struct error err;
	enum status status;
	struct midx m;

	buffer_init(&text, 1 << 20);
	if (raw) {
		buffer_add(&text, in);
	} else {
		draw(&in, &entries, packs, large);
		midx_write(&text, &entries, slice_make("a.idx\0b.idx\0c.idx\0d.idx\0e.idx", packs * 6), packs, large);
	}
	while (changed && text.len && in.len)
		text.at[take_number(&in, 2) % text.len] = (char)take_byte(&in);
	scratch_write(MIDX_NAME, buffer_slice(&text));
	status = midx_load(&m, scratch_folder(), &err);
	if (!status)
		check_loaded(&m);
	else
		assert(err.status == status && err.text[0] == 'm');
	if (!raw && !changed) {
		assert(!status);
		check_made(&m, &entries, packs);
	}
	midx_release(&m);
	unlinkat(scratch_fd, MIDX_NAME, 0);
	array_release(&entries);
	buffer_release(&text);
	return 0;
}
