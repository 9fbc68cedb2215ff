/* packs.c - finding an object's entry; see packs.h. What an entry holds is read in pack_entry.c */
#include "store/packs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/table.h"
#include "store/midx.h"
#include "store/pack_entry.h"

#define KEPT_OPEN 200 /* packs whose descriptors are kept */

/* Where the parts of an index of `count` objects begin. */
#define FAN        8
#define IDS        (FAN + 256 * 4)
#define OFFSETS(n) (IDS + (uint64_t)(n) * (SHA1_SIZE + 4)) /* behind the ids and a CRC for each */
#define LARGE(n)   (OFFSETS(n) + (uint64_t)(n)*4)
#define TRAILER    (2 * SHA1_SIZE)

/* What there is of a pack. */
#define INDEX 1u
#define PACK  2u

#define BLOCK 128 /* ids that are read at once when only that many are left to search */

void packs_init(struct packs *p)
{
	*p = (struct packs){ 0 };
	arena_init(&p->arena);
}

static void close_pack(struct pack *pack)
{
	if (pack->index >= 0)
		close(pack->index);
	if (pack->data >= 0)
		close(pack->data);
	pack->index = pack->data = -1;
}

void packs_release(struct packs *p)
{
	for (size_t i = 0; i < p->list.len; i++)
		close_pack(&p->list.items[i]);
	for (size_t i = 0; i < p->midxes.len; i++) {
		midx_release(p->midxes.items[i]);
		mem_free(p->midxes.items[i]);
	}
	array_release(&p->list);
	array_release(&p->midxes);
	arena_release(&p->arena);
}

static enum status open_part(const char *name, const char *suffix, int *fd, struct error *err)
{
	struct buffer path;
	enum status status;

	buffer_init(&path, 1 << 20);
	buffer_print(&path, "%s%s", name, suffix);
	status = file_open(AT_FDCWD, path.at, true, fd, err);
	buffer_release(&path);
	return status;
}

static enum status open_pack(struct pack *pack, struct error *err)
{
	static const uint8_t wanted[8] = { 0xff, 't', 'O', 'c', 0, 0, 0, 2 };
	uint8_t start[8];

	pack->index = pack->data = -1;
	if (pack->midx)
		return open_part(pack->name, ".pack", &pack->data, err);
	if (open_part(pack->name, ".idx", &pack->index, err))
		return err->status;
	if (!pack_read_at(pack->index, start, sizeof(start), 0) || memcmp(start, wanted, sizeof(start)) != 0)
		error_set(err, memcmp(start, wanted, 4) ? ERR_DAMAGED : ERR_UNSUPPORTED,
			  "%s.idx: not a pack index of version 2", pack->name);
	else if (!open_part(pack->name, ".pack", &pack->data, err))
		return STATUS_OK;
	close_pack(pack);
	return err->status;
}

/* The first thing that cannot be read is the one to tell of, should an object be found nowhere else. */
static void note_unread(struct packs *p, const struct error *why)
{
	if (!p->unread.status)
		p->unread = *why;
}

static void add_pack(struct packs *p, struct pack pack)
{
	struct error why;

	switch (open_pack(&pack, &why)) {
	case STATUS_OK:
		if (p->list.len >= KEPT_OPEN)
			close_pack(&pack);
		*array_add(&p->list) = pack;
		break;
	case ERR_MISSING: /* an index without a pack, or one that was just repacked */
		break;
	default:
		note_unread(p, &why);
	}
}

