#include "unit/unit.h"

#include <time.h>

#include "base/text.h"
#include "report/mask.h"
#include "unit/report_results.h"

struct fixture {
	struct result result;
	struct random random;
	struct arena arena;
	struct buffer text;
};

static void fixture_init(struct fixture *f, uint64_t seed)
{
	test_result_init(&f->result);
	random_init(&f->random, seed);
	arena_init(&f->arena);
	buffer_init(&f->text, 1 << 20);
}

static void fixture_release(struct fixture *f)
{
	buffer_release(&f->text);
	arena_release(&f->arena);
	test_result_release(&f->result);
}

static void check_masked(struct fixture *f, const char *want)
{
	struct mask *mask = mask_new(&f->result.findings);

	ck_assert_slice_eq(mask_apply(mask, buffer_slice(&f->text)), want);
	mask_free(mask);
}

START_TEST(every_secret_of_the_result_is_hidden_in_any_text)
{
	struct fixture f;
	struct slice first, second;
	const char *want;

	fixture_init(&f, 1);
	first = test_random_text(&f.arena, &f.random, "acme-", 32);
	second = test_random_text(&f.arena, &f.random, "", 12);
	test_add_finding(&f.result, &test_rules[0], first);
	test_add_finding(&f.result, &test_rules[1], second);
	buffer_print(&f.text, "a/%s/%s%s.txt", first.at, second.at, second.at);
	want = arena_print(&f.arena, "a/%.9s.../******.txt", first.at);
	check_masked(&f, want);
	fixture_release(&f);
}
END_TEST

START_TEST(text_without_a_secret_is_returned_as_it_is)
{
	struct fixture f;
	struct mask *mask;
	struct slice text = SLICE("src/acme-client/readme.md"), again;

	fixture_init(&f, 1);
	mask = mask_new(&f.result.findings);
	again = mask_apply(mask, text);
	ck_assert_ptr_eq(again.at, text.at);
	mask_free(mask);
	test_add_finding(&f.result, &test_rules[0], test_random_text(&f.arena, &f.random, "acme-", 32));
	mask = mask_new(&f.result.findings);
	again = mask_apply(mask, text);
	ck_assert_ptr_eq(again.at, text.at);
	again = mask_apply(NULL, text);
	ck_assert_ptr_eq(again.at, text.at);
	ck_assert_uint_eq(mask_apply(mask, SLICE_NONE).len, 0);
	mask_free(mask);
	fixture_release(&f);
}
END_TEST

START_TEST(a_secret_that_the_end_of_the_text_cuts_off_is_hidden_too)
{
	struct fixture f;
	struct slice secret;

	fixture_init(&f, 2);
	secret = test_random_text(&f.arena, &f.random, "acme-", 32);
	test_add_finding(&f.result, &test_rules[0], secret);
	buffer_print(&f.text, "use %.20s", secret.at);
	check_masked(&f, arena_print(&f.arena, "use %.9s...", secret.at));
	buffer_clear(&f.text);
	buffer_print(&f.text, "use %.9s", secret.at);
	check_masked(&f, f.text.at);
	fixture_release(&f);
}
END_TEST

START_TEST(overlapping_secrets_leave_no_rest)
{
	struct fixture f;
	struct slice whole;

	fixture_init(&f, 3);
	whole = test_random_text(&f.arena, &f.random, "", 30);
	test_add_finding(&f.result, &test_rules[1], slice_sub(whole, 0, 16));
	test_add_finding(&f.result, &test_rules[1], slice_sub(whole, 0, 10));
	test_add_finding(&f.result, &test_rules[1], slice_sub(whole, 12, 18));
	buffer_print(&f.text, "<%s>", whole.at);
	check_masked(&f, "<***>");
	fixture_release(&f);
}
END_TEST

START_TEST(the_lines_of_a_block_are_hidden_where_a_subject_joins_them)
{
	struct fixture f;
	struct slice one, two;
	struct buffer block;

	fixture_init(&f, 4);
	one = test_random_text(&f.arena, &f.random, "", 64);
	two = test_random_text(&f.arena, &f.random, "", 40);
	buffer_init(&block, 1024);
	buffer_print(&block, "-----BEGIN %s-----\n%s\r\n%s\n-----END %s-----", "KEY", one.at, two.at, "KEY");
	test_add_finding(&f.result, &test_rules[2], arena_copy(&f.arena, buffer_slice(&block)));
	buffer_print(&f.text, "add key %s %s end", one.at, two.at);
	check_masked(&f, "add key *** *** end");
	buffer_release(&block);
	fixture_release(&f);
}
END_TEST

