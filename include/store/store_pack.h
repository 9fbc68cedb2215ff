/*
 * store_pack.h - what a pack holds, and in which order it is best read.
 *
 * The .idx gives ids and offsets; one sequential pass over the .pack reads the
 * header of every entry (type, size, delta base) and checks its bytes against
 * the index's CRC. No object is inflated. Deltas form a forest: read depth
 * first, a base is still at hand when the objects made from it are wanted,
 * which is two to five times faster than any other order. Of a node's children
 * the one with the most descendants comes last.
 *
 * All sizes and offsets are claims of a file that may be hostile: what cannot
 * be true (a base that is no entry, a cycle, a chain deeper than git makes) is
 * marked as damaged and never handed to libgit2, which trusts it.
 */
#ifndef STORE_STORE_PACK_H
#define STORE_STORE_PACK_H

#include "base/error.h"
#include "store/store.h"
#include "store/store_pack_idx.h"

/*
 * objects: in the order of the index, that is by id; `base` is a position in
 * it. order: positions, each once; delta trees are contiguous.
 */
struct pack_listing {
	struct store_object *objects;
	uint32_t *order;
	uint32_t count;
	uint64_t size;  /* of the .pack */
	bool damaged;   /* the checksum of the index is wrong */
	bool unchecked; /* there are no CRCs: only its id proves an object */
};

/*
 * Lists `stem`.idx and `stem`.pack in `folder` (a directory descriptor).
 * Entries that claim more than `max` bytes are marked. `workers` threads share the
 * pass over the pack (0: one). On failure the listing
 * is empty. The message begins with `stem`.
 */
enum status pack_list(int folder, const char *stem, uint64_t max, unsigned workers, struct pack_listing *listing,
		      struct error *err);

/* The same with an index from elsewhere, which is taken over and released. */
enum status pack_list_by(struct pack_idx *index, int folder, const char *stem, uint64_t max, unsigned workers,
			 struct pack_listing *listing, struct error *err);

void pack_listing_release(struct pack_listing *listing);

#endif
