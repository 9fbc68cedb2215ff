/* test_judge_words.c - the list of words and what is known of it beforehand */
#include "../../src/engine/judge_words.h"

#include "unit/unit.h"

START_TEST(a_pair_may_start_a_word_just_when_one_does)
{
	for (const char *first = "abcdefghijklmnopqrstuvwxyz"; *first; first++) {
		for (const char *second = "abcdefghijklmnopqrstuvwxyz0123456789"; *second; second++) {
			const char start[] = { ' ', *first, *second, '\0' };

			ck_assert_msg(word_may_start(start + 1) == (strstr(word_list, start) != NULL), "%s", start);
		}
	}
}
END_TEST

START_TEST(every_word_of_the_list_is_found)
{
	size_t count = 0;

	for (const char *at = word_list; at[1]; count++) {
		size_t len = strcspn(at + 1, " ");

		ck_assert_msg(len >= 3 && word_find(slice_make(at + 1, len - 1)) != WORD_NONE, "%.*s", (int)len,
			      at + 1);
		at += 1 + len;
	}
	ck_assert_uint_gt(count, 100);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_pair_may_start_a_word_just_when_one_does);
	tcase_add_test(tests, every_word_of_the_list_is_found);
}

UNIT_MAIN("judge_words", add_tests)