/* The packs that have no index of their own. */
static void add_by_midx(struct packs *p, const char *folder, int fd, const struct table *packs)
{
	struct midx *midx = mem_alloc(sizeof(*midx));
	struct error why;
	enum status status = midx_load(midx, fd, &why);

	/* Nothing that is read here is hashed, so it must be what was written. */
	if (!status && !midx->sound)
		status = error_set(&why, ERR_DAMAGED, "%s/" MIDX_NAME ": its checksum is wrong", folder);
	if (status && status != ERR_MISSING)
		note_unread(p, &why);
	for (size_t i = 0; i < packs->capacity; i++) {
		const struct table_entry *entry = &packs->entries[i];
		uint32_t number;

		if (!entry->key.at || entry->value != PACK)
			continue;
		number = status ? UINT32_MAX : midx_pack(midx, entry->key);
		if (number != UINT32_MAX)
			add_pack(p, (struct pack){
					    .name = arena_print(&p->arena, "%s/%.*s", folder, SLICE_ARGS(entry->key)),
					    .midx = midx,
					    .number = number });
	}
	*array_add(&p->midxes) = midx;
}

/* Notes what there is of each pack; returns how many have no index. */
static size_t list_names(struct packs *p, DIR *listing, struct table *packs)
{
	struct dirent *entry;
	size_t without = 0;

	while ((entry = file_next(listing))) {
		struct slice name = slice_of(entry->d_name);
		const bool index = slice_ends(name, SLICE(".idx"));
		size_t *parts;

		p->promisor = p->promisor || slice_ends(name, SLICE(".promisor"));
		if (!index && !slice_ends(name, SLICE(".pack")))
			continue;
		name = arena_copy(&p->arena, slice_sub(name, 0, name.len - (index ? 4 : 5)));
		parts = table_add(packs, name, 0, NULL);
		without -= *parts == PACK;
		*parts |= index ? INDEX : PACK;
		without += *parts == PACK;
	}
	return without;
}

void packs_add(struct packs *p, const char *objects)
{
	const char *folder = arena_print(&p->arena, "%s/pack", objects);
	DIR *listing = file_list(file_open_any(AT_FDCWD, folder, O_RDONLY | O_DIRECTORY));
	int number = listing || errno == ENOENT ? 0 : errno;
	struct table packs;
	struct error why;

	table_init(&packs);
	if (listing) {
		const size_t without = list_names(p, listing, &packs);

		number = errno;
		for (size_t i = 0; i < packs.capacity; i++)
			if (packs.entries[i].key.at && packs.entries[i].value & INDEX)
				add_pack(p, (struct pack){ .name = arena_print(&p->arena, "%s/%.*s", folder,
									       SLICE_ARGS(packs.entries[i].key)) });
		if (without)
			add_by_midx(p, folder, dirfd(listing), &packs);
		closedir(listing);
	}
	table_release(&packs);
	if (number) {
		error_set(&why, ERR_IO, "%s: %s", folder, strerror(number));
		note_unread(p, &why);
	}
}

/* How many objects the index lists, and which of them begin with `byte`: [*low, *high). */
static bool read_fan(int index, uint8_t byte, uint32_t *count, uint32_t *low, uint32_t *high)
{
	uint8_t fan[256 * 4];

	if (!pack_read_at(index, fan, sizeof(fan), FAN))
		return false;
	*count = bytes_big32(fan + 255 * 4);
	*low = byte ? bytes_big32(fan + (byte - 1) * 4) : 0;
	*high = bytes_big32(fan + byte * 4);
	return *low <= *high && *high <= *count;
}

/* Reads the ids [from, until), at most BLOCK of them. */
static bool read_ids(int index, uint8_t *block, uint32_t from, uint32_t until)
{
	return pack_read_at(index, block, (size_t)(until - from) * SHA1_SIZE, IDS + (uint64_t)from * SHA1_SIZE);
}

/*
 * Ids are spread evenly, so where one stands in [*low, *high) can be guessed:
 * one block is read there, and the part of the range that it rules out is cut
 * off. In an index that somebody made otherwise the guess is worth nothing.
 */
