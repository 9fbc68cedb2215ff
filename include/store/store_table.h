/*
 * store_table.h - one table and one reading order out of many lists.
 *
 * Each pack and each directory's loose objects is a run, sorted by id. A store
 * of one pack, the common large case, is that run as it is; several are sorted
 * together and what refers to positions is turned over to the new ones.
 */
#ifndef STORE_STORE_TABLE_H
#define STORE_STORE_TABLE_H

#include "store/store.h"

struct store_run {
	struct store_object *objects;
	uint32_t *order; /* NULL: as they are */
	uint32_t count;
};

struct store_runs {
	struct store_run *items;
	size_t len, capacity;
	uint64_t total; /* below STORE_NONE */
};

/* Fills objects, fan, order and ends of the store and takes over the runs. */
void store_join(struct store *store, struct store_runs *runs);

#endif
