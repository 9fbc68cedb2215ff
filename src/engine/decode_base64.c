/*
 * decode_base64.c - see decode_base64.h
 *
 * A body of several lines is one stretch: mail, PEM-like files, YAML block
 * scalars, string literals over many lines, and JSON with \n in it. Lines belong
 * together when all but the first and the last are equally long, and the last is
 * no longer: that keeps apart what merely stands one below the other.
 */
#include "engine/decode_base64.h"

#include <string.h>

#include "base/text.h"
#include "engine/decode_judge.h"

/* Lines shorter than this are not joined: two short values may stand one below the other by chance. */
#define COLUMNS_MIN 40

/* Odd bytes in a sample of text: a colour sequence, a NUL. */
#define ODD_MAX 1

/* Backslashes before an n: a JSON text inside a JSON text inside a JSON text has four. */
#define BACKSLASHES_MAX 8

void base64_table_init(struct base64_table *t)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	memset(t->value, BASE64_NONE, sizeof(t->value));
	for (unsigned i = 0; i < 64; i++)
		t->value[(unsigned char)alphabet[i]] = (unsigned char)i;
	t->value['-'] = t->value['+'];
	t->value['_'] = t->value['/'];
}

bool base64_is_char(char c)
{
	return text_is_word(c) || c == '+' || c == '/' || c == '-';
}

static unsigned group_bits(const struct base64_table *t, const char *at)
{
	const unsigned char *in = (const unsigned char *)at;

	return (unsigned)t->value[in[0]] << 18 | (unsigned)t->value[in[1]] << 12 | (unsigned)t->value[in[2]] << 6 |
	       t->value[in[3]];
}

static size_t run_end(const struct base64_table *t, struct slice bytes, size_t at)
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

		while (p - at < BACKSLASHES_MAX && byte_is(bytes, p, "\\"))
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

static bool is_escaped_slash(struct slice bytes, size_t at)
{
	return at + 1 < bytes.len && bytes.at[at] == '\\' && bytes.at[at + 1] == '/';
}

