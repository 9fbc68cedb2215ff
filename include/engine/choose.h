/*
 * choose.h - for one path, the best place of each kind; the parts of classify.c.
 */
#ifndef ENGINE_CHOOSE_H
#define ENGINE_CHOOSE_H

#include "engine/cover.h"
#include "engine/site.h"

#define LITERAL_MIN 3 /* bytes of a literal at least */
/* Further from the start of the match a place is not worth having: each window would be that wide. */
#define BEFORE_MAX 4096

/* What to look for in a path: the rule it is of, and what to prefer (or NULL). */
struct quest {
	const struct rule *rule;
	const struct cover *cover; /* literals that serve many rules */
	const struct cover *words; /* context words that serve many paths of this rule */
};

/* Fills `best`; false when the path has no such place. */
typedef bool (*choose)(const struct path *path, const struct quest *quest, struct site *best);

bool choose_token(const struct path *path, const struct quest *quest, struct site *best);
bool choose_run(const struct path *path, const struct quest *quest, struct site *best);
bool choose_context(const struct path *path, const struct quest *quest, struct site *best);
bool choose_literal(const struct path *path, const struct quest *quest, struct site *best);

/* Enters the literals of the path, any of which choose_literal could take. */
void choose_note_literals(const struct path *path, struct cover *cover);

/* Enters the words before the secret, any of which choose_context could take. */
void choose_note_words(const struct path *path, const struct rule *rule, struct cover *cover);

#endif
