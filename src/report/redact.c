/*
 * redact.c - what may be shown of a secret.
 *
 * A token's fixed prefix ("ghp_") says what it is and is no secret: it stands
 * in the rule. We find it by walking the rule's regex and the secret side by
 * side for as long as the regex leaves no choice worth hiding: literal
 * characters, groups of alternatives, classes of a few listed characters. The
 * walk understands enough of PCRE2 for that and stops at everything else;
 * what it misjudges can only be characters that the rule spells out, and what
 * is shown stays bounded by the secret's length.
 */
#include "report/report.h"

#include <string.h>

#include "base/text.h"

#define SHORTEST   20 /* nothing is shown of a shorter secret */
#define PREFIX_MAX 16
#define MORE       4  /* characters behind the prefix */
#define HIDDEN_MIN 16 /* and never less than half */
#define NESTED_MAX 12
#define CLASS_MAX  8
#define REGEX_MAX  4096 /* a prefix stands early; a list of 5,000 words is not walked for each finding */

enum end { DIFFERS, STOPPED, COMPLETE };

/* Both positions move on together; `secret` is what has not been matched yet. */
struct walk {
	struct slice regex;
	size_t at;
	struct slice secret;
	size_t fixed; /* characters of the secret that the regex spells out */
	int nested;
};

static char peek(const struct walk *w, size_t ahead)
{
	return w->at + ahead < w->regex.len ? w->regex.at[w->at + ahead] : '\0';
}

/* The position behind the class that begins at `at`. */
static size_t behind_class(struct slice regex, size_t at)
{
	at++;
	if (at < regex.len && regex.at[at] == '^')
		at++;
	if (at < regex.len && regex.at[at] == ']')
		at++;
	for (; at < regex.len && regex.at[at] != ']'; at++)
		if (regex.at[at] == '\\')
			at++;
	return at < regex.len ? at + 1 : regex.len;
}

/* From inside a group: the position of its ')' or, with `bars`, of the next '|' of its own. */
static size_t end_of(struct slice regex, size_t at, bool bars)
{
	size_t depth = 0;

	while (at < regex.len) {
		switch (regex.at[at]) {
		case '\\':
			at++;
			break;
		case '[':
			at = behind_class(regex, at);
			continue;
		case '(':
			depth++;
			break;
		case '|':
			if (bars && depth == 0)
				return at;
			break;
		case ')':
			if (depth-- == 0)
				return at;
			break;
		}
		at++;
	}
	return regex.len;
}

static bool is_quantifier(char c)
{
	return c == '?' || c == '*' || c == '+' || c == '{';
}

static enum end take(struct walk *w, bool same, size_t regex_size)
{
	char next = peek(w, regex_size);

	if (is_quantifier(next) || w->secret.len == 0)
		return STOPPED;
	if (!same)
		return DIFFERS;
	w->at += regex_size;
	w->secret = slice_sub(w->secret, 1, w->secret.len);
	w->fixed++;
	return COMPLETE;
}

static bool is_next(const struct walk *w, char c)
{
	return w->secret.len && text_to_lower(w->secret.at[0]) == text_to_lower(c);
}

/* A class of a few characters, listed one by one. */
static enum end walk_class(struct walk *w)
{
	size_t size = behind_class(w->regex, w->at) - w->at;
	struct slice members = slice_sub(w->regex, w->at + 1, size < 2 ? 0 : size - 2);
	bool same = false;

	if (members.len == 0 || members.len > CLASS_MAX || members.at[0] == '^')
		return STOPPED;
	for (size_t i = 0; i < members.len; i++) {
		if (members.at[i] == '\\' || members.at[i] == '-' || members.at[i] == '[')
			return STOPPED;
		same = same || is_next(w, members.at[i]);
	}
	return take(w, same, size);
}

static enum end walk_escape(struct walk *w)
{
	char c = peek(w, 1);

	if (c == 'b' || c == 'B' || c == 'A' || c == 'G') {
		w->at += 2;
		return COMPLETE;
	}
	return c && !text_is_alnum(c) ? take(w, is_next(w, c), 2) : STOPPED;
}

static enum end walk_group(struct walk *w);

static enum end walk_one(struct walk *w)
{
	char c = peek(w, 0);

	if (c == '(')
		return walk_group(w);
	if (c == '[')
		return walk_class(w);
	if (c == '\\')
		return walk_escape(w);
	if (c == '^') {
		w->at++;
		return COMPLETE;
	}
	return c > 0x20 && c < 0x7f && !strchr("$.|?*+){}", c) ? take(w, is_next(w, c), 1) : STOPPED;
}

/* One alternative: COMPLETE at its end. */
static enum end walk_sequence(struct walk *w)
{
	while (w->at < w->regex.len && peek(w, 0) != '|' && peek(w, 0) != ')') {
		enum end end = walk_one(w);

		if (end != COMPLETE)
			return end;
	}
	return COMPLETE;
}

/* The alternatives from `at` to the ')' at `close`: the one that the secret goes furthest with. */
static enum end walk_alternatives(struct walk *w, size_t close)
{
	struct walk best = *w;
	enum end reached = DIFFERS;

