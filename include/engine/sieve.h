/*
 * sieve.h - the fast engine: one pass over the text that leaves few places to look at.
 */
#ifndef ENGINE_SIEVE_H
#define ENGINE_SIEVE_H

#include "engine/masks.h"
#include "engine/scratch.h"

#define CHUNK_SIZE ((size_t)CHUNK_BLOCKS * BLOCK_SIZE)

/* Words that stand near a mixed run which is not long enough, and may belong to the next one. */
#define PENDING_MAX 256

struct pending {
	size_t at;
	uint32_t rule;
};

struct sieve {
	const struct masks *masks;
	struct class_masks classes; /* of the chunk */
	struct mark_masks marks;
	uint64_t literals[CHUNK_BLOCKS]; /* where a literal may begin */
	/* Positions in the chunk, with some room to write more than there are: see sieve_append. */
	uint32_t hits[CHUNK_SIZE + BLOCK_SIZE];        /* those of the literals */
	uint32_t starts[CHUNK_SIZE / 2 + BLOCK_SIZE];  /* token starts: in a run at most every second byte, and one */
	uint32_t digits[CHUNK_SIZE / 16 + BLOCK_SIZE]; /* first digits of runs */
	size_t start_count, digit_count;
	bool run_open; /* a run without digit so far goes on in the next chunk */
	/* Context rules. */
	size_t scanned, long_scanned; /* words before this position have been looked for; those that want a long run */
	struct pending pending[PENDING_MAX];
	size_t pending_count;
};

struct sieve *sieve_new(void);
void sieve_free(struct sieve *sieve);

/* Appends the positions of the bits. Nearly always there are at most two, so two are written without a branch. */
static inline size_t sieve_append(uint32_t *queue, size_t count, uint64_t bits, uint32_t base)
{
	const uint64_t top = (uint64_t)1 << 63; /* keeps the count of zeros defined when there is no bit */
	uint64_t rest = bits & (bits - 1);

	queue[count] = base + (uint32_t)__builtin_ctzll(bits | top);
	queue[count + 1] = base + (uint32_t)__builtin_ctzll(rest | top);
	count += (size_t)(bits != 0) + (rest != 0);
	for (rest &= rest - 1; rest; rest &= rest - 1)
		queue[count++] = base + (uint32_t)__builtin_ctzll(rest);
	return count;
}

/* Queues the token starts and first digits of a chunk of `blocks` blocks whose classes are known. */
void sieve_mark(struct sieve *sieve, size_t blocks);

/* Looks for context words around the runs whose first digits were marked in the chunk at `offset`. */
void sieve_words(const struct detector *d, struct scratch *s, const struct text *text, size_t offset);

/* The rule, by its number in the plan, may have its place at `at`. Places of one rule are named in rising order. */
void sieve_name(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at);

/*
 * Calls `found` for every rule of the index that may have its place at `at`, where `run` value bytes stand (or more:
 * RUN_UNKNOWN). plan_index_may_have was asked before.
 */
#define RUN_UNKNOWN SIZE_MAX
struct plan_index;
typedef void (*sieve_found)(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule,
			    size_t at);
void sieve_look_up(const struct detector *d, struct scratch *s, const struct text *text, const struct plan_index *index,
		   size_t at, size_t run, sieve_found found);

#endif
