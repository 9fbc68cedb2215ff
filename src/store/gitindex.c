/* gitindex.c - see gitindex.h; what extensions mean is in gitindex_folders.c and gitindex_split.c */
#include "store/gitindex.h"

#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "store/gitindex_extension.h"

#define INDEX_MAX   ((size_t)1 << 30)
#define PATHS_MAX   ((size_t)1 << 30) /* of a version 4 index, whose paths are only stored in part */
#define PATH_MAX_V4 ((size_t)64 << 10)
#define HEADER      12
#define FIXED       62 /* bytes of an entry before its path, without the extended flags */
#define ENTRY_MIN   ((size_t)64)

#define FLAG_EXTENDED      0x4000
#define FLAG_INTENT_TO_ADD 0x2000 /* of the extended ones */

/* Of one file; a split index is two. */
struct reader {
	struct gitindex *index;
	struct gitindex_entries *entries; /* where this file's go */
	const char *name;                 /* for messages */
	const uint8_t *at, *end;
	uint32_t version;
	struct slice previous;            /* path, for version 4 */
	const struct gitindex_file *file; /* NULL: it is the shared one */
	bool joined;
};

static enum status damaged(const struct reader *r, const char *what, struct error *err)
{
	return error_set(err, ERR_DAMAGED, "%s: damaged index: %s", r->name, what);
}

/* Of the four types only: a commit can hold no other. */
static bool type_of(uint32_t mode, enum entry_type *type)
{
	*type = entry_type_of(mode);
	return *type != ENTRY_FILE || mode >> 12 == 0x8;
}

/* Each part of a path has a name; only a folder's path ends in a slash. */
static bool is_path(struct slice path, enum entry_type type)
{
	if (type == ENTRY_FOLDER && !slice_ends(path, SLICE("/")))
		return false;
	if (type == ENTRY_FOLDER)
		path.len--;
	if (path.len == 0 || path.at[0] == '/' || path.at[path.len - 1] == '/')
		return false;
	return slice_find(path, SLICE("//"), 0) == SLICE_NOWHERE;
}

/* Versions 2 and 3: the path and one to eight NULs, up to a multiple of eight from the entry's start. */
static bool read_padded_path(struct reader *r, const uint8_t *start, struct slice *path)
{
	const uint8_t *nul = memchr(r->at, 0, (size_t)(r->end - r->at));
	size_t whole;

	if (!nul)
		return false;
	*path = slice_make((const char *)r->at, (size_t)(nul - r->at));
	whole = ((size_t)(nul - start) + 8) & ~(size_t)7;
	if (whole > (size_t)(r->end - start))
		return false;
	r->at = start + whole;
	return true;
}

/* Version 4: how many bytes to take off the previous path, then what to put there, then a NUL. */
static bool read_packed_path(struct reader *r, struct slice *path)
{
	size_t drop = 0, keep, more;
	const uint8_t *nul;
	char *joined;

	for (;;) {
		uint8_t byte;

		if (r->at == r->end || drop > PATH_MAX_V4)
			return false;
		byte = *r->at++;
		drop = drop << 7 | (byte & 0x7f);
		if (!(byte & 0x80))
			break;
		drop++;
	}
	nul = memchr(r->at, 0, (size_t)(r->end - r->at));
	if (!nul || drop > r->previous.len)
		return false;
	keep = r->previous.len - drop;
	more = (size_t)(nul - r->at);
	if (keep + more > PATH_MAX_V4)
		return false;
	joined = arena_alloc(&r->index->arena, keep + more + 1);
	if (keep)
		memcpy(joined, r->previous.at, keep);
	memcpy(joined + keep, r->at, more);
	*path = r->previous = slice_make(joined, keep + more);
	r->at = nul + 1;
	return true;
}

static enum status read_entry(struct reader *r, struct gitindex_entry *entry, struct error *err)
{
	const uint8_t *start = r->at;
	uint16_t flags, extended = 0;

