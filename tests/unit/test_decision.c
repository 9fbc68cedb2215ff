#include "unit/unit.h"

#include <string.h>

#include "engine/decision.h"
#include "model/content.h"

#define LIST(...)                                                                                                      \
	{                                                                                                              \
		(const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)    \
	}

static const struct rule acme = {
	.id = "acme-token",
	.confidence = CONFIDENCE_LIKELY,
	.regex = "acme=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("acme"),
	.judge = "token",
	.entropy = 2.0,
};

static const struct rule checked = {
	.id = "checked-token",
	.confidence = CONFIDENCE_CERTAIN,
	.regex = "acme=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("acme"),
	.check = "github-crc32",
};

static const struct rule foreign = {
	.id = "foreign-token",
	.confidence = CONFIDENCE_LIKELY,
	.dialect = DIALECT_GITLEAKS,
	.regex = "acme=([0-9A-Za-z-]{8,64})",
	.keywords = LIST("nowhere"),
};

static const struct rule listed = {
	.id = "listed-token",
	.confidence = CONFIDENCE_LIKELY,
	.regex = "ACME_KEYS = \\[\"([0-9A-Za-z]{16,64})\"",
	.keywords = LIST("acme"),
	.judge = "token",
};

#define NOTES_MAX 8

struct notes {
	struct observer observer;
	struct decision items[NOTES_MAX];
	char secrets[NOTES_MAX][80];
	size_t len;
};

static void note(struct observer *observer, const struct decision *decision)
{
	struct notes *notes = (struct notes *)observer;
	struct slice secret = decision->match.secret;

	ck_assert_uint_lt(notes->len, NOTES_MAX);
	ck_assert_uint_lt(secret.len, sizeof notes->secrets[0]);
	memcpy(notes->secrets[notes->len], secret.at, secret.len);
	notes->items[notes->len++] = *decision;
}

/* What is decided of `text`; how many matches are left is returned. */
static size_t observe(struct notes *notes, const struct rule *rule, enum confidence least, bool naive, const char *text)
{
	const struct detector_options options = { .naive = naive, .decode = true, .min_confidence = least };
	char padded[512 + CONTENT_PADDING] = { 0 };
	struct error err;
	struct detector *detector = detector_new(&rule, 1, &options, &err);
	struct scratch *scratch;
	size_t matches;

	ck_assert_msg(detector != NULL, "%s", err.text);
	ck_assert_uint_lt(strlen(text), 512);
	memcpy(padded, text, strlen(text));
	*notes = (struct notes){ .observer = { note } };
	scratch = scratch_new(detector);
	scratch_observe(scratch, &notes->observer);
	matches = detector_scan(detector, scratch, slice_make(padded, strlen(text)), 0, strlen(text))->matches.len;
	scratch_free(scratch);
	detector_free(detector);
	return matches;
}

START_TEST(the_filter_that_drops_a_match_is_told_with_its_reason)
{
	static const struct {
		const struct rule *rule;
		enum confidence least;
		const char *text;
		enum filter filter;
		const char *why;
	} rows[] = {
		{ &acme, 0, "acme=q7Rk2vXw9ZpLm4Ts", FILTER_NONE, NULL },
		{ &acme, 0, "acme=aaaaaaaa", FILTER_ENTROPY, NULL },
		{ &acme, 0, "acme=your-api-key-here", FILTER_PLACEHOLDER, "made of words" },
		{ &acme, 0, "acme=get-session-user-name", FILTER_JUDGE,
		  "not random enough: it reads like a name or an identifier" },
		{ &acme, CONFIDENCE_CERTAIN, "acme=q7Rk2vXw9ZpLm4Ts", FILTER_NONE, NULL },
		{ &checked, CONFIDENCE_CERTAIN, "acme=q7Rk2vXw9ZpLm4Tsq7Rk2vXw9ZpLm4TsAAAA", FILTER_CONFIDENCE, NULL },
		{ &foreign, 0, "acme=q7Rk2vXw9ZpLm4Ts", FILTER_KEYWORD, NULL },
	};
	struct notes notes;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool absent = rows[i].rule->confidence < rows[i].least; /* such a rule takes no part */
		size_t matches = observe(&notes, rows[i].rule, rows[i].least, true, rows[i].text);

		ck_assert_msg(notes.len == !absent, "%s: %zu", rows[i].text, notes.len);
		if (absent)
			continue;
		ck_assert_msg(notes.items[0].filter == rows[i].filter, "%s: %s", rows[i].text,
			      filter_verdict(notes.items[0].filter));
		ck_assert_uint_eq(matches, rows[i].filter == FILTER_NONE);
		if (rows[i].why)
			ck_assert_str_eq(notes.items[0].why, rows[i].why);
		ck_assert_str_eq(notes.secrets[0], rows[i].text + strlen("acme="));
	}
}
END_TEST

