/*
 * windows.h - from places where a rule may match to its matches.
 *
 * The sieve names places, window_add keeps them, and now and then they are worked
 * off rule by rule: a window of start positions around each place, handed to
 * the rule's chain.
 *
 * Why this finds exactly what the naive engine finds. A match at m has a place at p
 * with m in [p - most, p - least], most and least being the same for all places of
 * the rule. The sieve names every such p, and those of one rule in rising order,
 * so both ends of the windows rise. Hence when the chain has arrived at `next` and the
 * naive engine would take the match at m >= next: no window before ends at or
 * behind m without also holding m (its beginning is not behind that of a window
 * that holds m), so the first window that reaches m finds it, and finds nothing else, since
 * nothing between next and m matches. The regex sees the text from its very start to behind
 * the last byte that a match from this window can look at.
 */
#ifndef ENGINE_WINDOWS_H
#define ENGINE_WINDOWS_H

#include "engine/scratch.h"

/* Places kept before they are worked off. */
#define WINDOWS_KEPT 8192

struct windows_place {
	size_t at;
	uint32_t active; /* number of the rule in detector->active */
	uint32_t next;   /* place of the same rule; UINT32_MAX: none */
};

/* The places of one rule. */
struct windows_queue {
	uint32_t first, last; /* UINT32_MAX: none */
};

struct windows {
	struct windows_place *places;
	uint32_t count;
	struct windows_queue *queues; /* per active rule */
	struct chain *chains;         /* per active rule; a text of NULL: not begun */
	uint32_t *begun;              /* rules whose chain has begun */
	uint32_t begun_count;
};

void windows_init(struct windows *w, size_t active_count);
void windows_release(struct windows *w);

/* The rule, by its number in the plan, may match around `at`. Places of one rule come in rising order. */
void windows_add(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule, size_t at);

/* The rule may match anywhere. */
void windows_add_everywhere(const struct detector *d, struct scratch *s, const struct text *text, uint32_t rule);

/* Works off what is kept; afterwards all chains are as if they had never begun. */
void windows_finish(const struct detector *d, struct scratch *s, const struct text *text);

#endif
