/*
 * history_paths.h - from root trees down to the trees that matter, with paths.
 *
 * A walk enters only trees that carry something (graph_carry), and each pair of
 * tree and path once for all roots: when commits are walked oldest first, who
 * comes first is the first commit with this tree at this path. Trees can be
 * nested so that 236 KiB hold 10^10 paths, so pairs have a budget.
 */
#ifndef SOURCE_HISTORY_PATHS_H
#define SOURCE_HISTORY_PATHS_H

#include "source/history_graph.h"

/* From two numbers to a third: open addressing. */
struct pair_table {
	uint64_t *keys; /* the pair + 1; 0: free */
	uint32_t *values;
	size_t len, capacity;
};

void pair_release(struct pair_table *t);
uint32_t *pair_find(const struct pair_table *t, uint32_t a, uint32_t b);
uint32_t *pair_add(struct pair_table *t, uint32_t a, uint32_t b, uint32_t value, bool *added);

/* Paths as chains of names: a path's number stands for its parent's number and its last name. 0 is the root. */
/* A folder in a path. */
struct path_step {
	uint32_t parent; /* the number of the path before it */
	uint32_t name;   /* in graph->names */
};

struct path_set {
	struct graph *graph;
	struct pair_table ids;
	struct path_steps ARRAY_OF(struct path_step) steps; /* by number */
};

void path_set_init(struct path_set *p, struct graph *g);
void path_set_release(struct path_set *p);
uint32_t path_child(struct path_set *p, uint32_t parent, uint32_t name);
uint32_t path_number(struct path_set *p, struct slice path); /* of "a/b/c" */
void path_write(const struct path_set *p, uint32_t path, struct buffer *out);

struct tree_ranks ARRAY_OF(uint32_t);

/*
 * carry: by tree rank. Marks every tree from which a marked one can be reached,
 * and adds the marked ones to `marked` (NULL: does not), those below first.
 */
void graph_carry(const struct graph *g, uint8_t *carry, struct tree_ranks *marked);

struct path_walk {
	struct path_set *paths;
	const uint8_t *carry;
	struct pair_table seen; /* (tree rank, path) */
	size_t budget;          /* pairs at most */
	bool cut;               /* the budget was used up */
	bool stop;              /* set by visit: nothing more is wanted */
	void (*visit)(void *context, uint32_t tree, uint32_t path);
	void *context;
	struct walk_stack ARRAY_OF(uint64_t) stack;
};

void path_walk_release(struct path_walk *w);

/* Visits the tree (a rank) at `path` and all below it that carry. */
void path_walk(struct path_walk *w, uint32_t tree, uint32_t path);

/* A budget that no honest store needs. */
size_t path_budget(const struct graph *g);

#endif
