/*
 * pack_entry.h - what stands at one place of a pack; for packs.c.
 */
#ifndef STORE_PACK_ENTRY_H
#define STORE_PACK_ENTRY_H

#include "store/packs.h"

/* Both descriptors of `pack` are open. The object at `offset`, as packs_read. */
enum status pack_entry_read(const struct pack *pack, uint64_t offset, size_t max, int *type, char **bytes, size_t *len,
			    struct error *err);

/* Where in the pack an object stands, for deltas that name their base by id (packs.c). */
enum status pack_find(const struct pack *pack, const uint8_t *id, uint64_t *offset, struct error *err);

/* Exactly `size` bytes from `offset` on; false when they are not there. */
bool pack_read_at(int fd, void *to, size_t size, uint64_t offset);

#endif
