/*
 * decode_base64.c - see decode_base64.h
 *
 * Source code is full of runs of twenty base64 characters (names, paths, rulers,
 * hashes), so nearly all the work is in saying no. Three ASCII bytes have three
 * zero bits at fixed places of the four characters that encode them, which
 * leaves 27 of 64 characters for the first place, 28 for the second and 32 for
 * the third. One lookup per character tells the places it may have; the lookups
 * of a run, each turned by its position and joined by AND, leave the alignments
 * at which the whole run can be ASCII text. For a name none is left after four
 * or five characters, while text that is glued to up to three other characters
 * (the n of a "\n", say) is found without a second look.
 *
 * What that turns away gets a second chance when it is mixed enough to be
 * encoded: text that begins with something else than ASCII, and text that
 * stands behind a path or a prefix.
 */
#include "engine/decode_base64.h"

#include <string.h>

#include "base/text.h"
#include "engine/decode_find.h"

/* Lines shorter than this are not joined: two short values may stand one below the other by chance. */
#define COLUMNS_MIN 40

/* The shortest stretch that is decoded, in characters. */
#define STRETCH_MIN 17

/* The same of hex, in digits. */
#define HEX_MIN 32

/* How far back from a run of letters and digits the beginning of its stretch is searched. */
#define START_MAX 256

/* Bytes of a stretch that are decoded to see whether it is text. */
#define SAMPLE 24

static unsigned char places_of(unsigned value)
{
	unsigned char places = 8;

	/* First: text is 0x20-0x7e, or 9, 10, 13. 0 is the second half of a UTF-16 character. */
	if ((value >= 8 && value < 32) || value == 2 || value == 3 || value == 0)
		places |= 1;
	if ((value & 15) == 0 || ((value & 15) >= 2 && (value & 15) < 8))
		places |= 2;
	if ((value & 3) < 2)
		places |= 4;
	return places;
}

/* Alignment k has its i-th character at place (i - k) mod 4: that place's bit becomes bit k. */
static unsigned char turned(unsigned shape, unsigned i)
{
	unsigned places = 0;

	for (unsigned k = 0; k < 4; k++)
		places |= (shape >> ((i - k) & 3) & 1) << k;
	return (unsigned char)((shape & SHAPE_HEX) | places);
}

void base64_tables_init(struct base64_tables *t)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	*t = (struct base64_tables){ 0 };
	memset(t->value, BASE64_NONE, sizeof(t->value));
	for (unsigned i = 0; i < 64; i++)
		t->value[(unsigned char)alphabet[i]] = (unsigned char)i;
	t->value['-'] = 62;
	t->value['_'] = 63;
	for (int c = 0; c < 128; c++) {
		if (t->value[c] == BASE64_NONE)
			continue;
		t->shape[c] = places_of(t->value[c]);
		t->shape[c] |= text_hex_value((char)c) >= 0 ? SHAPE_HEX : 0;
		for (unsigned i = 0; i < 4; i++)
			t->turned[i][c] = turned(t->shape[c], i);
		t->shape[c] |= text_is_upper((char)c) ? SHAPE_UPPER : 0;
		t->shape[c] |= text_is_lower((char)c) ? SHAPE_LOWER : 0;
		t->shape[c] |= text_is_digit((char)c) ? SHAPE_DIGIT : 0;
	}
}

/*
 * The alignments (bit k: the first k characters are not part of it) at which
 * sixteen characters can be text, and SHAPE_HEX when they are hex digits.
 */
