/*
 * text.h - code points, numbers as text, and the plain encodings.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/slice.h"

/*
 * Decodes the code point at the front of `s` (s.len > 0) and says how many
 * bytes it takes. A byte that starts no valid UTF-8 sequence (overlong,
 * surrogate, cut off) is one code point of its own, returned as TEXT_INVALID.
 */
#define TEXT_INVALID 0xffffffffu
uint32_t text_code_point(struct slice s, size_t *size);
bool text_is_utf8(struct slice s);
size_t text_count_code_points(struct slice s); /* an invalid byte counts one */

/* Writes one code point (at most 0x10ffff, surrogates too) as UTF-8. */
void text_add_code_point(struct buffer *out, uint32_t code);

/* ASCII only, whatever the locale. */
bool text_is_digit(char c);
bool text_is_upper(char c);
bool text_is_lower(char c);
bool text_is_alnum(char c);
bool text_is_word(char c); /* alnum or _ */
char text_to_lower(char c);
int text_hex_value(char c); /* 0 to 15, -1 for another character */

/* Whole-string decimal; false when it is not a number or does not fit. */
bool text_to_number(struct slice s, uint64_t *number);

void text_add_hex(struct buffer *out, struct slice bytes);
char *text_write_hex(char *to, struct slice bytes);          /* two digits a byte and a NUL; returns `to` */
bool text_decode_hex(struct slice text, struct buffer *out); /* even length, either case */

/* Base64 with padding; decode takes both alphabets, padded or not, no white space. */
void text_add_base64(struct buffer *out, struct slice bytes);
bool text_decode_base64(struct slice text, struct buffer *out);
void text_add_base32_lower(struct buffer *out, struct slice bytes); /* RFC 4648, lower case, no padding */

/* The nearest of `names` within an edit distance of two, for "did you mean"; NULL if none. */
const char *text_nearest(struct slice wrong, const char *const *names, size_t count);

#endif
