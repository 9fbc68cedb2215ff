/* check_part.c - the small parts tokens are made of; see check_part.h */
#include "check_part.h"

#include <string.h>

#include "base/text.h"

void part_random(struct buffer *out, struct random *random, const char *alphabet, size_t count)
{
	size_t size = strlen(alphabet);

	for (size_t i = 0; i < count; i++)
		buffer_add_byte(out, alphabet[random_below(random, size)]);
}

void part_random_bytes(struct buffer *out, struct random *random, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_add_byte(out, (char)random_below(random, 256));
}

uint64_t part_random_between(struct random *random, uint64_t least, uint64_t most)
{
	return least + random_below(random, most - least + 1);
}

void part_add_number(struct buffer *out, uint64_t value, const char *alphabet, size_t width)
{
	char digits[64];
	size_t base = strlen(alphabet), len = 0;

	while ((value || len < width) && len < sizeof digits) {
		digits[len++] = alphabet[value % base];
		value /= base;
	}
	while (len)
		buffer_add_byte(out, digits[--len]);
}

void part_add_url64(struct buffer *out, struct slice bytes)
{
	size_t from = out->len;

	text_add_base64(out, bytes);
	while (out->len > from && out->at[out->len - 1] == '=')
		buffer_truncate(out, out->len - 1);
	for (size_t i = from; i < out->len; i++)
		out->at[i] = out->at[i] == '+' ? '-' : out->at[i] == '/' ? '_' : out->at[i];
}

bool part_is_all(struct slice s, const char *alphabet)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '\0' || !strchr(alphabet, s.at[i]))
			return false;
	return s.len > 0;
}

bool part_strip(struct slice *s, const char *const *prefixes)
{
	for (; *prefixes; prefixes++) {
		struct slice prefix = slice_of(*prefixes);

		if (slice_starts(*s, prefix)) {
			*s = slice_sub(*s, prefix.len, s->len);
			return true;
		}
	}
	return false;
}

bool part_decode(struct slice base64, struct buffer *out)
{
	while (base64.len && base64.at[base64.len - 1] == '=')
		base64.len--;
	if (base64.len % 4 == 1)
		base64.len--;
	return base64.len && text_decode_base64(base64, out) && !out->full;
}

cJSON *part_json(struct slice base64)
{
	struct buffer bytes;
	cJSON *json = NULL;

	buffer_init(&bytes, PART_BYTES);
	if (part_decode(base64, &bytes))
		json = cJSON_ParseWithLength(bytes.at, bytes.len);
	buffer_release(&bytes);
	if (json && !cJSON_IsObject(json)) {
		cJSON_Delete(json);
		json = NULL;
	}
	return json;
}

bool part_has(const cJSON *object, const char *const *keys)
{
	for (; *keys; keys++)
		if (!cJSON_GetObjectItemCaseSensitive(object, *keys))
			return false;
	return true;
}

uint32_t part_le32(struct slice four)
{
	const unsigned char *b = (const unsigned char *)four.at;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

void part_add_le32(struct buffer *out, uint32_t value)
{
	for (int i = 0; i < 4; i++, value >>= 8)
		buffer_add_byte(out, (char)(value & 0xff));
}
