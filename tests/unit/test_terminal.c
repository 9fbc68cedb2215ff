#include "unit/unit.h"

#include <unistd.h>

#include "base/random.h"
#include "base/terminal.h"
#include "base/text.h"

static void check_escaped(struct slice text, const char *want)
{
	struct buffer out;

	buffer_init(&out, 1 << 16);
	terminal_add_escaped(&out, text);
	ck_assert_slice_eq(buffer_slice(&out), want);
	buffer_release(&out);
}

START_TEST(what_moves_or_hides_is_spelled_out)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "plain/path.py", "plain/path.py" },
		{ "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80" },
		{ "\x1b[2J\x07", "\\x1b[2J\\x07" },
		{ "a\nb\rc\td\x7f", "a\\x0ab\\x0dc\\x09d\\x7f" },
		{ "\xff\xc3(", "\\xff\\xc3(" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xc2\x9b[31m", "\\u{009b}[31m" },
		{ "a\xe2\x80\xaegpj.exe", "a\\u{202e}gpj.exe" },
		{ "\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}" },
		{ "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "\\u{200e}\\u{200f}\\u{061c}" },
		{ "\xe2\x80\xa8\xef\xbb\xbf\xf3\xa0\x81\x81", "\\u{2028}\\u{feff}\\u{e0041}" },
		{ "##[error]x", "\\x23#[error]x" },
		{ "###[x]", "#\\x23#[x]" },
		{ "##vso[task.x]", "\\x23#vso[task.x]" },
		{ "## heading #1 ##", "## heading #1 ##" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_escaped(slice_of(cases[i].text), cases[i].want);
	check_escaped(SLICE("a\0b"), "a\\x00b");
}
END_TEST

static const char *const pieces[] = {
	"\x1b]0;x\x07", "\r\n",         "\xe2\x80\xae", "\xe2\x81\xa9", "\xc2\x85",
	"##[",          "\xf0\x9f\x98", "\xc3\xa9",     "::",           "\x7f",
};

START_TEST(escaped_text_is_one_line_of_valid_utf8_whatever_went_in)
{
	struct random random;
	struct buffer in, out;

	random_init(&random, 7);
	buffer_init(&in, 1 << 16);
	buffer_init(&out, 1 << 16);
	for (int round = 0; round < 3000; round++) {
		buffer_clear(&in);
		buffer_clear(&out);
		for (uint64_t i = random_below(&random, 40); i; i--) {
			if (random_below(&random, 2))
				buffer_add_text(&in, pieces[random_below(&random, sizeof(pieces) / sizeof(*pieces))]);
			else
				buffer_add_byte(&in, (char)random_next(&random));
		}
		terminal_add_escaped(&out, buffer_slice(&in));
		ck_assert(text_is_utf8(buffer_slice(&out)));
		for (size_t i = 0; i < out.len; i++)
			if ((unsigned char)out.at[i] < 0x20 || out.at[i] == 0x7f)
				ck_abort_msg("a control character is left");
		ck_assert_uint_eq(slice_find(buffer_slice(&out), SLICE("##["), 0), SLICE_NOWHERE);
		ck_assert_uint_eq(slice_find(buffer_slice(&out), SLICE("\xe2\x80\xae"), 0), SLICE_NOWHERE);
		ck_assert_uint_eq(slice_find(buffer_slice(&out), SLICE("\xc2\x85"), 0), SLICE_NOWHERE);
	}
	buffer_release(&out);
	buffer_release(&in);
}
END_TEST

START_TEST(wide_characters_take_two_columns_and_are_never_cut_in_half)
{
	struct slice text = SLICE("ab\xe6\xbc\xa2\xe5\xad\x97z");

	ck_assert_uint_eq(terminal_columns(text), 7);
	ck_assert_slice_eq(terminal_cut(text, 5), "ab\xe6\xbc\xa2");
	ck_assert_slice_eq(terminal_cut(text, 7), "ab\xe6\xbc\xa2\xe5\xad\x97z");
	ck_assert_slice_eq(terminal_cut(text, 0), "");
}
END_TEST

static bool auto_colour(const char *no_color, const char *force)
{
	setenv("NO_COLOR", no_color, 1);
	setenv("CLICOLOR_FORCE", force, 1);
	return terminal_wants_colour(-1, TERMINAL_AUTO);
}

START_TEST(the_option_then_no_color_then_force_decide_on_colour)
{
	enum terminal_when when;

	ck_assert(!auto_colour("", ""));
	ck_assert(auto_colour("", "1"));
	ck_assert(!auto_colour("", "0"));
	ck_assert(!auto_colour("1", "1"));
	ck_assert(terminal_wants_colour(-1, TERMINAL_ALWAYS));
	setenv("NO_COLOR", "", 1);
	ck_assert(!terminal_wants_colour(-1, TERMINAL_NEVER));
	ck_assert(terminal_when_from("never", &when) && when == TERMINAL_NEVER);
	ck_assert(terminal_when_from("always", &when) && when == TERMINAL_ALWAYS);
	ck_assert(terminal_when_from("auto", &when) && when == TERMINAL_AUTO);
	ck_assert(!terminal_when_from("yes", &when));
}
END_TEST

START_TEST(a_pipe_is_no_terminal_and_a_dumb_one_is_none_for_escapes)
{
	int ends[2], pty = posix_openpt(02);

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert(!terminal_is(ends[1]));
	ck_assert_uint_eq(terminal_width(ends[1]), 0);
	close(ends[0]);
	close(ends[1]);
	if (pty < 0)
		return; /* no pseudo-terminals here */
	setenv("TERM", "xterm", 1);
	ck_assert(terminal_is(pty));
	setenv("TERM", "dumb", 1);
	ck_assert(!terminal_is(pty));
	unsetenv("TERM");
	ck_assert(!terminal_is(pty));
	close(pty);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, what_moves_or_hides_is_spelled_out);
	tcase_add_test(tests, escaped_text_is_one_line_of_valid_utf8_whatever_went_in);
	tcase_add_test(tests, wide_characters_take_two_columns_and_are_never_cut_in_half);
	tcase_add_test(tests, the_option_then_no_color_then_force_decide_on_colour);
	tcase_add_test(tests, a_pipe_is_no_terminal_and_a_dumb_one_is_none_for_escapes);
}

UNIT_MAIN("terminal", add_tests)
