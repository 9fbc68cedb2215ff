/* text.c - see text.h */
#include "base/text.h"

#include <string.h>

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* How many bytes a sequence that starts with `lead` takes; 0 when none starts with it. */
static size_t sequence_size(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 4;
	return 0;
}

uint32_t text_code_point(struct slice s, size_t *size)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	static const unsigned char lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned char lead = (unsigned char)s.at[0];
	size_t need = sequence_size(lead);
	uint32_t code;

	*size = 1;
	if (need == 0 || need > s.len)
		return TEXT_INVALID;
	code = lead & lead_bits[need];
	for (size_t i = 1; i < need; i++) {
		if (!is_continuation(s.at[i]))
			return TEXT_INVALID;
		code = code << 6 | ((unsigned char)s.at[i] & 0x3fu);
	}
	if (code < smallest[need] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return TEXT_INVALID;
	*size = need;
	return code;
}

bool text_is_utf8(struct slice s)
{
	for (size_t i = 0, size; i < s.len; i += size)
		if (text_code_point(slice_sub(s, i, s.len), &size) == TEXT_INVALID)
			return false;
	return true;
}

size_t text_count_code_points(struct slice s)
{
	size_t count = 0;

	for (size_t i = 0, size; i < s.len; i += size, count++)
		text_code_point(slice_sub(s, i, s.len), &size);
	return count;
}

void text_add_code_point(struct buffer *out, uint32_t code)
{
	if (code < 0x80) {
		buffer_add_byte(out, (char)code);
	} else if (code < 0x800) {
		buffer_add_byte(out, (char)(0xc0 | code >> 6));
		buffer_add_byte(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		buffer_add_byte(out, (char)(0xe0 | code >> 12));
		buffer_add_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buffer_add_byte(out, (char)(0x80 | (code & 0x3f)));
	} else {
		buffer_add_byte(out, (char)(0xf0 | code >> 18));
		buffer_add_byte(out, (char)(0x80 | (code >> 12 & 0x3f)));
		buffer_add_byte(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buffer_add_byte(out, (char)(0x80 | (code & 0x3f)));
	}
}

bool text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool text_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

bool text_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

bool text_is_alnum(char c)
{
	return text_is_digit(c) || text_is_upper(c) || text_is_lower(c);
}

bool text_is_word(char c)
{
	return text_is_alnum(c) || c == '_';
}

char text_to_lower(char c)
{
	return text_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

int text_hex_value(char c)
{
	if (text_is_digit(c))
		return c - '0';
	c = text_to_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_to_number(struct slice s, uint64_t *number)
{
	uint64_t n = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint64_t digit;

		if (!text_is_digit(s.at[i]))
			return false;
		digit = (uint64_t)(s.at[i] - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*number = n;
	return true;
}

char *text_write_hex(char *to, struct slice bytes)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];

		to[2 * i] = digits[byte >> 4];
		to[2 * i + 1] = digits[byte & 15];
	}
	to[2 * bytes.len] = '\0';
	return to;
}

void text_add_hex(struct buffer *out, struct slice bytes)
{
	char pair[3];

	for (size_t i = 0; i < bytes.len; i++)
		buffer_add_text(out, text_write_hex(pair, slice_sub(bytes, i, 1)));
}

bool text_decode_hex(struct slice text, struct buffer *out)
{
	if (text.len % 2)
		return false;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = text_hex_value(text.at[i]), low = text_hex_value(text.at[i + 1]);

		if (high < 0 || low < 0)
			return false;
		buffer_add_byte(out, (char)(high << 4 | low));
	}
	return true;
}

void text_add_base64(struct buffer *out, struct slice bytes)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t have = bytes.len - i < 3 ? bytes.len - i : 3;
		uint32_t group = 0;

		for (size_t k = 0; k < 3; k++)
			group = group << 8 | (k < have ? (unsigned char)bytes.at[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buffer_add_byte(out, k <= have ? alphabet[group >> (18 - 6 * k) & 63] : '=');
	}
}

static int base64_value(char c)
{
	if (text_is_upper(c))
		return c - 'A';
	if (text_is_lower(c))
		return c - 'a' + 26;
	if (text_is_digit(c))
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

bool text_decode_base64(struct slice text, struct buffer *out)
{
	uint32_t bits = 0;
	unsigned have = 0;

	for (int padding = 0; padding < 2 && text.len && text.at[text.len - 1] == '='; padding++)
		text.len--;
	if (text.len % 4 == 1)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		int value = base64_value(text.at[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			buffer_add_byte(out, (char)(bits >> have & 0xff));
		}
	}
	return true;
}

void text_add_base32_lower(struct buffer *out, struct slice bytes)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		bits = bits << 8 | (unsigned char)bytes.at[i];
		for (have += 8; have >= 5; have -= 5)
			buffer_add_byte(out, alphabet[bits >> (have - 5) & 31]);
	}
	if (have)
		buffer_add_byte(out, alphabet[bits << (5 - have) & 31]);
}

#define NEAREST_MAX 40 /* longer names are not compared */

static size_t edit_distance(struct slice a, struct slice b)
{
	size_t row[NEAREST_MAX + 1];

	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t best = diagonal + (text_to_lower(a.at[i - 1]) != text_to_lower(b.at[j - 1]));

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b.len];
}

const char *text_nearest(struct slice wrong, const char *const *names, size_t count)
{
	const char *nearest = NULL;
	size_t least = 3;

	if (wrong.len > NEAREST_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct slice name = slice_of(names[i]);
		size_t distance;

		if (name.len > NEAREST_MAX)
			continue;
		distance = edit_distance(wrong, name);
		if (distance < least && distance < name.len) {
			least = distance;
			nearest = names[i];
		}
	}
	return nearest;
}
