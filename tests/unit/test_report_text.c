#include "unit/unit.h"

#include <stdio.h>

#include "base/text.h"
#include "unit/report_results.h"

static void write_text(struct buffer *out, const struct result *result, const struct report_options *options)
{
	buffer_init(out, REPORT_MAX);
	report_format_find("text")->write(out, result, options);
	ck_assert(!out->full);
}

static void check_text(const struct result *result, const struct report_options *options, const char *want)
{
	struct buffer out;

	write_text(&out, result, options);
	ck_assert_str_eq(out.at, want);
	buffer_release(&out);
}

/* The first finding has everything, the others less and less. */
static void fill(struct result *result)
{
	const struct commit_info *commit =
		test_add_commit(result, "Alice", "add the client, so that all who waited for it can go on at last");
	struct finding *finding =
		test_add_finding(result, &test_rules[0], SLICE("acme-not-a-key-but-the-place-of-one-"));
	struct location *location = test_add_location(finding, STATE_HISTORY, SLICE("a/old.ipynb"), 12);

	location->commit = commit;
	location->cell = 2;
	location = test_add_location(finding, STATE_HEAD, SLICE("app/llm \x1b[2J.py"), 3);
	location->decoded[0] = "base64";
	location->decoded[1] = "gzip";
	location = test_add_location(finding, STATE_TREE, SLICE("b.py"), 1);
	location = test_add_location(finding, STATE_STAGED, SLICE("c.py"), 1);
	finding->locations_total = 1234;
	finding->first_commit = commit;
	finding->exposed_days = 41;
	test_add_holders(finding);
	finding->proof = PROOF_PASSED;
	finding->note = "canary account";
	*array_add(&finding->siblings) = "ks1_test2";
	*array_add(&finding->siblings) = "ks1_test3";
	finding = test_add_finding(result, &test_rules[1], SLICE("nine-char"));
	finding->state = STATE_HISTORY;
	location = test_add_location(finding, STATE_HISTORY, SLICE_NONE, 2);
	location->kind = PLACE_COMMIT_MESSAGE;
	location->commit = commit;
	finding = test_add_finding(result, &test_rules[2], SLICE("b"));
	finding->proof = PROOF_FAILED;
	location = test_add_location(finding, STATE_UNREACHABLE, SLICE_NONE, 7);
	location->blob = SLICE("0123456789abcdef0123");
	result->coverage.commits = 1;
}

START_TEST(a_block_says_what_where_since_when_and_what_to_do)
{
	static const struct report_options options = { .width = 80 };
	struct result result;

	test_result_init(&result);
	fill(&result);
	check_text(&result, &options,
		   "critical  Acme project key\n"
		   "  secret  acme-not-... (36 bytes)\n"
		   "  where   app/llm \\x1b[2J.py:3:5, in base64 and gzip, in HEAD or a branch tip\n"
		   "  where   c.py:1:5, staged\n"
		   "  where   and 1,232 more\n"
		   "  since   2026-01-02 (41 days), commit 4b825dc642 by Alice: add the client, s...\n"
		   "  held    by 1,204 commits, reached from 5 refs, at 2 tips (main, o/main)\n"
		   "  note    canary account\n"
		   "  note    offline check passed\n"
		   "  beside  2 other secrets in the same file: Password in an assignment, bare\n"
		   "  rotate  https://acme.example/keys\n"
		   "  step    Create a new key, deploy it, delete the old one.\n"
		   "  rule    acme-key (certain), ks1_test1\n"
		   "\n"
		   "medium    Password in an assignment\n"
		   "  secret  *** (9 bytes)\n"
		   "  where   message of commit 4b825dc642:2:5, only in history\n"
		   "  rule    generic-password (likely), ks1_test2\n"
		   "\n"
		   "low       bare\n"
		   "  secret  *** (1 byte)\n"
		   "  where   blob 0123456789ab:7:5, unreachable\n"
		   "  note    offline check failed: altered, or made up\n"
		   "  rule    bare (possible), ks1_test3\n"
		   "\n");
	test_result_release(&result);
}
END_TEST

