/*
 * oid.h - a git object id: 20 bytes of SHA-1 or 32 of SHA-256.
 */
#ifndef MODEL_OID_H
#define MODEL_OID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

#define OID_MAX 32

struct oid {
	uint8_t size; /* 20, 32, or 0 for none */
	uint8_t bytes[OID_MAX];
};

struct oid oid_make(const void *bytes, size_t size);
bool oid_parse(struct slice hex, struct oid *oid); /* 40 or 64 hex digits */
struct slice oid_bytes(const struct oid *oid);     /* borrowed: a key for tables */
void oid_add_hex(struct buffer *out, const struct oid *oid);
struct oid oid_of_object(const char *kind, struct slice content); /* the same of a "commit", "tree", "blob", "tag" */
struct oid oid_of_blob(struct slice content);                     /* what git (SHA-1) calls a blob of this content */

#endif