START_TEST(what_was_seen_encoded_is_hidden_encoded)
{
	struct fixture f;
	struct finding *finding;
	struct slice secret;

	fixture_init(&f, 5);
	secret = test_random_bytes(&f.arena, &f.random, 24);
	finding = test_add_finding(&f.result, &test_rules[1], secret);
	test_add_location(finding, STATE_HEAD, SLICE("a"), 1)->decoded[0] = "base64";
	for (size_t before = 0; before < 3; before++) {
		struct buffer raw;
		struct mask *mask = mask_new(&f.result.findings);
		struct slice shown;

		buffer_init(&raw, 100);
		buffer_add(&raw, slice_make("xyz", before));
		buffer_add(&raw, secret);
		buffer_add_text(&raw, "tail");
		buffer_clear(&f.text);
		text_add_base64(&f.text, buffer_slice(&raw));
		shown = mask_apply(mask, buffer_slice(&f.text));
		ck_assert_uint_ne(slice_find(shown, SLICE("***"), 0), SLICE_NOWHERE);
		ck_assert_uint_le(shown.len, 16);
		mask_free(mask);
		buffer_release(&raw);
	}
	buffer_clear(&f.text);
	text_add_hex(&f.text, secret);
	check_masked(&f, "***");
	fixture_release(&f);
}
END_TEST

static bool is_part(struct slice secret, struct slice eight)
{
	return slice_find(secret, eight, 0) != SLICE_NOWHERE;
}

/* Eight equal bytes, then few letters: secrets begin alike, contain one another and overlap. */
static struct slice alike(struct fixture *f, size_t most)
{
	size_t len = MASK_MIN + random_below(&f->random, most);
	char *text = arena_alloc(&f->arena, len + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = i < MASK_MIN ? 'a' : (char)('a' + random_below(&f->random, 3));
	return slice_make(text, len);
}

START_TEST(no_whole_secret_is_left_in_any_text)
{
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct fixture f;
		struct mask *mask;
		struct slice shown;
		size_t left = 0;

		fixture_init(&f, seed);
		for (uint64_t i = 1 + random_below(&f.random, 20); i; i--)
			test_add_finding(&f.result, &test_rules[2], alike(&f, 6));
		for (int i = 0; i < 300; i++) {
			buffer_add(&f.text, alike(&f, 9));
			buffer_add_text(&f.text, i % 3 ? "" : "|");
		}
		mask = mask_new(&f.result.findings);
		shown = mask_apply(mask, buffer_slice(&f.text));
		for (size_t i = 0; i < f.result.findings.len; i++)
			left += is_part(shown, f.result.findings.items[i].secret);
		ck_assert_uint_eq(left, 0);
		mask_free(mask);
		fixture_release(&f);
	}
}
END_TEST

START_TEST(thirty_thousand_secrets_that_begin_alike_are_no_burden)
{
	struct fixture f;
	struct mask *mask;
	clock_t start;

	fixture_init(&f, 6);
	for (int i = 0; i < 30000; i++)
		test_add_finding(&f.result, &test_rules[0],
				 test_random_text(&f.arena, &f.random, "acme-acme-acme-", 40));
	start = clock();
	mask = mask_new(&f.result.findings);
	for (size_t i = 0; i < 30000; i++) {
		struct slice secret = f.result.findings.items[i].secret;

		buffer_clear(&f.text);
		buffer_print(&f.text, "some/path/to/%s/file-with-a-rather-long-name.py", secret.at);
		ck_assert(!is_part(mask_apply(mask, buffer_slice(&f.text)), slice_sub(secret, 20, 8)));
	}
	mask_free(mask);
	ck_assert_msg(clock() - start < 15 * CLOCKS_PER_SEC, "took %.1f s", (double)(clock() - start) / CLOCKS_PER_SEC);
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, every_secret_of_the_result_is_hidden_in_any_text);
	tcase_add_test(tests, text_without_a_secret_is_returned_as_it_is);
	tcase_add_test(tests, a_secret_that_the_end_of_the_text_cuts_off_is_hidden_too);
	tcase_add_test(tests, overlapping_secrets_leave_no_rest);
	tcase_add_test(tests, the_lines_of_a_block_are_hidden_where_a_subject_joins_them);
	tcase_add_test(tests, what_was_seen_encoded_is_hidden_encoded);
	tcase_add_test(tests, no_whole_secret_is_left_in_any_text);
	tcase_add_test(tests, thirty_thousand_secrets_that_begin_alike_are_no_burden);
}

UNIT_MAIN("report_mask", add_tests)