START_TEST(who_holds_it_is_said_in_one_line)
{
	static const char *const refs[] = { "refs/tags/v1", "refs/pull/7/head", "refs/heads/a/b", "refs/stash" };
	static const struct {
		struct holders holders;
		const char *line;
	} cases[] = {
		{ { .commits = 1, .refs_len = 1, .refs = { refs, 1 } },
		  "  held    by 1 commit, reached from 1 ref (v1), at no tip\n" },
		{ { .commits = 9, .refs_len = 4, .refs = { refs, 4 } },
		  "  held    by 9 commits, reached from 4 refs (v1, refs/pull/7/head, a/b, ...), at no tip\n" },
		{ { .commits = 0, .refs_len = 1, .refs = { refs, 1 }, .tips_len = 1, .tips = { refs, 1 } },
		  "  held    by 1 ref (v1)\n" },
		{ { .commits = 2, .partial = true }, "  held    by 2 selected commits\n" },
		{ { .commits = 0 }, "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		static const struct report_options options = { .width = 80 };
		struct result result;
		struct finding *finding;
		struct buffer out;
		struct slice text;

		test_result_init(&result);
		finding = test_add_finding(&result, &test_rules[2], SLICE("bb"));
		finding->holders = &cases[i].holders;
		test_add_location(finding, STATE_HISTORY, SLICE("a"), 4);
		write_text(&out, &result, &options);
		text = buffer_slice(&out);
		ck_assert_uint_eq(slice_find(text, slice_of("held"), 0) == SLICE_NOWHERE, !cases[i].line[0]);
		ck_assert_msg(slice_find(text, slice_of(cases[i].line), 0) != SLICE_NOWHERE, "%s", out.at);
		buffer_release(&out);
		test_result_release(&result);
	}
}
END_TEST

START_TEST(verbose_gives_every_place_and_step)
{
	static const struct report_options options = { .width = 80, .verbose = true };
	struct result result;

	test_result_init(&result);
	fill(&result);
	result.findings.len = 1;
	check_text(&result, &options,
		   "critical  Acme project key\n"
		   "  secret  acme-not-... (36 bytes)\n"
		   "  where   app/llm \\x1b[2J.py:3:5, in base64 and gzip, in HEAD or a branch tip\n"
		   "  where   a/old.ipynb:12:5, cell 2, only in history, commit 4b825dc642\n"
		   "  where   b.py:1:5, not committed\n"
		   "  where   c.py:1:5, staged\n"
		   "  where   and 1,230 more\n"
		   "  since   2026-01-02 (41 days), commit 4b825dc642 by Alice: add the client, s...\n"
		   "  held    by 1,204 commits, reached from 5 refs, at 2 tips (main, o/main)\n"
		   "  note    canary account\n"
		   "  note    offline check passed\n"
		   "  beside  2 other secrets in the same file: ks1_test2, ks1_test3\n"
		   "  rotate  https://acme.example/keys\n"
		   "  step    Create a new key, deploy it, delete the old one.\n"
		   "  step    Review the usage.\n"
		   "  rule    acme-key (certain), ks1_test1\n"
		   "\n");
	result.findings.len = 3;
	test_result_release(&result);
}
END_TEST

START_TEST(plain_files_have_no_state_and_nothing_found_is_nothing_printed)
{
	static const struct report_options options = { 0 };
	struct result result;
	struct finding *finding;

	test_result_init(&result);
	check_text(&result, &options, "");
	finding = test_add_finding(&result, &test_rules[2], SLICE("bb"));
	finding->state = STATE_TREE;
	test_add_location(finding, STATE_TREE, SLICE("a.env"), 4);
	check_text(&result, &options,
		   "low       bare\n"
		   "  secret  *** (2 bytes)\n"
		   "  where   a.env:4:5\n"
		   "  rule    bare (possible), ks1_test1\n"
		   "\n");
	test_result_release(&result);
}
END_TEST

START_TEST(a_path_is_never_cut_and_a_subject_always_fits)
{
	for (unsigned width = 20; width <= 220; width += 20) {
		struct report_options options = { .width = width };
		struct result result;
		struct finding *finding;
		struct buffer out;
		struct slice rest, line, path;
		struct random random;

		random_init(&random, width);
		test_result_init(&result);
		path = test_random_text(&result.findings.arena, &random, "dir/", 300);
		finding = test_add_finding(&result, &test_rules[0], SLICE("x"));
		test_add_location(finding, STATE_HEAD, path, 1);
		finding->first_commit = test_add_commit(&result, "Alice",
							test_random_text(&result.findings.arena, &random, "", 1000).at);
		write_text(&out, &result, &options);
		ck_assert_uint_ne(slice_find(buffer_slice(&out), path, 0), SLICE_NOWHERE);
		rest = buffer_slice(&out);
		while (slice_cut(&rest, '\n', &line))
			if (slice_starts(line, SLICE("  since")))
				ck_assert_uint_le(line.len, width > 80 ? width : 80);
		buffer_release(&out);
		test_result_release(&result);
	}
}
END_TEST

START_TEST(colours_come_only_when_asked_for_and_are_switched_off_again)
{
	static const struct report_options plain = { 0 }, colour = { .colour = true };
	struct result result;
	struct buffer out, coloured, bare;
	size_t from;

	test_result_init(&result);
	fill(&result);
	write_text(&out, &result, &plain);
	ck_assert_uint_eq(slice_find_byte(buffer_slice(&out), '\x1b', 0), SLICE_NOWHERE);
	write_text(&coloured, &result, &colour);
	ck_assert_uint_ne(slice_find(buffer_slice(&coloured), SLICE("\x1b[1;31mcritical\x1b[0m"), 0), SLICE_NOWHERE);
	/* Without the sequences it is the same text. */
	buffer_init(&bare, REPORT_MAX);
	for (from = 0; from < coloured.len; from++) {
		if (coloured.at[from] == '\x1b')
			from = slice_find_byte(buffer_slice(&coloured), 'm', from);
		else
			buffer_add_byte(&bare, coloured.at[from]);
	}
	ck_assert(slice_equal(buffer_slice(&bare), buffer_slice(&out)));
	buffer_release(&bare);
	buffer_release(&coloured);
	buffer_release(&out);
	test_result_release(&result);
}
END_TEST

/* A CI runner obeys "::" at the start of a line behind any blanks, and "##[" anywhere. */
static void check_harmless(struct slice text)
{
	struct slice rest = text, line;

	ck_assert(text_is_utf8(text));
	ck_assert_uint_eq(slice_find(text, SLICE("##["), 0), SLICE_NOWHERE);
	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.at[i] < 0x20 && text.at[i] != '\n') || text.at[i] == 0x7f)
			ck_abort_msg("a control character is left");
	while (slice_cut(&rest, '\n', &line)) {
		line = slice_trim(line);
		if (line.len && !text_is_lower(line.at[0]))
			ck_abort_msg("a line begins with \"%.*s\"", SLICE_ARGS(line));
	}
}

