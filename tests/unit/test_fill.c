#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "engine/check.h"
#include "engine/fill.h"
#include "engine/judge.h"

static struct slice expand(const char *pattern, struct random *random, struct buffer *out)
{
	struct error err;

	buffer_clear(out);
	ck_assert_msg(fill_expand(slice_of(pattern), random, out, &err) == STATUS_OK, "%s: %s", pattern, err.text);
	return buffer_slice(out);
}

static const char *failure(const char *pattern, struct error *err)
{
	struct random random;
	struct buffer out;

	random_init(&random, 1);
	buffer_init(&out, 1000);
	ck_assert_int_ne(fill_expand(slice_of(pattern), &random, &out, err), STATUS_OK);
	buffer_release(&out);
	return err->text;
}

START_TEST(text_outside_of_fills_stands_for_itself)
{
	struct random random;
	struct buffer out;

	random_init(&random, 1);
	buffer_init(&out, 1000);
	ck_assert_slice_eq(expand("", &random, &out), "");
	ck_assert_slice_eq(expand("a % { } %d 100%", &random, &out), "a % { } %d 100%");
	buffer_release(&out);
}
END_TEST

START_TEST(each_alphabet_gives_its_own_characters_in_the_length_asked_for)
{
	static const struct {
		const char *name, *characters;
	} alphabets[] = {
		{ "digit", "0123456789" },
		{ "hex", "0123456789abcdef" },
		{ "HEX", "0123456789ABCDEF" },
		{ "lower", "abcdefghijklmnopqrstuvwxyz" },
		{ "upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
		{ "alpha", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" },
		{ "alnum", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" },
		{ "base32", "234567ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
		{ "base64", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/" },
		{ "base64url", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_" },
	};
	struct random random;
	struct buffer out;

	random_init(&random, 2);
	buffer_init(&out, 1000);
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		for (unsigned length = 1; length <= 100; length++) {
			char pattern[64];
			struct slice text;

			snprintf(pattern, sizeof pattern, "<%%{%s:%u}>", alphabets[i].name, length);
			text = expand(pattern, &random, &out);
			ck_assert_uint_eq(text.len, length + 2);
			ck_assert_uint_eq(strspn(text.at + 1, alphabets[i].characters), length);
		}
	buffer_release(&out);
}
END_TEST

START_TEST(a_range_gives_every_length_in_it)
{
	bool seen[8] = { false };
	struct random random;
	struct buffer out;

	random_init(&random, 3);
	buffer_init(&out, 1000);
	for (int i = 0; i < 200; i++) {
		struct slice text = expand("%{alnum:3-7}", &random, &out);

		ck_assert(text.len >= 3 && text.len <= 7);
		seen[text.len] = true;
	}
	ck_assert(seen[3] && seen[4] && seen[5] && seen[6] && seen[7]);
	buffer_release(&out);
}
END_TEST

START_TEST(long_fills_have_digits_and_letters_of_both_cases_and_are_no_placeholders)
{
	struct random random;
	struct buffer out;

	random_init(&random, 4);
	buffer_init(&out, 1000);
	for (int i = 0; i < 5000; i++) {
		struct slice text = expand("%{alnum:16}", &random, &out);
		bool digit = false, lower = false, upper = false;

		for (size_t k = 0; k < text.len; k++) {
			digit |= text_is_digit(text.at[k]);
			lower |= text_is_lower(text.at[k]);
			upper |= text_is_upper(text.at[k]);
		}
		ck_assert_msg(digit && lower && upper, "%s", out.at);
		ck_assert_msg(!judge_is_placeholder(text), "%s", out.at);
	}
	buffer_release(&out);
}
END_TEST

START_TEST(a_uuid_is_of_version_4)
{
	struct random random;
	struct buffer out;

	random_init(&random, 5);
	buffer_init(&out, 1000);
	for (int i = 0; i < 100; i++) {
		struct slice text = expand("%{uuid}", &random, &out);

		ck_assert_uint_eq(text.len, 36);
		ck_assert_int_eq(text.at[14], '4');
		ck_assert_ptr_nonnull(strchr("89ab", text.at[19]));
		ck_assert(text.at[8] == '-' && text.at[13] == '-' && text.at[18] == '-' && text.at[23] == '-');
	}
	ck_assert_uint_eq(expand("%{UUID}", &random, &out).len, 36);
	buffer_release(&out);
}
END_TEST

START_TEST(every_check_is_a_fill)
{
	struct random random;
	struct buffer out;

	random_init(&random, 6);
	buffer_init(&out, 65536);
	for (const struct check *check = checks; check->name; check++) {
		char pattern[64];
		const char *note;

		snprintf(pattern, sizeof pattern, "%%{%s}", check->name);
		ck_assert_int_ne(check_run(check, expand(pattern, &random, &out), &note), PROOF_FAILED);
	}
	ck_assert(slice_starts(expand("%{github-crc32:gho_}", &random, &out), SLICE("gho_")));
	ck_assert(slice_starts(expand("%{aws-key-id:ASIA}", &random, &out), SLICE("ASIA")));
	buffer_release(&out);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_text)
{
	struct random one, two;
	struct buffer a, b;

	random_init(&one, 7);
	random_init(&two, 7);
	buffer_init(&a, 1000);
	buffer_init(&b, 1000);
	ck_assert(slice_equal(expand("%{alnum:40}-%{uuid}-%{jwt}", &one, &a),
			      expand("%{alnum:40}-%{uuid}-%{jwt}", &two, &b)));
	buffer_release(&a);
	buffer_release(&b);
}
END_TEST

START_TEST(a_wrong_fill_is_named_and_a_near_one_offered)
{
	static const struct {
		const char *pattern, *message;
	} wrong[] = {
		{ "%{alnm:3}", "%{alnm}: no such fill; did you mean %{alnum}?" },
		{ "%{github-crc23}", "%{github-crc23}: no such fill; did you mean %{github-crc32}?" },
		{ "%{completely different}", "%{completely different}: no such fill" },
		{ "%{}", "%{}: no such fill" },
		{ "%{alnum}", "%{alnum}: alnum needs a length, N or N-M, of 1 to 65536" },
		{ "%{alnum:}", "%{alnum:}: alnum needs a length, N or N-M, of 1 to 65536" },
		{ "%{hex:0}", "%{hex:0}: hex needs a length, N or N-M, of 1 to 65536" },
		{ "%{hex:x}", "%{hex:x}: hex needs a length, N or N-M, of 1 to 65536" },
		{ "%{hex:5-4}", "%{hex:5-4}: hex needs a length, N or N-M, of 1 to 65536" },
		{ "%{hex:1-99999}", "%{hex:1-99999}: hex needs a length, N or N-M, of 1 to 65536" },
		{ "a %{hex:3", "%{hex:3: a fill without its closing brace" },
	};
	struct error err;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_str_eq(failure(wrong[i].pattern, &err), wrong[i].message);
		ck_assert_int_eq(err.status, ERR_CONFIG);
	}
}
END_TEST

START_TEST(what_has_no_room_is_a_limit)
{
	struct error err;

	failure("%{alnum:5000}", &err);
	ck_assert_int_eq(err.status, ERR_LIMIT);
	failure("%{pem}", &err);
	ck_assert_int_eq(err.status, ERR_LIMIT);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, text_outside_of_fills_stands_for_itself);
	tcase_add_test(tests, each_alphabet_gives_its_own_characters_in_the_length_asked_for);
	tcase_add_test(tests, a_range_gives_every_length_in_it);
	tcase_add_test(tests, long_fills_have_digits_and_letters_of_both_cases_and_are_no_placeholders);
	tcase_add_test(tests, a_uuid_is_of_version_4);
	tcase_add_test(tests, every_check_is_a_fill);
	tcase_add_test(tests, the_same_seed_gives_the_same_text);
	tcase_add_test(tests, a_wrong_fill_is_named_and_a_near_one_offered);
	tcase_add_test(tests, what_has_no_room_is_a_limit);
}

UNIT_MAIN("fill", add_tests)
