/* regex_cuts.c - where a regex can be cut so that its beginning is a regex too; see reach.h */
#include <string.h>

#include "base/text.h"
#include "engine/reach.h"

#define OPEN_MAX 16

struct cutter {
	struct slice regex;
	size_t from; /* where the alternative at hand begins */
	struct regex_cuts *cuts;
	size_t alternative; /* its first cut */
};

static char byte_at(struct slice regex, size_t at)
{
	return at < regex.len ? regex.at[at] : '\0';
}

static size_t behind_escape(struct slice regex, size_t at)
{
	char c = byte_at(regex, at + 1);
	size_t end = at + 2;

	if (c == 'Q') {
		end = slice_find(regex, SLICE("\\E"), end);
		return end == SLICE_NOWHERE ? regex.len : end + 2;
	}
	if (c && strchr("xpPogkN", c) && byte_at(regex, end) == '{') {
		end = slice_find_byte(regex, '}', end);
		return end == SLICE_NOWHERE ? regex.len : end + 1;
	}
	if (c == 'x')
		for (int i = 0; i < 2 && text_hex_value(byte_at(regex, end)) >= 0; i++)
			end++;
	else if (text_is_digit(c))
		while (end < at + 4 && text_is_digit(byte_at(regex, end)))
			end++;
	return end;
}

static size_t behind_class(struct slice regex, size_t at)
{
	at += byte_at(regex, at + 1) == '^' ? 2 : 1;
	if (byte_at(regex, at) == ']')
		at++;
	while (at < regex.len && regex.at[at] != ']') {
		size_t named = slice_starts(slice_sub(regex, at, 2), SLICE("[:")) ? slice_find(regex, SLICE(":]"), at)
										  : SLICE_NOWHERE;

		if (named != SLICE_NOWHERE)
			at = named + 2;
		else
			at = regex.at[at] == '\\' ? behind_escape(regex, at) : at + 1;
	}
	return at + 1;
}

/* From inside a group or the top: the next '|' or ')' of its own level, or the end. */
static size_t next_bar(struct slice regex, size_t at)
{
	size_t depth = 0;

	while (at < regex.len) {
		char c = regex.at[at];

		if (depth == 0 && (c == '|' || c == ')'))
			return at;
		depth += c == '(';
		depth -= c == ')';
		at = c == '\\' ? behind_escape(regex, at) : c == '[' ? behind_class(regex, at) : at + 1;
	}
	return regex.len;
}

/* The ')' of the group that holds `at`. */
static size_t close_of(struct slice regex, size_t at)
{
	while ((at = next_bar(regex, at)) < regex.len && regex.at[at] == '|')
		at++;
	return at;
}

static size_t behind_quantifier(struct slice regex, size_t at)
{
	char c = byte_at(regex, at);
	size_t end = at;

	if (c && strchr("*+?", c))
		end = at + 1;
	else if (c == '{' && text_is_digit(byte_at(regex, at + 1)))
		end = slice_find_byte(regex, '}', at) + 1;
	if (end > at && byte_at(regex, end) && strchr("+?", regex.at[end]))
		end++;
	return end;
}

/* Size of what opens a group that only holds a part of the match; 0: one of another kind. */
static size_t opening(struct slice group)
{
	size_t end = 2;

	if (byte_at(group, 1) != '?')
		return byte_at(group, 1) == '*' ? 0 : 1;
	if (slice_starts(group, SLICE("(?<=")) || slice_starts(group, SLICE("(?<!")))
		return 0;
	if (slice_starts(group, SLICE("(?<")) || slice_starts(group, SLICE("(?P<")))
		return slice_find_byte(group, '>', 0) + 1;
	while (text_is_alnum(byte_at(group, end)) || byte_at(group, end) == '-')
		end++;
	return byte_at(group, end) == ':' ? end + 1 : 0;
}

static bool is_plain(char c)
{
	return text_is_word(c) || c == '-' || c == ':' || c == '/' || c == '=' || c == '@';
}

/* Letters that stand for themselves, up to one that a quantifier belongs to. */
static size_t behind_literal(struct slice regex, size_t at, size_t end)
{
	size_t start = at;

	while (at < end && is_plain(regex.at[at]) && (at == start || behind_quantifier(regex, at + 1) == at + 1))
		at++;
	return at;
}

/* Cuts behind the item [start, end): it is the one that follows the cut before. */
static void cut(struct cutter *c, size_t start, size_t end, unsigned open, bool looks)
{
	struct regex_cuts *cuts = c->cuts;
	bool first = cuts->len == c->alternative;
	struct regex_cut *before = first ? NULL : &cuts->items[cuts->len - 1];
	bool looked = !before || before->looks_only;

	if (before) {
		before->item = start;
		before->item_end = end;
	}
	*array_add(cuts) =
		(struct regex_cut){ .from = c->from, .at = end, .open = open, .looks_only = looked && looks };
}

/* The items of one alternative, [at, end), inside `open` groups. */
static void cut_sequence(struct cutter *c, size_t at, size_t end, unsigned open)
{
	while (at < end) {
		struct slice rest = slice_sub(c->regex, at, c->regex.len);
		size_t start = at, inside = rest.at[0] == '(' ? opening(rest) : 0, close, behind;

		if (rest.at[0] == '(') {
			close = close_of(c->regex, at + 1);
			behind = behind_quantifier(c->regex, close + 1);
			if (inside && open < OPEN_MAX && behind == close + 1 &&
			    next_bar(c->regex, at + inside) == close) {
				cut_sequence(c, at + inside, close, open + 1);
				at = behind;
				continue;
			}
			at = behind;
		} else if (rest.at[0] == '[') {
			at = behind_quantifier(c->regex, behind_class(c->regex, at));
		} else if (rest.at[0] == '\\') {
			at = behind_quantifier(c->regex, behind_escape(c->regex, at));
		} else {
			behind = behind_literal(c->regex, at, end);
			at = behind > at + 1 ? behind : behind_quantifier(c->regex, at + 1);
		}
		if (at > end)
			at = end;
		cut(c, start, at, open, rest.at[0] == '(' && !inside);
	}
}

void regex_cuts(const char *regex, struct regex_cuts *cuts)
{
	struct cutter c = { .regex = slice_of(regex), .cuts = cuts };

	cuts->len = 0;
	if (strstr(regex, "(?x") || strstr(regex, "(?ix"))
		return; /* blanks and comments do not count there */
	for (size_t at = 0, end; at <= c.regex.len; at = end + 1) {
		end = next_bar(c.regex, at);
		c.from = at;
		c.alternative = cuts->len;
		cut_sequence(&c, at, end, 0);
		if (end < c.regex.len && c.regex.at[end] == ')')
			break; /* no regex */
	}
}
