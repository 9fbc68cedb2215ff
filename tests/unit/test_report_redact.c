#include "unit/unit.h"

#include "unit/report_results.h"

/* The redacted form of `prefix` and `len` random characters, as the first ones it shows. */
static void check_shown(const char *regex, unsigned group, const char *prefix, size_t len, size_t want)
{
	struct rule rule = { .id = "r", .regex = regex, .secret_group = group };
	struct random random;
	struct arena arena;
	struct buffer out;
	struct slice secret;

	random_init(&random, 3);
	arena_init(&arena);
	buffer_init(&out, 1024);
	secret = test_random_text(&arena, &random, prefix, len);
	report_redact(&out, &rule, secret);
	ck_assert_msg(report_shown(&rule, secret) == want, "%s: shows %zu, want %zu", regex,
		      report_shown(&rule, secret), want);
	ck_assert(slice_starts(buffer_slice(&out), slice_sub(secret, 0, want)));
	ck_assert_slice_eq(slice_sub(buffer_slice(&out), want, out.len), want ? "..." : "***");
	buffer_release(&out);
	arena_release(&arena);
}

START_TEST(the_fixed_prefix_and_four_more_are_shown)
{
	static const struct {
		const char *regex;
		const char *prefix;
		size_t fixed;
	} cases[] = {
		{ "\\b(acme-[0-9A-Za-z]{40})\\b", "acme-", 5 },
		{ "acme_live_[a-z]{40}", "acme_live_", 10 },
		{ "(?<![0-9a-z])(acme-[0-9]{40})(?![0-9])", "acme-", 5 },
		{ "(?i)\\bacme-[0-9a-z]{40}\\b", "ACME-", 5 },
		{ "(?i:(acme-[0-9a-z]{40}))", "Acme-", 5 },
		{ "(?P<token>acme-[0-9a-z]{40})", "acme-", 5 },
		{ "(?<token>acme-[0-9a-z]{40})", "acme-", 5 },
		{ "(?:acme|other)\\s*=\\s*(sec_[0-9a-z]{40})", "sec_", 4 },
		{ "\\b((?:aa|bb|cc)p_[0-9]{40})", "ccp_", 4 },
		{ "\\b(gh[pousr]_[0-9]{40})", "ghu_", 4 },
		{ "\\b(sk-(?:proj-|admin-)?[0-9]{40})", "sk-admin-", 9 },
		{ "\\b(sk-(?:proj-|admin-)?[0-9]{40})", "sk-", 3 },
		{ "(acme\\.v1\\/[0-9]{40})", "acme.v1/", 8 },
		{ "(acmex?[0-9]{40})", "acmex", 4 },
		{ "(acme[0-9]{40}|zzz_[0-9]{40})", "zzz_", 4 },
		{ "(one_[a-z]+)|(two_[a-z]+)", "two_", 4 },
		{ "(other-[0-9]{40})", "acme-", 0 },
		{ "([0-9a-z]{40})", "acme-", 0 },
		{ "[0-9a-z]{40}", "acme-", 0 },
		{ "password\\s*=\\s*(\\S{20,})", "password", 0 },
		{ "[[(]acme-", "acme-", 0 },
		{ "(acme-", "acme-", 5 },
		{ "((((((((((((((((((acme-))))))))))))))))))", "acme-", 5 },
		{ NULL, "acme-", 0 },
		{ "", "acme-", 0 },
		{ "\\", "acme-", 0 },
		{ "(?", "acme-", 0 },
		{ "(?<x", "acme-", 0 },
		{ "([", "acme-", 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_shown(cases[i].regex, 0, cases[i].prefix, 40, cases[i].fixed + 4);
}
END_TEST

START_TEST(the_group_that_holds_the_secret_is_the_one_that_counts)
{
	check_shown("(acme)[(](?:x)\\((sec_[0-9]+)", 2, "sec_", 40, 8);
	check_shown("(acme)(sec_[0-9]+)", 1, "sec_", 40, 4);
}
END_TEST

START_TEST(half_of_a_secret_and_sixteen_characters_stay_hidden)
{
	check_shown("(acme-live-token-v2-[a-z]+)", 0, "acme-live-token-v2-", 60, 20);
	check_shown("(acme-live-token-v2-[a-z]+)", 0, "acme-live-token-v2-", 19, 19);
	check_shown("(acme-live-token-v2-[a-z]+)", 0, "acme-live-token-v2-", 3, 6);
	check_shown("(acme-[a-z]+)", 0, "acme-", 15, 4);
	check_shown("(acme-[a-z]+)", 0, "acme-", 14, 0);
	check_shown("(acme-[a-z]+)", 0, "", 0, 0);
}
END_TEST

START_TEST(of_a_pem_block_the_label_is_shown)
{
	struct rule rule = { .id = "pem", .regex = "-----BEGIN [A-Z ]{3,20}KEY-----[^-]+" };
	struct random random;
	struct arena arena;
	struct buffer out, secret;

	random_init(&random, 3);
	arena_init(&arena);
	buffer_init(&out, 1024);
	buffer_init(&secret, 1024);
	buffer_print(&secret, "-----BEGIN %s KEY-----\n", "RSA PRIVATE");
	buffer_add(&secret, test_random_text(&arena, &random, "", 64));
	report_redact(&out, &rule, buffer_slice(&secret));
	ck_assert_slice_eq(slice_sub(buffer_slice(&out), 0, 11), "-----BEGIN ");
	ck_assert_slice_eq(slice_sub(buffer_slice(&out), 11, out.len), "RSA PRIVATE KEY-----...");
	buffer_clear(&out);
	buffer_truncate(&secret, 25); /* the label is cut off: it is no label then */
	report_redact(&out, &rule, buffer_slice(&secret));
	ck_assert_uint_le(out.len, 12);
	buffer_release(&secret);
	buffer_release(&out);
	arena_release(&arena);
}
END_TEST

START_TEST(what_is_shown_is_printable_ascii_and_bounded_for_any_regex_and_any_secret)
{
	static const char *const bits[] = { "(", ")",  "[",   "]",   "|",     "?", "\\b",
					    "a", "\\", "{2}", "(?:", "(?<n>", "^", "-" };
	struct random random;
	struct arena arena;
	struct buffer out, regex;

	random_init(&random, 11);
	buffer_init(&out, 1024);
	buffer_init(&regex, 1024);
	arena_init(&arena);
	for (int round = 0; round < 5000; round++) {
		struct rule rule = { .id = "r", .secret_group = (unsigned)random_below(&random, 3) };
		struct slice secret = test_random_bytes(&arena, &random, random_below(&random, 80));
		size_t shown;

		buffer_clear(&regex);
		buffer_clear(&out);
		for (uint64_t i = random_below(&random, 20); i; i--)
			buffer_add_text(&regex, bits[random_below(&random, sizeof(bits) / sizeof(*bits))]);
		rule.regex = regex.at;
		if (round % 2)
			memset((char *)(uintptr_t)secret.at, 'a', secret.len);
		shown = report_shown(&rule, secret);
		report_redact(&out, &rule, secret);
		ck_assert(shown <= 20 && shown <= secret.len / 2 && (shown == 0 || secret.len - shown >= 16));
		for (size_t i = 0; i < out.len; i++)
			if (out.at[i] <= 0x20 || out.at[i] >= 0x7f)
				ck_abort_msg("not printable");
	}
	arena_release(&arena);
	buffer_release(&regex);
	buffer_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_fixed_prefix_and_four_more_are_shown);
	tcase_add_test(tests, the_group_that_holds_the_secret_is_the_one_that_counts);
	tcase_add_test(tests, half_of_a_secret_and_sixteen_characters_stay_hidden);
	tcase_add_test(tests, of_a_pem_block_the_label_is_shown);
	tcase_add_test(tests, what_is_shown_is_printable_ascii_and_bounded_for_any_regex_and_any_secret);
}

UNIT_MAIN("report_redact", add_tests)
