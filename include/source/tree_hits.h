/*
 * tree_hits.h - which trees name a wanted blob.
 */
#ifndef SOURCE_TREE_HITS_H
#define SOURCE_TREE_HITS_H

#include "source/history_graph.h"

/* A tree's entry for a wanted blob. */
struct tree_hit {
	uint32_t wanted; /* which */
	uint32_t name;   /* in graph->names */
	uint32_t type;   /* enum entry_type; four bytes, so that lists compare as bytes */
};

/*
 * Most trees that name a wanted blob name it like their neighbours do, so equal
 * lists of hits are kept once and a tree has the number of its list.
 */
struct tree_hits {
	uint32_t *list_of; /* by tree rank; 0: none */
	struct hit_lists ARRAY_OF(struct slice) lists;
	struct arena arena;
	struct table numbers;
	size_t bytes;
	bool cut; /* there was no room for all of them */
};

/*
 * Reads the trees that may have wanted entries with up to `workers` threads. What cannot be read now
 * though it could before is failed.
 */
void tree_hits_collect(struct tree_hits *hits, struct graph *g, struct store *store, const struct oid *wanted,
		       size_t count, unsigned workers, struct coverage *coverage);
void tree_hits_release(struct tree_hits *hits);

const struct tree_hit *tree_hits_of(const struct tree_hits *hits, uint32_t tree, size_t *len);

#endif