static unsigned shape_of_run(const struct base64_tables *t, const char *at)
{
	/* What the first characters are is no matter to the alignments that begin behind them,
	 * nor to hex digits behind 0x or the n of a line end. */
	static const unsigned char excused[4] = { 0x0e | SHAPE_HEX, 0x0c | SHAPE_HEX, 0x08, 0 };
	const unsigned char *in = (const unsigned char *)at;
	unsigned left = SHAPE_PLACES | SHAPE_HEX;

	for (unsigned i = 0; i < 4; i++)
		left &= t->turned[i][in[i]] | excused[i];
	for (unsigned i = 4; i < DECODE_RUN && left; i += 4)
		left &= t->turned[0][in[i]] & t->turned[1][in[i + 1]] & t->turned[2][in[i + 2]] &
			t->turned[3][in[i + 3]];
	return left;
}

static size_t run_end(const struct base64_tables *t, struct slice bytes, size_t at)
{
	while (at < bytes.len && t->value[(unsigned char)bytes.at[at]] != BASE64_NONE)
		at++;
	return at;
}

static size_t skip_blanks(struct slice bytes, size_t at)
{
	while (at < bytes.len && (bytes.at[at] == ' ' || bytes.at[at] == '\t'))
		at++;
	return at;
}

static bool byte_is(struct slice bytes, size_t at, const char *set)
{
	return at < bytes.len && bytes.at[at] && strchr(set, bytes.at[at]);
}

/* The end of "\n" or "\r\n" spelt with any number of backslashes; 0 when it is not there. */
static size_t escaped_newline(struct slice bytes, size_t at)
{
	for (int part = 0; part < 2; part++) {
		size_t p = at;

		while (byte_is(bytes, p, "\\"))
			p++;
		if (p == at)
			return 0;
		if (byte_is(bytes, p, "n"))
			return p + 1;
		if (!byte_is(bytes, p, "r"))
			return 0;
		at = p + 1;
	}
	return 0;
}

size_t base64_break(struct slice bytes, size_t at)
{
	size_t p = at, escaped;

	if (at + 1 < bytes.len && bytes.at[at] == '\\' && bytes.at[at + 1] == '/')
		return 1;
	escaped = escaped_newline(bytes, p);
	if (escaped)
		p = escaped;
	p += byte_is(bytes, p, "\"'`");
	p = skip_blanks(bytes, p);
	p += byte_is(bytes, p, "\\+,.&");
	p = skip_blanks(bytes, p);
	p += byte_is(bytes, p, "\r");
	if (byte_is(bytes, p, "\n"))
		p++;
	else if (escaped)
		p = escaped;
	else
		return 0;
	p = skip_blanks(bytes, p);
	p += byte_is(bytes, p, "\"'`");
	return p - at;
}

/* Whether base64 can end at `at`: padding, then nothing that would make it part of something else. */
static bool ends_well(struct slice bytes, size_t at)
{
	for (int pads = 0; pads < 2 && byte_is(bytes, at, "="); pads++)
		at++;
	if (byte_is(bytes, at, " \t"))
		at = skip_blanks(bytes, at);
	else if (byte_is(bytes, at, "\"'`\\,;<)]}"))
		return true;
	return at == bytes.len || byte_is(bytes, at, "\r\n");
}

enum verdict { NOT_TEXT, TEXT, WIDE_TEXT };

/* Whether decoded bytes are the beginning of text; `strict`: without a single odd byte. */
static enum verdict judge(struct slice sample, bool strict, enum encoding *encoding)
{
	size_t odd = 0;

	*encoding = unicode_detect(sample);
	if (*encoding != ENCODING_BYTES)
		return WIDE_TEXT;
	for (size_t i = 0, size; i < sample.len; i += size) {
		uint32_t code = text_code_point(slice_sub(sample, i, sample.len), &size);
		bool cut = code == TEXT_INVALID && (unsigned char)sample.at[i] >= 0xc2 &&
			   (unsigned char)sample.at[i] <= 0xf4 && sample.len - i < 4;

		if (cut)
			break;
		if (code == TEXT_INVALID || code == 0x7f || (code >= 0x80 && code < 0xa0) ||
		    (code < 0x20 && code != '\t' && code != '\n' && code != '\r'))
			odd++;
	}
	return odd == 0 || (!strict && odd * 8 <= sample.len) ? TEXT : NOT_TEXT;
}