	if ((size_t)(r->end - start) < ENTRY_MIN)
		return damaged(r, "an entry is cut short", err);
	*entry = (struct gitindex_entry){ .id = start + 40 };
	if (!type_of(bytes_big32(start + 24), &entry->type))
		return damaged(r, "an entry is of no known type", err);
	flags = bytes_big16(start + 60);
	entry->stage = flags >> 12 & 3;
	r->at = start + FIXED;
	if (flags & FLAG_EXTENDED && r->version >= 3) {
		extended = bytes_big16(r->at);
		r->at += 2;
	}
	entry->intent_to_add = extended & FLAG_INTENT_TO_ADD;
	if (r->version == 4 ? !read_packed_path(r, &entry->path) : !read_padded_path(r, start, &entry->path))
		return damaged(r, "a path is cut short", err);
	/* Without a path it stands in for an entry of the shared index; whether there is one is seen later. */
	if (entry->path.len && !is_path(entry->path, entry->type))
		return damaged(r, "a path that no commit can hold", err);
	return STATUS_OK;
}

/* Only those that stand in for shared ones, and so come first, have no path. */
static bool in_order(const struct gitindex_entry *a, const struct gitindex_entry *b)
{
	int order = slice_compare(a->path, b->path);

	return order < 0 || (order == 0 && (a->path.len == 0 || (a->stage != 0 && a->stage < b->stage)));
}

static enum status read_entries(struct reader *r, uint32_t count, struct error *err)
{
	/* What a version 4 entry takes at least: the fixed part, a length, a NUL. */
	if (count > (size_t)(r->end - r->at) / ENTRY_MIN)
		return damaged(r, "more entries than it has room for", err);
	r->entries->items = mem_alloc_array(count, sizeof(*r->entries->items));
	r->entries->capacity = count;
	while (r->entries->len < count) {
		struct gitindex_entry *entry = &r->entries->items[r->entries->len];

		if (read_entry(r, entry, err))
			return err->status;
		if (r->entries->len && !in_order(entry - 1, entry))
			return damaged(r, "entries out of order", err);
		if (r->index->arena.used > PATHS_MAX)
			return error_set(err, ERR_LIMIT, "%s: paths of more than %zu bytes", r->name, PATHS_MAX);
		r->entries->len++;
	}
	return STATUS_OK;
}

static enum status parse(struct reader *r, struct slice bytes, struct error *err);

static enum status read_shared(struct reader *r, const char *path, struct gitindex_entries *entries, struct error *err)
{
	struct reader shared = { .index = r->index, .entries = entries, .name = path };
	struct error why;

	buffer_release(&r->index->shared);
	buffer_init(&r->index->shared, INDEX_MAX);
	if (file_read_at(r->file->at, path, r->file->follow, &r->index->shared, &why) ||
	    parse(&shared, buffer_slice(&r->index->shared), &why))
		return error_set(err, ERR_DAMAGED, "%s: its shared index: %s", r->name, why.text);
	return STATUS_OK;
}

/* The id of the shared index (zeros: there is none), then how its entries are changed. */
static enum status join(struct reader *r, struct slice body, struct error *err)
{
	static const uint8_t none[SHA1_SIZE];
	struct gitindex_entries shared = { 0 };
	struct buffer path;
	enum status status;

	if (body.len < SHA1_SIZE || !r->file || r->joined)
		return damaged(r, "what it says of a shared one", err);
	if (memcmp(body.at, none, SHA1_SIZE) == 0)
		return STATUS_OK;
	r->joined = true;
	buffer_init(&path, strlen(r->file->folder) + 64);
	buffer_print(&path, "%s/sharedindex.", r->file->folder);
	text_add_hex(&path, slice_sub(body, 0, SHA1_SIZE));
	status = read_shared(r, path.at, &shared, err);
	if (!status && !gitindex_join(r->entries, &shared, slice_sub(body, SHA1_SIZE, body.len)))
		status = damaged(r, "it does not fit its shared one", err);
	for (size_t i = 1; !status && i < r->entries->len; i++)
		if (!in_order(&r->entries->items[i - 1], &r->entries->items[i]))
			status = damaged(r, "entries out of order", err);
	array_release(&shared);
	buffer_release(&path);
	return status;
}

