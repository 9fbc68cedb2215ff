#include "unit/unit.h"

#include "scan/rank.h"

static const struct rule named_rule = { .id = "b-named", .provider = "Acme" };
static const struct rule other_rule = { .id = "c-named", .provider = "Acme" };
static const struct rule generic_rule = { .id = "a-generic", .provider = "Generic" };
static const struct rule nameless_rule = { .id = "a-nameless" };

#define CERTAIN CONFIDENCE_CERTAIN
#define LIKELY  CONFIDENCE_LIKELY

/* The first of each pair names the secret better. */
static const struct {
	const char *why;
	struct claim better, worse;
} pairs[] = {
	{ "confidence", { &generic_rule, CERTAIN, PROOF_NONE, CLAIM_UNLED }, { &named_rule, LIKELY, PROOF_PASSED, 9 } },
	{ "likely before possible",
	  { &generic_rule, LIKELY, PROOF_NONE, CLAIM_UNLED },
	  { &named_rule, CONFIDENCE_POSSIBLE, PROOF_PASSED, 9 } },
	{ "a proof that passed",
	  { &generic_rule, LIKELY, PROOF_PASSED, CLAIM_UNLED },
	  { &named_rule, LIKELY, PROOF_STRUCTURE, 9 } },
	{ "structure before nothing",
	  { &generic_rule, LIKELY, PROOF_STRUCTURE, CLAIM_UNLED },
	  { &named_rule, LIKELY, PROOF_NONE, 9 } },
	{ "nothing before a failed proof",
	  { &generic_rule, LIKELY, PROOF_NONE, CLAIM_UNLED },
	  { &named_rule, LIKELY, PROOF_FAILED, 9 } },
	{ "a named provider",
	  { &named_rule, LIKELY, PROOF_NONE, CLAIM_UNLED },
	  { &generic_rule, LIKELY, PROOF_NONE, 9 } },
	{ "no provider at all is generic too",
	  { &named_rule, LIKELY, PROOF_NONE, CLAIM_UNLED },
	  { &nameless_rule, LIKELY, PROOF_NONE, 9 } },
	{ "what is named before the secret",
	  { &other_rule, LIKELY, PROOF_NONE, 9 },
	  { &named_rule, LIKELY, PROOF_NONE, CLAIM_UNLED } },
	{ "what is named nearest before the secret",
	  { &other_rule, LIKELY, PROOF_NONE, 9 },
	  { &named_rule, LIKELY, PROOF_NONE, 30 } },
	{ "the id, as a last resort",
	  { &named_rule, LIKELY, PROOF_NONE, CLAIM_UNLED },
	  { &other_rule, LIKELY, PROOF_NONE, CLAIM_UNLED } },
};

START_TEST(of_two_claims_the_better_wins_in_both_directions)
{
	ck_assert_msg(rank_compare(&pairs[_i].better, &pairs[_i].worse) < 0, "%s", pairs[_i].why);
	ck_assert_msg(rank_compare(&pairs[_i].worse, &pairs[_i].better) > 0, "%s", pairs[_i].why);
	ck_assert_int_eq(rank_compare(&pairs[_i].better, &pairs[_i].better), 0);
}
END_TEST

START_TEST(a_claim_is_led_by_what_stands_before_the_secret)
{
	struct match match = { .rule = &named_rule, .match_start = 3, .start = 5, .confidence = LIKELY };

	ck_assert_uint_eq(rank_claim(&match).lead, 2);
	match.start = 3;
	ck_assert_uint_eq(rank_claim(&match).lead, CLAIM_UNLED);
}
END_TEST

/* Two matches over the same text: whether the second hides the first. */
static const struct {
	const char *why;
	struct match hidden, hides;
	bool is_hidden;
} overlaps[] = {
	{ "the better one",
	  { &generic_rule, .start = 0, .end = 9, .secret = { "wholetext", 9 }, .confidence = LIKELY },
	  { &named_rule, .start = 2, .end = 4, .secret = { "ol", 2 }, .confidence = CERTAIN },
	  true },
	{ "the worse one never",
	  { &named_rule, .start = 2, .end = 4, .secret = { "ol", 2 }, .confidence = CERTAIN },
	  { &generic_rule, .start = 0, .end = 9, .secret = { "wholetext", 9 }, .confidence = LIKELY },
	  false },
	{ "of equals the longer one",
	  { &named_rule, .start = 0, .end = 4, .secret = { "whol", 4 } },
	  { &other_rule, .start = 0, .end = 9, .secret = { "wholetext", 9 } },
	  true },
	{ "of equals the shorter one not",
	  { &named_rule, .start = 0, .end = 9, .secret = { "wholetext", 9 } },
	  { &other_rule, .start = 0, .end = 4, .secret = { "whol", 4 } },
	  false },
	{ "of equals of one length neither",
	  { &named_rule, .start = 0, .end = 4, .secret = { "whol", 4 } },
	  { &other_rule, .start = 1, .end = 5, .match_start = 1, .secret = { "hole", 4 } },
	  false },
	{ "the same secret is told by both",
	  { &generic_rule, .start = 0, .end = 4, .secret = { "whol", 4 }, .confidence = LIKELY },
	  { &named_rule, .start = 0, .end = 4, .secret = { "whol", 4 }, .confidence = CERTAIN },
	  false },
	{ "neighbours do not overlap",
	  { &generic_rule, .start = 0, .end = 4, .secret = { "whol", 4 }, .confidence = LIKELY },
	  { &named_rule, .start = 4, .end = 8, .secret = { "etex", 4 }, .confidence = CERTAIN },
	  false },
};

START_TEST(a_better_match_hides_one_that_shares_bytes_with_it)
{
	ck_assert_msg(rank_hides(&overlaps[_i].hides, &overlaps[_i].hidden) == overlaps[_i].is_hidden, "%s",
		      overlaps[_i].why);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, of_two_claims_the_better_wins_in_both_directions, 0, sizeof(pairs) / sizeof(*pairs));
	tcase_add_test(tests, a_claim_is_led_by_what_stands_before_the_secret);
	tcase_add_loop_test(tests, a_better_match_hides_one_that_shares_bytes_with_it, 0,
			    sizeof(overlaps) / sizeof(*overlaps));
}

UNIT_MAIN("rank", add_tests)