/* Decodes the beginning of [at, end) into `to` (SAMPLE bytes). */
static struct slice decode_sample(const struct base64_tables *t, struct slice bytes, size_t at, size_t end, char *to)
{
	uint32_t bits = 0;
	size_t len = 0, chars = 0;

	for (; at < end && len < SAMPLE; at++) {
		bits = bits << 6 | t->value[(unsigned char)bytes.at[at]];
		if (chars++ % 4)
			to[len++] = (char)(bits >> (6 - 2 * ((chars - 1) % 4)));
	}
	return slice_make(to, len);
}

/* Base64 on its way: the bits not yet used, and the place of the character that holds the oldest of them. */
struct sixbit {
	const struct base64_tables *tables;
	struct layer *layer;
	unsigned place;
	uint32_t bits;
	size_t from;
};

static void sixbit_char(struct sixbit *s, size_t at)
{
	uint32_t bits = s->bits << 6 | s->tables->value[(unsigned char)s->layer->outer.at[at]];

	if (s->place > 0) {
		layer_room(s->layer, 1, s->from);
		layer_put(s->layer, (unsigned char)(bits >> (6 - 2 * s->place)), s->from);
	}
	s->from = at;
	s->bits = bits;
	s->place = (s->place + 1) & 3;
}

static void sixbit_segment(struct sixbit *s, size_t at, size_t end)
{
	const unsigned char *value = s->tables->value, *in = (const unsigned char *)s->layer->outer.at;

	for (; s->place && at < end; at++)
		sixbit_char(s, at);
	for (; end - at >= 4 && at < end; at += 4) {
		uint32_t bits = (uint32_t)value[in[at]] << 18 | (uint32_t)value[in[at + 1]] << 12 |
				(uint32_t)value[in[at + 2]] << 6 | value[in[at + 3]];

		layer_room(s->layer, 3, at);
		layer_put(s->layer, (unsigned char)(bits >> 16), at);
		layer_put(s->layer, (unsigned char)(bits >> 8), at + 1);
		layer_put(s->layer, (unsigned char)bits, at + 2);
	}
	for (; at < end; at++)
		sixbit_char(s, at);
}

/* A body of several lines: how long the lines are, and the line at hand. */
struct body {
	size_t columns; /* of the second line and all but the last after it; 0 while on the first */
	size_t start, end;
};

/*
 * Goes to the next line of the body, if there is one: as long as the others, or
 * shorter and the last.
 */
static bool next_line(const struct base64_tables *t, struct slice bytes, struct body *body, struct body *next)
{
	size_t gap = base64_break(bytes, body->end), length = body->end - body->start, next_length;

	*next = *body;
	if (gap == 0)
		return false;
	next->start = body->end + gap;
	next->end = run_end(t, bytes, next->start);
	next_length = next->end - next->start;
	if (gap == 1 && bytes.at[body->end] == '\\') {
		/* An escaped slash: still the same line. */
		next->start = body->end + 1;
		next->columns = body->columns;
		return next->end > next->start;
	}
	if (next_length == 0 || !ends_well(bytes, next->end) || (length < COLUMNS_MIN && next_length < COLUMNS_MIN))
		return false;
	if (body->columns == 0) {
		next->columns = next_length > length ? next_length : length;
		return true;
	}
	return length == body->columns && next_length <= body->columns;
}

/* Whether the last, shorter line of a body is text too: else it is the next thing in the file. */
static bool tail_belongs(const struct sixbit *s, const struct body *line)
{
	char raw[SAMPLE];
	enum encoding encoding;
	size_t skip = (4 - s->place) & 3, length = line->end - line->start;
	struct slice sample;

	if (length >= line->columns || s->layer->encoding != ENCODING_BYTES || length <= skip + 1)
		return true;
	sample = decode_sample(s->tables, s->layer->outer, line->start + skip, line->end, raw);
	return judge(sample, false, &encoding) == TEXT;
}