START_TEST(a_check_is_told_with_what_it_changed)
{
	struct notes notes;

	ck_assert_uint_eq(observe(&notes, &checked, 0, true, "acme=q7Rk2vXw9ZpLm4Tsq7Rk2vXw9ZpLm4TsAAAA"), 1);
	ck_assert_uint_eq(notes.len, 1);
	ck_assert(notes.items[0].checked);
	ck_assert_int_eq(notes.items[0].match.proof, PROOF_FAILED);
	ck_assert_int_eq(notes.items[0].match.confidence, CONFIDENCE_LIKELY);
	ck_assert_uint_eq(observe(&notes, &acme, 0, true, "acme=q7Rk2vXw9ZpLm4Ts"), 1);
	ck_assert(!notes.items[0].checked);
}
END_TEST

START_TEST(what_repeats_itself_is_told_each_time)
{
	struct notes notes;

	ck_assert_uint_eq(observe(&notes, &acme, 0, true, "acme=aaaaaaaa acme=aaaaaaaa acme=aaaaaaaa"), 0);
	ck_assert_uint_eq(notes.len, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(notes.items[i].filter, FILTER_ENTROPY);
		ck_assert_uint_eq(notes.items[i].match.start, 5 + 14 * i);
	}
}
END_TEST

START_TEST(the_rest_of_a_list_is_told_apart)
{
	struct notes notes;

	ck_assert_uint_eq(observe(&notes, &listed, 0, true,
				  "ACME_KEYS = [\"q7Rk2vXw9ZpLm4Ts\", \"yourapikeyhere12\", \"Zt5Yk1qWc8RbNd3J\"]"),
			  2);
	ck_assert_uint_eq(notes.len, 3);
	ck_assert(!notes.items[0].in_list);
	ck_assert(notes.items[1].in_list);
	ck_assert_int_eq(notes.items[1].filter, FILTER_PLACEHOLDER);
	ck_assert(notes.items[2].in_list);
	ck_assert_int_eq(notes.items[2].filter, FILTER_NONE);
}
END_TEST

START_TEST(a_decoded_match_is_told_with_its_layer_and_its_place_outside)
{
	struct notes notes;
	/* base64 of acme=get-session-user-name-of */
	const char *text = "x: YWNtZT1nZXQtc2Vzc2lvbi11c2VyLW5hbWUtb2Y= y";

	ck_assert_uint_eq(observe(&notes, &acme, 0, true, text), 0);
	ck_assert_uint_eq(notes.len, 1);
	ck_assert_str_eq(notes.secrets[0], "get-session-user-name-of");
	ck_assert_str_eq(notes.items[0].match.decoded[0], "base64");
	ck_assert_uint_ge(notes.items[0].match.start, 3);
	ck_assert_uint_le(notes.items[0].match.end, strlen(text) - 2);
}
END_TEST

START_TEST(both_engines_tell_the_same)
{
	const char *text = "acme=q7Rk2vXw9ZpLm4Ts\nacme=your-api-key-here\nacme=get-session-user-name";
	struct notes slow, fast;

	ck_assert_uint_eq(observe(&slow, &acme, 0, true, text), 1);
	ck_assert_uint_eq(observe(&fast, &acme, 0, false, text), 1);
	ck_assert_uint_eq(slow.len, fast.len);
	ck_assert_uint_eq(slow.len, 3);
	for (size_t i = 0; i < slow.len; i++) {
		ck_assert_int_eq(slow.items[i].filter, fast.items[i].filter);
		ck_assert_str_eq(slow.secrets[i], fast.secrets[i]);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_filter_that_drops_a_match_is_told_with_its_reason);
	tcase_add_test(tests, a_check_is_told_with_what_it_changed);
	tcase_add_test(tests, what_repeats_itself_is_told_each_time);
	tcase_add_test(tests, the_rest_of_a_list_is_told_apart);
	tcase_add_test(tests, a_decoded_match_is_told_with_its_layer_and_its_place_outside);
	tcase_add_test(tests, both_engines_tell_the_same);
}

UNIT_MAIN("decision", add_tests)