size_t base64_break(struct slice bytes, size_t at)
{
	size_t p = at, escaped;
	bool quoted;

	if (is_escaped_slash(bytes, at))
		return 1;
	escaped = escaped_newline(bytes, p);
	if (escaped)
		p = escaped;
	quoted = byte_is(bytes, p, "\"'`");
	p = skip_blanks(bytes, p + quoted);
	p += byte_is(bytes, p, "\\+,.&");
	p = skip_blanks(bytes, p);
	p += byte_is(bytes, p, "\r");
	if (byte_is(bytes, p, "\n"))
		p = skip_blanks(bytes, p + 1);
	else if (escaped)
		p = skip_blanks(bytes, escaped);
	else
		return 0;
	if (quoted && byte_is(bytes, p, "bBrRuU") && byte_is(bytes, p + 1, "\"'`"))
		p++;
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

/* Decodes the beginning of [at, end) into `to`, at most `max` bytes. */
static struct slice decode_some(const struct base64_table *t, struct slice bytes, size_t at, size_t end, char *to,
				size_t max)
{
	uint32_t bits = 0;
	size_t len = 0;

	for (unsigned place = 0; at < end && len < max; at++, place = (place + 1) & 3) {
		bits = bits << 6 | t->value[(unsigned char)bytes.at[at]];
		if (place)
			to[len++] = (char)(bits >> (6 - 2 * place));
	}
	return slice_make(to, len);
}

/* The verdict on the base64 characters of [start, end), as many as make a sample. */
static enum verdict judge_chars(const struct base64_table *t, struct slice bytes, size_t start, size_t end, bool strict,
				enum encoding *encoding)
{
	char raw[DECODE_SAMPLE];
	struct slice sample = decode_some(t, bytes, start, end, raw, sizeof(raw));

	return judge(sample, strict ? 0 : ODD_MAX, encoding);
}

/* Base64 on its way: the bits not yet used, and the place of the character that holds the oldest of them. */
struct sixbit {
	const struct base64_table *table;
	struct layer *layer;
	unsigned place;
	uint32_t bits;
	size_t from;
};

static void sixbit_char(struct sixbit *s, size_t at)
{
	uint32_t bits = s->bits << 6 | s->table->value[(unsigned char)s->layer->outer.at[at]];

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
	for (; s->place && at < end; at++)
		sixbit_char(s, at);
	for (; end - at >= 4 && at < end; at += 4) {
		uint32_t bits = group_bits(s->table, s->layer->outer.at + at);

		layer_room(s->layer, 3, at);
		layer_put(s->layer, (unsigned char)(bits >> 16), at);
		layer_put(s->layer, (unsigned char)(bits >> 8), at + 1);
		layer_put(s->layer, (unsigned char)bits, at + 2);
	}
	for (; at < end; at++)
		sixbit_char(s, at);
}

/* A line of a body, escaped slashes and all. */
struct line {
	size_t start, end;
	size_t length;  /* in base64 characters */
	size_t columns; /* of the lines of the body but the first and the last; 0 while on the first */
};

static struct line line_at(const struct base64_table *t, struct slice bytes, size_t start)
{
	struct line line = { .start = start, .end = run_end(t, bytes, start) };

	line.length = line.end - start;
	while (is_escaped_slash(bytes, line.end)) {
		size_t end = run_end(t, bytes, line.end + 1);

		line.length += end - line.end - 1;
		line.end = end;
	}
	return line;
}

static void sixbit_line(struct sixbit *s, const struct line *line)
{
	for (size_t at = line->start, end; at < line->end; at = end + 1) {
		end = run_end(s->table, slice_sub(s->layer->outer, 0, line->end), at);
		sixbit_segment(s, at, end);
	}
}

/* Goes to the next line of the body, if there is one: as long as the others, or shorter and the last. */
static bool next_line(const struct base64_table *t, struct slice bytes, const struct line *line, struct line *next)
{
	size_t gap = base64_break(bytes, line->end);

	if (gap == 0)
		return false;
	*next = line_at(t, bytes, line->end + gap);
	if (next->length == 0 || !ends_well(bytes, next->end))
		return false;
	if (line->columns == 0) {
		next->columns = next->length > line->length ? next->length : line->length;
		return next->columns >= COLUMNS_MIN;
	}
	next->columns = line->columns;
	return line->length == line->columns && next->length <= line->columns;
}

/*
 * Whether a further line is text too. Of a shorter one that tells whether it is
 * the last of the body or the next thing in the file; of the second that the
 * first was not text by chance, so that no long binary is decoded for it.
 */
static bool belongs(const struct sixbit *s, const struct line *line, bool second)
{
	size_t skip = (4 - s->place) & 3;
	bool shorter = line->length < line->columns;
	bool cut = skip > 0 || (s->layer->len > 0 && s->layer->text[s->layer->len - 1] & 0x80);
	char raw[DECODE_SAMPLE];
	enum encoding encoding;
	struct slice sample;

	if ((!second && !shorter) || s->layer->encoding != ENCODING_BYTES || line->length <= skip + 1)
		return true;
	sample = decode_some(s->table, s->layer->outer, line->start + skip,
			     run_end(s->table, s->layer->outer, line->start), raw, sizeof(raw));
	/* The line may begin in the middle of a character. */
	for (int i = 0; cut && i < 3 && sample.len > 0 && ((unsigned char)sample.at[0] & 0xc0) == 0x80; i++)
		sample = slice_sub(sample, 1, sample.len);
	return judge(sample, shorter ? 0 : ODD_MAX, &encoding) == TEXT;
}

/* Decodes the line that begins at `start` and those that follow. Where the stretch ends. */
static size_t take_body(const struct base64_table *t, struct layer *l, size_t start)
{
	struct slice bytes = l->outer;
	struct sixbit s = { .table = t, .layer = l };
	struct line line = line_at(t, bytes, start), next;
	size_t end;

	sixbit_line(&s, &line);
	while (next_line(t, bytes, &line, &next) && belongs(&s, &next, line.columns == 0)) {
		sixbit_line(&s, &next);
		line = next;
	}
	end = line.end;
	for (int pads = 0; pads < 2 && byte_is(bytes, end, "="); pads++)
		end++;
	layer_end(l, end);
	return end;
}

bool base64_is_text(const struct base64_table *t, struct slice bytes, size_t start, size_t end)
{
	char raw[BASE64_HEAD_MAX / 4 * 3];
	enum encoding encoding;

	return judge(decode_some(t, bytes, start, end, raw, sizeof(raw)), 0, &encoding) == TEXT;
}

/* The quick no to nearly all names: the first six bytes are text, or begin with the mark of UTF-16. */
static bool begins_well(const struct base64_table *t, struct slice bytes, size_t at)
{
	unsigned first = group_bits(t, bytes.at + at), second = group_bits(t, bytes.at + at + 4);
	char raw[] = { (char)(first >> 16),  (char)(first >> 8),  (char)first,
		       (char)(second >> 16), (char)(second >> 8), (char)second };
	enum encoding encoding;

	return first >> 17 == 0xfe >> 1 || judge(slice_make(raw, sizeof(raw)), 0, &encoding) == TEXT;
}

size_t base64_take(const struct base64_table *t, struct layer *l, size_t start, bool strict)
{
	struct slice near = slice_sub(l->outer, 0, start + DECODE_SAMPLE / 3 * 4);
	enum encoding encoding;
	enum verdict verdict;
	size_t end;

	if (strict && !begins_well(t, l->outer, start))
		return 0;
	end = run_end(t, near, start);
	if (end - start < BASE64_MIN)
		return 0;
	verdict = judge_chars(t, near, start, end, strict, &encoding);
	if (verdict == NOT_TEXT)
		return 0;
	layer_begin(l, "base64", verdict == TEXT ? DECODED_SIXBIT : DECODED_SIXBIT_WIDE, encoding);
	return take_body(t, l, start);
}
