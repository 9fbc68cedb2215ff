/*
 * gitindex_folders.c - the extension TREE; see gitindex_extension.h
 *
 * Each folder is: name, NUL, number of entries in ASCII (-1: not valid), a
 * blank, number of subfolders, LF, and 20 bytes of tree id when it is valid;
 * its subfolders follow. They are read in one loop with a stack of the folders
 * that still wait for subfolders, so that no depth can exhaust ours.
 */
#include "store/gitindex_extension.h"

#include "base/text.h"

struct open_folder {
	size_t at, waiting; /* index in folders; subfolders still to come */
};

struct open_folders ARRAY_OF(struct open_folder);

static bool cut_number(struct slice *body, char until, uint64_t *number)
{
	struct slice digits;

	return slice_cut(body, until, &digits) && text_to_number(digits, number);
}

static bool read_folder(struct slice *body, struct gitindex_folder *folder, uint64_t *subfolders)
{
	uint64_t entries;

	*folder = (struct gitindex_folder){ 0 };
	if (!slice_cut(body, '\0', &folder->name))
		return false;
	if (slice_starts(*body, SLICE("-"))) {
		struct slice ignored;

		return slice_cut(body, ' ', &ignored) && cut_number(body, '\n', subfolders);
	}
	if (!cut_number(body, ' ', &entries) || !cut_number(body, '\n', subfolders) || body->len < 20)
		return false;
	folder->entries = (size_t)entries;
	folder->id = (const uint8_t *)body->at;
	*body = slice_sub(*body, 20, body->len);
	return true;
}

/* Closes the folders that have all their subfolders. */
static void close_folders(struct gitindex *index, struct open_folders *open)
{
	while (open->len && open->items[open->len - 1].waiting == 0) {
		index->folders.items[open->items[open->len - 1].at].next = index->folders.len;
		open->len--;
		if (open->len)
			open->items[open->len - 1].waiting--;
	}
}

void gitindex_read_folders(struct gitindex *index, struct slice body)
{
	struct open_folders open = { 0 };
	bool whole = false;

	index->folders.len = 0;
	while (body.len && !whole) {
		struct gitindex_folder folder;
		uint64_t subfolders;

		if (!read_folder(&body, &folder, &subfolders))
			break;
		*array_add(&index->folders) = folder;
		*array_add(&open) = (struct open_folder){ index->folders.len - 1, (size_t)subfolders };
		close_folders(index, &open);
		whole = open.len == 0;
	}
	if (!whole || body.len)
		index->folders.len = 0;
	array_release(&open);
}
