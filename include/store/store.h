/*
 * store.h - one git object store: a repository's common directory, its object
 * directory and those it borrows from (alternates).
 *
 *     if (store_open(path, &options, &store, err) == STATUS_OK)
 *             store_list(store, coverage);
 *     ... store_find, store_reader_* (any number of threads) ...
 *     store_free(store);
 *
 * Nothing is written and nothing the repository names is executed. Every file
 * is opened without following links or blocking and must be a regular one of
 * sane size; config, refs, indexes, packs and loose objects are read by parsers
 * of our own. libgit2, where it is asked at all (store_read.h), sees only packs
 * that were found sound (store_pack.h), one at a time, never the repository.
 *
 * A store keeps no file open: a scan of a thousand of them must not run out of
 * descriptors. Its readers do.
 *
 * After store_list a store is only read, apart from store_relist. Objects that a
 * repack moves meanwhile are then found in the successor.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "base/hash.h"
#include "model/coverage.h"
#include "model/oid.h"
#include "store/gitindex.h"
#include "store/store_refs.h"

#define STORE_NONE         UINT32_MAX
#define STORE_MAX_OBJECT   ((uint64_t)256 << 20) /* bytes of one object, unless options say else */
#define STORE_SIZE_UNKNOWN UINT64_MAX

/* flags of a store_object */
#define OBJECT_LOOSE     1u  /* type and size are not known before it is read */
#define OBJECT_DUPLICATE 2u  /* a copy of the object before it in the table */
#define OBJECT_DAMAGED   4u  /* its entry cannot be what the index says */
#define OBJECT_TOO_LARGE 8u  /* claims more than the bound */
#define OBJECT_LAST      16u /* of those made from its base, the last in the order */
#define OBJECT_BASE      32u /* others are made from it */

struct store_object {
	uint64_t offset; /* in its pack */
	uint64_t size;   /* STORE_SIZE_UNKNOWN until looked at: loose objects, deltas */
	uint32_t base;   /* the object it is a delta of; STORE_NONE */
	uint32_t rank;   /* see struct store */
	uint32_t packed; /* bytes of its entry in the pack */
	uint16_t home;   /* which pack, or of a loose object which object directory */
	uint8_t type, flags;
	uint8_t id[SHA1_SIZE];
};

struct store_directory {
	const char *path; /* of the object directory */
	uint64_t device, inode;
};

struct store_pack {
	const char *stem; /* full path without .idx and .pack */
	uint64_t size;    /* bytes of the .pack */
	uint32_t count;
	bool unchecked; /* its index has no CRCs: what is read must hash to its id */
};

struct direct;

struct store_options {
	const char *name;    /* what coverage puts before names of this store; NULL: nothing */
	uint64_t max_object; /* 0: STORE_MAX_OBJECT */
	unsigned workers;    /* threads that store_list may use; 0: one */
	bool libgit2;        /* let libgit2 read the packed objects: slow, to compare with */
};

struct store {
	const char *name;
	const char *path;       /* the common git directory */
	uint64_t device, inode; /* of path: two openings of one store have the same */
	uint64_t max_object;
	unsigned workers;
	bool libgit2;
	bool promisor; /* a partial clone: what is absent is promised */
	struct store_directories ARRAY_OF(struct store_directory) directories;
	struct store_packs ARRAY_OF(struct store_pack) packs;

	/* Sorted by id; copies of one object stand together, the first is the one to use. */
	struct store_object *objects;
	uint32_t count;
	/* Objects whose ids begin with the same fan_bits bits stand in objects[fan[these] .. fan[these + 1]). */
	uint32_t *fan;
	unsigned fan_bits;

	/*
	 * Every object but duplicates, in the order in which to read: packed
	 * commits, tags, trees, blobs, then what is of no known type, then loose
	 * objects. Kinds are cut at ends[].
	 *
	 * The rank of a commit, tree or tag counts its kind from 0 in this
	 * order. A loose object may be any of them, so its rank (counted from 0
	 * among loose ones) lies behind the last of each: store_rank adds that.
	 */
	uint32_t *order;
	uint32_t order_len;
	uint32_t ends[6]; /* commits, tags, trees, blobs, unknown, loose */

	struct store_refs refs;
	struct store_indexes ARRAY_OF(struct gitindex) indexes; /* of all work trees */
	struct shallow_ids ARRAY_OF(struct oid) shallow;
	struct arena arena;

	/*
	 * NULL when the store was listed. Else its table holds a selection
	 * (selection.h) and objects are looked up here; all of them are
	 * OBJECT_LOOSE: of no known kind before they are read. The store's own.
	 */
	struct direct *direct;

	uint64_t names;          /* a digest of the names that were listed */
	struct store *successor; /* the same store listed again; NULL */
};

/*
 * Opens the store that `path` belongs to: a work tree's top, its .git, a bare
 * repository, a linked work tree. ERR_MISSING: not a git repository.
 * ERR_UNSUPPORTED: SHA-256, reftable. *store is the caller's.
 */
enum status store_open(const char *path, const struct store_options *options, struct store **store, struct error *err);
void store_free(struct store *store);

/* Lists packs, loose objects, refs, indexes. What cannot be read is entered in `coverage`. Called once. */
void store_list(struct store *store, struct coverage *coverage);

/*
 * If packs or loose objects came or went since the store was last listed, or
 * `force` is set, lists them again into the successor of the last one. No thread
 * may read meanwhile.
 */
void store_relist(struct store *store, bool force, struct coverage *coverage);

#define STORE_FAN_BITS_MAX 24
uint32_t store_fan_part(const struct store *store, const uint8_t *id);

/* Opens an object directory for reading; -1 and errno on failure. */
int store_directory_open(const struct store_directory *directory);

/* A digest of the names of packs and loose objects as they are now. */
uint64_t store_names(const struct store *store);

/* The object's place in the table (its first copy); STORE_NONE if it is not there. */
uint32_t store_find(const struct store *store, const uint8_t *id);

/* Whether it is there, or in a successor. */
bool store_knows(const struct store *store, const uint8_t *id);

/* Says that the object at this place of the order will be looked at soon; beyond the end is fine. */
static inline void store_prefetch(const struct store *store, uint64_t place)
{
	if (place < store->order_len) {
		const struct store_object *object = &store->objects[store->order[place]];

		__builtin_prefetch(object);
		__builtin_prefetch(object->id + sizeof(object->id) - 1); /* most lie across two cache lines */
	}
}

/* Empty blob and empty tree: git knows them without storing them. */
bool store_is_builtin(const uint8_t *id);

/* How many ranks there are of a kind (loose objects included), and an object's rank when read as that kind. */
uint32_t store_ranks(const struct store *store, enum object_type type);
uint32_t store_rank(const struct store *store, uint32_t object, enum object_type type);

/* coverage_fail and coverage_skip with the store's name before `what`. */
void store_fail(const struct store *store, struct coverage *coverage, const char *reason, const char *what);
void store_skip(const struct store *store, struct coverage *coverage, const char *reason, struct slice what);
void store_fail_id(const struct store *store, struct coverage *coverage, const char *reason, const uint8_t *id);

#endif