START_TEST(hostile_bytes_reach_neither_a_terminal_nor_a_ci_runner)
{
	static const size_t counts[] = { 1, 3, 500 };

	for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
		for (int verbose = 0; verbose < 2; verbose++) {
			struct report_options options = { .width = 80, .verbose = verbose, .show_secrets = verbose };
			struct random random;
			struct result result;
			struct buffer out;

			random_init(&random, c);
			test_result_init(&result);
			test_fill(&result, &random, counts[c]);
			write_text(&out, &result, &options);
			check_harmless(buffer_slice(&out));
			buffer_clear(&out);
			report_summary(&out, &result, &options);
			check_harmless(buffer_slice(&out));
			buffer_release(&out);
			test_result_release(&result);
		}
	}
}
END_TEST

/* A bit for each 8-byte sequence of the text: what is not there is not looked for. */
#define FILTER_BITS ((size_t)1 << 24)

static size_t filter_bit(const char *at)
{
	uint64_t h;

	memcpy(&h, at, sizeof(h));
	return (size_t)(h * 0x9e3779b97f4a7c15u >> 40) % FILTER_BITS;
}

static bool leaks(const struct finding *finding, struct slice text, const unsigned char *filter)
{
	size_t hidden = report_shown(finding->rule, finding->secret);

	for (size_t i = hidden; i + 8 <= finding->secret.len; i++) {
		size_t bit = filter_bit(finding->secret.at + i);

		if ((filter[bit / 8] >> bit % 8 & 1) &&
		    slice_find(text, slice_sub(finding->secret, i, 8), 0) != SLICE_NOWHERE)
			return true;
	}
	return false;
}

