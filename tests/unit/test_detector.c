#include "engine/detector.h"
#include "engine/plan.h"
#include "unit/engine_rules.h"
#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

static const struct detector_options naive = { .naive = true };

struct scan {
	struct detector *detector;
	struct scratch *scratch;
	char text[8192 + 128];
	const struct scan_result *result;
};

static void scan_start(struct scan *scan, const struct rule *rule, const struct detector_options *options)
{
	struct error err;

	*scan = (struct scan){ .detector = detector_new(&rule, 1, options, &err) };
	ck_assert_msg(scan->detector != NULL, "%s", err.text);
	scan->scratch = scratch_new(scan->detector);
}

static void scan_text(struct scan *scan, const char *text)
{
	snprintf(scan->text, sizeof(scan->text), "%s", text);
	scan->result =
		detector_scan(scan->detector, scan->scratch, slice_make(scan->text, strlen(text)), 0, strlen(text));
}

static void scan_end(struct scan *scan)
{
	scratch_free(scan->scratch);
	detector_free(scan->detector);
}

/* The secrets that `rule` finds in `text`, each followed by a blank. */
static const char *secrets_in(const struct rule *rule, const char *text)
{
	static char list[512];
	struct scan scan;

	scan_start(&scan, rule, &naive);
	scan_text(&scan, text);
	list[0] = '\0';
	for (size_t i = 0; i < scan.result->matches.len; i++) {
		const struct match *match = &scan.result->matches.items[i];
		size_t len = strlen(list);

		ck_assert(slice_equal(match->secret, slice_make(scan.text + match->start, match->end - match->start)));
		snprintf(list + len, sizeof(list) - len, "%.*s ", SLICE_ARGS(match->secret));
	}
	ck_assert_uint_eq(scan.result->cut.len, 0);
	scan_end(&scan);
	return list;
}