	for (size_t at = w->at; at <= close; at = end_of(w->regex, at, true) + 1) {
		struct walk one = *w;
		enum end end;

		one.at = at;
		end = walk_sequence(&one);
		if (end != DIFFERS && (reached == DIFFERS || one.fixed > best.fixed)) {
			best = one;
			reached = end;
		}
	}
	*w = best;
	return reached;
}

/* The size of what opens a group that takes part in the match; 0 for another kind. */
static size_t opening(struct slice group)
{
	size_t colon;

	if (group.len < 2 || group.at[1] != '?')
		return 1;
	if (slice_starts(group, SLICE("(?<=")) || slice_starts(group, SLICE("(?<!")))
		return 0;
	if (slice_starts(group, SLICE("(?<")) || slice_starts(group, SLICE("(?P<")))
		return slice_find_byte(group, '>', 0) + 1; /* NOWHERE + 1 is 0 */
	if (slice_starts(group, SLICE("(?>")))
		return 3;
	for (colon = 2; colon < group.len && (text_is_alnum(group.at[colon]) || group.at[colon] == '-'); colon++)
		;
	return colon < group.len && group.at[colon] == ':' ? colon + 1 : 0;
}

static enum end walk_group(struct walk *w)
{
	size_t open = opening(slice_sub(w->regex, w->at, w->regex.len)), close = end_of(w->regex, w->at + 1, false);
	char behind = close + 1 < w->regex.len ? w->regex.at[close + 1] : '\0';
	struct walk inside = *w;
	enum end end = COMPLETE;

	if (w->nested == NESTED_MAX || behind == '*' || behind == '+' || behind == '{')
		return STOPPED;
	if (open) {
		inside.at += open;
		inside.nested++;
		end = walk_alternatives(&inside, close);
		if (end == DIFFERS && behind != '?')
			return DIFFERS;
		if (end != DIFFERS) {
			*w = inside;
			w->nested--;
		}
		if (end == STOPPED)
			return STOPPED;
	}
	w->at = close + 1 + (behind == '?');
	return COMPLETE;
}

static size_t fixed_from(struct slice regex, size_t at, struct slice secret)
{
	struct walk w = { .regex = regex, .at = at, .secret = slice_sub(secret, 0, PREFIX_MAX) };

	return walk_alternatives(&w, end_of(regex, at, false)) == DIFFERS ? 0 : w.fixed;
}

static bool captures(struct slice group)
{
	return group.len > 1 && (group.at[1] != '?' || slice_starts(group, SLICE("(?P<")) ||
				 (slice_starts(group, SLICE("(?<")) && !slice_starts(group, SLICE("(?<=")) &&
				  !slice_starts(group, SLICE("(?<!"))));
}

/*
 * How many characters of the secret its rule spells out. The secret is a
 * group of the match: the rule's secret_group, else the first that took part.
 */
static size_t fixed_prefix(const struct rule *rule, struct slice secret)
{
	struct slice regex = slice_sub(slice_of(rule->regex), 0, REGEX_MAX);
	unsigned group = 0;
	size_t fixed = 0;

	for (size_t at = 0; at < regex.len && fixed == 0;) {
		struct slice rest = slice_sub(regex, at, regex.len);

		if (rest.at[0] == '[') {
			at = behind_class(regex, at);
			continue;
		}
		if (rest.at[0] == '(' && captures(rest)) {
			group++;
			if (rule->secret_group == 0 || rule->secret_group == group)
				fixed = fixed_from(regex, at + opening(rest), secret);
		}
		at += rest.at[0] == '\\' ? 2 : 1;
	}
	return group ? fixed : fixed_from(regex, 0, secret);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static struct slice shown_part(const struct rule *rule, struct slice secret)
{
	size_t shown, i;

	if (secret.len < SHORTEST)
		return SLICE_NONE;
	shown = least(fixed_prefix(rule, secret) + MORE, least(secret.len - HIDDEN_MIN, secret.len / 2));
	for (i = 0; i < shown && secret.at[i] > 0x20 && secret.at[i] < 0x7f; i++)
		;
	return slice_sub(secret, 0, i);
}

/* "-----BEGIN RSA PRIVATE KEY-----" at the front; empty when the secret is no PEM block. */
static struct slice pem_label(struct slice secret)
{
	struct slice begin = SLICE("-----BEGIN ");
	size_t at = begin.len;

	if (!slice_starts(secret, begin))
		return SLICE_NONE;
	while (at < secret.len && at < 60 && (text_is_upper(secret.at[at]) || secret.at[at] == ' '))
		at++;
	if (!slice_starts(slice_sub(secret, at, secret.len), SLICE("-----")) || secret.len - at - 5 < HIDDEN_MIN)
		return SLICE_NONE;
	return slice_sub(secret, 0, at + 5);
}

size_t report_shown(const struct rule *rule, struct slice secret)
{
	struct slice label = pem_label(secret);

	return label.len ? label.len : shown_part(rule, secret).len;
}

void report_redact(struct buffer *out, const struct rule *rule, struct slice secret)
{
	size_t shown = report_shown(rule, secret);

	buffer_add(out, slice_sub(secret, 0, shown));
	buffer_add_text(out, shown ? "..." : "***");
}
