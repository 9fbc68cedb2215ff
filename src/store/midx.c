/* midx.c - see midx.h */
#include "store/midx.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"

#define OBJECTS_MAX ((uint32_t)1 << 28)
#define PACKS_MAX   ((uint32_t)1 << 20)
#define SIZE_MAX_OF ((uint64_t)OBJECTS_MAX * 48)
#define HEADER      12
#define ROW         12 /* of the table of chunks: an id, where it begins */
#define FAN         1024

enum { PNAM, OIDF, OIDL, OOFF, LOFF, CHUNKS };

static const char chunk_names[CHUNKS][5] = { "PNAM", "OIDF", "OIDL", "OOFF", "LOFF" };

struct chunks {
	const uint8_t *at[CHUNKS]; /* NULL: not there */
	size_t len[CHUNKS];
};

static enum status damaged(const char *what, struct error *err)
{
	return error_set(err, ERR_DAMAGED, MIDX_NAME ": %s", what);
}

static enum status load(struct midx *m, int folder, struct error *err)
{
	uint8_t digest[SHA1_SIZE];
	struct stat about;
	long got;
	int fd;

	if (file_open(folder, MIDX_NAME, false, &fd, err))
		return err->status;
	if (fstat(fd, &about) < 0 || about.st_size < HEADER + ROW + SHA1_SIZE ||
	    (uint64_t)about.st_size > SIZE_MAX_OF) {
		close(fd);
		return damaged("cut short or far too long", err);
	}
	m->size = (size_t)about.st_size;
	m->bytes = mem_try(m->size);
	got = m->bytes ? file_read_some(fd, (char *)m->bytes, m->size) : -1;
	close(fd);
	if (got < 0 || (size_t)got != m->size)
		return error_set(err, ERR_IO, MIDX_NAME ": cannot be read");
	m->size -= SHA1_SIZE;
	hash_sha1(slice_make((const char *)m->bytes, m->size), digest);
	m->sound = memcmp(digest, m->bytes + m->size, SHA1_SIZE) == 0;
	return STATUS_OK;
}

static enum status find_chunks(const struct midx *m, struct chunks *chunks, struct error *err)
{
	const uint8_t *row = m->bytes + HEADER;
	const unsigned count = m->bytes[6];
	uint64_t from = HEADER + ((uint64_t)count + 1) * ROW;

	if (memcmp(m->bytes, "MIDX", 4) != 0)
		return damaged("not a multi-pack-index", err);
	if (m->bytes[4] != 1 || m->bytes[5] != 1 || m->bytes[7] != 0)
		return error_set(err, ERR_UNSUPPORTED, MIDX_NAME ": version %u, hash %u, base %u is not supported",
				 m->bytes[4], m->bytes[5], m->bytes[7]);
	if (from > m->size)
		return damaged("cut short", err);
	for (unsigned i = 0; i < count; i++, row += ROW) {
		const uint64_t at = bytes_big64(row + 4), end = bytes_big64(row + ROW + 4);

		if (at < from || end < at || end > m->size)
			return damaged("chunks that lie outside or in one another", err);
		from = end;
		for (unsigned chunk = 0; chunk < CHUNKS; chunk++) {
			if (memcmp(row, chunk_names[chunk], 4) != 0)
				continue;
			if (chunks->at[chunk])
				return damaged("a chunk that is there twice", err);
			chunks->at[chunk] = m->bytes + at;
			chunks->len[chunk] = (size_t)(end - at);
		}
	}
	return STATUS_OK;
}

static enum status read_names(struct midx *m, const struct chunks *chunks, struct error *err)
{
	struct slice rest = slice_make((const char *)chunks->at[PNAM], chunks->len[PNAM]), name, last = SLICE_NONE;
	const uint32_t count = bytes_big32(m->bytes + 8);

	if (count > PACKS_MAX)
		return error_set(err, ERR_LIMIT, MIDX_NAME ": more than %u packs", PACKS_MAX);
	for (uint32_t i = 0; i < count; i++, last = name) {
		if (slice_find_byte(rest, '\0', 0) == SLICE_NOWHERE || !slice_cut(&rest, '\0', &name) || !name.len ||
		    (i && slice_compare(last, name) >= 0))
			return damaged("the names of packs are not sorted", err);
		*array_add(&m->names) = name;
	}
	return STATUS_OK;
}

static enum status read_ids(struct midx *m, const struct chunks *chunks, struct error *err)
{
	const uint8_t *fan = chunks->at[OIDF];

	if (chunks->len[OIDF] != FAN)
		return damaged("a table of first bytes of the wrong size", err);
	m->count = bytes_big32(fan + FAN - 4);
	if (m->count > OBJECTS_MAX || chunks->len[OIDL] != (uint64_t)m->count * SHA1_SIZE ||
	    chunks->len[OOFF] != (uint64_t)m->count * 8)
		return damaged("chunks that do not fit together", err);
	m->ids = chunks->at[OIDL];
	m->places = chunks->at[OOFF];
	m->large = chunks->at[LOFF];
	m->large_count = (uint32_t)(chunks->len[LOFF] / 8);
	for (uint32_t i = 0, entry = 0; i < 256; i++) {
		const uint32_t until = bytes_big32(fan + 4 * (size_t)i);

		if (until < entry || until > m->count)
			return damaged("not sorted", err);
		for (; entry < until; entry++) {
			const uint8_t *id = m->ids + (size_t)entry * SHA1_SIZE;

			if (id[0] != i || (entry && memcmp(id - SHA1_SIZE, id, SHA1_SIZE) >= 0))
				return damaged("not sorted", err);
		}
	}
	return STATUS_OK;
}