static size_t count_leaks(const struct result *result, struct slice text)
{
	unsigned char *filter = mem_alloc(FILTER_BITS / 8);
	size_t count = 0;

	for (size_t i = 0; i + 8 <= text.len; i++)
		filter[filter_bit(text.at + i) / 8] |= (unsigned char)(1 << filter_bit(text.at + i) % 8);
	for (size_t i = 0; i < result->findings.len; i++)
		count += leaks(&result->findings.items[i], text, filter);
	mem_free(filter);
	return count;
}

START_TEST(nothing_hidden_of_a_secret_stands_in_any_report_unless_asked_for)
{
	struct report_options options = { .width = 200, .verbose = true };
	struct random random;
	struct result result;
	struct buffer out;

	random_init(&random, 21);
	test_result_init(&result);
	test_fill(&result, &random, 2000);
	for (const struct report_format *format = report_formats; format->name; format++) {
		buffer_init(&out, REPORT_MAX);
		options.show_secrets = false;
		format->write(&out, &result, &options);
		ck_assert_uint_eq(count_leaks(&result, buffer_slice(&out)), 0);
		buffer_clear(&out);
		options.show_secrets = true;
		format->write(&out, &result, &options);
		ck_assert_uint_gt(count_leaks(&result, buffer_slice(&out)), 1900);
		buffer_release(&out);
	}
	buffer_init(&out, REPORT_MAX);
	options.show_secrets = false;
	report_summary(&out, &result, &options);
	ck_assert_uint_eq(count_leaks(&result, buffer_slice(&out)), 0);
	ck_assert_uint_gt(out.len, 1000);
	buffer_release(&out);
	test_result_release(&result);
}
END_TEST

START_TEST(formats_are_found_by_name)
{
	ck_assert_str_eq(report_format_find("jsonl")->name, "jsonl");
	ck_assert_ptr_null(report_format_find("xml"));
	ck_assert_ptr_null(report_format_find(""));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_block_says_what_where_since_when_and_what_to_do);
	tcase_add_test(tests, who_holds_it_is_said_in_one_line);
	tcase_add_test(tests, verbose_gives_every_place_and_step);
	tcase_add_test(tests, plain_files_have_no_state_and_nothing_found_is_nothing_printed);
	tcase_add_test(tests, a_path_is_never_cut_and_a_subject_always_fits);
	tcase_add_test(tests, colours_come_only_when_asked_for_and_are_switched_off_again);
	tcase_add_test(tests, hostile_bytes_reach_neither_a_terminal_nor_a_ci_runner);
	tcase_add_test(tests, nothing_hidden_of_a_secret_stands_in_any_report_unless_asked_for);
	tcase_add_test(tests, formats_are_found_by_name);
}

UNIT_MAIN("report_text", add_tests)
