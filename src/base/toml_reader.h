/*
 * toml_reader.h - what the parts of the TOML reader share. Private to src/base.
 *
 *     toml_text.c    bytes: encoding, places, blanks and comments
 *     toml_string.c  strings
 *     toml_scalar.c  numbers, booleans, dates and times
 *     toml_tree.c    which member may be put where
 *     toml.c         keys, headers, arrays, inline tables; the public functions
 *
 * The bytes are checked once before anything is read: valid UTF-8, no control
 * characters, each CR followed by LF. So no other part looks for these.
 *
 * A function that can fail returns an enum status and has filled `err`.
 */
#ifndef BASE_TOML_READER_H
#define BASE_TOML_READER_H

#include "base/array.h"
#include "base/buffer.h"
#include "base/table.h"
#include "base/toml.h"

struct toml_spot {
	unsigned line, column;
};

struct toml_reader {
	struct arena *arena;
	const char *name;
	const char *at, *end;
	unsigned line;
	const char *counted; /* columns are counted up to here, so that all of them together cost one pass */
	unsigned column;     /* of *counted */
	struct buffer text;  /* the string being read */
	struct buffer path;  /* a key for `index`: the table's id and the member's name */
	struct table index;  /* (table, name) -> place in `members` */
	struct toml_members ARRAY_OF(struct toml *) members;
	unsigned tables;   /* ids given out */
	unsigned sections; /* headers and inline tables seen */
	struct error *err;
};

/* toml_text.c */
enum status toml_check_bytes(struct toml_reader *r);
struct toml_spot toml_spot(struct toml_reader *r);
enum status toml_fail(struct toml_reader *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum status toml_fail_at(struct toml_reader *r, struct toml_spot spot, enum status status, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
int toml_peek(const struct toml_reader *r, size_t ahead); /* -1 beyond the end */
bool toml_looking_at(const struct toml_reader *r, const char *text);
bool toml_skip(struct toml_reader *r, const char *text); /* past it, when it stands here; no line ends in it */
bool toml_skip_newline(struct toml_reader *r);
void toml_skip_blanks(struct toml_reader *r);
void toml_skip_comment(struct toml_reader *r);
void toml_skip_void(struct toml_reader *r); /* blanks, line ends and comments */

/* toml_string.c: at a quote; the bytes are left in r->text. `many_lines` false: ''' and """ are errors. */
enum status toml_read_quoted(struct toml_reader *r, bool many_lines, struct toml *value);

/* toml_scalar.c: anything that is no string, array or table. */
enum status toml_read_scalar(struct toml_reader *r, struct toml *value);
bool toml_read_time(struct slice token, enum toml_kind *kind); /* valid date, time or both? */

/* toml_tree.c */
struct toml *toml_new(struct toml_reader *r, enum toml_kind kind, struct toml_spot spot);
enum status toml_add(struct toml_reader *r, struct toml *parent, struct slice key, struct toml *member);
void toml_append(struct toml *parent, struct toml *member);
struct toml *toml_member(struct toml_reader *r, const struct toml *table, struct slice key);
enum status toml_enter_dotted(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot,
			      unsigned section);
enum status toml_enter_header(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot);
enum status toml_open_table(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot);
enum status toml_open_element(struct toml_reader *r, struct toml **table, struct slice key, struct toml_spot spot);

#endif
