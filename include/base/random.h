/*
 * random.h - a repeatable stream of numbers, for tests and sampling. Not for keys.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

void random_init(struct random *r, uint64_t seed);
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t bound); /* 0 to bound - 1; bound > 0 */

#endif
