/*
 * toml.h - reads TOML 1.0 into a tree.
 *
 * The whole language and nothing else: what the standard forbids is an error
 * `NAME:LINE:COLUMN: what`. Lines and columns count from 1, columns in code
 * points. The tree and its strings live in the caller's arena; the text may go
 * away after the call.
 *
 *     struct toml *root;
 *
 *     if (toml_parse(&arena, "x.toml", text, &root, err))
 *             return err->status;
 *     for (const struct toml *rule = toml_find(root, "rules")->first; rule; rule = rule->next) ...
 */
#ifndef BASE_TOML_H
#define BASE_TOML_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#define TOML_SIZE_MAX  ((size_t)16 << 20) /* a longer text is ERR_LIMIT */
#define TOML_DEPTH_MAX 128                /* tables and arrays within one another; deeper is ERR_LIMIT */

enum toml_kind {
	TOML_STRING,
	TOML_INTEGER,
	TOML_FLOAT,
	TOML_BOOLEAN,
	TOML_DATETIME,       /* with an offset */
	TOML_DATETIME_LOCAL, /* without */
	TOML_DATE_LOCAL,
	TOML_TIME_LOCAL,
	TOML_ARRAY,
	TOML_TABLE,
};

/* How a table or an array came to be, which decides what may still be added to it. The reader's own. */
enum toml_origin { TOML_BY_VALUE, TOML_BY_HEADER, TOML_BY_SUBHEADER, TOML_BY_DOTTED_KEY };

/* One value, and where it stands. */
struct toml {
	enum toml_kind kind;
	unsigned line, column; /* of its key or header; of an array's element: of the value itself */
	unsigned value_line, value_column;
	struct slice key; /* ends in a NUL that len does not count; may hold others; empty in arrays */

	/* One of these, by kind. */
	struct slice text; /* strings; dates and times as in RFC 3339, with T and Z; ends like key */
	int64_t integer;
	double number;
	bool boolean;
	struct toml *first; /* arrays and tables: the members, in the order of the text */
	size_t len;         /* how many */

	struct toml *next; /* the next member of the same array or table */

	/* Strings without escapes: where their first character stands (see toml_place). */
	bool verbatim;
	unsigned text_line, text_column;

	/* For the reader alone. */
	struct toml *last;
	enum toml_origin origin;
	unsigned id, section, depth;
};

/* `name` stands before the place in messages. *root is a table without key. */
enum status toml_parse(struct arena *arena, const char *name, struct slice text, struct toml **root, struct error *err);

struct toml *toml_find(const struct toml *table, const char *key); /* NULL if absent */

/* Where the byte at `offset` of a string stands in the file; without `verbatim`, where the value starts. */
void toml_place(const struct toml *string, size_t offset, unsigned *line, unsigned *column);

const char *toml_kind_name(enum toml_kind kind); /* with its article: "a string", "an array" */

#endif
