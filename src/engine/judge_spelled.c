/*
 * judge_spelled.c - values made of words.
 *
 * The letters of the value are cut into known words so that as many as possible
 * are covered (yourApiKeyHere, my-secret_token-123). What covers nearly all of
 * a value explains it; one word inside a long random value explains nothing, so
 * a token is not dropped because "fake" or "test" stands in it by chance. Words
 * of six letters and more that only a dummy has (word_dummy_inside) are too
 * long for chance and decide alone.
 */
#include "judge_part.h"

#include <string.h>

#include "base/text.h"
#include "judge_words.h"

#define LETTERS_MAX 64 /* a longer run of letters is no words */

struct spelling {
	size_t total;                  /* letters and digits */
	size_t unknown;                /* of them, in no word and no short number */
	size_t numbers, other;         /* digits in short numbers; neither letter nor digit */
	size_t words[WORD_COMMON + 1]; /* how many of each kind */
	enum word_kind first, last;    /* of the first and the last piece; WORD_NONE if not one word */
};

/* The cover of a run of letters by words that leaves the fewest letters unknown. */
static void cover(struct slice letters, struct spelling *spelling)
{
	size_t left[LETTERS_MAX + 1] = { 0 }, size[LETTERS_MAX + 1] = { 0 };
	enum word_kind kind[LETTERS_MAX + 1] = { WORD_NONE };

	for (size_t end = 1; end <= letters.len; end++) {
		left[end] = left[end - 1] + 1;
		for (size_t len = 2; len <= end && len <= WORD_MAX; len++) {
			enum word_kind found = word_find(slice_sub(letters, end - len, len));

			if (found && left[end - len] <= left[end] - (size[end] == 0)) {
				left[end] = left[end - len];
				size[end] = len;
				kind[end] = found;
			}
		}
	}
	spelling->unknown += left[letters.len];
	spelling->last = kind[letters.len];
	for (size_t end = letters.len; end > 0; end -= size[end] ? size[end] : 1) {
		if (size[end])
			spelling->words[kind[end]]++;
		if (spelling->first == WORD_NONE && end == (size[end] ? size[end] : 1) &&
		    spelling->total == letters.len)
			spelling->first = kind[end];
	}
}

/* A run of letters and digits: one word (hunter2), or letters and numbers in turn. */
static void spell_run(struct slice run, struct spelling *spelling)
{
	char lower[LETTERS_MAX];
	enum word_kind kind = WORD_NONE;

	if (run.len <= LETTERS_MAX) {
		for (size_t i = 0; i < run.len; i++)
			lower[i] = text_to_lower(run.at[i]);
		kind = word_find(slice_make(lower, run.len));
	}
	if (kind || run.len > LETTERS_MAX) {
		spelling->total += run.len;
		spelling->unknown += kind ? 0 : run.len;
		spelling->words[kind]++;
		spelling->last = kind;
		if (spelling->total == run.len)
			spelling->first = kind;
		return;
	}
	for (size_t i = 0, end; i < run.len; i = end) {
		bool digits = text_is_digit(run.at[i]);

		for (end = i; end < run.len && text_is_digit(run.at[end]) == digits; end++)
			;
		spelling->total += end - i;
		if (!digits)
			cover(slice_make(lower + i, end - i), spelling);
		else if (end - i <= 4 || judge_is_counted(slice_sub(run, i, end - i)))
			spelling->numbers += end - i;
		else
			spelling->unknown += end - i;
	}
}

static struct spelling spell(struct slice value)
{
	struct spelling spelling = { 0 };

	for (size_t i = 0, end; i < value.len; i = end) {
		for (end = i; end < value.len && text_is_alnum(value.at[end]); end++)
			;
		if (end > i) {
			spell_run(slice_sub(value, i, end - i), &spelling);
		} else {
			end++;
			spelling.other++;
		}
	}
	return spelling;
}

/* SOME_ENV_NAME: parts of capitals between underscores, few digits. */
static bool is_constant(struct slice value)
{
	struct tally t = judge_tally(value);
	size_t parts = 1;

	if (value.len == 0 || !text_is_upper(value.at[0]) || t.lower || t.digits > 4 || t.digits * 2 > t.upper)
		return false;
	for (size_t i = 1; i < value.len; i++) {
		if (value.at[i] == '_') {
			parts++;
			if (value.at[i - 1] == '_' || i + 1 == value.len)
				return false;
		} else if (!text_is_alnum(value.at[i])) {
			return false;
		}
	}
	return parts > 1;
}

/* An AWS id that somebody wrote a word into. */
static bool is_marked_id(struct slice value)
{
	static const char *const marks[] = { "EXAMPLE", "FAKE", "TEST", "SAMPLE", "DUMMY", "XXXX" };

	if (value.len < 16 || value.len > 24 || value.at[0] != 'A' || !slice_ends(slice_sub(value, 0, 4), SLICE("IA")))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (slice_find(value, slice_of(marks[i]), 4) != SLICE_NOWHERE)
			return true;
	return false;
}

bool judge_is_spelled(struct slice value)
{
	struct spelling s;

	if (word_dummy_inside(value) || is_constant(value) || is_marked_id(value))
		return true;
	s = spell(value);
	if (s.total == 0)
		return false;
	if (s.words[WORD_DUMMY])
		return s.unknown * 4 <= s.total;
	/* "your-acme-key", "the secret here" */
	if (s.first == WORD_FILL && (s.last == WORD_NAME || s.last == WORD_FILL) && s.unknown * 2 <= s.total)
		return true;
	if (s.words[WORD_COMMON] && !s.words[WORD_NAME])
		return s.unknown == 0 && s.numbers <= 3 && s.other == 0;
	if (s.words[WORD_NAME] + s.words[WORD_FILL])
		return s.unknown * 10 <= s.total && !(s.numbers >= 4 && s.other);
	return false;
}