/* Decodes from `start`, the run it stands in ending at `end`, with all lines that follow. Where it ends. */
static size_t take_body(const struct base64_tables *t, struct layer *l, size_t start, size_t end)
{
	struct slice bytes = l->outer;
	struct sixbit s = { .tables = t, .layer = l };
	struct body line = { .start = start, .end = end }, next;

	sixbit_segment(&s, start, end);
	while (next_line(t, bytes, &line, &next) && tail_belongs(&s, &next)) {
		sixbit_segment(&s, next.start, next.end);
		line = next;
	}
	end = line.end;
	for (int pads = 0; pads < 2 && byte_is(bytes, end, "="); pads++)
		end++;
	layer_end(l, end);
	return end;
}

static size_t take_base64(const struct base64_tables *t, struct layer *l, size_t start, bool strict)
{
	char raw[SAMPLE];
	enum encoding encoding;
	size_t end;
	/* The run is long enough for the sample, or what is behind it is cut off below. */
	size_t near = start + SAMPLE / 3 * 4 < l->outer.len ? start + SAMPLE / 3 * 4 : l->outer.len;

	end = run_end(t, slice_make(l->outer.at, near), start);
	if (end - start < STRETCH_MIN)
		return 0;
	switch (judge(decode_sample(t, l->outer, start, end, raw), strict, &encoding)) {
	case NOT_TEXT:
		return 0;
	case TEXT:
		layer_begin(l, "base64", DECODED_SIXBIT, ENCODING_BYTES);
		break;
	case WIDE_TEXT:
		layer_begin(l, "base64", DECODED_SIXBIT_WIDE, encoding);
		break;
	}
	return take_body(t, l, start, run_end(t, l->outer, end));
}

static size_t hex_end(struct slice bytes, size_t at)
{
	while (at < bytes.len && text_hex_value(bytes.at[at]) >= 0)
		at++;
	return at;
}

/* The first digit of the hex at `at`, behind what shape_of_run excused. */
static size_t hex_start(const struct base64_tables *t, const char *bytes, size_t at)
{
	if (!(t->shape[(unsigned char)bytes[at + 1]] & SHAPE_HEX))
		return at + 2;
	return t->shape[(unsigned char)bytes[at]] & SHAPE_HEX ? at : at + 1;
}

static unsigned char hex_byte(const char *at)
{
	return (unsigned char)(text_hex_value(at[0]) << 4 | text_hex_value(at[1]));
}

/* Whether hex digits begin with the bytes of text. */
static bool is_hex_text(struct slice bytes, size_t start, size_t end, enum encoding *encoding)
{
	char raw[SAMPLE];
	size_t len = 0;

	for (; len < SAMPLE && start + 1 < end; start += 2)
		raw[len++] = (char)hex_byte(bytes.at + start);
	return judge(slice_make(raw, len), true, encoding) != NOT_TEXT;
}

/* Takes the hex digits from `start` on; the first of them may be something glued to the others. */
static size_t take_hex(struct layer *l, size_t start)
{
	enum encoding encoding;
	size_t end = hex_end(l->outer, start);

	if (end - start < HEX_MIN)
		return 0;
	if (!is_hex_text(l->outer, start, end, &encoding) && !is_hex_text(l->outer, ++start, end, &encoding))
		return 0;
	/* A character of UTF-16 is four digits: up to where the next begins. */
	layer_begin(l, "hex", encoding == ENCODING_BYTES ? DECODED_PAIR : DECODED_ESCAPE, encoding);
	for (; start + 1 < end; start += 2) {
		layer_room(l, 1, start);
		layer_put(l, hex_byte(l->outer.at + start), start);
	}
	layer_end(l, start);
	return start;
}