static uint32_t pack_of(const struct midx *m, uint32_t entry)
{
	return bytes_big32(m->places + 8 * (size_t)entry);
}

static uint64_t offset_of(const struct midx *m, uint32_t entry)
{
	const uint32_t low = bytes_big32(m->places + 8 * (size_t)entry + 4), row = low & 0x7fffffffu;

	/* Without a table of large ones, offsets up to 4 GiB stand as they are. */
	if (!m->large || low == row)
		return low;
	return row < m->large_count ? bytes_big64(m->large + 8 * (size_t)row) : UINT64_MAX;
}

/* Sorts the entries by pack; one of no pack is left out, and the file is not sound. */
static enum status sort_by_pack(struct midx *m, struct error *err)
{
	const size_t packs = m->names.len;
	uint32_t *at;

	m->entries = mem_try(((size_t)m->count + 1) * sizeof(*m->entries));
	if (!m->entries)
		return error_set(err, ERR_LIMIT, MIDX_NAME ": no memory for %u objects", m->count);
	at = m->starts = mem_alloc_array(packs + 2, sizeof(*m->starts));
	/* at[pack + 2] counts; at[pack + 1] is where the next entry goes, and so in the end where the next pack begins.
	 */
	for (uint32_t i = 0; i < m->count; i++) {
		if (pack_of(m, i) >= packs)
			m->sound = false;
		else
			at[pack_of(m, i) + 2]++;
	}
	for (size_t pack = 2; pack <= packs; pack++)
		at[pack] += at[pack - 1];
	for (uint32_t i = 0; i < m->count; i++)
		if (pack_of(m, i) < packs)
			m->entries[at[pack_of(m, i) + 1]++] = i;
	return STATUS_OK;
}

enum status midx_load(struct midx *m, int folder, struct error *err)
{
	struct chunks chunks = { 0 };

	*m = (struct midx){ 0 };
	if (load(m, folder, err) || find_chunks(m, &chunks, err))
		return err->status;
	for (unsigned chunk = PNAM; chunk <= OOFF; chunk++)
		if (!chunks.at[chunk])
			return damaged("a chunk is missing", err);
	return read_names(m, &chunks, err) || read_ids(m, &chunks, err) || sort_by_pack(m, err) ? err->status
												: STATUS_OK;
}

void midx_release(struct midx *m)
{
	mem_free(m->bytes);
	mem_free(m->starts);
	mem_free(m->entries);
	array_release(&m->names);
	*m = (struct midx){ 0 };
}

uint32_t midx_pack(const struct midx *m, struct slice stem)
{
	size_t low = 0, high = m->names.len;
	char text[300];
	const int len = snprintf(text, sizeof(text), "%.*s.idx", SLICE_ARGS(stem));

	while (len < (int)sizeof(text) && low < high) {
		const size_t middle = low + (high - low) / 2;
		const int order = slice_compare(m->names.items[middle], slice_make(text, (size_t)len));

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return UINT32_MAX;
}

bool midx_find(const struct midx *m, uint32_t pack, const uint8_t *id, uint64_t *offset)
{
	uint32_t low = m->starts[pack], high = m->starts[pack + 1];

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2, entry = m->entries[middle];
		const int order = memcmp(m->ids + (size_t)entry * SHA1_SIZE, id, SHA1_SIZE);

		if (order == 0) {
			*offset = offset_of(m, entry);
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

enum status midx_index(const struct midx *m, uint32_t pack, struct pack_idx *index, struct error *err)
{
	const uint32_t *entries = m->entries + m->starts[pack];
	const size_t count = m->starts[pack + 1] - m->starts[pack];
	uint8_t *id, *place;

	*index = (struct pack_idx){ .version = 2, .count = (uint32_t)count, .large_count = (uint32_t)count };
	index->sound = true; /* what is wrong with m is told of m */
	index->size = count * (SHA1_SIZE + 4 + 8);
	index->bytes = mem_try(index->size);
	if (!index->bytes)
		return error_set(err, ERR_LIMIT, MIDX_NAME ": no memory for %zu objects", count);
	index->ids = id = index->bytes;
	index->offsets = place = id + count * SHA1_SIZE;
	index->large = place + count * 4;
	for (size_t i = 0; i < count; i++, id += SHA1_SIZE) {
		const uint64_t offset = offset_of(m, entries[i]);

		memcpy(id, m->ids + (size_t)entries[i] * SHA1_SIZE, SHA1_SIZE);
		bytes_put_big32(place + 4 * i, 0x80000000u | (uint32_t)i);
		bytes_put_big64(place + 4 * count + 8 * i, offset);
	}
	return STATUS_OK;
}
