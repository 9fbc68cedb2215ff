/*
 * history_part.h - what the two files of a history share. Private to src/source.
 *
 *     history.c      which stores there are, and what is a unit of work
 *     history_run.c  reading the objects of a unit; what vanished or came meanwhile
 */
#ifndef SOURCE_HISTORY_PART_H
#define SOURCE_HISTORY_PART_H

#include <pthread.h>
#include <stdatomic.h>

#include "source/history.h"
#include "source/history_graph.h"
#include "store/store.h"
#include "store/store_read.h"

struct member {
	struct store *store;
	struct graph graph;
	struct selection *selection; /* NULL: everything */
	struct coverage listing;     /* what could not be listed */
	atomic_ullong *expanded;     /* by pack, then of loose objects: bytes read so far */
	atomic_ullong loose_stored;  /* bytes of the loose objects' files read so far */
	pthread_mutex_t lock;
	struct vanished ARRAY_OF(uint32_t) vanished; /* objects to look for again at the end */
	uint8_t *told;                               /* by object: it was handed out as `named` */
};

/* What one worker needs for the store it is at; only that one's files are open. */
struct worker {
	size_t member;
	struct store_reader *reader;
	struct graph_worker *graph;
};

struct history {
	struct source source;
	struct history_options options;
	struct members ARRAY_OF(struct member *) members;
	struct table names; /* of the members' stores */
	struct worker workers[HISTORY_WORKERS_MAX];
	size_t at_member; /* the next unit begins here */
	uint32_t at_order;
	bool finished;
	atomic_size_t running; /* units handed out and not yet run */
};

/* The worker of that number, at the store it is to read. */
struct worker *history_worker(struct history *h, unsigned number, size_t member);
void history_release_worker(struct worker *w);

/* As source_ops.run. */
void history_run(struct source *source, struct unit *unit, unsigned worker, struct sink *sink);

#endif
