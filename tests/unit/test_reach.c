#include "unit/unit.h"

#include <pcre2.h>
#include <stdio.h>
#include <string.h>

#include "engine/reach.h"
#include "ruleset/builtin.h"

/* The beginnings at which `regex` is cut, each followed by a blank. */
static const char *cuts_of(const char *regex)
{
	static char list[2048];
	struct regex_cuts cuts = { 0 };
	size_t len = 0;

	list[0] = '\0';
	regex_cuts(regex, &cuts);
	for (size_t i = 0; i < cuts.len; i++) {
		const struct regex_cut *cut = &cuts.items[i];

		len += (size_t)snprintf(list + len, sizeof(list) - len, "%.*s%.*s ", (int)(cut->at - cut->from),
					regex + cut->from, (int)cut->open, "))))))))");
		ck_assert_uint_lt(len, sizeof(list));
	}
	array_release(&cuts);
	return list;
}

START_TEST(a_regex_is_cut_behind_each_item)
{
	ck_assert_str_eq(cuts_of("ab[0-9]{3}\\.c+"), "ab ab[0-9]{3} ab[0-9]{3}\\. ab[0-9]{3}\\.c+ ");
	ck_assert_str_eq(cuts_of("x(ab[cd](?:e))f"), "x x(ab) x(ab[cd]) x(ab[cd](?:e)) x(ab[cd](?:e))f ");
	ck_assert_str_eq(cuts_of("(?:a|b)c"), "(?:a|b) (?:a|b)c ");
	ck_assert_str_eq(cuts_of("(?:ab){2}c"), "(?:ab){2} (?:ab){2}c ");
	ck_assert_str_eq(cuts_of("ab|c[d]"), "ab c c[d] ");
	ck_assert_str_eq(cuts_of("[]a)|(]+\\Q(\\E\\x41b"), "[]a)|(]+ []a)|(]+\\Q(\\E []a)|(]+\\Q(\\E\\x41 "
							   "[]a)|(]+\\Q(\\E\\x41b ");
	ck_assert_str_eq(cuts_of("abc?"), "ab abc? ");
	ck_assert_str_eq(cuts_of("(?x)a b"), "");
	ck_assert_str_eq(cuts_of("a)b("), "a "); /* no regex: whatever, but in bounds */
	ck_assert_str_eq(cuts_of(""), "");
}
END_TEST

START_TEST(every_beginning_of_a_builtin_rule_is_a_regex)
{
	size_t tried = 0;

	for (size_t i = 0; i < builtin_rules_len; i++) {
		const char *regex = builtin_rules[i].regex;
		struct regex_cuts cuts = { 0 };

		regex_cuts(regex, &cuts);
		ck_assert_uint_gt(cuts.len, 0);
		for (size_t k = 0; k < cuts.len; k++) {
			const struct regex_cut *cut = &cuts.items[k];
			char text[8192];
			int code;
			PCRE2_SIZE at;
			pcre2_code *compiled;
			int len = snprintf(text, sizeof(text), "%.*s%.*s", (int)(cut->at - cut->from),
					   regex + cut->from, (int)cut->open, "))))))))))))))))");

			ck_assert_int_lt(len, (int)sizeof(text));
			compiled = pcre2_compile((PCRE2_SPTR)text, (PCRE2_SIZE)len, RULE_REGEX_FLAGS, &code, &at, NULL);
			ck_assert_msg(compiled != NULL, "%s: %s: %d", builtin_rules[i].id, text, code);
			pcre2_code_free(compiled);
			tried++;
		}
		array_release(&cuts);
	}
	ck_assert_uint_gt(tried, 10 * builtin_rules_len / 4);
}
END_TEST

START_TEST(how_far_a_regex_gets_is_told)
{
	static const char regex[] = "(?<!\\w)(acme_[0-9a-f]{12}(?![0-9a-z]))|zkey[ ]*=[ ]*\"([A-Z]{8})\"";
	static const struct {
		const char *text, *word;
		enum reach_kind kind;
		size_t have;
		const char *words;
	} rows[] = {
		{ "x acme_0123456789ab y", "acme_", REACH_WHOLE, SIZE_MAX,
		  "it fits, but another match of the rule has taken its bytes" },
		{ "x acme_01234 y", "acme_", REACH_PART, 5, "then must come 12 hex digits (small); there are 5" },
		{ "x acme_0 y", "acme_", REACH_PART, 1, "then must come 12 hex digits (small); there is 1" },
		{ "x acme_0123456789abc y", "acme_", REACH_PART, SIZE_MAX, "then must come no small letter or digit" },
		{ "xacme_0123456789ab y", "acme_", REACH_GLUED, SIZE_MAX, "it is part of something longer" },
		{ "xacme_ y", "acme_", REACH_WORD, SIZE_MAX,
		  "no value of its shape: \"acme_\", then 12 hex digits (small), then no small letter or digit" },
		{ "zkey = none", "zkey", REACH_PART, SIZE_MAX, "then must come '\"'" },
		{ "zkey = \"ABC\"", "zkey", REACH_PART, 3, "then must come 8 capitals; there are 3" },
		{ "acme_ zkey = \"ABC\"", "zkey", REACH_PART, 3, "then must come 8 capitals; there are 3" },
	};
	const struct rule rule = { .id = "acme", .regex = regex };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice text = slice_of(rows[i].text);
		size_t word = slice_find(text, slice_of(rows[i].word), 0);
		struct buffer wanted, words;
		struct reach reach;

		buffer_init(&wanted, 4096);
		buffer_init(&words, 4096);
		reach = reach_find(&rule, text, 0, word, word + strlen(rows[i].word), &wanted);
		ck_assert_msg(reach.kind == rows[i].kind, "%s: %d", rows[i].text, (int)reach.kind);
		ck_assert_msg(reach.have == rows[i].have, "%s: %zu", rows[i].text, reach.have);
		reach_add_words(&words, &reach, wanted.len ? wanted.at : "", false);
		ck_assert_slice_eq(buffer_slice(&words), rows[i].words);
		buffer_release(&wanted);
		buffer_release(&words);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_regex_is_cut_behind_each_item);
	tcase_add_test(tests, every_beginning_of_a_builtin_rule_is_a_regex);
	tcase_add_test(tests, how_far_a_regex_gets_is_told);
}

UNIT_MAIN("reach", add_tests)
