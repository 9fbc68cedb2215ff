/*
 * judge_words.h - the words that values are told by, and which digests are known examples. Private to src/engine.
 */
#ifndef ENGINE_JUDGE_WORDS_H
#define ENGINE_JUDGE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum word_kind {
	WORD_NONE,
	WORD_DUMMY,  /* says that the value is none: fake, placeholder, changeme */
	WORD_FILL,   /* stands around the others: your, my, here, with */
	WORD_NAME,   /* what a value is called: api, key, secret, openai */
	WORD_COMMON, /* a password everybody has heard of: letmein, qwerty */
};

#define WORD_MAX 16 /* letters of the longest */

/* The kind of a whole word in lower case. */
enum word_kind word_find(struct slice word);

/* Which bytes a text has: most of a list of words can be ruled out by that. */
struct byte_set {
	bool has[256];
};

struct byte_set byte_set_of(struct slice text);
bool byte_set_spells(const struct byte_set *set, const char *word); /* has it all bytes of the word? */

/* Whether a word begins with these two: spares most of the searches where every place is tried. */
bool word_may_start(const char *two);

/* All words, with a space before each and a letter for its kind behind. */
extern const char word_list[];

/* Does any of the long DUMMY words (six letters and more) stand in the first kilobyte of `text`, in any case? */
bool word_dummy_inside(struct slice text);

/* Is this whole value, whatever its case, a published example? */
bool word_is_example(struct slice value);

#endif