START_TEST(the_secret_is_the_named_group_or_the_first_that_holds_something)
{
	static const struct {
		const char *regex;
		unsigned group;
		const char *want;
	} rows[] = {
		{ "=[a-z0-9]+", 0, "=vq7mzt2kxw9p " },       { "k=([a-z0-9]+)", 0, "vq7mzt2kxw9p " },
		{ "(x)?k=([a-z0-9]+)", 0, "vq7mzt2kxw9p " }, { "(k)=([a-z0-9]+)", 2, "vq7mzt2kxw9p " },
		{ "(x*)k=([a-z0-9]+)", 0, "vq7mzt2kxw9p " }, { "(?:k|j(x))=([a-z0-9]+)", 1, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct rule rule = { .id = "r", .regex = rows[i].regex, .secret_group = rows[i].group };

		ck_assert_str_eq(secrets_in(&rule, "-k=vq7mzt2kxw9p-"), rows[i].want);
	}
}
END_TEST

START_TEST(matches_consume_their_bytes)
{
	const struct rule rule = { .id = "r", .regex = "a[a-z0-9]{11}" };

	ck_assert_str_eq(secrets_in(&rule, "avq7mzt2kxw9avt5mza8krw3avq"), "avq7mzt2kxw9 avt5mza8krw3 ");
}
END_TEST

START_TEST(keywords_are_a_condition_in_gitleaks_dialect_only)
{
	static const char *const words[] = { "acme" };
	struct rule rule = { .id = "r", .regex = "t[0-9a-z]{11}", .keywords = { words, 1 } };

	ck_assert_str_eq(secrets_in(&rule, "tvq7mzt2kxw9"), "tvq7mzt2kxw9 ");
	rule.dialect = DIALECT_GITLEAKS;
	ck_assert_str_eq(secrets_in(&rule, "tvq7mzt2kxw9"), "");
	ck_assert_str_eq(secrets_in(&rule, "tvq7mzt2kxw9 from ACME"), "tvq7mzt2kxw9 ");
}
END_TEST

START_TEST(entropy_is_a_lower_bound)
{
	const struct rule rule = { .id = "r", .regex = "t[0-9a-z]{11}", .entropy = 3 };

	ck_assert_str_eq(secrets_in(&rule, "tvvvqqqvqvqv tvq7mzt2kxw9"), "tvq7mzt2kxw9 ");
}
END_TEST

START_TEST(bytes_are_bytes)
{
	const struct rule rule = { .id = "r", .regex = "k\\xc3([\\x80-\\xff][a-z0-9]+)$" };

	ck_assert_str_eq(secrets_in(&rule, "k\xc3\xa4vq7mzt2kxw9p"), "\xa4vq7mzt2kxw9p ");
	/* a newline at the end is not the end */
	ck_assert_str_eq(secrets_in(&rule, "k\xc3\xa4vq7mzt2kxw9p\n"), "");
}
END_TEST

START_TEST(only_secrets_that_start_in_the_asked_range_are_reported)
{
	const struct rule rule = { .id = "r", .regex = "k=([a-z0-9]+)" };
	struct scan scan;
	const struct scan_result *result;

	scan_start(&scan, &rule, &naive);
	scan_text(&scan, "k=vq7mzt2kxw9p k=wr8naz3mxy5q k=zt4kcb6pwv2m");
	result = detector_scan(scan.detector, scan.scratch, slice_make(scan.text, 44), 3, 32);
	ck_assert_uint_eq(result->matches.len, 1);
	ck_assert_uint_eq(result->matches.items[0].start, 17);
	ck_assert_uint_eq(result->matches.items[0].match_start, 15);
	scan_end(&scan);
}
END_TEST

START_TEST(the_rest_of_a_list_is_found_by_its_first)
{
	static const char a[] = "vq7mzt2kxw9p", b[] = "wr8naz3mxy5q";
	struct rule rule = { .id = "r", .regex = "k=\\[?'([a-z0-9]{24})'", .judge = "token" };
	char text[256], all[256], first[64];
	struct scan scan;

	snprintf(text, sizeof(text), "k=['%s%s', '%s%s', 'aaaaaaaaaaaaaaaaaaaaaaaa', '%s%s', x] k='%s%s'", a, b, b, a,
		 a, a, b, b);
	snprintf(first, sizeof(first), "%s%s %s%s ", a, b, b, b);
	snprintf(all, sizeof(all), "%s%s %s%s %s%s %s%s ", a, b, b, a, a, a, b, b);
	ck_assert_str_eq(secrets_in(&rule, text), all);

	scan_start(&scan, &rule, &naive);
	scan_text(&scan, text);
	ck_assert_uint_eq(detector_scan(scan.detector, scan.scratch, slice_of(scan.text), 10, 40)->matches.len, 1);
	ck_assert_uint_eq(detector_scan(scan.detector, scan.scratch, slice_of(scan.text), 0, 10)->matches.len, 1);
	scan_end(&scan);

	rule.judge = NULL; /* then the regex says everything */
	ck_assert_str_eq(secrets_in(&rule, text), first);
}
END_TEST

START_TEST(a_match_without_the_shape_consumes_nothing)
{
	const struct rule rule = { .id = "r", .regex = "zorp=([a-z0-9]{16})(?: zorp)?" };
	const struct detector_options fast = { .naive = false };
	const struct detector_options *engines[] = { &naive, &fast };

	for (size_t i = 0; i < 2; i++) {
		struct scan scan;

		scan_start(&scan, &rule, engines[i]);
		scan_text(&scan, "zorp=vqmztkxwprbncdys zorp=vq7mzt2kxw9pr4bn");
		ck_assert_uint_eq(scan.result->matches.len, 1);
		ck_assert_uint_eq(scan.result->matches.items[0].start, 27);
		scan_end(&scan);
	}
}
END_TEST

START_TEST(rules_below_the_least_confidence_do_not_take_part)
{
	const struct rule rule = { .id = "r", .regex = "k", .confidence = CONFIDENCE_POSSIBLE };
	const struct detector_options options = { .naive = true, .min_confidence = CONFIDENCE_LIKELY };
	struct scan scan;

	scan_start(&scan, &rule, &options);
	scan_text(&scan, "k");
	ck_assert_uint_eq(scan.result->matches.len, 0);
	scan_end(&scan);
}
END_TEST

START_TEST(how_a_rule_is_found_can_be_told)
{
	static const char *const regexes[] = { "\\bzq_[a-z0-9]{20}", "[a-z]{4}\\d", NULL, "zorp[^z]" };
	static const char *const want[] = { "token", "whole", NULL, "literal" };
	struct rule rules[4];
	const struct rule *list[4];
	struct detector *d;
	struct error err;

	for (size_t i = 0; i < 4; i++) {
		rules[i] = (struct rule){ .id = "r", .regex = regexes[i] };
		list[i] = &rules[i];
	}
	d = detector_new(list, 4, &naive, &err);
	for (size_t i = 0; i < 4; i++) {
		if (want[i])
			ck_assert_str_eq(detector_how(d, i), want[i]);
		else
			ck_assert_ptr_null(detector_how(d, i));
	}
	ck_assert_ptr_null(detector_how(d, 4));
	detector_free(d);
}
END_TEST

START_TEST(a_wrong_regex_is_named_with_file_and_line)
{
	const struct rule broken = { .id = "acme-key", .regex = "a(b", .file = "x.toml", .line = 7 };
	const struct rule no_group = {
		.id = "acme-key", .regex = "a(b)", .secret_group = 2, .file = "x.toml", .line = 8
	};
	const struct rule *rules[] = { &broken, &no_group };
	static const char *const starts[] = { "x.toml:7: acme-key: regex: ", "x.toml:8: acme-key: the secret's group" };

	for (size_t i = 0; i < 2; i++) {
		struct error err;

		ck_assert_ptr_null(detector_new(&rules[i], 1, &naive, &err));
		ck_assert_int_eq(err.status, ERR_CONFIG);
		ck_assert_msg(strncmp(err.text, starts[i], strlen(starts[i])) == 0, "%s", err.text);
	}
}
END_TEST

START_TEST(a_plan_made_for_the_same_rules_vouches_for_them)
{
	const struct rule broken = { .id = "r", .regex = "a(b" }, other = { .id = "r", .regex = "a(bc" };
	const struct rule good = { .id = "s", .regex = "k=([a-z0-9]{12})" };
	const struct rule *rules = &broken, *others = &other, *more[] = { &good, &broken };
	struct plan *plan = plan_build(&rules, 1);
	const struct detector_options options = { .plan = plan };
	struct detector *d;
	struct error err;

	d = detector_new(&rules, 1, &options, &err);
	ck_assert_ptr_nonnull(d);
	detector_free(d);
	d = detector_new(more, 2, &options, &err);
	ck_assert_ptr_nonnull(d);
	detector_free(d);
	ck_assert_ptr_null(detector_new(&others, 1, &options, &err));
	plan_free(plan);
}
END_TEST

START_TEST(an_extended_plan_is_the_one_built_at_once)
{
	struct rule rules[ENGINE_RULES];
	const struct rule *list[ENGINE_RULES], *odd[ENGINE_RULES];
	struct buffer out[2];
	struct plan *plans[2], *half;
	size_t odd_count = 0;

	for (size_t i = 0; i < ENGINE_RULES; i++) {
		rules[i] = (struct rule){ .regex = engine_rules[i].regex, .dialect = engine_rules[i].dialect };
		list[i] = &rules[i];
		if (i % 2)
			odd[odd_count++] = &rules[i];
	}
	half = plan_build(odd, odd_count);
	plans[0] = plan_build(list, ENGINE_RULES);
	plans[1] = plan_extend(list, ENGINE_RULES, half);
	for (int i = 0; i < 2; i++) {
		buffer_init(&out[i], 16 << 20);
		plan_emit_c(plans[i], "test_plan", NULL, &out[i]);
		ck_assert(!out[i].full);
	}
	ck_assert(slice_equal(buffer_slice(&out[0]), buffer_slice(&out[1])));
	for (int i = 0; i < 2; i++) {
		buffer_release(&out[i]);
		plan_free(plans[i]);
	}
	plan_free(half);
}
END_TEST

START_TEST(a_word_before_a_short_run_counts_for_a_long_one_behind_it)
{
	const struct rule rules[] = { { .id = "long", .regex = "(?i:zorplong)[\\s\\w,=]{0,40}?=([0-9a-f]{32})\\b" },
				      { .id = "short", .regex = "(?i:gurkshort)[\\s\\w,=]{0,40}?=([0-9a-f]{20})\\b" } };
	const struct rule *list[] = { &rules[0], &rules[1] };
	static const char text[256] = "zorplong gurkshort =9c1f7a3e5b80d2461e9a =a7c3e91b5d08f2647b1e93c05fd8a264\n";
	const struct detector_options fast = { .naive = false };
	struct error err;
	struct detector *d = detector_new(list, 2, &fast, &err);
	struct scratch *s = scratch_new(d);
	const struct scan_result *result = detector_scan(d, s, slice_make(text, strlen(text)), 0, strlen(text));

	ck_assert_str_eq(detector_how(d, 0), "context");
	ck_assert_str_eq(detector_how(d, 1), "context");
	ck_assert_uint_eq(result->matches.len, 2);
	scratch_free(s);
	detector_free(d);
}
END_TEST

START_TEST(a_plan_printed_as_c_is_whole_and_always_the_same)
{
	const struct rule rule = { .id = "r", .regex = "\\bzq_[a-z0-9]{20}" };
	const struct rule *rules = &rule;
	struct buffer out[2];

	for (int i = 0; i < 2; i++) {
		struct plan *plan = plan_build(&rules, 1);

		buffer_init(&out[i], 1 << 20);
		plan_emit_c(plan, "test_plan", NULL, &out[i]);
		ck_assert(!out[i].full);
		plan_free(plan);
	}
	ck_assert(slice_equal(buffer_slice(&out[0]), buffer_slice(&out[1])));
	ck_assert(slice_ends(buffer_slice(&out[0]), SLICE("\n};\n")));
	ck_assert_uint_ne(slice_find(buffer_slice(&out[0]), SLICE("const struct plan test_plan = {"), 0),
			  SLICE_NOWHERE);
	buffer_release(&out[0]);
	buffer_release(&out[1]);
}
END_TEST

START_TEST(a_position_that_pcre2_gives_up_on_cuts_the_rule_and_the_rest_is_found)
{
	const struct rule rule = { .id = "r", .regex = "(?:(?:a+)+!|k=[a-z0-9]+)" };
	struct scan scan;

	scan_start(&scan, &rule, &naive);
	scan_text(
		&scan,
		"k=vq7mzt2kxw9p aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa? k=wr8naz3mxy5q");
	ck_assert_uint_eq(scan.result->cut.len, 1);
	ck_assert_ptr_eq(scan.result->cut.items[0], &rule);
	ck_assert_uint_ge(scan.result->matches.len, 1);
	scan_text(&scan, "k=one aa? k=wr8naz3mxy5q");
	ck_assert_uint_eq(scan.result->cut.len, 0);
	ck_assert_uint_eq(scan.result->matches.len, 2);
	scan_end(&scan);
}
END_TEST

START_TEST(a_pattern_gives_the_same_once_it_is_machine_code)
{
	const struct rule rule = { .id = "r", .regex = "k=([a-z0-9]{10,12})\\b" };
	struct scan scan;

	scan_start(&scan, &rule, &naive);
	for (int i = 0; i < 20; i++) {
		scan_text(&scan, "k=vq7mzt2kxw9pr k=vq7mzt2kxw9p");
		ck_assert_uint_eq(scan.result->matches.len, 1);
		ck_assert_uint_eq(scan.result->matches.items[0].start, 18);
	}
	scan_end(&scan);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_secret_is_the_named_group_or_the_first_that_holds_something);
	tcase_add_test(tests, matches_consume_their_bytes);
	tcase_add_test(tests, keywords_are_a_condition_in_gitleaks_dialect_only);
	tcase_add_test(tests, entropy_is_a_lower_bound);
	tcase_add_test(tests, bytes_are_bytes);
	tcase_add_test(tests, only_secrets_that_start_in_the_asked_range_are_reported);
	tcase_add_test(tests, the_rest_of_a_list_is_found_by_its_first);
	tcase_add_test(tests, a_match_without_the_shape_consumes_nothing);
	tcase_add_test(tests, rules_below_the_least_confidence_do_not_take_part);
	tcase_add_test(tests, how_a_rule_is_found_can_be_told);
	tcase_add_test(tests, a_wrong_regex_is_named_with_file_and_line);
	tcase_add_test(tests, a_plan_made_for_the_same_rules_vouches_for_them);
	tcase_add_test(tests, an_extended_plan_is_the_one_built_at_once);
	tcase_add_test(tests, a_word_before_a_short_run_counts_for_a_long_one_behind_it);
	tcase_add_test(tests, a_plan_printed_as_c_is_whole_and_always_the_same);
	tcase_add_test(tests, a_position_that_pcre2_gives_up_on_cuts_the_rule_and_the_rest_is_found);
	tcase_add_test(tests, a_pattern_gives_the_same_once_it_is_machine_code);
}

UNIT_MAIN("detector", add_tests)
