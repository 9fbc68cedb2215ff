/*
 * pack_entry.h - what stands at one place of a pack; for packs.c.
 */
#ifndef SOURCE_PACK_ENTRY_H
#define SOURCE_PACK_ENTRY_H

#include "source/packs.h"

/* Both descriptors of `pack` are open. The object at `offset`, as packs_read. */
enum status pack_entry_read(const struct pack *pack, uint64_t offset, size_t max, int *type, char **bytes, size_t *len,
			    struct error *err);

/* Where in the pack an object stands, for deltas that name their base by id (packs.c). */
enum status pack_find(const struct pack *pack, const uint8_t *id, uint64_t *offset, struct error *err);

/* Exactly `size` bytes from `offset` on; false when they are not there. */
bool pack_read_at(int fd, void *to, size_t size, uint64_t offset);

/*
 * Makes `out`, exactly `out_len` bytes, of `base` and a delta's instructions
 * (behind its two sizes). False when they do not fit together.
 */
bool delta_apply(struct slice base, struct slice instructions, char *out, size_t out_len);

/* Takes the two sizes off the front of a delta. */
bool delta_sizes(struct slice *delta, uint64_t *base_size, uint64_t *result_size);

#endif
