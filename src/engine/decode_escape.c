/*
 * decode_escape.c - see decode_escape.h
 *
 * A kind of escape is one row: the byte it begins with, and a function that
 * reads one. The functions are generous: a backslash that is itself escaped (a
 * JSON text inside a JSON text) belongs to the escape behind it.
 */
#include "engine/decode_escape.h"

#include <string.h>

#include "base/text.h"
#include "engine/decode_hex.h"

/* Marks this near share a layer even on different lines: a layer costs as much as some hundred bytes. */
#define NEAR 200

/* A JSON text inside a JSON text inside a JSON text has seven in front of a quote. */
#define BACKSLASHES_MAX 8

struct escape {
	size_t len;
	char bytes[8];
	bool spelt; /* by number; not one of the likes of \n and &amp; */
};

/* Reads the escape at `at` into *e: its size in the outer bytes, 0 when there is none. */
typedef size_t escape_read(struct slice bytes, size_t at, struct escape *e);

static unsigned char at_or_zero(struct slice bytes, size_t at)
{
	return at < bytes.len ? (unsigned char)bytes.at[at] : 0;
}

static void put_byte(struct escape *e, unsigned char byte, bool spelt)
{
	e->bytes[0] = (char)byte;
	e->len = 1;
	e->spelt = spelt;
}

static void put_code(struct escape *e, uint32_t code)
{
	/* A buffer on the spot, large enough never to grow. */
	struct buffer out = { .at = e->bytes, .capacity = sizeof(e->bytes), .max = 4 };

	if (code < 0x80) {
		put_byte(e, (unsigned char)code, true);
		return;
	}
	text_add_code_point(&out, code);
	e->len = out.len;
	e->spelt = true;
}

/* Reads min to max hex digits; how many there were, 0 when too few. */
static size_t read_hex(struct slice bytes, size_t at, size_t min, size_t max, uint32_t *value)
{
	size_t count = 0;

	for (*value = 0; count < max; count++) {
		unsigned digit = hex_digit[at_or_zero(bytes, at + count)];

		if (digit == 0)
			break;
		*value = *value << 4 | (digit - 1);
	}
	return count >= min ? count : 0;
}

static size_t read_decimal(struct slice bytes, size_t at, size_t max, uint32_t *value)
{
	size_t count = 0;

	for (*value = 0; count < max; count++) {
		unsigned char c = at_or_zero(bytes, at + count);

		if (c < '0' || c > '9')
			break;
		*value = *value * 10 + (c - '0');
	}
	return count;
}

static size_t read_percent(struct slice bytes, size_t at, struct escape *e)
{
	uint32_t value;

	if (read_hex(bytes, at + 1, 2, 2, &value) == 0)
		return 0;
	put_byte(e, (unsigned char)value, true);
	return 3;
}

/* The size of u0067, u{67}, U00000067 or x67 at `at`, behind the backslash; 0 when none is there. */
static size_t read_number(struct slice bytes, size_t at, uint32_t *value)
{
	unsigned char kind = at_or_zero(bytes, at);
	size_t digits;

	if (kind == 'U')
		return read_hex(bytes, at + 1, 8, 8, value) ? 9 : 0;
	if (kind != 'u' && kind != 'x')
		return 0;
	if (at_or_zero(bytes, at + 1) == '{') {
		digits = read_hex(bytes, at + 2, 1, 6, value);
		return digits && at_or_zero(bytes, at + 2 + digits) == '}' ? digits + 3 : 0;
	}
	digits = kind == 'u' ? 4 : 2;
	return read_hex(bytes, at + 1, digits, digits, value) ? digits + 1 : 0;
}

/* How many there are; a bound keeps a file of nothing else from being read once for each. */
static size_t backslashes(struct slice bytes, size_t at)
{
	size_t count = 0;

	while (count < BACKSLASHES_MAX && at_or_zero(bytes, at + count) == '\\')
		count++;
	return count;
}

/* The second half of a surrogate pair, if it is there: its size. */
static size_t read_low_surrogate(struct slice bytes, size_t at, uint32_t *value)
{
	size_t slashes = backslashes(bytes, at), size;

	if (slashes == 0)
		return 0;
	size = read_number(bytes, at + slashes, value);
	return size && *value >= 0xdc00 && *value < 0xe000 ? slashes + size : 0;
}

static size_t read_simple(struct slice bytes, size_t at, struct escape *e)
{
	static const char names[] = "nrtbf\"'/\\", values[] = "\n\r\t\b\f\"'/\\";
	char c = (char)at_or_zero(bytes, at + 1);
	const char *name = c ? strchr(names, c) : NULL;

	if (!name)
		return 0;
	put_byte(e, (unsigned char)values[name - names], false);
	return 2;
}

static size_t read_backslash(struct slice bytes, size_t at, struct escape *e)
{
	size_t slashes = backslashes(bytes, at), size, more;
	uint32_t value = 0, low;

	size = read_number(bytes, at + slashes, &value);
	if (size == 0)
		return read_simple(bytes, at, e);
	size += slashes;
	if (at_or_zero(bytes, at + slashes) == 'x' && value < 0x100) {
		put_byte(e, (unsigned char)value, true); /* not a character */
		return size;
	}
	if (value >= 0xd800 && value < 0xdc00) {
		more = read_low_surrogate(bytes, at + size, &low);
		if (more)
			value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
		size += more;
	}
	put_code(e, value <= 0x10ffff ? value : 0xfffd);
	return size;
}

