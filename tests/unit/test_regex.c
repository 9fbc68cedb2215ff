#include "engine/regex.h"
#include "unit/unit.h"

#include <pcre2.h>
#include <string.h>

START_TEST(lengths_are_those_of_the_matches)
{
	static const struct {
		const char *regex;
		uint32_t least, most;
	} rows[] = {
		{ "", 0, 0 },
		{ "abc", 3, 3 },
		{ "a|bc|", 0, 2 },
		{ "a{3}b{2,}", 5, UNBOUNDED },
		{ "a{3}b{2,5}?", 5, 8 },
		{ "(?:ab){2,3}+c*", 4, UNBOUNDED },
		{ "\\bfoo\\b(?=bar)(?!x)(?<=o)", 3, 3 },
		{ "\\Qa.b\\E+", 3, UNBOUNDED },
		{ "\\Q\\E", 0, 0 },
		{ "\\x41\\x{42}\\0\\012\\-", 5, 5 },
		{ "[]a][^]a][\\]a][a\\-z]", 4, 4 },
		{ "[[:alpha:]_][[:^digit:]]", 2, 2 },
		{ "(?x) a b # c d\n e \\  ", 4, 4 },
		{ "(?x: a b ) c", 4, 4 },
		{ "a{,3}x{a}", 0, 0 }, /* {,3} means different things to different versions */
		{ "a{b}", 4, 4 },
		{ "(?<name>a)(?P<other>b)('q')", 5, 5 },
		{ "(?#no)(?i)a(?-i)b(?s-m:c)", 3, 3 },
		{ "(?>a+|b)c", 2, UNBOUNDED },
		{ "a{2}{3}", 6, 6 },
		{ "^$\\A\\z\\Z\\B", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena;
		struct regex regex;

		arena_init(&arena);
		regex = regex_parse(rows[i].regex, &arena);
		if (rows[i].least == 0 && strstr(rows[i].regex, "{,")) {
			ck_assert_ptr_null(regex.root);
		} else {
			ck_assert_msg(regex.root != NULL, "%s", rows[i].regex);
			ck_assert_msg(regex.root->least == rows[i].least, "%s: %u", rows[i].regex, regex.root->least);
			ck_assert_msg(regex.root->most == rows[i].most, "%s: %u", rows[i].regex, regex.root->most);
		}
		arena_release(&arena);
	}
}
END_TEST

START_TEST(what_is_not_understood_makes_it_opaque)
{
	static const char *const rows[] = {
		"(a)\\1", "(?<n>a)\\k<n>",    "(?R)",          "(a)(?1)", "(?(1)a|b)",
		"a\\Kb",  "(*UTF)a",          "(?|a|b)",       "\\p{L}",  "[\\p{L}]",
		"(?J)a",  "(?xx)a",           "[[:<:]]a",      "[[.a.]]", "\\Ga",
		"a\\Cb",  "(?C1)a",           "(a(*ACCEPT)b)", "a{1, 2}", "\\x{100}",
		"(?^:a)", "a{1}{1}{1}{1}{1}", "(?=a)+",        "\\cA",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena;

		arena_init(&arena);
		ck_assert_msg(regex_parse(rows[i], &arena).root == NULL, "%s", rows[i]);
		arena_release(&arena);
	}
}
END_TEST

START_TEST(reach_counts_what_is_looked_at_but_not_matched)
{
	static const struct {
		const char *regex;
		uint32_t reach;
	} rows[] = {
		{ "abc", 3 },
		{ "abc\\b", 5 },
		{ "ab(?=x{5}y)", 8 },
		{ "ab(?=x*)", UNBOUNDED },
		{ "(?:ab(?=cde)){2}", 7 },
		{ "a(?!bcd)", 4 },
		{ "a|bc(?=d)", 3 },
		{ "(?=abcdef)a", 6 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena;

		arena_init(&arena);
		ck_assert_msg(regex_parse(rows[i].regex, &arena).root->reach == rows[i].reach, "%s", rows[i].regex);
		arena_release(&arena);
	}
}
END_TEST

/* Each of these stands for one byte; the parser's set must be what PCRE2 matches, byte by byte. */
START_TEST(sets_are_those_of_pcre2)
{
	static const char *const rows[] = {
		"a",
		".",
		"(?s).",
		"(?i)k",
		"(?i)\\x6b",
		"\\d",
		"\\D",
		"\\w",
		"\\W",
		"\\s",
		"\\S",
		"\\h",
		"\\H",
		"\\v",
		"\\V",
		"\\N",
		"\\n",
		"\\t",
		"\\e",
		"\\f",
		"\\r",
		"\\a",
		"\\.",
		"\\/",
		"\\\"",
		"\\x7f",
		"\\xfF",
		"\\x",
		"[a-f]",
		"[^a-f]",
		"(?i)[a-f]",
		"(?i)[^a-f]",
		"[]-a]",
		"[^]]",
		"[a-]",
		"[-a]",
		"[\\w-]",
		"[\\w.=+/~-]",
		"[\\]\\\\]",
		"[a\\x41-\\x43]",
		"[\\x00-\\x1f]",
		"[\\b]",
		"[\\n\\r]",
		"[[:alpha:]]",
		"[[:digit:]]",
		"[[:alnum:]]",
		"[[:upper:]]",
		"[[:lower:]]",
		"(?i)[[:upper:]]",
		"(?i)[^[:upper:]]",
		"(?i)[[:^upper:]]",
		"[[:word:]]",
		"[[:xdigit:]]",
		"[[:space:]]",
		"[[:blank:]]",
		"[[:punct:]]",
		"[[:graph:]]",
		"[[:print:]]",
		"[[:cntrl:]]",
		"[^[:cntrl:]x]",
		"[[:^space:]]",
		"[[:=]",
		"[[:]",
		"[a-z&&[^b]",
		"[\\D]",
		"[\\S\\s]",
		"[^\\W_]",
		"(?i)[k-m_]",
		"[\\h]",
		"[\\0-\\x10]",
		"\\0",
		"\\07",
		"[\\\\-a]",
		"[+--]",
		"[\\d.-]",
		"[\xe4]",
		"\xff",
		"[^\\n]",
		"(?x)[ #]",
		"(?x)\\ ",
		"\\Q.\\E",
		"(?i)\\QK\\E",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena;
		const struct node *node;
		PCRE2_SIZE at;
		int number;
		pcre2_code *code = pcre2_compile((PCRE2_SPTR)rows[i], PCRE2_ZERO_TERMINATED, 0, &number, &at, NULL);
		pcre2_match_data *data = pcre2_match_data_create(2, NULL);

		arena_init(&arena);
		ck_assert_msg(code != NULL, "%s", rows[i]);
		node = regex_parse(rows[i], &arena).root;
		ck_assert_msg(node != NULL, "%s is opaque", rows[i]);
		for (node = node->child; node->kind != NODE_SET; node = node->next)
			ck_assert_ptr_nonnull(node->next);
		for (unsigned byte = 0; byte < 256; byte++) {
			unsigned char text = (unsigned char)byte;
			bool matches = pcre2_match(code, &text, 1, 0, 0, data, NULL) > 0;

			ck_assert_msg(byteset_has(&node->set, byte) == matches, "%s: byte %u", rows[i], byte);
		}
		pcre2_match_data_free(data);
		pcre2_code_free(code);
		arena_release(&arena);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, lengths_are_those_of_the_matches);
	tcase_add_test(tests, what_is_not_understood_makes_it_opaque);
	tcase_add_test(tests, reach_counts_what_is_looked_at_but_not_matched);
	tcase_add_test(tests, sets_are_those_of_pcre2);
}

UNIT_MAIN("regex", add_tests)
