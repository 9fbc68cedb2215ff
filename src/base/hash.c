/* hash.c - see hash.h */
#include "base/hash.h"

#include <libdeflate.h>
#include <nettle/hmac.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

static const uint8_t *bytes_of(struct slice s)
{
	return (const uint8_t *)s.at;
}

uint32_t hash_crc32(struct slice bytes)
{
	return bytes.len ? libdeflate_crc32(0, bytes.at, bytes.len) : 0;
}

void hash_sha1(struct slice bytes, uint8_t digest[SHA1_SIZE])
{
	struct sha1_ctx context;

	sha1_init(&context);
	sha1_update(&context, bytes.len, bytes_of(bytes));
	sha1_digest(&context, SHA1_SIZE, digest);
}

void hash_sha256(struct slice bytes, uint8_t digest[SHA256_SIZE])
{
	struct sha256_ctx context;

	sha256_init(&context);
	sha256_update(&context, bytes.len, bytes_of(bytes));
	sha256_digest(&context, SHA256_SIZE, digest);
}

void hash_hmac_sha256(struct slice key, struct slice bytes, uint8_t digest[SHA256_SIZE])
{
	struct hmac_sha256_ctx context;

	hmac_sha256_set_key(&context, key.len, bytes_of(key));
	hmac_sha256_update(&context, bytes.len, bytes_of(bytes));
	hmac_sha256_digest(&context, SHA256_SIZE, digest);
}
