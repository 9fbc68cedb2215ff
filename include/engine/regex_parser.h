/*
 * regex_parser.h - the state of regex_parse, shared by regex.c and regex_set.c only.
 */
#ifndef ENGINE_REGEX_PARSER_H
#define ENGINE_REGEX_PARSER_H

#include "engine/regex.h"

enum regex_option { REGEX_CASELESS = 1, REGEX_DOTALL = 2, REGEX_MULTILINE = 4, REGEX_EXTENDED = 8 };

struct regex_parser {
	const char *at, *end;
	struct arena *arena;
	unsigned options; /* of enum regex_option */
	unsigned groups;
	unsigned depth;
	bool quoted; /* inside \Q...\E */
	bool opaque; /* something was not understood */
};

/*
 * Reads an escape that stands for bytes, `at` being behind its backslash; in a
 * class \b is a backspace. False when it is none of these (then `at` has not moved).
 */
bool regex_parse_escape(struct regex_parser *p, bool in_class, struct byteset *set);

/* Reads a class, `at` being behind its bracket. */
void regex_parse_class(struct regex_parser *p, struct byteset *set);

#endif
