/*
 * hash.h - checksums and digests (libdeflate and nettle behind it).
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

#include "base/slice.h"

#define SHA1_SIZE   20
#define SHA256_SIZE 32

uint32_t hash_crc32(struct slice bytes); /* IEEE, as in zlib */
void hash_sha1(struct slice bytes, uint8_t digest[SHA1_SIZE]);
void hash_sha256(struct slice bytes, uint8_t digest[SHA256_SIZE]);
void hash_hmac_sha256(struct slice key, struct slice bytes, uint8_t digest[SHA256_SIZE]);

#endif
