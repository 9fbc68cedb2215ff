/* store_index.c - see store_index.h; the format is that of gitformat-index(5) */
#include "source/store_index.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

#define INDEX_MAX    ((size_t)1 << 30)
#define ENTRY_FIXED  62 /* up to and with the 16 bits of flags */
#define FLAG_EXTRA   0x4000u
#define EXTRA_INTENT 0x2000u

struct parser {
	const uint8_t *at, *end; /* the end leaves out the checksum */
	unsigned version;
	struct buffer path; /* version 4 builds each path from the one before */
	struct arena *arena;
	struct index_entries *entries;
};

static uint32_t read32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static size_t left(const struct parser *p)
{
	return (size_t)(p->end - p->at);
}

/* Version 4: how much of the last path goes, then the rest of this one. */
static bool read_prefixed_path(struct parser *p)
{
	size_t drop = 0;
	const uint8_t *nul;
	uint8_t c;

	do {
		if (!left(p) || drop > INDEX_MAX >> 7)
			return false;
		c = *p->at++;
		drop = (drop << 7) + (c & 0x7f);
		drop += c & 0x80 ? 1 : 0;
	} while (c & 0x80);
	nul = memchr(p->at, 0, left(p));
	if (!nul || drop > p->path.len)
		return false;
	buffer_truncate(&p->path, p->path.len - drop);
	buffer_add(&p->path, slice_make((const char *)p->at, (size_t)(nul - p->at)));
	p->at = nul + 1;
	return !p->path.full;
}

/* Versions 2 and 3: the path, then one to eight NULs up to a multiple of eight. */
static bool read_padded_path(struct parser *p, const uint8_t *start)
{
	const uint8_t *nul = memchr(p->at, 0, left(p));
	size_t size;

	if (!nul)
		return false;
	buffer_clear(&p->path);
	buffer_add(&p->path, slice_make((const char *)p->at, (size_t)(nul - p->at)));
	size = ((size_t)(nul - start) + 8) / 8 * 8;
	if (size > (size_t)(p->end - start))
		return false;
	p->at = start + size;
	return !p->path.full;
}

static bool read_entry(struct parser *p)
{
	const uint8_t *start = p->at;
	struct index_entry entry = { 0 };
	unsigned flags, extra = 0;

	if (left(p) < ENTRY_FIXED + 2)
		return false;
	entry.mode = read32(start + 24);
	entry.id = oid_make(start + 40, SHA1_SIZE);
	flags = (unsigned)start[60] << 8 | start[61];
	p->at += ENTRY_FIXED;
	if (p->version >= 3 && flags & FLAG_EXTRA) {
		extra = (unsigned)p->at[0] << 8 | p->at[1];
		p->at += 2;
	}
	if (p->version == 4 ? !read_prefixed_path(p) : !read_padded_path(p, start))
		return false;
	entry.intended = (extra & EXTRA_INTENT) != 0;
	entry.path = arena_copy(p->arena, buffer_slice(&p->path));
	*array_add(p->entries) = entry;
	return true;
}

/*
 * One EWAH bitmap (gitformat-index(5), "Split index"): runs of equal words, then
 * literal words. Calls set(context, bit) for each bit below `limit`.
 */
static bool read_bitmap(const uint8_t **at, const uint8_t *end, size_t limit, void (*set)(void *, size_t),
			void *context)
{
	const uint8_t *word = *at + 8, *stop;
	size_t bit = 0;

	if (end - *at < 12 || read32(*at + 4) > (size_t)(end - *at - 12) / 8)
		return false;
	stop = word + (size_t)read32(*at + 4) * 8;
	while (word < stop) {
		uint64_t head = (uint64_t)read32(word) << 32 | read32(word + 4);
		uint64_t run = head >> 1 & 0xffffffffu, literals = head >> 33;

		word += 8;
		if (literals > (uint64_t)(stop - word) / 8)
			return false;
		for (uint64_t i = 0; i < run * 64 && bit < limit; i++, bit++)
			if (head & 1)
				set(context, bit);
		for (; literals; literals--, word += 8) {
			uint64_t bits = (uint64_t)read32(word) << 32 | read32(word + 4);

			for (unsigned i = 0; i < 64; i++, bit++)
				if (bits >> i & 1 && bit < limit)
					set(context, bit);
		}
	}
	*at = stop + 4;
	return true;
}

struct split {
	struct index_entries *base;
	const struct index_entries *own;
	size_t next; /* of the own entries without a path, in order */
	uint8_t *deleted;
};

static void delete_entry(void *context, size_t bit)
{
	((struct split *)context)->deleted[bit] = 1;
}

static void replace_entry(void *context, size_t bit)
{
	struct split *split = context;

	if (split->next < split->own->len && split->own->items[split->next].path.len == 0) {
		struct slice path = split->base->items[bit].path;

		split->base->items[bit] = split->own->items[split->next++];
		split->base->items[bit].path = path;
	}
}

static enum status read_entries(int git_dir, const char *file, const char *name, bool shared, struct arena *arena,
				struct index_entries *entries, struct error *err);

