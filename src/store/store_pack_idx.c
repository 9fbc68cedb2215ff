/* store_pack_idx.c - see store_pack_idx.h; the format is that of gitformat-pack(5) */
#include "store/store_pack_idx.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/memory.h"

#define OBJECTS_MAX ((uint32_t)1 << 28)

const uint8_t *pack_idx_id(const struct pack_idx *x, uint32_t entry)
{
	return x->version == 1 ? x->ids + 24 * (size_t)entry : x->ids + SHA1_SIZE * (size_t)entry;
}

uint64_t pack_idx_offset(const struct pack_idx *x, uint32_t entry)
{
	uint32_t low;

	if (x->version == 1)
		return bytes_big32(pack_idx_id(x, entry) - 4);
	low = bytes_big32(x->offsets + 4 * (size_t)entry);
	if (!(low & 0x80000000u))
		return low;
	low &= 0x7fffffffu;
	if (low >= x->large_count)
		return UINT64_MAX;
	return bytes_big64(x->large + 8 * (size_t)low);
}

static enum status load(struct pack_idx *x, int folder, const char *stem, struct error *err)
{
	struct stat about;
	char name[300];
	int fd;
	long got;

	snprintf(name, sizeof(name), "%s.idx", stem);
	if (file_open(folder, name, false, &fd, err))
		return err->status;
	if (fstat(fd, &about) < 0) {
		close(fd);
		return error_set(err, ERR_IO, "%s: cannot be read", name);
	}
	if (about.st_size < 1024 + 2 * SHA1_SIZE || (uint64_t)about.st_size > 1100 + (uint64_t)OBJECTS_MAX * 36) {
		close(fd);
		return error_set(err, ERR_DAMAGED, "%s: not a pack index", name);
	}
	x->size = (size_t)about.st_size;
	x->bytes = mem_try(x->size);
	got = x->bytes ? file_read_some(fd, (char *)x->bytes, x->size) : -1;
	close(fd);
	if (got < 0 || (size_t)got != x->size)
		return error_set(err, ERR_IO, "%s: cannot be read", name);
	return STATUS_OK;
}

static enum status parse(struct pack_idx *x, const char *stem, struct error *err)
{
	const uint8_t *fan = x->bytes;
	uint8_t digest[SHA1_SIZE];
	uint64_t need;

	x->version = memcmp(x->bytes, "\377tOc", 4) == 0 ? bytes_big32(x->bytes + 4) : 1;
	if (x->version > 2)
		return error_set(err, ERR_UNSUPPORTED, "%s: pack index version %u is not supported", stem, x->version);
	if (x->version == 2)
		fan += 8;
	x->count = bytes_big32(fan + 4 * 255);
	need = (uint64_t)(fan - x->bytes) + 1024 + 2 * SHA1_SIZE + (uint64_t)x->count * (x->version == 1 ? 24 : 28);
	if (x->count > OBJECTS_MAX || need > x->size)
		return error_set(err, ERR_DAMAGED, "%s: the pack index is cut short", stem);
	x->checksum = x->bytes + x->size - 2 * SHA1_SIZE;
	x->ids = x->version == 1 ? fan + 1024 + 4 : fan + 1024;
	if (x->version == 2) {
		x->crcs = x->ids + (size_t)x->count * SHA1_SIZE;
		x->offsets = x->crcs + 4 * (size_t)x->count;
		x->large = x->offsets + 4 * (size_t)x->count;
		x->large_count = (uint32_t)((x->size - need) / 8);
	}
	/* libgit2 searches by the fan and by halves, so both must be as they claim. */
	for (uint32_t i = 0, entry = 0; i < 256; i++) {
		uint32_t until = bytes_big32(fan + 4 * (size_t)i);

		if (until < entry || until > x->count)
			return error_set(err, ERR_DAMAGED, "%s: the pack index is not sorted", stem);
		for (; entry < until; entry++)
			if (pack_idx_id(x, entry)[0] != i ||
			    (entry && memcmp(pack_idx_id(x, entry - 1), pack_idx_id(x, entry), SHA1_SIZE) > 0))
				return error_set(err, ERR_DAMAGED, "%s: the pack index is not sorted", stem);
	}
	hash_sha1(slice_make((const char *)x->bytes, x->size - SHA1_SIZE), digest);
	x->sound = memcmp(digest, x->bytes + x->size - SHA1_SIZE, SHA1_SIZE) == 0;
	return STATUS_OK;
}

uint32_t pack_idx_find(const struct pack_idx *x, const uint8_t *id)
{
	size_t low = 0, high = x->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = memcmp(pack_idx_id(x, (uint32_t)middle), id, SHA1_SIZE);

		if (order == 0)
			return (uint32_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return UINT32_MAX;
}

enum status pack_idx_load(struct pack_idx *x, int folder, const char *stem, struct error *err)
{
	*x = (struct pack_idx){ 0 };
	return load(x, folder, stem, err) || parse(x, stem, err) ? err->status : STATUS_OK;
}

void pack_idx_release(struct pack_idx *x)
{
	mem_free(x->bytes);
	x->bytes = NULL;
}
