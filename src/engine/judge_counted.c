/*
 * judge_counted.c - values nobody drew: masked, repeated or counted out.
 *
 * Every character that follows from an earlier one is explained: it is the same
 * as one up to 20 places before, or the next one in order after one up to 4
 * places before (so "aaaa", "1234567890", "a1b2c3d4", "deadbeefdeadbeef"). A
 * chain of such steps counts only when it is too long for chance. How long that
 * is depends on the alphabet: with a characters a given chain of r steps has
 * the chance a^-r, there are about 26 kinds of chains and up to 60 places to
 * start, and what is asked for is less than one in 10,000 over all of them,
 * together with the rule that at most a quarter may stay unexplained.
 */
#include "judge_part.h"

#include <string.h>

#include "base/text.h"

#define VALUE_MAX    256 /* characters that are looked at */
#define SAME_MAX     20  /* longest unit whose repetition is seen */
#define ORDER_MAX    4   /* most characters between one and the next in order */
#define WHOLE_UNIT   8   /* a unit up to this size explains itself by being repeated */
#define MASK_X       6
#define FEW_DISTINCT 3

struct tally judge_tally(struct slice value)
{
	struct tally t = { 0 };

	for (size_t i = 0; i < value.len; i++) {
		char c = value.at[i];

		t.lower += text_is_lower(c);
		t.upper += text_is_upper(c);
		t.digits += text_is_digit(c);
		t.others += !text_is_alnum(c);
		t.hex += !text_is_digit(c) && text_hex_value(c) >= 0;
	}
	return t;
}

/* A group before - or _ or . at the front: two to eight lower-case letters and digits, or a number. */
static size_t prefix_group(struct slice value)
{
	size_t end = 0, digits = 0;

	while (end < value.len && (text_is_lower(value.at[end]) || text_is_digit(value.at[end])))
		digits += text_is_digit(value.at[end++]);
	if (end < 2 || value.len < end + 5 || !strchr("-_.", value.at[end]))
		return 0;
	if (digits == end)
		return end <= 20 ? end : 0;
	return end <= 8 && text_is_lower(value.at[0]) ? end : 0;
}

/* At most three such groups; or the four letters of an AWS or Google key. */
struct slice judge_body(struct slice value)
{
	static const char *const fixed[] = { "AKIA", "ASIA", "AIza" };

	for (size_t i = 0; i < 3; i++)
		if (slice_starts(value, slice_of(fixed[i])) && value.len > 12)
			return slice_sub(value, 4, value.len);
	for (int groups = 0; groups < 3; groups++) {
		size_t end = prefix_group(value);

		if (end == 0)
			break;
		value = slice_sub(value, end + 1, value.len);
	}
	return value;
}

/* Steps a chain needs to count, for texts of these kinds of characters. */
static size_t least_chain(struct slice body)
{
	struct tally t = judge_tally(body);
	size_t least;

	if (t.lower + t.upper == 0)
		least = 8; /* 10 digits */
	else if (t.hex == t.lower + t.upper && (!t.lower || !t.upper))
		least = 6; /* 16 */
	else
		least = t.lower && t.upper ? 4 : 5; /* 62; 26 or 36 */
	if (body.len < least + 4)
		least = body.len > 4 ? body.len - 3 : 2;
	return least;
}

/* Does `next` come after `c` in counting: 1 2, 9 0, 9 a, f 0, z a ...? Both are letters or digits. */
static bool follows(char c, char next)
{
	if (next == c + 1)
		return true;
	switch (c) {
	case '0':
		return next == 'a' || next == 'A';
	case '9':
		return next == '0' || next == 'a' || next == 'A';
	case 'f':
	case 'F':
		return next == '0' || next == '1';
	case 'z':
	case 'Z':
		return next == 'a' || next == 'A' || next == '0' || next == '1';
	default:
		return false;
	}
}

enum step { STEP_SAME, STEP_UP, STEP_DOWN, STEP_SAME_OR_UP /* 01020304 */ };

static bool is_step(enum step step, char c, char next)
{
	switch (step) {
	case STEP_SAME:
		return c == next;
	case STEP_UP:
		return follows(c, next);
	case STEP_DOWN:
		return follows(next, c);
	case STEP_SAME_OR_UP:
		return c == next || follows(c, next);
	}
	return false;
}

