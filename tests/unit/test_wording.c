#include "unit/unit.h"

#include <string.h>

#include "engine/wording.h"

static void check_words(const char *regex, const char *words)
{
	struct buffer out;

	buffer_init(&out, 4096);
	ck_assert_msg(wording_add_regex(&out, regex) == (words[0] != '\0'), "%s: %s", regex, out.len ? out.at : "");
	ck_assert_msg(slice_is(buffer_slice(&out), words), "%s: \"%s\", want \"%s\"", regex, out.len ? out.at : "",
		      words);
	buffer_release(&out);
}

START_TEST(a_regex_is_said_in_words)
{
	static const char *const rows[][2] = {
		{ "ghx_[0-9A-Za-z]{36}", "\"ghx_\", then 36 letters or digits" },
		{ "[0-9a-f]{32}", "32 hex digits (small)" },
		{ "[0-9A-F]{8,}", "8 or more hex digits (capital)" },
		{ "[0-9a-fA-F]{2}", "2 hex digits" },
		{ "[\\w-]{20,40}={0,2}", "20 to 40 letters, digits, - or _, then up to 2 \"=\"" },
		{ "(?:key|token)(?![0-9])", "(\"key\" or \"token\"), then no digit" },
		{ "(?i)acme[ \\t]*", "\"acme\", then any number of blanks" },
		{ "\\d", "digit" },
		{ "[abc]\\d?", "a-c, then perhaps digit" },
		{ "[A-Z2-7]{16}", "16 capitals or digits 2 to 7" },
		{ "[xyz%]{4}", "4 characters of x-z or %" },
		{ "[^\\s\"]{8,20}", "8 to 20 characters but blanks, line ends or quote" },
		{ ".{3}", "3 characters but line ends" },
		{ "[\\s\\S]{3}", "3 characters" },
		{ "x(?:-[0-9]{4}){3}", "\"x\", then 3 times (\"-\", then 4 digits)" },
		{ "a|b|c|d|e|f", "\"a\", \"b\", \"c\", \"d\" or one of 2 others" },
		{ "(?<!\\w)\\bab$", "\"ab\"" },
		{ "[\\x80-\\xff]{2}", "2 bytes beyond ASCII" },
		{ "(a)\\1", "" }, /* opaque */
		{ "$", "" },      /* nothing to say */
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_words(rows[i][0], rows[i][1]);
}
END_TEST

START_TEST(what_takes_too_many_words_is_not_said)
{
	struct buffer regex;

	buffer_init(&regex, 4096);
	for (int i = 0; i < 40; i++)
		buffer_add_text(&regex, "[0-9]{3}[a-z]{4}");
	check_words(regex.at, "");
	buffer_release(&regex);
}
END_TEST

START_TEST(the_secret_is_the_group_that_the_rule_names)
{
	static const struct {
		const char *regex;
		unsigned group;
		const char *words;
	} rows[] = {
		{ "name=(?:x|y)([0-9]{4})z([a-z]{5})", 0, "4 digits" },
		{ "name=(?:x|y)([0-9]{4})z([a-z]{5})", 2, "5 small letters" },
		{ "a(?:b(c([0-9]{2})))", 2, "2 digits" },
		{ "[0-9]{3}", 0, "3 digits" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena arena;
		struct regex regex;
		struct buffer out;

		arena_init(&arena);
		buffer_init(&out, 4096);
		regex = regex_parse(rows[i].regex, &arena);
		ck_assert(wording_add(&out, wording_secret(&regex, rows[i].group)));
		ck_assert_slice_eq(buffer_slice(&out), rows[i].words);
		buffer_release(&out);
		arena_release(&arena);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_regex_is_said_in_words);
	tcase_add_test(tests, what_takes_too_many_words_is_not_said);
	tcase_add_test(tests, the_secret_is_the_group_that_the_rule_names);
}

UNIT_MAIN("wording", add_tests)
