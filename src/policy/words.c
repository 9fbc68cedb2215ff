/* words.c - see words.h */
#include "policy/words.h"

#include <string.h>

#include "base/text.h"

static bool is_rule_letter(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

/* The first word behind the allow word, if it can be a rule's id ("--" and comment ends cannot). */
static struct slice named_rule(struct slice rest)
{
	size_t start = 0, end;

	while (start < rest.len && (rest.at[start] == ' ' || rest.at[start] == '\t'))
		start++;
	if (start == 0 || start == rest.len || !text_is_alnum(rest.at[start]))
		return SLICE_NONE;
	for (end = start; end < rest.len && is_rule_letter(rest.at[end]); end++)
		;
	return slice_sub(rest, start, end - start);
}

static bool is_word_at(struct slice line, size_t at, size_t len)
{
	bool left = at == 0 || !text_is_word(line.at[at - 1]);
	bool right = at + len == line.len || !(text_is_word(line.at[at + len]) || line.at[at + len] == '-');

	return left && right;
}

struct slice words_reason(struct slice line)
{
	static const char *const ends[] = { "*/", "-->" }; /* of comments */
	size_t word = slice_find(line, SLICE("keysieve:allow"), 0), dashes;

	dashes = word == SLICE_NOWHERE ? SLICE_NOWHERE : slice_find(line, SLICE(" -- "), word);
	if (dashes == SLICE_NOWHERE)
		return SLICE_NONE;
	line = slice_trim(slice_sub(line, dashes + strlen(" -- "), line.len));
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (slice_ends(line, slice_of(ends[i])))
			line = slice_trim(slice_sub(line, 0, line.len - strlen(ends[i])));
	return line;
}

bool words_allow(struct slice line, const char *rule)
{
	const struct slice ours = SLICE("keysieve:allow"), theirs = SLICE("gitleaks:allow");

	for (size_t at = 0; (at = slice_find(line, ours, at)) != SLICE_NOWHERE; at += ours.len) {
		struct slice name;

		if (!is_word_at(line, at, ours.len))
			continue;
		name = named_rule(slice_sub(line, at + ours.len, line.len));
		if (name.len == 0 || slice_is(name, rule))
			return true;
	}
	return slice_find(line, theirs, 0) != SLICE_NOWHERE;
}
