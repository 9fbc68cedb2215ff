/*
 * selection_walk.h - from the roots of a selection to its commits, looking at
 * single objects, newest first.
 */
#ifndef SOURCE_SELECTION_WALK_H
#define SOURCE_SELECTION_WALK_H

#include "source/selection_roots.h"

struct walk_commit {
	const uint8_t *id;
	int64_t date;
	uint8_t tree[SHA1_SIZE];
	uint32_t flags;
	uint32_t parents, parents_len; /* from where in walk->parents */
	uint8_t status;                /* enum status: whether it could be read */
	bool queued, popped;
	bool shallow; /* its parents are not there on purpose */
};

struct selection_walk {
	const struct selection *s;
	const struct store *store;
	struct direct *direct;
	bool looked_again; /* direct_again was tried */
	size_t max;        /* commits that are looked at */
	struct walk_commits ARRAY_OF(struct walk_commit) commits;
	struct walk_parents ARRAY_OF(uint32_t) parents;
	struct walk_queue ARRAY_OF(uint32_t) queue; /* a heap, newest on top */
	size_t open;                                /* queued and not excluded */
	int64_t oldest;                             /* of the commits that were selected so far */
	struct table by_id;
	struct table shallow;
	struct arena arena;
};

/* False when `max` was reached: then nothing else holds. */
bool selection_walk(struct selection_walk *w);
void selection_walk_release(struct selection_walk *w);

bool selection_walk_takes(const struct selection_walk *w, const struct walk_commit *commit);

/* objects_read_any, with a second try if a repack may have moved the object. */
enum status selection_look(struct selection_walk *w, const uint8_t *id, enum object_type *type, struct object *object);

#endif