static bool narrow_by_guess(int index, const uint8_t *id, uint32_t *low, uint32_t *high)
{
	uint8_t block[BLOCK * SHA1_SIZE];
	uint32_t guess = *low + (uint32_t)((uint64_t)(*high - *low) * bytes_big32(id + 1) >> 32);
	uint32_t from = guess - *low > BLOCK / 2 ? guess - BLOCK / 2 : *low;
	uint32_t until = *high - from > BLOCK ? from + BLOCK : *high;

	if (!read_ids(index, block, from, until))
		return false;
	if (memcmp(block, id, SHA1_SIZE) > 0) {
		*high = from;
	} else if (memcmp(block + (until - from - 1) * SHA1_SIZE, id, SHA1_SIZE) < 0) {
		*low = until;
	} else {
		*low = from;
		*high = until;
	}
	return true;
}

/* Cuts [*low, *high), not empty, down to BLOCK ids at most. */
static bool narrow(int index, const uint8_t *id, uint32_t *low, uint32_t *high)
{
	uint8_t here[SHA1_SIZE];

	if (*high - *low > BLOCK && !narrow_by_guess(index, id, low, high))
		return false;
	while (*high - *low > BLOCK) {
		uint32_t middle = *low + (*high - *low) / 2;

		if (!read_ids(index, here, middle, middle + 1))
			return false;
		if (memcmp(here, id, SHA1_SIZE) <= 0)
			*low = middle;
		else
			*high = middle;
	}
	return true;
}

/* Position of the id in the index; false and *whole false when the index is not what it should be. */
static bool find_position(int index, const uint8_t *id, uint32_t *position, uint32_t *count, bool *whole)
{
	uint8_t block[BLOCK * SHA1_SIZE];
	uint32_t low, high;

	*whole = read_fan(index, id[0], count, &low, &high) && narrow(index, id, &low, &high) &&
		 read_ids(index, block, low, high);
	for (uint32_t i = 0; *whole && i < high - low; i++) {
		if (memcmp(block + i * SHA1_SIZE, id, SHA1_SIZE) == 0) {
			*position = low + i;
			return true;
		}
	}
	return false;
}

enum status pack_find(const struct pack *pack, const uint8_t *id, uint64_t *offset, struct error *err)
{
	uint32_t position, count;
	uint8_t number[8];
	bool whole;

	if (pack->midx)
		return midx_find(pack->midx, pack->number, id, offset)
			       ? STATUS_OK
			       : error_set(err, ERR_MISSING, "%s: not in this pack", pack->name);
	if (!find_position(pack->index, id, &position, &count, &whole))
		return whole ? error_set(err, ERR_MISSING, "%s: not in this pack", pack->name)
			     : error_set(err, ERR_DAMAGED, "%s.idx: damaged", pack->name);
	if (!pack_read_at(pack->index, number, 4, OFFSETS(count) + (uint64_t)position * 4))
		return error_set(err, ERR_DAMAGED, "%s.idx: cut short", pack->name);
	*offset = bytes_big32(number);
	if (*offset < 0x80000000u)
		return STATUS_OK;
	if (!pack_read_at(pack->index, number, 8, LARGE(count) + (*offset & 0x7fffffffu) * 8))
		return error_set(err, ERR_DAMAGED, "%s.idx: cut short", pack->name);
	*offset = bytes_big64(number);
	return STATUS_OK;
}

static enum status read_from(const struct pack *pack, const struct oid *id, size_t max, int *type, char **bytes,
			     size_t *len, struct error *err)
{
	struct pack open = *pack;
	enum status status;
	uint64_t offset;

	if (pack->data < 0 && open_pack(&open, err))
		return err->status;
	status = pack_find(&open, id->bytes, &offset, err);
	if (!status)
		status = pack_entry_read(&open, offset, max, type, bytes, len, err);
	if (pack->data < 0)
		close_pack(&open);
	return status;
}

enum status packs_read(const struct packs *p, const struct oid *id, size_t max, int *type, char **bytes, size_t *len,
		       struct error *err)
{
	enum status status = ERR_MISSING;

