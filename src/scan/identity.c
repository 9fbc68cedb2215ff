/* identity.c - see identity.h */
#include "scan/identity.h"

#include <stdint.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"

#define ID_LETTERS 26

const struct slice identity_public_key = { "keysieve/1 public id key", 24 };

const char *identity_of(struct arena *arena, struct slice key, struct slice secret)
{
	uint8_t digest[SHA256_SIZE];
	struct buffer plain, letters;
	const char *id;

	buffer_init(&plain, secret.len);
	buffer_init(&letters, 64);
	for (size_t i = 0; i < secret.len; i++)
		if (secret.at[i] != '\r')
			buffer_add_byte(&plain, secret.at[i]);
	hash_hmac_sha256(key, buffer_slice(&plain), digest);
	text_add_base32_lower(&letters, slice_make((const char *)digest, sizeof(digest)));
	id = arena_print(arena, "ks1_%.*s", ID_LETTERS, letters.at);
	mem_wipe(plain.at, plain.len);
	buffer_release(&plain);
	buffer_release(&letters);
	return id;
}
