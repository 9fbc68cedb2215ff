/*
 * decode_hex.c - see decode_hex.h
 *
 * Most hex is hashes and numbers, and most lists of bytes are binary: whatever
 * does not begin with text is left at its first odd byte.
 */
#include "engine/decode_hex.h"

#include "base/text.h"
#include "engine/decode_judge.h"

/* A list that is shorter is no text worth a layer. */
#define LIST_MIN 16

/* Blanks, commas and line ends between two items of a list. */
#define GAP_MAX 64

/* How far behind an item's digits the next one may end, and one byte more. */
#define ITEM_LOOK (2 + GAP_MAX + 4 + 1)

const unsigned char hex_digit[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static unsigned digit_at(struct slice bytes, size_t at)
{
	return hex_digit[(unsigned char)bytes.at[at]];
}

static unsigned char byte_at(struct slice bytes, size_t digits)
{
	return (unsigned char)((digit_at(bytes, digits) - 1) << 4 | (digit_at(bytes, digits + 1) - 1));
}

static size_t digits_end(struct slice bytes, size_t at)
{
	while (at < bytes.len && digit_at(bytes, at))
		at++;
	return at;
}

/* The verdict on at most `max` bytes. */
static enum verdict judge_digits(struct slice bytes, size_t start, size_t end, size_t max, enum encoding *encoding)
{
	char raw[DECODE_SAMPLE] = { 0 };
	size_t len = 0;

	for (; len < max && start + 1 < end; start += 2)
		raw[len++] = (char)byte_at(bytes, start);
	return judge(slice_make(raw, len), 0, encoding);
}

/* Most hashes are not even text for four bytes; wide text has a NUL there. */
static bool is_text(struct slice bytes, size_t start, size_t end, enum encoding *encoding)
{
	if (byte_at(bytes, start) && byte_at(bytes, start + 2) && (byte_at(bytes, start) & 0xfe) != 0xfe &&
	    judge_digits(bytes, start, end, 4, encoding) == NOT_TEXT)
		return false;
	return judge_digits(bytes, start, end, DECODE_SAMPLE, encoding) != NOT_TEXT;
}

size_t hex_take_digits(struct layer *l, size_t start)
{
	struct slice bytes = l->outer, near = slice_sub(bytes, 0, start + 2 * DECODE_SAMPLE + 1);
	enum encoding encoding;
	size_t end = digits_end(near, start);

	if (end - start < HEX_MIN)
		return 0;
	if (!is_text(bytes, start, end, &encoding) && !is_text(bytes, ++start, end, &encoding))
		return 0;
	end = digits_end(bytes, end);
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
	if (!digit_at(bytes, at + 2) || !digit_at(bytes, at + 3))
		return 0;
	return at + 4 < bytes.len && text_is_word(bytes.at[at + 4]) ? 0 : at + 2;
}

static bool is_gap(char c)
{
	return c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The digits of the item after the one at `digits`; 0 when the list ends there. */
static size_t next_digits(struct slice bytes, size_t digits)
{
	size_t at = digits + 2, far = at + GAP_MAX < bytes.len ? at + GAP_MAX : bytes.len;

	while (at < far && is_gap(bytes.at[at]))
		at++;
	return at == digits + 2 || at == bytes.len ? 0 : item_digits(bytes, at);
}

size_t hex_take_list(struct layer *l, size_t at, bool *far)
{
	struct slice bytes = l->outer;
	size_t first = item_digits(bytes, at), digits = first, last = at;
	enum encoding encoding;
	char raw[LIST_MIN];

	for (size_t len = 0; len < sizeof(raw); len++, digits = next_digits(bytes, digits)) {
		if (digits)
			raw[len] = (char)byte_at(bytes, digits);
		if (!digits || judge(slice_make(raw, len + 1), 0, &encoding) != TEXT) {
			*far = last + ITEM_LOOK > at + VERSION_BEFORE;
			return 0;
		}
		last = digits;
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
