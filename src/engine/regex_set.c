/*
 * regex_set.c - the parts of a regex that stand for one byte: escapes and classes
 */
#include "engine/regex_parser.h"

#include <string.h>

#include "base/slice.h"
#include "base/text.h"

static void add_kind(struct byteset *set, char kind)
{
	struct byteset s = { { 0 } };

	switch (text_to_lower(kind)) {
	case 'd':
		s = byteset_digit;
		break;
	case 'w':
		s = byteset_word;
		break;
	case 's':
		byteset_add_text(&s, " \t\n\v\f\r");
		break;
	case 'h':
		byteset_add_text(&s, " \t\xa0");
		break;
	case 'v':
		byteset_add_text(&s, "\n\v\f\r\x85");
		break;
	default: /* \N */
		byteset_add(&s, '\n');
		break;
	}
	if (text_is_upper(kind))
		byteset_invert(&s);
	byteset_add_all(set, &s);
}

/* Up to `digits` digits of base 8 or 16. */
static unsigned number(struct regex_parser *p, unsigned base, int digits)
{
	unsigned n = 0;

	for (; digits > 0 && p->at < p->end; digits--) {
		int value = text_hex_value(*p->at);

		if (value < 0 || (unsigned)value >= base)
			break;
		n = n * base + (unsigned)value;
		p->at++;
	}
	return n;
}

static unsigned hex_escape(struct regex_parser *p)
{
	unsigned n;

	if (p->at == p->end || *p->at != '{')
		return number(p, 16, 2);
	p->at++;
	n = number(p, 16, 4);
	if (p->at == p->end || *p->at != '}' || n > 255)
		p->opaque = true;
	else
		p->at++;
	return n & 255;
}

static int control_of(char c)
{
	static const char letters[] = "aefnrt", bytes[] = "\a\033\f\n\r\t";
	const char *found = c ? strchr(letters, c) : NULL;

	return found ? bytes[found - letters] : -1;
}

bool regex_parse_escape(struct regex_parser *p, bool in_class, struct byteset *set)
{
	char c = p->at < p->end ? *p->at : '\0';

	if (p->at == p->end)
		return false;
	if (strchr("dDwWsShHvV", c) ||
	    (c == 'N' && !in_class && !slice_starts(slice_make(p->at, (size_t)(p->end - p->at)), SLICE("N{")))) {
		p->at++;
		add_kind(set, c);
		return true;
	}
	if (c == 'b' && in_class) {
		p->at++;
		byteset_add(set, '\b');
		return true;
	}
	if (c == 'x') {
		p->at++;
		byteset_add(set, hex_escape(p));
		return true;
	}
	if (c == '0') {
		byteset_add(set, number(p, 8, 3));
		return true;
	}
	if (control_of(c) >= 0) {
		p->at++;
		byteset_add(set, (unsigned)control_of(c));
		return true;
	}
	if (text_is_alnum(c))
		return false;
	p->at++;
	byteset_add(set, (unsigned char)c);
	return true;
}

static bool add_posix(struct byteset *set, struct slice name)
{
	static const char *const members[][2] = {
		{ "alpha", "AZaz" },
		{ "digit", "09" },
		{ "alnum", "AZaz09" },
		{ "upper", "AZ" },
		{ "lower", "az" },
		{ "word", "AZaz09__" },
		{ "xdigit", "09AFaf" },
		{ "space", "\t\r  " },
		{ "blank", "\t\t  " },
		{ "punct", "!/:@[`{~" },
		{ "graph", "!~" },
		{ "print", " ~" },
		{ "cntrl", "\x01\x1f\x7f\x7f" },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		if (!slice_is(name, members[i][0]))
			continue;
		for (const char *pair = members[i][1]; *pair; pair += 2)
			byteset_add_range(set, (unsigned char)pair[0], (unsigned char)pair[1]);
		if (slice_is(name, "cntrl"))
			byteset_add(set, 0);
		return true;
	}
	return false;
}

/* [:name:] or [:^name:], `at` being at its bracket. False: it is not one. */
static bool posix(struct regex_parser *p, struct byteset *set)
{
	struct slice rest = slice_make(p->at, (size_t)(p->end - p->at)), name;
	struct byteset members = { { 0 } };
	bool inverted;
	size_t end;

	/* Collating elements are errors; [[:<:]] and [[:>:]] are no classes at all. */
	if (slice_starts(rest, SLICE("[.")) || slice_starts(rest, SLICE("[=")) || slice_starts(rest, SLICE("[:<:]]")) ||
	    slice_starts(rest, SLICE("[:>:]]"))) {
		p->opaque = true;
		return false;
	}
	end = slice_find(rest, SLICE(":]"), 2);
	if (!slice_starts(rest, SLICE("[:")) || end == SLICE_NOWHERE)
		return false;
	inverted = slice_starts(rest, SLICE("[:^"));
	name = slice_sub(rest, inverted ? 3 : 2, end - (inverted ? 3 : 2));
	for (size_t i = 0; i < name.len; i++)
		if (!text_is_lower(name.at[i]))
			return false;
	if (!add_posix(&members, name))
		p->opaque = true;
	/* Any case: upper and lower both mean letters; inversion comes after that. */
	if (p->options & REGEX_CASELESS)
		byteset_fold(&members);
	if (inverted)
		byteset_invert(&members);
	byteset_add_all(set, &members);
	p->at += end + 2;
	return true;
}

/* One member that may be the end of a range: its byte, or -1 when it stands for several and was added. */
static int class_member(struct regex_parser *p, struct byteset *set)
{
	struct byteset escaped = { { 0 } };

	if (*p->at == '[' && posix(p, set))
		return -1;
	if (*p->at != '\\')
		return (unsigned char)*p->at++;
	p->at++;
	if (!regex_parse_escape(p, true, &escaped)) {
		p->opaque = true;
		return -1;
	}
	if (byteset_count(&escaped) == 1)
		for (int byte = 0; byte < 256; byte++)
			if (byteset_has(&escaped, (unsigned)byte))
				return byte;
	byteset_add_all(set, &escaped);
	return -1;
}

static void class_item(struct regex_parser *p, struct byteset *set)
{
	int first = class_member(p, set), last;

	if (first < 0)
		return;
	byteset_add(set, (unsigned)first);
	if (p->end - p->at < 2 || p->at[0] != '-' || p->at[1] == ']')
		return;
	p->at++;
	last = class_member(p, set);
	if (last < 0) /* [a-\d]: the hyphen is itself */
		byteset_add(set, '-');
	else if (last < first)
		p->opaque = true;
	else
		byteset_add_range(set, (unsigned)first, (unsigned)last);
}

void regex_parse_class(struct regex_parser *p, struct byteset *set)
{
	bool inverted = p->at < p->end && *p->at == '^';
	const char *first;

	p->at += inverted;
	first = p->at;
	while (p->at < p->end && (*p->at != ']' || p->at == first) && !p->opaque)
		class_item(p, set);
	if (p->at == p->end || p->opaque) {
		p->opaque = true;
		return;
	}
	p->at++;
	if (p->options & REGEX_CASELESS)
		byteset_fold(set);
	if (inverted)
		byteset_invert(set);
}
