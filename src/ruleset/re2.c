/*
 * re2.c - patterns written for Go's regexp (RE2's syntax), said in PCRE2's; see loader.h
 *
 * Nearly all of the syntax means the same in both. What differs is that Go's
 * patterns see characters and ours see bytes:
 *
 *     \x{e9}  é       one character becomes its UTF-8 bytes, in a group, so
 *                     that a repeat behind it holds for all of them
 *     \pL  \P{Nd}     exact in ASCII; beyond it, any character at all
 *     [a-zé]          likewise: a class that has characters beyond ASCII takes
 *                     all of those
 *     [^é]            takes them too
 *     \v              a vertical tab alone, in PCRE2 a whole class
 *
 * So a translated pattern finds at least what the written one does. A property
 * that is not in the table below is refused.
 */
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "loader.h"

#define PATTERN_MAX ((size_t)1 << 20)
#define NON_ASCII   "[\\xc2-\\xf4][\\x80-\\xbf]{1,3}" /* one character beyond ASCII */

struct re2 {
	struct slice rest;
	struct buffer out;
	const char *why; /* what went wrong; NULL: nothing yet */
};

/* What of a Unicode property is ASCII: pairs of first and last. */
static const struct property {
	const char *name, *ascii;
} properties[] = {
	{ "Any", "\001\177" },
	{ "L", "AZaz" },
	{ "Lu", "AZ" },
	{ "Ll", "az" },
	{ "Lt", "" },
	{ "Lm", "" },
	{ "Lo", "" },
	{ "M", "" },
	{ "Mn", "" },
	{ "Mc", "" },
	{ "N", "09" },
	{ "Nd", "09" },
	{ "Nl", "" },
	{ "No", "" },
	{ "P", "!#%*,/:;?@[]__{{}}" },
	{ "Pc", "__" },
	{ "Pd", "--" },
	{ "Ps", "(([[{{" },
	{ "Pe", "))]]}}" },
	{ "Po", "!#%'**,,./:;?@\\\\" },
	{ "S", "$$++<>^^``||~~" },
	{ "Sc", "$$" },
	{ "Sk", "^^``" },
	{ "Sm", "++<>||~~" },
	{ "So", "" },
	{ "Z", "  " },
	{ "Zs", "  " },
	{ "C", "\001\037\177\177" },
	{ "Cc", "\001\037\177\177" },
	{ "Latin", "AZaz" },
	{ "Greek", "" },
	{ "Cyrillic", "" },
	{ "Han", "" },
	{ "Hangul", "" },
	{ "Hiragana", "" },
	{ "Katakana", "" },
	{ "Arabic", "" },
	{ "Hebrew", "" },
	{ "Thai", "" },
};

static int peek(const struct re2 *t, size_t ahead)
{
	return ahead < t->rest.len ? (unsigned char)t->rest.at[ahead] : -1;
}

static void skip(struct re2 *t, size_t count)
{
	t->rest = slice_sub(t->rest, count, t->rest.len);
}

static void copy(struct re2 *t, size_t count)
{
	buffer_add(&t->out, slice_sub(t->rest, 0, count));
	skip(t, count);
}

/* The character as bytes that a repeat holds for together. */
static void add_character(struct re2 *t, uint32_t code)
{
	char bytes[8];
	struct buffer utf8;

	if (code < 0x80) {
		buffer_print(&t->out, "\\x%02x", code);
		return;
	}
	buffer_init(&utf8, sizeof(bytes));
	text_add_code_point(&utf8, code);
	buffer_add_text(&t->out, "(?:");
	for (size_t i = 0; i < utf8.len; i++)
		buffer_print(&t->out, "\\x%02x", (unsigned char)utf8.at[i]);
	buffer_add_text(&t->out, ")");
	buffer_release(&utf8);
}

/* \xHH or \x{H...}, at the backslash. */
static uint32_t take_hex(struct re2 *t)
{
	bool braces = peek(t, 2) == '{';
	uint32_t code = 0;

	skip(t, braces ? 3 : 2);
	for (int digits = 0; braces ? peek(t, 0) != '}' : digits < 2; digits++) {
		int value = peek(t, 0) < 0 ? -1 : text_hex_value((char)peek(t, 0));

		if (value < 0 || code > 0x10ffff) {
			t->why = "\\x wants hexadecimal digits";
			return 0;
		}
		code = code << 4 | (uint32_t)value;
		skip(t, 1);
	}
	if (braces)
		skip(t, 1);
	if (code > 0x10ffff)
		t->why = "\\x{…} beyond 10FFFF";
	return code;
}

static bool in_pairs(const char *pairs, int c)
{
	for (; *pairs; pairs += 2)
		if (c >= pairs[0] && c <= pairs[1])
			return true;
	return false;
}

/* \pN, \p{Name}, \p{^Name}, \P...: its ASCII part is added as members of a class. */
static void take_property(struct re2 *t)
{
	bool negated = peek(t, 1) == 'P';
	struct slice name = slice_sub(t->rest, 2, 1);
	size_t end = slice_find_byte(t->rest, '}', 0);
	size_t i = 0;

	if (slice_is(name, "{"))
		name = slice_sub(t->rest, 3, end == SLICE_NOWHERE ? 0 : end - 3);
	skip(t, (size_t)(name.at - t->rest.at) + name.len + (name.at[-1] == '{'));
	if (name.len && name.at[0] == '^') {
		negated = !negated;
		name = slice_sub(name, 1, name.len);
	}
	while (i < sizeof(properties) / sizeof(properties[0]) && !slice_is(name, properties[i].name))
		i++;
	if (i == sizeof(properties) / sizeof(properties[0])) {
		t->why = "this \\p{…} has no counterpart in bytes";
		return;
	}
	for (int c = 1; c < 0x80; c++)
		if (in_pairs(properties[i].ascii, c) != negated)
			buffer_print(&t->out, "\\x%02x", (unsigned)c);
}