	for (size_t i = 0; i < p->list.len; i++) {
		struct error here;
		enum status found = read_from(&p->list.items[i], id, max, type, bytes, len, &here);

		if (!found)
			return STATUS_OK;
		if (found != ERR_MISSING) {
			*err = here;
			status = found;
		}
	}
	if (status == ERR_MISSING && p->unread.status) {
		*err = p->unread;
		return err->status;
	}
	return status == ERR_MISSING ? error_set(err, status, "in no pack") : status;
}

/* Position of the first id of an open index that is not below `id`; false when the index is not what it should be. */
static bool find_first(int index, const uint8_t *id, uint32_t *position, uint32_t *count)
{
	uint8_t here[SHA1_SIZE];
	uint32_t low, high;

	if (!read_fan(index, id[0], count, &low, &high))
		return false;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (!pack_read_at(index, here, SHA1_SIZE, IDS + (uint64_t)middle * SHA1_SIZE))
			return false;
		if (memcmp(here, id, SHA1_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*position = low;
	return true;
}

static void list_between(const struct pack *pack, const uint8_t *low, const uint8_t *high, size_t max,
			 struct oid_list *ids)
{
	uint32_t position, count;
	uint8_t id[SHA1_SIZE];

	if (!find_first(pack->index, low, &position, &count))
		return;
	for (; position < count && ids->len < max; position++) {
		if (!pack_read_at(pack->index, id, SHA1_SIZE, IDS + (uint64_t)position * SHA1_SIZE) ||
		    memcmp(id, high, SHA1_SIZE) > 0)
			return;
		*array_add(ids) = oid_make(id, SHA1_SIZE);
	}
}

/* Calls `use` with the pack open; one that cannot be opened is passed over. */
static void with_open(const struct pack *pack, void (*use)(const struct pack *pack, void *context), void *context)
{
	struct pack open = *pack;
	struct error ignored;

	if (pack->data < 0 && open_pack(&open, &ignored))
		return;
	use(&open, context);
	if (pack->data < 0)
		close_pack(&open);
}

struct between {
	const uint8_t *low, *high;
	size_t max;
	struct oid_list *ids;
};

static void use_between(const struct pack *pack, void *context)
{
	struct between *b = context;

	if (!pack->midx)
		list_between(pack, b->low, b->high, b->max, b->ids);
	/* One of several packs' objects, so some ids come more than once. */
	for (uint32_t i = 0; pack->midx && i < pack->midx->count && b->ids->len < b->max; i++) {
		const uint8_t *id = pack->midx->ids + (size_t)i * SHA1_SIZE;

		if (memcmp(id, b->low, SHA1_SIZE) >= 0 && memcmp(id, b->high, SHA1_SIZE) <= 0)
			*array_add(b->ids) = oid_make(id, SHA1_SIZE);
	}
}

void packs_between(const struct packs *p, const uint8_t *low, const uint8_t *high, size_t max, struct oid_list *ids)
{
	struct between between = { low, high, max, ids };

	for (size_t i = 0; i < p->list.len; i++)
		with_open(&p->list.items[i], use_between, &between);
}

static void add_extent(const struct pack *pack, void *context)
{
	struct packs_extent *extent = context;
	uint32_t count, low, high;
	struct stat about;

	if (fstat(pack->data, &about) == 0 && about.st_size > 0)
		extent->bytes += (uint64_t)about.st_size;
	if (pack->midx)
		extent->objects += pack->midx->starts[pack->number + 1] - pack->midx->starts[pack->number];
	else if (read_fan(pack->index, 0, &count, &low, &high))
		extent->objects += count;
}

struct packs_extent packs_extent(const struct packs *p)
{
	struct packs_extent extent = { 0 };

	for (size_t i = 0; i < p->list.len; i++)
		with_open(&p->list.items[i], add_extent, &extent);
	return extent;
}
