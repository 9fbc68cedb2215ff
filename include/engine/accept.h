/*
 * accept.h - what makes a match of the regex a match of the rule: the filters after the search.
 */
#ifndef ENGINE_ACCEPT_H
#define ENGINE_ACCEPT_H

#include "engine/scratch.h"

/* Adds what is left of `spans`, all of one rule in one text, to the scratch's result. */
void accept_spans(const struct detector *d, struct scratch *s, const struct active *active, const struct text *text,
		  const struct spans *spans);

#endif
