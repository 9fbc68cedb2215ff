/*
 * direct.h - the objects of a store that is not listed: each is looked up by
 * its id when it is wanted.
 */
#ifndef STORE_DIRECT_H
#define STORE_DIRECT_H

#include "store/objects.h"

struct direct {
	struct checkout about; /* where the objects are */
	struct objects *objects;
	struct packs_extent extent; /* of all packs */
};

/* `common` is the git directory. *direct is the caller's. */
enum status direct_open(const char *common, bool promisor, struct direct **direct, struct error *err);
void direct_close(struct direct *direct); /* NULL is fine */

/* Looks again where the objects are: a repack may have moved them. No thread may read meanwhile. */
void direct_again(struct direct *direct);

#endif
