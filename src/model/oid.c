/* oid.c - see oid.h */
#include "model/oid.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <nettle/sha1.h>

#include "base/text.h"

struct oid oid_make(const void *bytes, size_t size)
{
	struct oid oid = { .size = (uint8_t)size };

	assert(size <= OID_MAX);
	memcpy(oid.bytes, bytes, size);
	return oid;
}

bool oid_parse(struct slice hex, struct oid *oid)
{
	if (hex.len != 40 && hex.len != 64)
		return false;
	*oid = (struct oid){ .size = (uint8_t)(hex.len / 2) };
	for (size_t i = 0; i < oid->size; i++) {
		int high = text_hex_value(hex.at[2 * i]), low = text_hex_value(hex.at[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		oid->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

struct slice oid_bytes(const struct oid *oid)
{
	return slice_make((const char *)oid->bytes, oid->size);
}

void oid_add_hex(struct buffer *out, const struct oid *oid)
{
	text_add_hex(out, oid_bytes(oid));
}

struct oid oid_of_blob(struct slice content)
{
	return oid_of_object("blob", content);
}

struct oid oid_of_object(const char *kind, struct slice content)
{
	char header[64];
	int len = snprintf(header, sizeof(header), "%.16s %zu", kind, content.len);
	struct sha1_ctx context;
	struct oid oid = { .size = SHA1_DIGEST_SIZE };

	sha1_init(&context);
	sha1_update(&context, (size_t)len + 1, (const uint8_t *)header);
	sha1_update(&context, content.len, (const uint8_t *)content.at);
	sha1_digest(&context, SHA1_DIGEST_SIZE, oid.bytes);
	return oid;
}
