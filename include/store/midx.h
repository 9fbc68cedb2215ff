/*
 * midx.h - the multi-pack-index: which object stands in which pack, and where.
 *
 * We do not need it where each pack has its .idx, as git wants it: that one also
 * has a checksum of each entry and leaves nothing out, while this one names each
 * object once, though it may stand in several packs. So it is asked only for
 * packs that lost their .idx (git refuses them, though all is there), and what
 * is found by it must prove itself by its id (store_read.h).
 *
 * Version 1 with SHA-1, read whole and checked before use. Chains of several
 * (multi-pack-index.d) are not read.
 *
 * (Format: gitformat-pack(5), gitformat-chunk(5).)
 */
#ifndef STORE_MIDX_H
#define STORE_MIDX_H

#include "base/array.h"
#include "store/store_pack_idx.h"

#define MIDX_NAME  "multi-pack-index"
#define MIDX_CHAIN "multi-pack-index.d"

struct midx_names ARRAY_OF(struct slice);

struct midx {
	uint8_t *bytes;
	size_t size;
	bool sound;              /* its checksum is right; what can be made of one that is not is given all the same */
	uint32_t count;          /* of objects */
	struct midx_names names; /* of the packs' indexes, sorted */
	const uint8_t *ids, *places, *large;
	uint32_t large_count;
	uint32_t *starts, *entries; /* by pack: its entries, in the order of their ids, from starts[pack] on */
};

/*
 * Reads the one in `folder`, a descriptor of objects/pack. ERR_MISSING: there is
 * none. ERR_UNSUPPORTED: another version, SHA-256. The message begins with its
 * name. The midx is to be released in any case.
 */
enum status midx_load(struct midx *m, int folder, struct error *err);
void midx_release(struct midx *m);

/* The number of the pack `stem`.pack; UINT32_MAX: it is not among them. */
uint32_t midx_pack(const struct midx *m, struct slice stem);

/* Where the object stands in that pack, UINT64_MAX where the file contradicts itself. False: not there. */
bool midx_find(const struct midx *m, uint32_t pack, const uint8_t *id, uint64_t *offset);

/* What the .idx of one pack would say, without checksums. ERR_LIMIT: no memory. */
enum status midx_index(const struct midx *m, uint32_t pack, struct pack_idx *index, struct error *err);

#endif