/* One member of a class, or one end of a range: its code; TEXT_INVALID when it is more than one character. */
static uint32_t class_atom(struct re2 *t, struct slice *source)
{
	struct slice from = t->rest;
	uint32_t code;
	size_t size;

	if (peek(t, 0) == '\\' && peek(t, 1) == 'x') {
		code = take_hex(t);
	} else if (peek(t, 0) == '\\' && peek(t, 1) == 'v') {
		skip(t, 2);
		*source = SLICE("\\x0b");
		return 0x0b;
	} else if (peek(t, 0) == '\\') {
		code = peek(t, 1) > 0 && strchr("dDsSwW", peek(t, 1)) ? TEXT_INVALID : 'x';
		skip(t, 2);
	} else if (peek(t, 0) == '[' && peek(t, 1) == ':' && slice_find(t->rest, SLICE(":]"), 2) != SLICE_NOWHERE) {
		skip(t, slice_find(t->rest, SLICE(":]"), 2) + 2);
		code = TEXT_INVALID;
	} else {
		code = text_code_point(t->rest, &size);
		skip(t, size);
	}
	*source = slice_sub(from, 0, from.len - t->rest.len);
	return code;
}

/* One member or range; true when it has characters beyond ASCII. *all: it has all of them. */
static bool class_member(struct re2 *t, bool *all)
{
	struct slice low_source, high_source;
	uint32_t low, high;

	if (peek(t, 0) == '\\' && (peek(t, 1) == 'p' || peek(t, 1) == 'P')) {
		take_property(t);
		return true;
	}
	low = high = class_atom(t, &low_source);
	high_source = low_source;
	if (low != TEXT_INVALID && peek(t, 0) == '-' && peek(t, 1) >= 0 && peek(t, 1) != ']') {
		skip(t, 1);
		high = class_atom(t, &high_source);
	}
	if (low == TEXT_INVALID || low < 0x80) {
		buffer_add(&t->out, low_source);
		if (high_source.at != low_source.at) {
			buffer_add_byte(&t->out, '-');
			buffer_add(&t->out, high < 0x80 || high == TEXT_INVALID ? high_source : SLICE("\\x7f"));
		}
	}
	*all = *all || (low <= 0x80 && high != TEXT_INVALID && high >= 0x10ffff);
	return high != TEXT_INVALID && high >= 0x80;
}

/* At the bracket. */
static void take_class(struct re2 *t)
{
	size_t start = t->out.len, members;
	bool negated = peek(t, 1) == '^', wide = false, all = false, first = true;
	struct slice inside;

	skip(t, negated ? 2 : 1);
	buffer_add_text(&t->out, negated ? "[^" : "(?:[");
	members = t->out.len;
	for (; peek(t, 0) >= 0 && (first || peek(t, 0) != ']') && !t->why; first = false)
		wide = class_member(t, &all) || wide;
	if (t->rest.len == 0)
		t->why = "a class is not closed";
	skip(t, 1);
	inside = slice_make(t->out.at + members, t->out.len - members);
	if (negated) {
		buffer_add_text(&t->out, all ? "\\x80-\\xff]" : inside.len ? "]" : "\\x00]");
	} else if (!wide) {
		memmove(t->out.at + start, t->out.at + start + 3, t->out.len - start - 3); /* no group */
		buffer_truncate(&t->out, t->out.len - 3);
		buffer_add_text(&t->out, "]");
	} else if (inside.len) {
		buffer_add_text(&t->out, "]|" NON_ASCII ")");
	} else {
		buffer_truncate(&t->out, members - 1);
		buffer_add_text(&t->out, NON_ASCII ")");
	}
}

static void take_lone_property(struct re2 *t)
{
	size_t start;

	buffer_add_text(&t->out, "(?:[");
	start = t->out.len;
	take_property(t);
	if (t->out.len > start) {
		buffer_add_text(&t->out, "]|" NON_ASCII ")");
	} else {
		buffer_truncate(&t->out, start - 1);
		buffer_add_text(&t->out, NON_ASCII ")");
	}
}

static void take_escape(struct re2 *t)
{
	size_t end;

	switch (peek(t, 1)) {
	case 'p':
	case 'P':
		take_lone_property(t);
		break;
	case 'x':
		add_character(t, take_hex(t));
		break;
	case 'v':
		buffer_add_text(&t->out, "\\x0b");
		skip(t, 2);
		break;
	case 'Q':
		end = slice_find(t->rest, SLICE("\\E"), 2);
		copy(t, end == SLICE_NOWHERE ? t->rest.len : end + 2);
		break;
	default:
		copy(t, 2);
	}
}

static void take_one(struct re2 *t)
{
	uint32_t code;
	size_t size;

	if (peek(t, 0) == '\\') {
		take_escape(t);
	} else if (peek(t, 0) == '[') {
		take_class(t);
	} else if (peek(t, 0) < 0x80) {
		copy(t, 1);
	} else {
		code = text_code_point(t->rest, &size);
		skip(t, size);
		add_character(t, code);
	}
}

const char *regex_from_re2(struct arena *arena, const char *pattern, const char **why)
{
	struct re2 t = { .rest = slice_of(pattern) };
	const char *translated = NULL;

	buffer_init(&t.out, PATTERN_MAX);
	while (t.rest.len && !t.why)
		take_one(&t);
	if (t.out.full)
		t.why = "it is too long";
	*why = t.why;
	if (!t.why)
		translated = arena_text(arena, buffer_slice(&t.out));
	buffer_release(&t.out);
	return translated;
}
