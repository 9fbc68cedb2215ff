/* judge_part.h - the single questions that judge.c puts together. Private to src/engine. */
#ifndef ENGINE_JUDGE_PART_H
#define ENGINE_JUDGE_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"

/* judge_template.c: is the value worked out or filled in when the program runs? */
bool judge_is_template(struct slice value);

/* judge_counted.c: is it masked, repeated or counted out (xxxx, 1234567890, a1b2c3)? */
bool judge_is_counted(struct slice value);

/* judge_spelled.c: does it say in words that it is none, or is it only a name? */
bool judge_is_spelled(struct slice value);

/* The part behind what looks like a provider's prefix (sk-proj-, ghp_, AKIA); all of it when there is none. */
struct slice judge_body(struct slice value);

/* Letters, digits and everything else, counted. */
struct tally {
	size_t lower, upper, digits, others;
	size_t hex; /* of the letters: a to f */
};
struct tally judge_tally(struct slice value);

#endif
