/*
 * unicode.c - see unicode.h
 *
 * Detection reads the sample once for each candidate encoding and counts three
 * things: characters, ASCII text among them, and what text hardly ever holds
 * (controls, unpaired surrogates, private and non-characters, and the blocks
 * that random numbers hit and people do not). The wrong byte order turns ASCII
 * into ideographs, which are not "bad", so it is the share of ASCII that decides
 * when there is no mark. Words with a NUL behind each have such a share too, but
 * also pairs of ASCII bytes.
 */
#include "engine/unicode.h"

#include <string.h>

#include "base/text.h"

#define REPLACEMENT 0xfffdu

struct shape {
	size_t units, ascii, bad;
	size_t pairs; /* units of two bytes that are both ASCII text */
};

const char *encoding_name(enum encoding encoding)
{
	static const char *const names[] = {
		[ENCODING_BYTES] = "bytes",      [ENCODING_UTF16LE] = "utf-16le", [ENCODING_UTF16BE] = "utf-16be",
		[ENCODING_UTF32LE] = "utf-32le", [ENCODING_UTF32BE] = "utf-32be",
	};

	return names[encoding];
}

static size_t unit_size(enum encoding encoding)
{
	return encoding == ENCODING_UTF32LE || encoding == ENCODING_UTF32BE ? 4 : 2;
}

static uint32_t unit_at(enum encoding encoding, const char *at)
{
	const unsigned char *b = (const unsigned char *)at;

	switch (encoding) {
	case ENCODING_UTF16LE:
		return (uint32_t)(b[0] | b[1] << 8);
	case ENCODING_UTF16BE:
		return (uint32_t)(b[0] << 8 | b[1]);
	case ENCODING_UTF32LE:
		return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
	case ENCODING_UTF32BE:
		return b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[0] << 24;
	case ENCODING_BYTES:
		break;
	}
	return b[0];
}

static bool is_high_surrogate(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low_surrogate(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

uint32_t unicode_next(enum encoding encoding, struct slice bytes, size_t *size)
{
	size_t width = unit_size(encoding);
	uint32_t unit, low;

	*size = 0;
	if (bytes.len < width)
		return REPLACEMENT;
	unit = unit_at(encoding, bytes.at);
	if (is_high_surrogate(unit) && width == 2) {
		if (bytes.len < 4)
			return REPLACEMENT;
		low = unit_at(encoding, bytes.at + 2);
		*size = is_low_surrogate(low) ? 4 : 2;
		return is_low_surrogate(low) ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
	}
	*size = width;
	return unit > 0x10ffff || (unit >= 0xd800 && unit < 0xe000) ? REPLACEMENT : unit;
}

static bool is_ascii_text(uint32_t code)
{
	return (code >= 0x20 && code < 0x7f) || code == '\t' || code == '\n' || code == '\r';
}

static bool is_hardly_text(uint32_t code)
{
	if (code < 0xa0)
		return code != '\f' && code != 0x1b && code != 0x85;
	return (code >= 0x3400 && code < 0x4e00) || (code >= 0xa000 && code < 0xac00) ||
	       (code >= 0xe000 && code < 0xf900) || (code >= 0xfdd0 && code < 0xfdf0) || (code & 0xfffe) == 0xfffe ||
	       code == REPLACEMENT || code >= 0xe0200;
}

static bool is_ascii_pair(uint32_t code)
{
	return code < 0x10000 && is_ascii_text(code & 0xff) && is_ascii_text(code >> 8);
}

static struct shape shape_of(enum encoding encoding, struct slice sample)
{
	struct shape shape = { 0 };

	for (size_t size; sample.len > 0; sample = slice_sub(sample, size, sample.len)) {
		uint32_t code = unicode_next(encoding, sample, &size);

		if (size == 0)
			break;
		shape.units++;
		if (is_ascii_text(code))
			shape.ascii++;
		else if (is_hardly_text(code))
			shape.bad++;
		else if (is_ascii_pair(code))
			shape.pairs++;
	}
	return shape;
}

/* Behind a mark one odd character in sixteen is forgiven, and one in any case. */
static bool marked(enum encoding encoding, struct slice sample, struct slice mark)
{
	struct shape shape;

	if (!slice_starts(sample, mark))
		return false;
	shape = shape_of(encoding, slice_sub(sample, mark.len, sample.len));
	return shape.bad * 16 <= shape.units + 16;
}

static bool shaped(enum encoding encoding, struct slice sample)
{
	struct shape shape = shape_of(encoding, sample);

	return shape.units >= 6 && shape.ascii * 4 >= shape.units && shape.bad * 64 <= shape.units &&
	       shape.pairs * 3 <= shape.ascii;
}

enum encoding unicode_detect(struct slice bytes)
{
	/* The marks of UTF-32LE and UTF-16LE begin alike: the longer one first. */
	static const struct {
		enum encoding encoding;
		struct slice mark;
	} kinds[] = {
		{ ENCODING_UTF32LE, { "\xff\xfe\0\0", 4 } },
		{ ENCODING_UTF32BE, { "\0\0\xfe\xff", 4 } },
		{ ENCODING_UTF16LE, { "\xff\xfe", 2 } },
		{ ENCODING_UTF16BE, { "\xfe\xff", 2 } },
	};
	struct slice sample = slice_sub(bytes, 0, UNICODE_SAMPLE);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (marked(kinds[i].encoding, sample, kinds[i].mark))
			return kinds[i].encoding;
	/* Most blobs are text without a NUL, and so in none of these. */
	if (sample.len == 0 || !memchr(sample.at, 0, sample.len))
		return ENCODING_BYTES;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (shaped(kinds[i].encoding, sample))
			return kinds[i].encoding;
	return ENCODING_BYTES;
}

/* Copies the ASCII characters that `bytes` begins with, most of any file, to `to`; how many there were. */
static size_t convert_ascii(enum encoding encoding, struct slice bytes, char *to)
{
	size_t width = unit_size(encoding), count = 0;

	for (size_t at = 0; bytes.len - at >= width; at += width) {
		uint32_t unit = unit_at(encoding, bytes.at + at);

		if (unit >= 0x80)
			break;
		to[count++] = (char)unit;
	}
	return count;
}

/* Converts at most 1,024 units; what was taken, 0 when nothing is left or `out` is full. */
static size_t convert_some(enum encoding encoding, struct slice bytes, struct buffer *out)
{
	size_t taken = 0, size, width = unit_size(encoding);
	struct slice part = slice_sub(bytes, 0, 1024 * width);

	unicode_next(encoding, part, &size);
	if (size == 0 || !buffer_reserve(out, 4096))
		return 0;
	while (size > 0) {
		struct slice rest = slice_make(part.at + taken, part.len - taken);
		size_t ascii = convert_ascii(encoding, rest, out->at + out->len);
		uint32_t code;

		out->len += ascii;
		taken += ascii * width;
		code = unicode_next(encoding, slice_sub(rest, ascii * width, rest.len), &size);
		if (size)
			text_add_code_point(out, code);
		taken += size;
	}
	out->at[out->len] = '\0';
	return taken;
}

size_t unicode_convert(enum encoding encoding, struct slice bytes, struct buffer *out)
{
	size_t taken = 0, some;

	if (encoding == ENCODING_BYTES)
		return buffer_add(out, bytes) ? bytes.len : 0;
	do {
		some = convert_some(encoding, slice_sub(bytes, taken, bytes.len), out);
		taken += some;
	} while (some > 0);
	return taken;
}
