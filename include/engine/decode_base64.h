/*
 * decode_base64.h - base64 of either alphabet, in one piece or in lines.
 */
#ifndef ENGINE_DECODE_BASE64_H
#define ENGINE_DECODE_BASE64_H

#include "engine/decode_layer.h"

/* The shortest stretch that is decoded, in characters. */
#define BASE64_MIN 17

#define BASE64_NONE 0xffu

struct base64_table {
	unsigned char value[256]; /* 0 to 63, + and - alike, / and _ alike; else BASE64_NONE */
};

void base64_table_init(struct base64_table *t);
bool base64_is_char(char c); /* for who has no table */

/*
 * Makes a layer of the base64 text that begins at `start`, with the lines that
 * follow, and returns where the stretch ends; 0 when it is no text. Of the bytes
 * it begins with one may be odd, none when `strict`.
 */
size_t base64_take(const struct base64_table *t, struct layer *l, size_t start, bool strict);

/* Whether the base64 characters [start, end) are text without an odd byte; at most so many. */
#define BASE64_HEAD_MAX 256
bool base64_is_text(const struct base64_table *t, struct slice bytes, size_t start, size_t end);

/*
 * The size of a line break inside a body of base64, indentation and quotes
 * included, or of the backslash before an escaped slash; 0 when there is none.
 */
size_t base64_break(struct slice bytes, size_t at);

#endif
