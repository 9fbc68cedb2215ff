/* mates.c - see mates.h */
#include "engine/mates.h"

#include "base/text.h"

#define LEAST 16 /* characters: shorter ones are of the same length by chance */
#define BLANK 64 /* bytes between two members at most */

static bool is_one_of(char c, struct slice set)
{
	return slice_find_byte(set, c, 0) != SLICE_NOWHERE;
}

/* The quote before `start`, with its backslash in a string of JSON; empty if there is none. */
static struct slice quote_before(struct slice bytes, size_t start)
{
	size_t at = start;

	if (at > 0 && is_one_of(bytes.at[at - 1], SLICE("\"'`")))
		at--;
	if (at < start && at > 0 && bytes.at[at - 1] == '\\')
		at--;
	return slice_sub(bytes, at, start - at);
}

static bool take(struct slice bytes, size_t *at, struct slice what)
{
	if (!slice_starts(slice_sub(bytes, *at, bytes.len), what))
		return false;
	*at += what.len;
	return true;
}

static size_t blanks(struct slice bytes, size_t at, bool *line)
{
	size_t end = at;

	while (end < bytes.len && end - at < BLANK && is_one_of(bytes.at[end], SLICE(" \t\r\n")))
		*line |= bytes.at[end++] == '\n';
	return end;
}

/* Past ", " or the "\n  - " of YAML. */
static bool take_separator(struct slice bytes, size_t *at)
{
	bool line = false;

	*at = blanks(bytes, *at, &line);
	if (take(bytes, at, SLICE(","))) {
		*at = blanks(bytes, *at, &line);
		return true;
	}
	return line && take(bytes, at, SLICE("- "));
}

#define LOWER  1
#define UPPER  2
#define DIGIT  4
#define URL    8 /* of base64url */
#define BASE64 16
#define OTHER  32

static int kind_of(char c)
{
	return text_is_lower(c)             ? LOWER
	       : text_is_upper(c)           ? UPPER
	       : text_is_digit(c)           ? DIGIT
	       : is_one_of(c, SLICE("-_"))  ? URL
	       : is_one_of(c, SLICE("+/=")) ? BASE64
					    : OTHER;
}

/*
 * Made of the same kinds: none that the other has not. Where that one has letters of both cases and
 * digits, one in four has no - or _ by chance.
 */
static bool is_alike(struct slice value, struct slice first)
{
	int kinds = 0;

	for (size_t i = 0; i < first.len; i++)
		kinds |= kind_of(first.at[i]);
	if ((kinds & (LOWER | UPPER | DIGIT)) == (LOWER | UPPER | DIGIT))
		kinds |= kinds & BASE64 ? 0 : URL;
	for (size_t i = 0; i < value.len; i++)
		if (!(kinds & kind_of(value.at[i])))
			return false;
	return true;
}

bool mates_next(struct slice bytes, struct slice first, size_t *start, size_t *end)
{
	const struct slice quote = quote_before(bytes, *start);
	size_t at = *end, stop;

	if (first.len < LEAST || !take(bytes, &at, quote) || !take_separator(bytes, &at) || !take(bytes, &at, quote))
		return false;
	stop = at + first.len;
	if (stop > bytes.len || !is_alike(slice_sub(bytes, at, first.len), first))
		return false;
	if (quote.len ? !slice_starts(slice_sub(bytes, stop, bytes.len), quote)
		      : stop < bytes.len && (text_is_word(bytes.at[stop]) || is_one_of(bytes.at[stop], SLICE("+/=.-"))))
		return false;
	*start = at;
	*end = stop;
	return true;
}
