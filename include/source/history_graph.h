/*
 * history_graph.h - which objects name which, as arrays.
 *
 * While every object is read once, what commits, trees and tags name is noted:
 * for a commit its tree, parents and date, for a tree the trees in it, with
 * their names. Completeness and attribution are then walks over arrays. Entries
 * of files are not kept (git.git has 150 million); a node that names something
 * which the store does not have is marked, and read again when that matters.
 *
 * Filled by several threads, each through a graph_worker of its own: a node is
 * written by the one thread that reads its object. Only read afterwards.
 */
#ifndef SOURCE_HISTORY_GRAPH_H
#define SOURCE_HISTORY_GRAPH_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/table.h"
#include "store/object_format.h"
#include "store/store.h"
#include "store/store_read.h"

#define NODE_READ     1u /* the object was read and is what its kind says */
#define NODE_GAP      2u /* it names an object that the store lacks */
#define NODE_GITLINKS 4u /* a tree with submodules */

/* Versions of a folder mostly have folders of the same names in them: then they share the names, or all of it. */
struct tree_node {
	const uint32_t *folders; /* objects of the store; STORE_NONE: a submodule */
	const uint32_t *names;   /* of each, in graph->names */
	uint32_t folders_len;
	uint32_t object;
	uint8_t flags;
};

struct commit_node {
	int64_t date;            /* the committer's */
	const uint32_t *parents; /* commits of the store, absent ones left out */
	uint32_t parents_len;
	uint32_t object;
	uint32_t tree; /* an object; STORE_NONE when absent */
	uint8_t flags;
};

struct tag_node {
	uint32_t object;
	uint32_t target; /* an object; STORE_NONE when absent */
	uint8_t flags;
};

/* Folder names, each once. */
struct graph_names {
	pthread_mutex_t lock;
	struct arena arena;
	struct table ids;
	struct name_list ARRAY_OF(struct slice) list;
};

/*
 * Trees that were read one after the other, each made from one before or from none: from one rank up to the next
 * part's. Every entry of theirs but folders is in the list, once or more.
 */
struct graph_part {
	uint32_t rank;
	uint32_t entries_len;
	const uint32_t *entries; /* the first four bytes of their ids, as they stand there */
};

struct graph {
	const struct store *store;
	struct commit_node *commits; /* by rank; so are the others */
	struct tree_node *trees;
	struct tag_node *tags;
	uint32_t commits_len, trees_len, tags_len;
	atomic_uchar *named; /* by object: an entry that was read gives it a name that may tell (model/file_kind.h) */
	struct graph_names names;
	struct graph_parts ARRAY_OF(struct graph_part) parts; /* sorted by graph_settle */
	bool scattered;                                       /* the parts do not tell of all trees */
	struct graph_blocks ARRAY_OF(void *) blocks;          /* what folders, names and parents point into */
};

struct graph_worker;

void graph_init(struct graph *g, const struct store *store);
void graph_release(struct graph *g);

struct graph_worker *graph_worker_new(struct graph *g);
void graph_worker_free(struct graph_worker *w);

/* Notes what a commit, tree or tag names. False when its bytes are not what the type says. */
bool graph_add(struct graph_worker *w, uint32_t object, const struct object_bytes *read);

/* Hands over what was noted since the last flush. To be called after each unit of work: objects in the store's order.
 */
void graph_flush(struct graph_worker *w);

/* The same of objects that came out of order. */
void graph_flush_scattered(struct graph_worker *w);

/* Once all workers have flushed. */
void graph_settle(struct graph *g);

/* Tags of tags that are followed, at most. */
#define TAG_DEPTH_MAX 16

/* Puts what the object names in its place; false: it is no tag that was read. */
bool graph_follow_tag(const struct graph *g, uint32_t *object);

uint32_t graph_name(struct graph *g, struct slice name); /* any thread */

#endif
