/*
 * selection_direct.h - from the commits of a selection to a store that holds
 * them, their new trees and blobs, and nothing else.
 */
#ifndef SOURCE_SELECTION_DIRECT_H
#define SOURCE_SELECTION_DIRECT_H

#include "source/selection_walk.h"

/*
 * Fills the store's table. False when more than `max` trees and blobs had to be
 * looked at: then the store is as it was. What is selected and absent, and the
 * submodules and shallow commits that were met, are entered in `coverage`.
 */
bool selection_fill(struct selection_walk *w, struct store *store, size_t max, struct coverage *coverage);

#endif