/* Marks what chains of one kind, `distance` apart, explain. */
static void explain(struct slice body, enum step step, size_t distance, size_t least, bool explained[VALUE_MAX])
{
	size_t chain = 0;

	for (size_t i = distance; i <= body.len; i++) {
		if (i < body.len && is_step(step, body.at[i - distance], body.at[i])) {
			chain++;
			continue;
		}
		if (chain >= least) {
			size_t from = i - chain;

			if (step != STEP_SAME || distance <= WHOLE_UNIT)
				from -= distance;
			memset(explained + from, true, i - from);
		}
		chain = 0;
	}
}

static size_t count_unexplained(struct slice body)
{
	bool explained[VALUE_MAX] = { false };
	size_t least = least_chain(body), left = 0;

	for (size_t distance = 1; distance <= SAME_MAX && distance < body.len; distance++)
		explain(body, STEP_SAME, distance, least, explained);
	for (size_t distance = 1; distance <= ORDER_MAX && distance < body.len; distance++) {
		explain(body, STEP_UP, distance, least, explained);
		explain(body, STEP_DOWN, distance, least, explained);
		explain(body, STEP_SAME_OR_UP, distance, 2 * least, explained);
	}
	for (size_t i = 0; i < body.len; i++)
		left += !explained[i];
	return left;
}

size_t judge_count_distinct(struct slice s)
{
	bool seen[256] = { false };
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char byte = (unsigned char)s.at[i];

		count += !seen[byte];
		seen[byte] = true;
	}
	return count;
}

/* Mostly doubled characters: 1111-2222-3333 */
static bool is_stuttered(struct slice s)
{
	size_t same = 0;

	for (size_t i = 1; i < s.len; i++)
		same += s.at[i] == s.at[i - 1];
	return s.len >= 8 && same * 5 >= s.len * 3;
}

/*
 * Do the digits alone, or the letters alone, count up (AB1cD2ef3G)? Of `steps`
 * neighbours chance makes one in 10, 6 or 26; asked are so many that it comes
 * to less than one value in 100,000.
 */
static bool counts_up(struct slice s, bool digits, bool hex)
{
	size_t steps = 0, up = 0, least = digits || !hex ? 9 : 13;
	char last = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = text_to_lower(s.at[i]);

		if (text_is_digit(c) != digits)
			continue;
		steps += last != 0;
		up += last && (c == last + 1 || (last == '9' && c == '0') || (last == 'z' && c == 'a') ||
			       (hex && last == 'f' && c == 'a'));
		last = c;
	}
	return steps >= least && up * 100 >= steps * (digits ? 70 : hex ? 75 : 60);
}

/* A run of at least `least` bytes that all are `byte`, in either case, with `edge` between others than letters and
 * digits. */
static bool has_run(struct slice s, char byte, size_t least, bool edge)
{
	for (size_t i = 0, run = 0; i <= s.len; i++) {
		if (i < s.len && text_to_lower(s.at[i]) == byte) {
			run++;
			continue;
		}
		if (run >= least && (!edge || ((i == s.len || !text_is_alnum(s.at[i])) &&
					       (i == run || !text_is_alnum(s.at[i - run - 1])))))
			return true;
		run = 0;
	}
	return false;
}

static bool is_masked(struct slice value)
{
	return has_run(value, '*', 3, false) || has_run(value, '.', 3, false) || has_run(value, '#', 4, false) ||
	       has_run(value, '?', 4, false) || has_run(value, 'x', MASK_X, false) || has_run(value, 'x', 3, true) ||
	       slice_find(value, SLICE("\xe2\x80\xa6"), 0) != SLICE_NOWHERE ||           /* ellipsis */
	       slice_find(value, SLICE("\xe2\x80\xa2\xe2\x80\xa2"), 0) != SLICE_NOWHERE; /* bullets */
}

bool judge_is_counted(struct slice value)
{
	char body_text[VALUE_MAX];
	struct slice source = judge_body(value), body = { body_text, 0 };
	struct tally tally;
	bool hex;

	if (is_masked(value))
		return true;
	for (size_t i = 0; i < source.len; i++)
		if (text_is_alnum(source.at[i]) || (unsigned char)source.at[i] >= 0x80) {
			if (body.len == VALUE_MAX)
				return false; /* nobody counts that far */
			body_text[body.len++] = source.at[i];
		}
	if (body.len < 2)
		return true;
	if (body.len >= 16 && judge_count_distinct(body) <= FEW_DISTINCT)
		return true;
	tally = judge_tally(body);
	hex = tally.hex == tally.lower + tally.upper;
	if (counts_up(body, true, hex) || counts_up(body, false, hex))
		return true;
	return is_stuttered(body) || count_unexplained(body) * 4 <= body.len;
}
