/* slice.c - see slice.h */
#include "base/slice.h"

#include <string.h>
#include <strings.h>

struct slice slice_of(const char *text)
{
	return slice_make(text, text ? strlen(text) : 0);
}

struct slice slice_make(const char *at, size_t len)
{
	return (struct slice){ at, len };
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool slice_is(struct slice s, const char *text)
{
	return slice_equal(s, slice_of(text));
}

int slice_compare(struct slice a, struct slice b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.at, b.at, common) : 0;

	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool slice_starts(struct slice s, struct slice prefix)
{
	return s.len >= prefix.len && slice_equal(slice_make(s.at, prefix.len), prefix);
}

bool slice_ends(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && slice_equal(slice_sub(s, s.len - suffix.len, suffix.len), suffix);
}

bool slice_ends_nocase(struct slice s, struct slice suffix)
{
	return s.len >= suffix.len && strncasecmp(s.at + s.len - suffix.len, suffix.at, suffix.len) == 0;
}

struct slice slice_sub(struct slice s, size_t from, size_t len)
{
	if (from >= s.len)
		return slice_make(s.at ? s.at + s.len : NULL, 0);
	if (len > s.len - from)
		len = s.len - from;
	return slice_make(s.at + from, len);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice s)
{
	while (s.len && is_space(s.at[0]))
		s = slice_make(s.at + 1, s.len - 1);
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

size_t slice_find(struct slice s, struct slice needle, size_t from)
{
	const char *hit;

	if (from > s.len || needle.len > s.len - from)
		return SLICE_NOWHERE;
	if (needle.len == 0)
		return from;
	hit = memmem(s.at + from, s.len - from, needle.at, needle.len);
	return hit ? (size_t)(hit - s.at) : SLICE_NOWHERE;
}

size_t slice_find_nocase(struct slice s, struct slice needle, size_t from)
{
	for (size_t i = from; i + needle.len <= s.len; i++)
		if (strncasecmp(s.at + i, needle.at, needle.len) == 0)
			return i;
	return SLICE_NOWHERE;
}

size_t slice_find_byte(struct slice s, char byte, size_t from)
{
	const char *hit = from < s.len ? memchr(s.at + from, byte, s.len - from) : NULL;

	return hit ? (size_t)(hit - s.at) : SLICE_NOWHERE;
}

bool slice_cut(struct slice *rest, char separator, struct slice *part)
{
	size_t end;

	if (rest->len == 0)
		return false;
	end = slice_find_byte(*rest, separator, 0);
	if (end == SLICE_NOWHERE) {
		*part = *rest;
		*rest = slice_sub(*rest, rest->len, 0);
	} else {
		*part = slice_sub(*rest, 0, end);
		*rest = slice_sub(*rest, end + 1, rest->len);
	}
	return true;
}
