/*
 * glob.c - path patterns as in .gitignore; see glob.h
 *
 * One pass with two places to come back to: the last `*` of the current path
 * part and the last double star. That is enough. A `*` cannot cross a slash, so
 * once a slash is matched, whatever an earlier `*` took makes no difference.
 * Between two double stars stands a fixed number of parts, so the first place
 * where they fit leaves most to what follows, and no earlier double star need
 * be asked again. Hence no recursion and no pattern that blows up.
 */
#include "base/glob.h"

#include <string.h>

#include "base/text.h"

static bool is_punct(char c)
{
	return c > ' ' && c < 0x7f && !text_is_alnum(c);
}

static bool in_class(struct slice name, char c, bool *known)
{
	static const char *const names[] = { "alnum", "alpha", "blank", "cntrl", "digit", "graph",
					     "lower", "print", "punct", "space", "upper", "xdigit" };
	bool alpha = text_is_upper(c) || text_is_lower(c);
	const bool is[] = { text_is_alnum(c),      alpha,
			    c == ' ' || c == '\t', (c >= 0 && c < ' ') || c == 0x7f,
			    text_is_digit(c),      c > ' ' && c < 0x7f,
			    text_is_lower(c),      c >= ' ' && c < 0x7f,
			    is_punct(c),           c == ' ' || (c >= '\t' && c <= '\r'),
			    text_is_upper(c),      text_hex_value(c) >= 0 };

	for (size_t i = 0; i < sizeof(is) / sizeof(is[0]); i++)
		if (slice_is(name, names[i]))
			return is[i];
	*known = false;
	return false;
}

/*
 * The set that begins at `at`, behind its `[`. Returns the position behind its
 * `]` and says whether `c` is in it; 0 when the set is not well formed, which
 * makes a pattern that matches nothing.
 */
static size_t match_set(struct slice p, size_t at, char c, bool *matched)
{
	unsigned char byte = (unsigned char)c, before = 0;
	bool negated = at < p.len && (p.at[at] == '!' || p.at[at] == '^'), found = false, known = true;
	size_t first = at += negated;

	for (; at < p.len && (p.at[at] != ']' || at == first); at++) {
		unsigned char low = (unsigned char)p.at[at];

		if (low == '-' && before && at + 1 < p.len && p.at[at + 1] != ']') {
			at += p.at[at + 1] == '\\' ? 2 : 1;
			if (at >= p.len)
				return 0;
			found |= byte >= before && byte <= (unsigned char)p.at[at];
			before = 0;
			continue;
		}
		if (low == '[' && at + 1 < p.len && p.at[at + 1] == ':') {
			size_t end = slice_find_byte(p, ']', at + 2);

			if (end == SLICE_NOWHERE)
				return 0;
			if (end > at + 2 && p.at[end - 1] == ':') {
				found |= in_class(slice_sub(p, at + 2, end - at - 3), c, &known);
				before = 0;
				at = end;
				continue;
			}
		}
		if (low == '\\') {
			if (++at >= p.len)
				return 0;
			low = (unsigned char)p.at[at];
		}
		found |= byte == low;
		before = low;
	}
	if (at >= p.len || !known)
		return 0;
	*matched = found != negated && c != '/';
	return at + 1;
}

/* One byte of the path against what stands at `at` (not a star). Returns the position behind it, 0: no match. */
static size_t match_byte(struct slice p, size_t at, char c)
{
	bool matched = false;
	size_t end;

	switch (p.at[at]) {
	case '?':
		return c == '/' ? 0 : at + 1;
	case '[':
		end = match_set(p, at + 1, c, &matched);
		return matched ? end : 0;
	case '\\':
		return at + 1 < p.len && p.at[at + 1] == c ? at + 2 : 0;
	default:
		return p.at[at] == c ? at + 1 : 0;
	}
}

/* Where the run of stars at `at` ends; *any says that they stand alone between slashes: a double star. */
static size_t skip_stars(struct slice p, size_t at, bool *any)
{
	size_t end = at;

	while (end < p.len && p.at[end] == '*')
		end++;
	*any = end - at >= 2 && (at == 0 || p.at[at - 1] == '/') && (end == p.len || p.at[end] == '/');
	return end;
}