/*
 * Where the stretch begins that holds readable base64 at `at`: there, or at the
 * beginning of the whole run of base64 characters when that is aligned and text.
 */
static size_t whole_start(const struct base64_tables *t, struct slice bytes, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < START_MAX && t->value[(unsigned char)bytes.at[start - 1]] != BASE64_NONE)
		start--;
	if ((at - start) % 4)
		return at;
	for (size_t group = start; group < at; group += 4) {
		enum encoding encoding;
		char raw[SAMPLE];

		if (judge(decode_sample(t, bytes, group, group + 4, raw), true, &encoding) == NOT_TEXT)
			return at;
	}
	return start;
}

static bool is_mixed(const struct base64_tables *t, const char *at)
{
	unsigned seen = 0;

	for (int i = 0; i < DECODE_RUN; i++)
		seen |= t->shape[(unsigned char)at[i]];
	return (seen & SHAPE_UPPER) && (seen & SHAPE_LOWER);
}

static size_t take_shaped(const struct base64_tables *t, struct layer *l, size_t at, unsigned shape)
{
	size_t end = 0;

	if (shape & SHAPE_HEX)
		end = take_hex(l, hex_start(t, l->outer.at, at));
	for (unsigned k = 0; k < 4 && !end; k++)
		if (shape >> k & 1)
			end = take_base64(t, l, whole_start(t, l->outer, at + k), false);
	return end;
}

size_t base64_take_run(const struct base64_tables *t, struct layer *l, size_t run)
{
	const char *at = l->outer.at + run;
	unsigned shape = shape_of_run(t, at);
	size_t end = 0, start = run;

	if (shape)
		end = take_shaped(t, l, run, shape);
	if (end || !is_mixed(t, at))
		return end;
	while (start > 0 && run - start < START_MAX && t->value[(unsigned char)l->outer.at[start - 1]] != BASE64_NONE)
		start--;
	if (start < run)
		end = take_base64(t, l, start, true);
	return end ? end : take_base64(t, l, run, true);
}

/* The place of the two digits of the 0x67 that begins at `at`; 0 when none does. */
static size_t list_digits(struct slice bytes, size_t at)
{
	if (bytes.len - at < 4 || bytes.at[at] != '0' || (bytes.at[at + 1] | 0x20) != 'x')
		return 0;
	if (text_hex_value(bytes.at[at + 2]) < 0 || text_hex_value(bytes.at[at + 3]) < 0)
		return 0;
	return at + 4 < bytes.len && text_is_word(bytes.at[at + 4]) ? 0 : at + 2;
}

/* The digits of the item after the one at `digits`; 0 when the list ends there. */
static size_t list_next(struct slice bytes, size_t digits)
{
	size_t at = digits + 2, far = at + 64;

	while (at < bytes.len && at < far && byte_is(bytes, at, ", \t\r\n"))
		at++;
	return at == digits + 2 || at >= bytes.len ? 0 : list_digits(bytes, at);
}

size_t hex_take_list(struct layer *l, size_t at)
{
	char raw[16];
	enum encoding encoding;
	size_t digits = list_digits(l->outer, at), first = digits;

	for (size_t len = 0; len < sizeof(raw); len++) {
		if (!digits)
			return 0;
		raw[len] = (char)hex_byte(l->outer.at + digits);
		if (judge(slice_make(raw + len, 1), true, &encoding) == NOT_TEXT && (unsigned char)raw[len] < 0x80)
			return 0;
		digits = list_next(l->outer, digits);
	}
	if (judge(slice_make(raw, sizeof(raw)), true, &encoding) != TEXT)
		return 0;
	layer_begin(l, "hex", DECODED_PAIR, ENCODING_BYTES);
	for (digits = first; digits; digits = list_next(l->outer, digits)) {
		layer_room(l, 1, digits);
		layer_put(l, hex_byte(l->outer.at + digits), digits);
		at = digits + 2;
	}
	layer_end(l, at);
	return at;
}
