/* object_format.c - see object_format.h */
#include "store/object_format.h"

#include <string.h>

#include "base/text.h"

static const char *const type_names[] = { "", "commit", "tree", "blob", "tag" };

const char *object_type_name(enum object_type type)
{
	return type_names[type];
}

enum object_type object_type_of(struct slice word)
{
	for (int type = OBJECT_COMMIT; type <= OBJECT_TAG; type++)
		if (slice_is(word, type_names[type]))
			return (enum object_type)type;
	return OBJECT_UNKNOWN;
}

void object_id(enum object_type type, struct slice bytes, uint8_t id[SHA1_SIZE])
{
	const struct oid oid = oid_of_object(type_names[type], bytes);

	memcpy(id, oid.bytes, SHA1_SIZE);
}

bool tree_next(struct slice *tree, struct tree_entry *entry)
{
	const char *at = tree->at, *end = at + tree->len, *nul;
	uint32_t mode = 0;

	for (; at < end && *at >= '0' && *at <= '7' && mode < 1u << 24; at++)
		mode = mode << 3 | (uint32_t)(*at - '0');
	if (at == end || *at != ' ' || at == tree->at)
		return false;
	at++;
	nul = memchr(at, '\0', (size_t)(end - at));
	if (!nul || end - nul <= SHA1_SIZE)
		return false;
	entry->type = entry_type_of(mode);
	entry->name = slice_make(at, (size_t)(nul - at));
	entry->id = (const uint8_t *)nul + 1;
	at = nul + 1 + SHA1_SIZE;
	*tree = slice_make(at, (size_t)(end - at));
	return true;
}

void object_split(struct slice bytes, struct slice *headers, struct slice *message)
{
	size_t end = slice_starts(bytes, SLICE("\n")) ? 0 : slice_find(bytes, SLICE("\n\n"), 0);

	if (end == SLICE_NOWHERE) {
		*headers = bytes;
		*message = SLICE_NONE;
		return;
	}
	*headers = slice_sub(bytes, 0, end ? end + 1 : 0);
	*message = slice_sub(bytes, end ? end + 2 : 1, bytes.len);
}

bool object_header(struct slice *headers, const char *key, struct slice *value)
{
	struct slice rest = *headers, line;

	while (slice_cut(&rest, '\n', &line)) {
		if (slice_starts(line, slice_of(key))) {
			*value = slice_sub(line, strlen(key), line.len);
			*headers = rest;
			return true;
		}
	}
	return false;
}

bool object_header_id(struct slice *headers, const char *key, struct oid *id)
{
	struct slice value;

	return object_header(headers, key, &value) && oid_parse(value, id) && id->size == SHA1_SIZE;
}

void object_person(struct slice line, struct slice *name, struct slice *email, int64_t *date)
{
	size_t open = slice_find_byte(line, '<', 0), close = line.len;
	struct slice number;
	uint64_t seconds;

	*name = *email = SLICE_NONE;
	*date = 0;
	while (close > 0 && line.at[close - 1] != '>')
		close--;
	if (open == SLICE_NOWHERE || close <= open) {
		*name = slice_trim(line);
		return;
	}
	*name = slice_trim(slice_sub(line, 0, open));
	*email = slice_sub(line, open + 1, close - 1 - open - 1);
	line = slice_trim(slice_sub(line, close, line.len));
	if (slice_cut(&line, ' ', &number) && text_to_number(number, &seconds) && seconds <= INT64_MAX)
		*date = (int64_t)seconds;
}
