/*
 * regex.h - a regular expression as a tree: enough of PCRE2's language to reason about what can match.
 *
 * Nothing is ever matched with this tree; PCRE2 does that. It answers: which
 * bytes can stand where, how long is a match, how far does the regex look. The
 * answers err to the safe side: every match of the regex is described by the
 * tree, the tree may describe more.
 *
 * Understood: literals, classes (POSIX ones too), escapes, groups, alternation,
 * quantifiers of all kinds, options (imsx), look-around, anchors, \Q...\E. A regex
 * with anything else (back references, recursion, conditions, \K, verbs) is
 * opaque: it has no tree.
 */
#ifndef ENGINE_REGEX_H
#define ENGINE_REGEX_H

#include "base/arena.h"
#include "engine/byteset.h"

#define UNBOUNDED UINT32_MAX

enum node_kind {
	NODE_EMPTY,
	NODE_SET,      /* one byte of `set` */
	NODE_SEQUENCE, /* the children one after another */
	NODE_CHOICE,   /* one of the children */
	NODE_REPEAT,   /* the child `min` to `max` times */
	NODE_GROUP,    /* the child; `group` is its number, 0: not captured */
	NODE_ASSERT,   /* nothing, where `assertion` holds */
	NODE_LOOK      /* nothing, where the child matches (does not: `negative`) from here on (up to here: `behind`) */
};

enum assertion { AT_WORD_EDGE, AT_NO_WORD_EDGE, AT_START, AT_LINE_START, AT_END };

struct node {
	enum node_kind kind;
	enum assertion assertion;
	bool behind, negative;
	unsigned group;
	uint32_t min, max; /* repetitions */
	struct byteset set;
	struct node *child; /* the first */
	struct node *next;  /* the next child of the same parent */

	/* Bytes, UNBOUNDED when there is no limit. */
	uint32_t least, most; /* matched */
	uint32_t reach;       /* looked at, from where the node begins */
};

struct regex {
	struct node *root; /* NULL: opaque */
	unsigned groups;
};

/* The tree lives in the arena. `text` need not be a valid regex: then the result means nothing. */
struct regex regex_parse(const char *text, struct arena *arena);

uint32_t length_add(uint32_t a, uint32_t b); /* UNBOUNDED stays that */
uint32_t length_times(uint32_t a, uint32_t b);

#endif