/* Puts a split index together: `own` changes what the shared one has. */
static enum status join(int git_dir, const char *name, const uint8_t *at, const uint8_t *end, struct arena *arena,
			struct index_entries *own, struct error *err)
{
	struct index_entries base = { 0 }, whole = { 0 };
	struct split split = { .base = &base, .own = own };
	struct buffer file;
	bool good;

	buffer_init(&file, 128);
	buffer_add_text(&file, "sharedindex.");
	text_add_hex(&file, slice_make((const char *)at, SHA1_SIZE));
	if (read_entries(git_dir, file.at, name, true, arena, &base, err)) {
		buffer_release(&file);
		array_release(&base);
		return error_set(err, ERR_DAMAGED, "%s: its shared index cannot be read", name);
	}
	buffer_release(&file);
	split.deleted = mem_alloc(base.len + 1);
	at += SHA1_SIZE;
	good = at == end || (read_bitmap(&at, end, base.len, delete_entry, &split) &&
			     read_bitmap(&at, end, base.len, replace_entry, &split));
	for (size_t i = 0; i < base.len; i++)
		if (!split.deleted[i])
			*array_add(&whole) = base.items[i];
	for (size_t i = split.next; i < own->len; i++)
		*array_add(&whole) = own->items[i];
	mem_free(split.deleted);
	array_release(&base);
	array_release(own);
	own->items = whole.items;
	own->len = whole.len;
	own->capacity = whole.capacity;
	return good ? STATUS_OK : error_set(err, ERR_DAMAGED, "%s: a damaged split index", name);
}

/* Extensions behind the entries: only one that changes what the entries mean matters. */
static enum status read_extensions(struct parser *p, int git_dir, const char *name, bool shared, struct error *err)
{
	while (left(p) >= 8) {
		uint32_t size = read32(p->at + 4);
		const uint8_t *body = p->at + 8;

		if (size > left(p) - 8)
			return error_set(err, ERR_DAMAGED, "%s: an extension is cut short", name);
		p->at = body + size;
		if (memcmp(body - 8, "link", 4) == 0 && !shared) {
			static const uint8_t none[SHA1_SIZE];

			if (size < SHA1_SIZE)
				return error_set(err, ERR_DAMAGED, "%s: a damaged split index", name);
			if (memcmp(body, none, SHA1_SIZE) == 0)
				continue;
			if (join(git_dir, name, body, body + size, p->arena, p->entries, err))
				return err->status;
		} else if (text_is_lower((char)body[-8]) && memcmp(body - 8, "sdir", 4) != 0) {
			return error_set(err, ERR_UNSUPPORTED, "%s: needs extension %.4s", name,
					 (const char *)body - 8);
		}
	}
	return STATUS_OK;
}

static enum status parse(struct parser *p, struct slice file, int git_dir, const char *name, bool shared,
			 struct error *err)
{
	static const uint8_t none[SHA1_SIZE];
	uint8_t digest[SHA1_SIZE];
	uint32_t count;

	if (file.len < 12 + SHA1_SIZE || memcmp(file.at, "DIRC", 4) != 0)
		return error_set(err, ERR_DAMAGED, "%s: not an index", name);
	p->at = (const uint8_t *)file.at;
	p->end = p->at + file.len - SHA1_SIZE;
	hash_sha1(slice_sub(file, 0, file.len - SHA1_SIZE), digest);
	if (memcmp(p->end, none, SHA1_SIZE) != 0 && memcmp(p->end, digest, SHA1_SIZE) != 0)
		return error_set(err, ERR_DAMAGED, "%s: its checksum does not fit", name);
	p->version = read32(p->at + 4);
	if (p->version < 2 || p->version > 4)
		return error_set(err, ERR_UNSUPPORTED, "%s: index version %u is not supported", name, p->version);
	count = read32(p->at + 8);
	p->at += 12;
	for (uint32_t i = 0; i < count; i++)
		if (!read_entry(p))
			return error_set(err, ERR_DAMAGED, "%s: entry %u is cut short", name, i);
	return read_extensions(p, git_dir, name, shared, err);
}

static enum status read_entries(int git_dir, const char *file, const char *name, bool shared, struct arena *arena,
				struct index_entries *entries, struct error *err)
{
	struct parser parser = { .arena = arena, .entries = entries };
	struct buffer bytes;
	enum status status;
	int fd;

	if (file_open(git_dir, file, false, &fd, err))
		return err->status;
	buffer_init(&bytes, INDEX_MAX);
	buffer_init(&parser.path, INDEX_MAX);
	status = file_read_all(fd, name, &bytes, err);
	close(fd);
	if (!status)
		status = parse(&parser, buffer_slice(&bytes), git_dir, name, shared, err);
	buffer_release(&parser.path);
	buffer_release(&bytes);
	return status;
}

enum status store_index_read(int git_dir, const char *name, struct arena *arena, struct index_entries *entries,
			     struct error *err)
{
	struct index_entries own = { 0 };
	enum status status = read_entries(git_dir, "index", name, false, arena, &own, err);

	/* What could be read of a damaged index is used all the same. */
	for (size_t i = 0; i < own.len; i++)
		*array_add(entries) = own.items[i];
	array_release(&own);
	return status;
}