static size_t read_name(struct slice bytes, size_t at, struct escape *e)
{
	static const struct {
		struct slice name;
		char value;
	} names[] = {
		{ { "&quot;", 6 }, '"' }, { { "&amp;", 5 }, '&' },   { { "&lt;", 4 }, '<' },
		{ { "&gt;", 4 }, '>' },   { { "&apos;", 6 }, '\'' },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (slice_equal(slice_sub(bytes, at, names[i].name.len), names[i].name)) {
			put_byte(e, (unsigned char)names[i].value, false);
			return names[i].name.len;
		}
	}
	return 0;
}

static size_t read_entity(struct slice bytes, size_t at, struct escape *e)
{
	uint32_t value;
	size_t digits, start;
	bool hex;

	if (at_or_zero(bytes, at + 1) != '#')
		return read_name(bytes, at, e);
	hex = (at_or_zero(bytes, at + 2) | 0x20) == 'x';
	start = at + 2 + hex;
	digits = hex ? read_hex(bytes, start, 1, 7, &value) : read_decimal(bytes, start, 7, &value);
	if (digits == 0 || value > 0x10ffff)
		return 0;
	put_code(e, value);
	return start + digits - at + (at_or_zero(bytes, start + digits) == ';');
}

static const struct escape_kind {
	const char *name;
	char lead;
	escape_read *read;
} kinds[ESCAPE_KINDS] = {
	{ "percent", '%', read_percent },
	{ "unicode-escape", '\\', read_backslash },
	{ "html-entity", '&', read_entity },
};

static size_t line_start(struct slice bytes, size_t at)
{
	size_t far = at > DECODE_CONTEXT ? at - DECODE_CONTEXT : 0;
	const char *newline = memrchr(bytes.at + far, '\n', at - far);

	return newline ? (size_t)(newline + 1 - bytes.at) : far;
}

static size_t line_end(struct slice bytes, size_t at)
{
	struct slice near = slice_sub(bytes, 0, at + DECODE_CONTEXT);
	size_t newline = slice_find_byte(near, '\n', at);

	return newline == SLICE_NOWHERE ? near.len : newline;
}

/* Puts the escape at `at`, or else the byte that is there; its size. */
static size_t put_escape(const struct escape_kind *kind, struct layer *l, struct slice bytes, size_t at)
{
	struct escape e;
	size_t size = kind->read(bytes, at, &e);

	layer_room(l, sizeof(e.bytes), at);
	if (size == 0) {
		layer_put(l, (unsigned char)bytes.at[at], at);
		return 1;
	}
	for (size_t i = 0; i < e.len; i++)
		layer_put(l, (unsigned char)e.bytes[i], at);
	return size;
}

static void write_layer(const struct escape_kind *kind, struct layer *l, size_t first, size_t last)
{
	size_t at = line_start(l->outer, first), end = line_end(l->outer, last);
	struct slice bytes = slice_make(l->outer.at, end);

	layer_begin(l, kind->name, DECODED_ESCAPE, ENCODING_BYTES);
	while (at < end) {
		if (bytes.at[at] == kind->lead) {
			at += put_escape(kind, l, bytes, at);
		} else {
			const char *lead = memchr(bytes.at + at, kind->lead, end - at);
			size_t next = lead ? (size_t)(lead - bytes.at) : end;

			layer_copy(l, at, next);
			at = next;
		}
	}
	layer_end(l, end);
}

/* Whether two marks are to share a layer. */
static bool is_near(struct slice bytes, size_t last, size_t mark)
{
	if (mark - last <= NEAR)
		return true;
	return mark - last <= 2 * DECODE_CONTEXT && !memchr(bytes.at + last, '\n', mark - last);
}

/* The quick no to most backslashes: what is not spelt like a character below 0x80 with its first digit 2 to 7. */
static bool is_low(struct slice bytes, size_t mark)
{
	unsigned char kind = at_or_zero(bytes, mark + 1), digit = at_or_zero(bytes, mark + 2);

	return digit == '{' || (kind == 'x' ? digit >= '2' && digit <= '7' : digit == '0');
}

/* Whether the escape is a reason for a layer: only printable ASCII can be part of a key. */
static bool is_worth(struct slice bytes, const struct escape_kind *kind, size_t mark)
{
	struct escape e;

	if (kind->lead == '\\' && !is_low(bytes, mark))
		return false;
	return kind->read(bytes, mark, &e) && (e.spelt || bytes.at[mark + 1] == 'q') && e.len == 1 &&
	       e.bytes[0] >= 0x20 && e.bytes[0] < 0x7f;
}

bool escape_add(struct escape_clusters *c, struct layer *l, size_t mark)
{
	size_t kind = 0;

	while (kinds[kind].lead != l->outer.at[mark])
		kind++;
	if (!is_worth(l->outer, &kinds[kind], mark))
		return false;
	if (c->of[kind].open && !is_near(l->outer, c->of[kind].last, mark)) {
		write_layer(&kinds[kind], l, c->of[kind].first, c->of[kind].last);
		c->of[kind].open = false;
	}
	if (!c->of[kind].open)
		c->of[kind].first = mark;
	c->of[kind].open = true;
	c->of[kind].last = mark;
	return true;
}

void escape_finish(struct escape_clusters *c, struct layer *l)
{
	for (size_t kind = 0; kind < ESCAPE_KINDS; kind++)
		if (c->of[kind].open)
			write_layer(&kinds[kind], l, c->of[kind].first, c->of[kind].last);
	*c = (struct escape_clusters){ 0 };
}
