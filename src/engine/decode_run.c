/*
 * decode_run.c - see decode_run.h
 *
 * Source code is full of runs that might be base64 (names, hashes), so nearly
 * all the work is in saying no. Three ASCII bytes have three zero bits at fixed
 * places of the four characters that encode them, which leaves 27 of 64
 * characters for the first place, 28 for the second and 32 for the third. One
 * lookup per character tells the places it may have; the lookups of a run, each
 * turned by its position and joined by AND, leave the alignments at which the
 * whole run can be ASCII text. For a name none is left after four or eight
 * characters, while text that is glued to up to three other characters (the n of
 * a "\n", say) is found without a second look.
 *
 * What is turned away may still be text that begins with something else than
 * ASCII: that is decoded where the run or its stretch begins, and mostly fails
 * in the first group of four.
 */
#include "engine/decode_run.h"

#include "base/text.h"
#include "engine/decode_find.h"
#include "engine/decode_hex.h"

/* Bit k of a shape: alignment k (the first k characters are not part of it) is possible. */
#define ALIGNMENTS 0x0fu
#define HEX        0x10u

/* The places of a group of four that a character can have in text, one bit each. */
static unsigned places_of(unsigned value)
{
	unsigned places = 8;

	/* First: text is 0x20-0x7e, or 9, 10, 13. 0 is the second half of a UTF-16 character. */
	if ((value >= 8 && value < 32) || value == 2 || value == 3 || value == 0)
		places |= 1;
	if ((value & 15) == 0 || ((value & 15) >= 2 && (value & 15) < 8))
		places |= 2;
	if ((value & 3) < 2)
		places |= 4;
	return places;
}

/* Alignment k has its i-th character at place (i - k) mod 4: that place's bit becomes bit k. */
static unsigned char turned(unsigned places, unsigned i)
{
	unsigned alignments = 0;

	for (unsigned k = 0; k < 4; k++)
		alignments |= (places >> ((i - k) & 3) & 1) << k;
	return (unsigned char)alignments;
}

void run_tables_init(struct run_tables *t)
{
	*t = (struct run_tables){ 0 };
	base64_table_init(&t->base64);
	for (int c = 0; c < 256; c++) {
		if (t->base64.value[c] == BASE64_NONE)
			continue;
		for (unsigned i = 0; i < 4; i++) {
			t->shape[i][c] = turned(places_of(t->base64.value[c]), i);
			if (hex_digit[c])
				t->shape[i][c] |= HEX;
		}
	}
}

/* The alignments at which the run can be text, and HEX when it can be hex digits. */
static unsigned shape_of_run(const struct run_tables *t, const char *at)
{
	/* What the first characters are is no matter to the alignments that begin behind them,
	 * nor to hex digits behind 0x or the n of a line end. */
	static const unsigned char excused[4] = { 0x0e | HEX, 0x0c | HEX, 0x08, 0 };
	const unsigned char *in = (const unsigned char *)at;
	unsigned left = ALIGNMENTS | HEX;

	for (unsigned i = 0; i < 4; i++)
		left &= t->shape[i][in[i]] | excused[i];
	for (unsigned i = 4; i < DECODE_RUN && left; i += 4)
		left &= t->shape[0][in[i]] & t->shape[1][in[i + 1]] & t->shape[2][in[i + 2]] & t->shape[3][in[i + 3]];
	return left;
}

static bool is_hex(struct slice bytes, size_t at)
{
	return hex_digit[(unsigned char)bytes.at[at]] != 0;
}

/* The first digit, behind what shape_of_run excused. */
static size_t take_hex(struct layer *l, size_t run)
{
	if (!is_hex(l->outer, run + 1))
		return hex_take_digits(l, run + 2);
	return hex_take_digits(l, is_hex(l->outer, run) ? run : run + 1);
}

/*
 * Where the stretch begins whose run is at `run`, or the run itself when the
 * stretch reaches down to `floor`: then it was looked at from its beginning.
 */
static size_t stretch_start(const struct run_tables *t, struct slice bytes, size_t run, size_t floor)
{
	size_t start = run;

	while (start > floor && run - start + 4 <= BASE64_HEAD_MAX &&
	       t->base64.value[(unsigned char)bytes.at[start - 1]] != BASE64_NONE)
		start--;
	return start == floor && floor > 0 ? run : start;
}

/* Takes what can be text at `at`, from the beginning of the stretch when that is aligned with it and text too. */
static size_t take_aligned(const struct run_tables *t, struct layer *l, size_t start, size_t at)
{
	if ((at - start) % 4 == 0 && base64_is_text(&t->base64, l->outer, start, at))
		at = start;
	return base64_take(&t->base64, l, at, false);
}

size_t run_take(const struct run_tables *t, struct layer *l, size_t run, size_t floor)
{
	unsigned shape = shape_of_run(t, l->outer.at + run);
	size_t end = 0, start;

	if (shape & HEX)
		end = take_hex(l, run);
	if (shape == HEX)
		return end;
	start = stretch_start(t, l->outer, run, floor);
	for (unsigned k = 0; k < 4 && !end; k++)
		if (shape >> k & 1)
			end = take_aligned(t, l, start, run + k);
	if (!end && start < run)
		end = base64_take(&t->base64, l, start, true);
	return end ? end : base64_take(&t->base64, l, run, true);
}

static bool is_letter_or_digit(char c)
{
	return text_is_word(c) && c != '_';
}

bool run_stands(struct slice bytes, size_t run)
{
	if (bytes.len < DECODE_RUN || run > bytes.len - DECODE_RUN ||
	    (run > 0 && is_letter_or_digit(bytes.at[run - 1])))
		return false;
	for (size_t i = run; i < run + DECODE_RUN; i++)
		if (!is_letter_or_digit(bytes.at[i]))
			return false;
	return true;
}

size_t run_before(struct slice bytes, size_t run)
{
	const size_t least = run > BASE64_HEAD_MAX + 2 * DECODE_RUN ? run - BASE64_HEAD_MAX - 2 * DECODE_RUN : 0;
	size_t at = run, end = run; /* of the letters and digits from `at` on */

	while (at > least && base64_is_char(bytes.at[at - 1])) {
		if (is_letter_or_digit(bytes.at[at - 1])) {
			at--;
			continue;
		}
		if (end - at >= DECODE_RUN)
			return at;
		end = --at;
	}
	/* At the bound it may have begun before: too far then. */
	return end - at >= DECODE_RUN && (at > least || at == 0) ? at : RUN_NONE;
}
