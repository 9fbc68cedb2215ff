/*
 * teddy.h - many short literals at once, sixteen or more positions at a time.
 *
 * The idea is Teddy's (Geoffrey Langdale, Hyperscan): literals are put into
 * buckets, one bit each. For each of their first bytes there are two tables, one
 * for each half of the byte, of the buckets that allow it. Looking up both halves
 * of all bytes and keeping the buckets that all agree on leaves the positions
 * where some literal may begin; the tables are small enough for one shuffle
 * instruction each. A position it names may be wrong, one it leaves out is not.
 */
#ifndef ENGINE_TEDDY_H
#define ENGINE_TEDDY_H

#include <stddef.h>

#include "engine/byteset.h"

#define TEDDY_BYTES   4
#define TEDDY_GROUPS  8 /* of eight buckets each, at most */
#define TEDDY_BUCKETS (8 * TEDDY_GROUPS)

struct teddy {
	/* [bucket / 8][which byte][half of the byte]: one bit per bucket */
	uint8_t low[TEDDY_GROUPS][TEDDY_BYTES][16];
	uint8_t high[TEDDY_GROUPS][TEDDY_BYTES][16];
	uint8_t bytes;  /* that are looked at: 3 or 4 */
	uint8_t groups; /* 0 (no literals), 1 in the small form, 2, 4 or 8 in the large one */
};

/* What the literals begin with: TEDDY_BYTES sets each. */
struct teddy_literal {
	struct byteset sets[TEDDY_BYTES];
};

/*
 * Few literals use the small form: eight buckets, three bytes. Of the large one a group costs little beside the
 * positions that are let through for nothing, which grow with the literals that share a bucket.
 */
#define TEDDY_SMALL_MAX    48
#define TEDDY_SMALL_BYTES  3
#define TEDDY_2_GROUPS_MAX 256
#define TEDDY_4_GROUPS_MAX 512

/* Whether they are few enough for the small form, those that begin alike being one. */
bool teddy_are_few(const struct teddy_literal *literals, size_t count);

/* `small` asks for the small form, which is twice as fast and good for few literals. */
void teddy_init(struct teddy *t, const struct teddy_literal *literals, size_t count, bool small);

#endif
