/*
 * fuzz_object.c - trees, commits and tags of any bytes.
 *
 * Whatever is taken out lies inside and accounts for every byte that was passed;
 * a tree that was written is read as it was meant.
 */
#include "base/buffer.h"
#include "base/text.h"
#include "fuzz/scratch.h"
#include "store/object_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How long the first entry is by the book: digits, a blank, a name, a NUL, an id. 0: there is none. */
static size_t entry_length(struct slice tree)
{
	const size_t blank = slice_find_byte(tree, ' ', 0);
	size_t nul;

	if (blank == SLICE_NOWHERE || blank == 0)
		return 0;
	for (size_t i = 0; i < blank; i++)
		if (tree.at[i] < '0' || tree.at[i] > '7')
			return 0;
	nul = slice_find_byte(tree, '\0', blank);
	return nul == SLICE_NOWHERE || tree.len - nul - 1 < SHA1_SIZE ? 0 : nul + 1 + SHA1_SIZE;
}

static void check_tree(struct slice tree)
{
	const struct slice whole = tree;
	struct tree_entry entry;
	size_t sum = 0;

	for (;;) {
		const struct slice before = tree;
		const size_t len = entry_length(before);

		if (!tree_next(&tree, &entry)) {
			/* Refused only where there is no entry, or a mode too long to be one. */
			assert(len == 0 || slice_find_byte(before, ' ', 0) > 8);
			assert(tree.at == before.at && tree.len == before.len);
			break;
		}
		sum += before.len - tree.len;
		assert(before.len - tree.len == len && is_inside(entry.name, before));
		assert(slice_find_byte(entry.name, '\0', 0) == SLICE_NOWHERE);
		assert((const char *)entry.id == entry.name.at + entry.name.len + 1);
		assert((const char *)entry.id + SHA1_SIZE == tree.at);
	}
	assert(sum + tree.len == whole.len);
}

static void check_written_tree(struct slice in)
{
	static const char *const modes[] = { "100644", "120000", "160000", "40000", "100755", "040000", "0" };
	static const enum entry_type types[] = { ENTRY_FILE, ENTRY_SYMLINK, ENTRY_SUBMODULE, ENTRY_FOLDER,
						 ENTRY_FILE, ENTRY_FOLDER,  ENTRY_FILE };
	struct slice again = in, tree;
	struct tree_entry entry;
	struct buffer text;
	uint8_t id[SHA1_SIZE];

	buffer_init(&text, 1 << 24);
	while (in.len) {
		const unsigned kind = take_byte(&in) % 7;
		const struct slice name = take_some(&in, take_byte(&in) % 32);

		buffer_print(&text, "%s ", modes[kind]);
		buffer_add(&text, slice_sub(name, 0, slice_find_byte(name, '\0', 0)));
		buffer_add_byte(&text, '\0');
		memset(id, (int)kind + 1, sizeof(id));
		buffer_add(&text, slice_make((const char *)id, sizeof(id)));
	}
	tree = buffer_slice(&text);
	while (again.len) {
		const unsigned kind = take_byte(&again) % 7;
		const struct slice name = take_some(&again, take_byte(&again) % 32);
		const bool there = tree_next(&tree, &entry);

		assert(there && entry.type == types[kind] && entry.id[0] == kind + 1);
		assert(slice_equal(entry.name, slice_sub(name, 0, slice_find_byte(name, '\0', 0))));
	}
	assert(tree.len == 0);
	buffer_release(&text);
}

static void check_header(struct slice headers, const char *key)
{
	const struct slice whole = headers;
	struct slice value, before = headers;
	struct oid id;

	while (object_header(&headers, key, &value)) {
		const size_t len = strlen(key);

		assert(is_inside(value, before) && is_inside(headers, before) && headers.len < before.len);
		assert(slice_find_byte(value, '\n', 0) == SLICE_NOWHERE);
		assert(value.at == NULL || memcmp(value.at - len, key, len) == 0);
		assert(value.at == NULL || value.at - len == whole.at || value.at[-(ptrdiff_t)len - 1] == '\n');
		before = headers;
	}
	assert(headers.at == before.at && headers.len == before.len);
	headers = whole;
	while (object_header_id(&headers, key, &id))
		assert(id.size == SHA1_SIZE && headers.len < whole.len);
}

static void check_person(struct slice line)
{
	struct slice name, email;
	int64_t date;

	object_person(line, &name, &email, &date);
	assert(is_inside(name, line) && is_inside(email, line) && date >= 0);
	assert(!email.at || (name.at + name.len <= email.at && email.at[-1] == '<' && email.at[email.len] == '>'));
	assert(slice_find_byte(email, '<', 0) == SLICE_NOWHERE || email.len);
}

static void check_text(struct slice bytes)
{
	static const char *const keys[] = { "tree ", "parent ", "author ", "object ", "tagger ", "" };
	struct slice headers, message, rest, line;

	object_split(bytes, &headers, &message);
	assert(is_inside(headers, bytes) && is_inside(message, bytes));
	assert(slice_find(headers, SLICE("\n\n"), 0) == SLICE_NOWHERE);
	assert(message.at ? headers.len + 1 + message.len == bytes.len
			  : headers.len == bytes.len || headers.len + 1 == bytes.len);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		check_header(headers, keys[i]);
	for (rest = bytes; slice_cut(&rest, '\n', &line);)
		check_person(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice in = slice_make((const char *)data, size);

	check_tree(in);
	check_written_tree(in);
	check_text(in);
	return 0;
}
