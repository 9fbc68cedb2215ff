/*
 * judge_spelled.c - values made of words.
 *
 * The letters of the value are cut into known words so that as many as possible
 * are covered (yourApiKeyHere, my-secret_token-123). What covers nearly all of
 * a value explains it; one word inside a long random value explains nothing, so
 * a token is not dropped because "fake" or "test" stands in it by chance. Words
 * of six letters and more that only a dummy has (word_dummy_inside) are too
 * long for chance and decide alone.
 *
 * Chance: of all pairs of letters one in 25 is a word, of all triples one in
 * 150, so a random value of lower-case letters is easily covered to a third but
 * not to three quarters. Two-letter words inside a longer run count half.
 */
#include "judge_part.h"

#include <string.h>

#include "base/text.h"
#include "judge_words.h"

#define LETTERS_MAX 64 /* a longer run of letters is no words */
#define NUMBERS_MAX 3  /* nobody writes more numbers between words */
#define NO_WORDS    3.5

struct spelling {
	size_t total;                  /* letters and digits */
	size_t known, unknown;         /* letters in words and in none; long numbers are unknown */
	size_t digits, numbers;        /* of the short numbers */
	size_t other;                  /* neither letter nor digit */
	size_t words[WORD_COMMON + 1]; /* how many of each kind */
	enum word_kind first, last;    /* what the value begins and ends with; WORD_NONE: no word */
};

static void add_word(struct spelling *s, enum word_kind kind, size_t letters)
{
	if (s->total == 0)
		s->first = kind;
	s->last = kind;
	s->words[kind]++;
	s->total += letters;
	if (kind)
		s->known += letters;
	else
		s->unknown += letters;
}

/* The cover of a run of letters by words that leaves the fewest unknown, from the right to the left. */
static void cover(struct slice letters, struct spelling *spelling)
{
	size_t left[LETTERS_MAX + 1] = { 0 }, size[LETTERS_MAX + 1] = { 0 };
	enum word_kind kind[LETTERS_MAX + 1] = { WORD_NONE };

	for (size_t at = letters.len; at-- > 0;) {
		left[at] = left[at + 1] + 2;
		size[at] = 1;
		if (at + 1 == letters.len || !word_may_start(letters.at + at))
			continue;
		for (size_t len = 2; len <= WORD_MAX && at + len <= letters.len; len++) {
			size_t cost = left[at + len] + (len == 2 && letters.len > 2 ? 2 : 0);
			enum word_kind found = cost <= left[at] ? word_find(slice_sub(letters, at, len)) : WORD_NONE;

			if (found) {
				left[at] = cost;
				size[at] = len;
				kind[at] = found;
			}
		}
	}
	for (size_t at = 0; at < letters.len; at += size[at]) {
		bool half = size[at] == 2 && letters.len > 2;

		add_word(spelling, kind[at], size[at]);
		spelling->known -= half;
		spelling->unknown += half;
	}
}

static void spell_number(struct slice number, struct spelling *spelling)
{
	if (number.len > 4 && !judge_is_counted(number)) {
		spelling->unknown += number.len;
	} else {
		spelling->digits += number.len;
		spelling->numbers++;
	}
	spelling->total += number.len;
}

/* A run of letters and digits: one word (hunter2), or letters and numbers in turn. */
static void spell_run(struct slice run, struct spelling *spelling)
{
	char lower[LETTERS_MAX];
	enum word_kind kind;

	if (run.len > LETTERS_MAX) {
		add_word(spelling, WORD_NONE, run.len);
		return;
	}
	for (size_t i = 0; i < run.len; i++)
		lower[i] = text_to_lower(run.at[i]);
	kind = run.len <= WORD_MAX ? word_find(slice_make(lower, run.len)) : WORD_NONE;
	if (kind) {
		add_word(spelling, kind, run.len);
		return;
	}
	for (size_t i = 0, end; i < run.len; i = end) {
		bool digits = text_is_digit(run.at[i]);

		for (end = i; end < run.len && text_is_digit(run.at[end]) == digits; end++)
			;
		if (digits)
			spell_number(slice_sub(run, i, end - i), spelling);
		else
			cover(slice_make(lower + i, end - i), spelling);
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
	struct tally t;

	if (word_dummy_inside(value) || is_constant(value) || is_marked_id(value))
		return true;
	t = judge_tally(value);
	if (t.hex < t.lower + t.upper && judge_randomness(value) > NO_WORDS)
		return false; /* only to save time */
	s = spell(value);
	if (s.known * 2 < s.total || s.numbers > NUMBERS_MAX)
		return false;
	if (s.words[WORD_DUMMY])
		return s.unknown * 4 <= s.total;
	/* "your-acme-key", "the secret here" */
	if (s.first == WORD_FILL && (s.last == WORD_NAME || s.last == WORD_FILL))
		return true;
	if (s.words[WORD_COMMON] && !s.words[WORD_NAME])
		return s.unknown == 0 && s.digits <= 3 && s.other == 0;
	if (s.words[WORD_NAME] + s.words[WORD_FILL])
		return s.unknown * 10 <= s.total && !(s.digits >= 4 && s.other);
	return false;
}