/* Extensions whose name begins with a small letter may not be ignored. */
static enum status take_extension(struct reader *r, struct slice name, struct slice body, struct error *err)
{
	if (slice_is(name, "TREE")) {
		if (r->file) /* a shared index would tell of trees as they were without the changes */
			gitindex_read_folders(r->index, body);
		return STATUS_OK;
	}
	if (slice_is(name, "link"))
		return join(r, body, err);
	if (slice_is(name, "sdir") || (name.at[0] >= 'A' && name.at[0] <= 'Z'))
		return STATUS_OK;
	return error_set(err, ERR_UNSUPPORTED, "%s: the index extension %.*s is not known", r->name, SLICE_ARGS(name));
}

static enum status read_extensions(struct reader *r, struct error *err)
{
	while (r->at < r->end) {
		size_t left = (size_t)(r->end - r->at), size;

		if (left < 8)
			return damaged(r, "bytes after the entries that are no extension", err);
		size = bytes_big32(r->at + 4);
		if (size > left - 8)
			return damaged(r, "an extension is cut short", err);
		if (take_extension(r, slice_make((const char *)r->at, 4), slice_make((const char *)r->at + 8, size),
				   err))
			return err->status;
		r->at += 8 + size;
	}
	return STATUS_OK;
}

/* The last 20 bytes are a SHA-1 of all before them, or zeros (index.skipHash). */
static bool checksum_fits(struct slice bytes)
{
	static const uint8_t none[SHA1_SIZE];
	uint8_t digest[SHA1_SIZE];
	const char *stored = bytes.at + bytes.len - SHA1_SIZE;

	if (memcmp(stored, none, SHA1_SIZE) == 0)
		return true;
	hash_sha1(slice_sub(bytes, 0, bytes.len - SHA1_SIZE), digest);
	return memcmp(stored, digest, SHA1_SIZE) == 0;
}

static enum status parse(struct reader *r, struct slice bytes, struct error *err)
{
	if (bytes.len < HEADER + SHA1_SIZE)
		return damaged(r, "cut short", err);
	r->at = (const uint8_t *)bytes.at;
	r->end = r->at + bytes.len - SHA1_SIZE;
	if (memcmp(r->at, "DIRC", 4) != 0)
		return damaged(r, "does not begin like one", err);
	r->version = bytes_big32(r->at + 4);
	if (r->version < 2 || r->version > 4)
		return error_set(err, ERR_UNSUPPORTED, "%s: index version %u, only 2 to 4 are read", r->name,
				 r->version);
	if (!checksum_fits(bytes))
		return damaged(r, "its checksum is wrong", err);
	r->at += HEADER;
	if (read_entries(r, bytes_big32(r->at - 4), err) || read_extensions(r, err))
		return err->status;
	if (r->entries->len && r->entries->items[0].path.len == 0)
		return damaged(r, "an entry without a path", err);
	return STATUS_OK;
}

/* What stands in for entries of a shared index that was not read says nothing. */
static void drop_pathless(struct gitindex_entries *entries)
{
	size_t first = 0;

	while (first < entries->len && entries->items[first].path.len == 0)
		first++;
	entries->len -= first;
	if (first)
		memmove(entries->items, entries->items + first, entries->len * sizeof(*entries->items));
}

enum status gitindex_read(struct gitindex *index, const struct gitindex_file *file, struct error *err)
{
	struct reader reader = { .index = index, .entries = &index->entries, .name = file->path, .file = file };
	struct error why;
	enum status status;

	*index = (struct gitindex){ 0 };
	arena_init(&index->arena);
	buffer_init(&index->bytes, INDEX_MAX);
	buffer_init(&index->shared, 0);
	status = file_read_at(file->at, file->path, file->follow, &index->bytes, &why);
	if (status == ERR_MISSING)
		return STATUS_OK;
	if (!status)
		status = parse(&reader, buffer_slice(&index->bytes), &why);
	if (status) {
		drop_pathless(&index->entries);
		*err = why;
	}
	return status;
}

void gitindex_release(struct gitindex *index)
{
	array_release(&index->entries);
	array_release(&index->folders);
	buffer_release(&index->bytes);
	buffer_release(&index->shared);
	arena_release(&index->arena);
}

const struct gitindex_entry *gitindex_find(const struct gitindex *index, struct slice path)
{
	size_t low = 0, high = index->entries.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct gitindex_entry *entry = &index->entries.items[middle];
		int order = slice_compare(entry->path, path);

		if (order == 0)
			return entry->stage == 0 ? entry : NULL;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