bool glob_match(struct slice pattern, struct slice path)
{
	size_t p = 0, t = 0;
	size_t star = 0, star_at = 0; /* behind the last `*` of this part (0: none), and how far it reaches */
	size_t deep = 0, deep_at = 0; /* the same of the last double star; it reaches to starts of parts */

	for (;;) {
		size_t next = 0;

		if (p < pattern.len && pattern.at[p] == '*') {
			bool any;

			p = skip_stars(pattern, p, &any);
			if (any && p == pattern.len)
				return true;
			if (any) {
				deep = ++p;
				deep_at = t;
				star = 0;
			} else {
				star = p;
				star_at = t;
			}
			continue;
		}
		if (t == path.len && p == pattern.len)
			return true;
		if (p < pattern.len && t < path.len)
			next = match_byte(pattern, p, path.at[t]);
		if (next) {
			if (path.at[t] == '/')
				star = 0;
			p = next;
			t++;
		} else if (star && star_at < path.len && path.at[star_at] != '/') {
			p = star;
			t = ++star_at;
		} else if (deep && (deep_at = slice_find_byte(path, '/', deep_at)) != SLICE_NOWHERE) {
			p = deep;
			t = ++deep_at;
			star = 0;
		} else {
			return false;
		}
	}
}

/* Blanks at the end do not count, unless a backslash stands before them. */
static struct slice trim_end(struct slice line)
{
	size_t keep = 0;

	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == '\\' && i + 1 < line.len)
			keep = ++i + 1;
		else if (line.at[i] != ' ')
			keep = i + 1;
	}
	return slice_sub(line, 0, keep);
}

bool glob_parse(struct slice line, struct glob *glob)
{
	static const struct slice anywhere = { "**/", 3 };

	*glob = (struct glob){ 0 };
	line = trim_end(line);
	if (line.len == 0 || line.len > GLOB_MAX || line.at[0] == '#')
		return false;
	if (line.at[0] == '!') {
		glob->negated = true;
		line = slice_sub(line, 1, line.len);
	}
	if (line.len && line.at[line.len - 1] == '/') {
		glob->directory = true;
		line.len--;
	}
	glob->anchored = slice_find_byte(line, '/', 0) != SLICE_NOWHERE;
	if (slice_starts(line, SLICE("/")))
		line = slice_sub(line, 1, line.len);
	if (slice_starts(line, anywhere) && slice_find_byte(line, '/', anywhere.len) == SLICE_NOWHERE) {
		glob->anchored = false; /* the same, and much cheaper deep down */
		line = slice_sub(line, anywhere.len, line.len);
	}
	glob->pattern = line;
	return line.len != 0;
}

/*
 * Takes the literal start of an anchored pattern off both; false when they differ. It is cheap, and git does
 * it: in what is left of "a/lib**" the stars stand at the start, so for git (and us) they cross slashes.
 */
static bool cut_literal(struct slice *pattern, struct slice *path)
{
	size_t len = 0;

	while (len < pattern->len && !strchr("*?[\\", pattern->at[len]))
		len++;
	if (!slice_starts(*path, slice_sub(*pattern, 0, len)))
		return false;
	*pattern = slice_sub(*pattern, len, pattern->len);
	*path = slice_sub(*path, len, path->len);
	return true;
}

bool glob_matches(const struct glob *glob, struct slice path, bool directory)
{
	struct slice pattern = glob->pattern;
	const char *slash;

	if (glob->directory && !directory)
		return false;
	if (glob->anchored)
		return cut_literal(&pattern, &path) && glob_match(pattern, path);
	slash = path.len ? memrchr(path.at, '/', path.len) : NULL;
	if (slash)
		path = slice_sub(path, (size_t)(slash - path.at) + 1, path.len);
	return glob_match(pattern, path);
}

bool glob_covers(const struct glob *glob, struct slice file)
{
	for (size_t i = slice_find_byte(file, '/', 0); i != SLICE_NOWHERE; i = slice_find_byte(file, '/', i + 1))
		if (glob_matches(glob, slice_sub(file, 0, i), true))
			return true;
	return glob_matches(glob, file, false);
}
