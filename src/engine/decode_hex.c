/*
 * decode_hex.c - see decode_hex.h
 *
 * Most hex is hashes and numbers, and most lists of bytes are binary: whatever
 * does not begin with text is left at its first odd byte.
 */
#include "engine/decode_hex.h"

#include <string.h>

#include "base/text.h"
#include "engine/decode_judge.h"

/* A list that is shorter is no text worth a layer. */
#define LIST_MIN 16

/* Blanks, commas and line ends between two items of a list. */
#define GAP_MAX 64

static unsigned char byte_at(struct slice bytes, size_t digits)
{
	return (unsigned char)(text_hex_value(bytes.at[digits]) << 4 | text_hex_value(bytes.at[digits + 1]));
}

static enum verdict judge_digits(struct slice bytes, size_t start, size_t end, enum encoding *encoding)
{
	char raw[DECODE_SAMPLE];
	size_t len = 0;

	for (; len < sizeof(raw) && start + 1 < end; start += 2)
		raw[len++] = (char)byte_at(bytes, start);
	return judge(slice_make(raw, len), 0, encoding);
}

size_t hex_take_digits(struct layer *l, size_t start)
{
	struct slice bytes = l->outer;
	enum encoding encoding;
	size_t end = start;

	while (end < bytes.len && text_hex_value(bytes.at[end]) >= 0)
		end++;
	if (end - start < HEX_MIN)
		return 0;
	if (judge_digits(bytes, start, end, &encoding) == NOT_TEXT &&
	    judge_digits(bytes, ++start, end, &encoding) == NOT_TEXT)
		return 0;
	/* A character of UTF-16 is four digits: up to where the next begins. */
	layer_begin(l, "hex", encoding == ENCODING_BYTES ? DECODED_PAIR : DECODED_ESCAPE, encoding);
	for (; start + 1 < end; start += 2) {
		layer_room(l, 1, start);
		layer_put(l, byte_at(bytes, start), start);
	}
	layer_end(l, start);
	return start;
}

/* The digits of the 0x67 that begins at `at`; 0 when none does. */
static size_t item_digits(struct slice bytes, size_t at)
{
	if (bytes.len - at < 4 || bytes.at[at] != '0' || (bytes.at[at + 1] | 0x20) != 'x')
		return 0;
	if (text_hex_value(bytes.at[at + 2]) < 0 || text_hex_value(bytes.at[at + 3]) < 0)
		return 0;
	return at + 4 < bytes.len && text_is_word(bytes.at[at + 4]) ? 0 : at + 2;
}

/* The digits of the item after the one at `digits`; 0 when the list ends there. */
static size_t next_digits(struct slice bytes, size_t digits)
{
	size_t at = digits + 2, far = at + GAP_MAX < bytes.len ? at + GAP_MAX : bytes.len;

	while (at < far && bytes.at[at] && strchr(", \t\r\n", bytes.at[at]))
		at++;
	return at == digits + 2 || at == bytes.len ? 0 : item_digits(bytes, at);
}

size_t hex_take_list(struct layer *l, size_t at)
{
	struct slice bytes = l->outer;
	size_t first = item_digits(bytes, at), digits = first;
	enum encoding encoding;
	char raw[LIST_MIN];

	for (size_t len = 0; len < sizeof(raw); len++, digits = next_digits(bytes, digits)) {
		if (!digits)
			return 0;
		raw[len] = (char)byte_at(bytes, digits);
		if (judge(slice_make(raw, len + 1), 0, &encoding) != TEXT)
			return 0;
	}
	layer_begin(l, "hex", DECODED_PAIR, ENCODING_BYTES);
	for (digits = first; digits; digits = next_digits(bytes, digits)) {
		layer_room(l, 1, digits);
		layer_put(l, byte_at(bytes, digits), digits);
		at = digits + 2;
	}
	layer_end(l, at);
	return at;
}
