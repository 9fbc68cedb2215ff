/*
 * gitindex_split.c - the extension link; see gitindex_extension.h
 *
 * Two bitmaps over the shared index's entries, compressed as EWAH: 32 bits of
 * how many bits there are, 32 of how many words of 64, the words, 32 bits that
 * concern writers alone. A word tells of a run of equal words and how many
 * literal ones follow.
 */
#include <string.h>

#include "base/bytes.h"
#include "store/gitindex_extension.h"

#define SET_DELETED  1
#define SET_REPLACED 2

/* Marks the entries whose bits are set, all of them below `count`, and takes the bitmap off the front of `body`. */
static bool take_bitmap(struct slice *body, uint8_t *marks, size_t count, uint8_t mark)
{
	const uint8_t *word = (const uint8_t *)body->at + 8, *stop;
	size_t bit = 0;

	if (body->len < 12 || bytes_big32(word - 4) > (body->len - 12) / 8)
		return false;
	stop = word + (size_t)bytes_big32(word - 4) * 8;
	*body = slice_sub(*body, (size_t)(stop + 4 - (const uint8_t *)body->at), body->len);
	while (word < stop) {
		uint64_t head = bytes_big64(word);
		uint64_t run = (head >> 1 & 0xffffffffu) * 64, literals = head >> 33;

		word += 8;
		if (literals > (uint64_t)(stop - word) / 8)
			return false;
		if (head & 1 && run > count - (bit < count ? bit : count))
			return false;
		for (; run && bit < count; run--, bit++)
			marks[bit] |= head & 1 ? mark : 0;
		for (; literals; literals--, word += 8)
			for (unsigned i = 0; i < 64; i++, bit++) {
				if (!(bytes_big64(word) >> i & 1))
					continue;
				if (bit >= count)
					return false;
				marks[bit] |= mark;
			}
	}
	return true;
}

/* The pathless entries replace, in their order, the shared ones that are marked. */
static bool replace(struct gitindex_entries *shared, const struct gitindex_entries *own, const uint8_t *marks,
		    size_t *used)
{
	for (size_t i = 0; i < shared->len; i++) {
		struct slice path = shared->items[i].path;

		if (!(marks[i] & SET_REPLACED))
			continue;
		if (*used == own->len || own->items[*used].path.len)
			return false;
		shared->items[i] = own->items[(*used)++];
		shared->items[i].path = path;
	}
	return *used == own->len || own->items[*used].path.len;
}

static int compare(const struct gitindex_entry *a, const struct gitindex_entry *b)
{
	int order = slice_compare(a->path, b->path);

	return order ? order : (int)a->stage - (int)b->stage;
}

/* Merges what is left of the shared entries and the own ones from `from` on. */
static void merge(struct gitindex_entries *own, size_t from, const struct gitindex_entries *shared,
		  const uint8_t *marks)
{
	struct gitindex_entries whole = { 0 };

	for (size_t i = 0; i < shared->len; i++) {
		if (marks[i] & SET_DELETED)
			continue;
		while (from < own->len && compare(&own->items[from], &shared->items[i]) < 0)
			*array_add(&whole) = own->items[from++];
		*array_add(&whole) = shared->items[i];
	}
	while (from < own->len)
		*array_add(&whole) = own->items[from++];
	array_release(own);
	*own = whole;
}

bool gitindex_join(struct gitindex_entries *own, struct gitindex_entries *shared, struct slice bitmaps)
{
	uint8_t *marks = mem_alloc(shared->len + 1);
	size_t used = 0;
	bool good = bitmaps.len == 0 || (take_bitmap(&bitmaps, marks, shared->len, SET_DELETED) &&
					 take_bitmap(&bitmaps, marks, shared->len, SET_REPLACED));

	good = good && replace(shared, own, marks, &used);
	if (good)
		merge(own, used, shared, marks);
	mem_free(marks);
	return good;
}
