/*
 * locate_places.h - all places of the wanted objects in one store.
 */
#ifndef SOURCE_LOCATE_PLACES_H
#define SOURCE_LOCATE_PLACES_H

#include "source/history_paths.h"
#include "source/locate.h"
#include "source/tree_hits.h"
#include "store/store_read.h"

/* A place as numbers. */
struct spot {
	uint32_t wanted;
	uint32_t path;   /* in the path set */
	uint32_t commit; /* rank; STORE_NONE */
	enum place_kind kind;
	enum state state;
	const char *ref; /* NULL: none */
};

struct locator {
	struct graph *graph;
	struct store *store;
	const struct oid *wanted;
	size_t count;
	struct coverage *coverage;

	struct tree_hits hits;
	struct path_set paths;
	struct spots ARRAY_OF(struct spot) spots; /* those with a commit: earliest first */
	struct pair_table known;                  /* (wanted, path) -> spot */
	struct pair_table heads;                  /* (wanted, path) in the tree of a HEAD or tip */
	uint32_t *counts, *head_counts;           /* spots, entries of heads, of each wanted */
	uint8_t *closed;                          /* takes no more */
	uint8_t *present;                         /* a blob of this store */
	uint8_t *seen;                            /* by object: SEEN_... */
	uint8_t *shallow;
	uint32_t *notes; /* by commit rank: which ref of refs/notes alone leads there, from 1 */
	uint32_t *order;
	uint32_t order_len;
	size_t open; /* wanted blobs of this store not closed */
};

void locator_init(struct locator *l, struct history *h, size_t store, const struct oid *wanted, size_t count,
		  struct coverage *coverage);

struct holding;

/* Fills l->spots, and `holding` (holding.h), which is the caller's. */
void locator_run(struct locator *l, unsigned workers, struct holding *holding);

/* Whether a ref or HEAD leads to the object. Once it has run. */
bool locator_reaches(const struct locator *l, uint32_t object);

void locator_release(struct locator *l);

#endif
