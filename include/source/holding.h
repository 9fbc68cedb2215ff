/*
 * holding.h - what leads to the wanted objects of one store, as small arrays.
 *
 * All that is left of a store's graph once its places were worked out: the trees
 * that lead to wanted blobs, the commits that refs reach, the refs. Objects that
 * are wanted have numbers, as in the list that history_locate was given.
 */
#ifndef SOURCE_HOLDING_H
#define SOURCE_HOLDING_H

#include "source/locate_places.h"

/* Children of node n: links[nodes[n - 1].end] to links[nodes[n].end - 1]. */
struct holding_node {
	uint32_t list; /* of tree_hits: what the tree itself names */
	uint32_t end;
};

struct holding_commit {
	uint32_t node;    /* its tree; STORE_NONE: leads to nothing wanted */
	uint32_t message; /* the wanted object that it is; STORE_NONE */
	uint32_t end;     /* of its parents, as above */
};

struct holding_ref {
	const char *name;
	uint32_t commit; /* that it comes to when tags are followed; STORE_NONE */
	uint32_t node;   /* or which tree; STORE_NONE */
	uint32_t end;    /* in `named`: the wanted objects that it names itself, tags on the way included */
};

struct holding {
	struct holding_nodes ARRAY_OF(struct holding_node) nodes;       /* those below first */
	struct holding_commits ARRAY_OF(struct holding_commit) commits; /* parents first */
	struct holding_refs ARRAY_OF(struct holding_ref) refs;          /* by kind, then name; symbolic ones left out */
	struct holding_numbers ARRAY_OF(uint32_t) links, parents, named;
	struct hit_lists lists;
	struct arena arena;
	bool partial; /* refs that lead here from outside of a selection are not among them */
};

/* `trees`: the ranks of those that lead to wanted blobs, those below first. The locator has run. */
void holding_init(struct holding *h, const struct locator *l, const struct tree_ranks *trees);
void holding_release(struct holding *h);

#endif
