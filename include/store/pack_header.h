/*
 * pack_header.h - what stands before the zlib stream of an entry in a pack.
 *
 * A type and a size; of a delta, how far back its base begins or its base's id.
 * (Format: gitformat-pack(5).)
 */
#ifndef STORE_PACK_HEADER_H
#define STORE_PACK_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACK_START      12   /* where the first entry begins */
#define PACK_HEADER_MAX 48   /* bytes that hold any header */
#define PACK_CHAIN_MAX  4096 /* deltas of deltas; git makes 4095 at most */

enum { PACK_OFFSET_DELTA = 6, PACK_ID_DELTA = 7 }; /* 1 to 4: commit, tree, blob, tag */

struct pack_header {
	int type;          /* any of 0 to 7 */
	uint64_t size;     /* inflated; of a delta its instructions */
	uint64_t distance; /* of PACK_OFFSET_DELTA, else 0 */
	const uint8_t *id; /* of PACK_ID_DELTA, 20 bytes in `at`; else NULL */
	size_t len;        /* of the header itself */
};

/* False when it does not end within `len` bytes, or holds numbers that no pack can. Sizes and bases are still claims.
 */
bool pack_header_read(const uint8_t *at, size_t len, struct pack_header *header);

#endif
