/*
 * commit_order.h - in which order commits came to be.
 */
#ifndef SOURCE_COMMIT_ORDER_H
#define SOURCE_COMMIT_ORDER_H

#include "source/history_graph.h"

/*
 * Ranks of all commits, parents before children; of those whose parents are all
 * out, the one with the least committer date, then id. The caller frees it.
 */
uint32_t *commit_order(const struct graph *g, const uint8_t *shallow, uint32_t *len);

#endif
