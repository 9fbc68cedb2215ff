#include "unit/unit.h"

#include <stdio.h>

#include "unit/gather_fixture.h"

static const struct commit_info old_commit = { .id = { "0a", 2 }, .date = 10 * FIXTURE_DAY, .order = 1 };
static const struct commit_info new_commit = { .id = { "0b", 2 }, .date = 5 * FIXTURE_DAY, .order = 2 };

static struct fixture_gathering *g;

static void start(void)
{
	g = fixture_start();
}

static void end(void)
{
	fixture_end(g);
}

static const struct finding *finding(size_t index)
{
	ck_assert_uint_gt(g->result.findings.len, index);
	return &g->result.findings.items[index];
}

static const struct location *location(size_t index)
{
	ck_assert_uint_gt(finding(0)->locations.len, index);
	return &finding(0)->locations.items[index];
}

START_TEST(one_secret_is_one_finding_whatever_its_place_worker_and_rule)
{
	fixture_hit(g, 0, &token_rule, "one", "b", 1);
	fixture_hit(g, 1, &generic_rule, "one", "a", 2);
	fixture_hit(g, 2, &token_rule, "one", "a", 1);
	fixture_hit(g, 2, &token_rule, "other", "a", 9);
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 2);
	ck_assert_slice_eq(finding(0)->secret, "one");
	ck_assert_uint_eq(finding(0)->locations_total, 3);
	ck_assert_slice_eq(location(0)->path, "a");
	ck_assert_uint_eq(location(0)->line, 1);
	ck_assert_uint_eq(location(1)->line, 2);
	ck_assert_slice_eq(location(2)->path, "b");
	ck_assert_slice_eq(finding(1)->secret, "other");
}
END_TEST

START_TEST(nothing_found_is_no_finding)
{
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 0);
	ck_assert_uint_eq(g->result.suppressed, 0);
}
END_TEST

START_TEST(two_rules_on_the_same_bytes_are_one_location_named_by_the_better)
{
	fixture_hit(g, 0, &generic_rule, "one", "a", 1);
	fixture_hit(g, 0, &token_rule, "one", "a", 1)->note = "a note";
	fixture_hit(g, 0, &likely_rule, "one", "a", 1)->note = "not this one";
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 1);
	ck_assert_ptr_eq(finding(0)->rule, &token_rule);
	ck_assert_int_eq(finding(0)->severity, SEVERITY_CRITICAL);
	ck_assert_int_eq(finding(0)->confidence, CONFIDENCE_CERTAIN);
	ck_assert_str_eq(finding(0)->note, "a note");
	ck_assert_uint_eq(finding(0)->also.len, 2);
	ck_assert_str_eq(finding(0)->also.items[0], "acme-likely");
	ck_assert_str_eq(finding(0)->also.items[1], "generic");
	ck_assert_uint_eq(finding(0)->locations_total, 1);
}
END_TEST

START_TEST(another_rule_is_named_once_however_often_it_matched)
{
	for (unsigned line = 1; line <= 20; line++) {
		fixture_hit(g, line % 3, &token_rule, "one", "a", line);
		fixture_hit(g, line % 3, &generic_rule, "one", "a", line);
	}
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->also.len, 1);
	ck_assert_uint_eq(finding(0)->locations_total, 20);
}
END_TEST

/* A file and the blob it was checked out from: one place, told by either first. */
START_TEST(a_file_and_its_blob_are_one_place_in_the_better_state_with_its_commit)
{
	struct hit *file = fixture_hit(g, _i ? 2 : 0, &token_rule, "one", "a", 3);

	file->oid = fixture_oid(7);
	fixture_stored(g, _i ? 0 : 2, &token_rule, "one", 7, 3);
	fixture_place(g, 7, STATE_HEAD, "a", &old_commit);
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, 1);
	ck_assert_int_eq(location(0)->state, STATE_HEAD);
	ck_assert_ptr_eq(location(0)->commit, &old_commit);
	ck_assert_uint_eq(location(0)->blob.len, 40);
	ck_assert_int_eq(finding(0)->state, STATE_HEAD);
}
END_TEST

START_TEST(a_file_that_differs_from_its_blob_is_a_place_of_its_own)
{
	fixture_hit(g, 0, &token_rule, "one", "a", 3)->oid = fixture_oid(8);
	fixture_stored(g, 1, &token_rule, "one", 7, 3);
	fixture_place(g, 7, STATE_HEAD, "a", &old_commit);
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, 2);
}
END_TEST

START_TEST(a_long_file_without_an_id_is_told_by_what_head_has_at_the_same_position)
{
	static const struct {
		enum state state;
		const char *path;
		size_t line, total;
	} rows[] = {
		{ STATE_HEAD, "a", 3, 1 },        { STATE_STAGED, "a", 3, 1 }, { STATE_HISTORY, "a", 3, 2 },
		{ STATE_UNREACHABLE, "a", 3, 2 }, { STATE_HEAD, "b", 3, 2 },   { STATE_HEAD, "a", 4, 2 },
	};

	fixture_hit(g, 0, &token_rule, "one", "a", 3);
	fixture_stored(g, 1, &token_rule, "one", 7, rows[_i].line);
	fixture_place(g, 7, rows[_i].state, rows[_i].path, &old_commit);
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, rows[_i].total);
}
END_TEST

START_TEST(messages_are_told_apart_by_their_refs)
{
	fixture_stored(g, 0, &token_rule, "one", 1, 3);
	fixture_place(g, 1, STATE_HISTORY, "", NULL)->kind = PLACE_TAG_MESSAGE;
	g->objects[1].places[0].ref = SLICE("v1");
	fixture_place(g, 1, STATE_HISTORY, "", NULL)->kind = PLACE_TAG_MESSAGE;
	g->objects[1].places[1].ref = SLICE("v2");
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, 2);
	ck_assert_slice_eq(location(0)->ref, "v1");
	ck_assert_slice_eq(location(1)->ref, "v2");
}
END_TEST

START_TEST(a_place_that_two_refs_reach_is_told_once)
{
	fixture_stored(g, 0, &token_rule, "one", 1, 3);
	fixture_place(g, 1, STATE_HISTORY, "a", &new_commit)->ref = SLICE("y");
	fixture_place(g, 1, STATE_HISTORY, "a", &old_commit)->ref = SLICE("x");
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, 1);
	ck_assert_slice_eq(location(0)->ref, "x");
	ck_assert_ptr_eq(location(0)->commit, &old_commit);
}
END_TEST

START_TEST(a_finding_takes_the_best_state_of_its_locations)
{
	static const enum state best[] = { STATE_HEAD, STATE_STAGED, STATE_TREE, STATE_HISTORY };

	if (best[_i] == STATE_TREE)
		fixture_hit(g, 0, &token_rule, "one", "z", 1);
	fixture_stored(g, 0, &token_rule, "one", 1, 1);
	fixture_stored(g, 1, &token_rule, "one", 2, 1);
	fixture_place(g, 1, STATE_UNREACHABLE, "a", NULL);
	fixture_place(g, 2, best[_i] == STATE_TREE ? STATE_HISTORY : best[_i], "b", NULL);
	fixture_gather(g);
	ck_assert_int_eq(finding(0)->state, best[_i]);
	ck_assert_int_eq(location(0)->state, STATE_UNREACHABLE);
}
END_TEST

START_TEST(the_first_commit_comes_before_the_others_whatever_their_dates)
{
	fixture_stored(g, 0, &token_rule, "one", 1, 1);
	fixture_stored(g, 1, &token_rule, "one", 2, 1);
	fixture_place(g, 1, STATE_HEAD, "a", &new_commit);
	fixture_place(g, 2, STATE_HISTORY, "b", &old_commit);
	fixture_gather(g);
	ck_assert_ptr_eq(finding(0)->first_commit, &old_commit);
	ck_assert_int_eq(finding(0)->exposed_days, 90);
}
END_TEST

START_TEST(exposure_counts_whole_days_and_never_less_than_none)
{
	static const struct {
		int64_t date, now, days;
	} rows[] = {
		{ 0, FIXTURE_DAY - 1, 0 },
		{ 0, FIXTURE_DAY, 1 },
		{ 1, FIXTURE_DAY, 0 },
		{ 2 * FIXTURE_DAY, FIXTURE_DAY, 0 },
		{ INT64_MAX, 0, 0 },
		{ -FIXTURE_DAY, FIXTURE_DAY, 2 },
		{ INT64_MIN, INT64_MAX, (int64_t)(UINT64_MAX / FIXTURE_DAY) },
	};
	struct commit_info commit = { .id = { "0a", 2 }, .date = rows[_i].date };

	g->options.now = rows[_i].now;
	fixture_stored(g, 0, &token_rule, "one", 1, 1);
	fixture_place(g, 1, STATE_HISTORY, "a", &commit);
	fixture_gather(g);
	ck_assert_int_eq(finding(0)->exposed_days, rows[_i].days);
}
END_TEST

START_TEST(what_is_in_no_commit_has_no_exposure)
{
	fixture_hit(g, 0, &token_rule, "one", "a", 1);
	fixture_gather(g);
	ck_assert_ptr_null(finding(0)->first_commit);
	ck_assert_int_eq(finding(0)->exposed_days, -1);
	ck_assert_ptr_null(location(0)->commit);
}
END_TEST

START_TEST(at_most_a_thousand_locations_are_listed_and_all_are_counted)
{
	char path[32];

	for (unsigned number = 0; number < 3; number++) {
		fixture_stored(g, number, &token_rule, "one", number, 1);
		for (int i = 0; i < 500; i++) {
			snprintf(path, sizeof(path), "d%u/f%03d", number, i);
			fixture_place(g, number, number ? STATE_HISTORY : STATE_HEAD, "", NULL)->path =
				arena_copy(&g->hits[0].arena, slice_of(path));
		}
	}
	/* The files of the last folder, of which nothing is listed, are no more places. */
	for (int i = 0; i < 500; i++) {
		snprintf(path, sizeof(path), "d2/f%03d", i);
		fixture_hit(g, 0, &token_rule, "one", arena_copy(&g->hits[0].arena, slice_of(path)).at, 1)->oid =
			fixture_oid(2);
	}
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations.len, LOCATIONS_MAX);
	ck_assert_uint_eq(finding(0)->locations_total, 1500);
	ck_assert_slice_eq(location(0)->path, "d0/f000");
	ck_assert_slice_eq(location(LOCATIONS_MAX - 1)->path, "d1/f499");
}
END_TEST

START_TEST(findings_are_ordered_by_severity_then_path_then_line)
{
	static const char *const wanted[] = { "c1", "c2", "c3", "h1", "m1" };

	fixture_hit(g, 0, &likely_rule, "m1", "a", 1);
	fixture_hit(g, 0, &token_rule, "c3", "b", 1);
	fixture_hit(g, 1, &token_rule, "c2", "a", 10);
	fixture_hit(g, 1, &generic_rule, "h1", "a", 1);
	fixture_hit(g, 2, &token_rule, "c1", "a", 9);
	fixture_gather(g);
	for (size_t i = 0; i < 5; i++)
		ck_assert_slice_eq(finding(i)->secret, wanted[i]);
}
END_TEST

START_TEST(siblings_stand_in_the_same_version_of_the_same_file)
{
	fixture_hit(g, 0, &token_rule, "one", "a", 1);
	fixture_hit(g, 0, &token_rule, "two", "a", 2);
	fixture_hit(g, 0, &token_rule, "two", "b", 1);
	fixture_hit(g, 0, &token_rule, "three", "b", 2);
	fixture_hit(g, 1, &token_rule, "four", "a", 1); /* another worker's content, though it has the same number */
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 4);
	for (size_t i = 0; i < g->result.findings.len; i++) {
		const struct finding *each = finding(i);
		bool four = slice_is(each->secret, "four"), two = slice_is(each->secret, "two");

		ck_assert_uint_eq(each->siblings.len, four ? 0 : two ? 2 : 1);
	}
}
END_TEST

START_TEST(an_accepted_secret_is_no_sibling)
{
	fixture_hit(g, 0, &token_rule, "one", "a", 1);
	fixture_hit(g, 0, &token_rule, "two", "a", 2)->allowed = true;
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 1);
	ck_assert_uint_eq(finding(0)->siblings.len, 0);
	ck_assert_uint_eq(g->result.suppressed, 1);
}
END_TEST

static const struct {
	const char *what;
	bool best, second; /* allowed */
	size_t findings, also, suppressed;
} allowed[] = {
	{ "nothing is allowed", false, false, 1, 1, 0 },
	{ "who allows the best rule allows those that see less", true, false, 0, 0, 1 },
	{ "who allows the vaguer rule allows that one only", false, true, 1, 0, 0 },
	{ "both are allowed, which is one place", true, true, 0, 0, 1 },
};

START_TEST(the_best_rule_at_a_place_decides_whether_it_is_accepted)
{
	fixture_hit(g, 0, &generic_rule, "one", "a", 1)->allowed = allowed[_i].second;
	fixture_hit(g, 0, &token_rule, "one", "a", 1)->allowed = allowed[_i].best;
	fixture_gather(g);
	ck_assert_msg(g->result.findings.len == allowed[_i].findings, "%s", allowed[_i].what);
	ck_assert_msg(g->result.suppressed == allowed[_i].suppressed, "%s", allowed[_i].what);
	if (allowed[_i].findings)
		ck_assert_msg(finding(0)->also.len == allowed[_i].also, "%s", allowed[_i].what);
}
END_TEST

START_TEST(a_secret_is_told_as_long_as_one_of_its_places_is_not_accepted)
{
	static const char *const globs[] = { "tests/" };
	const struct allowlist list = { .globs = { globs, 1 } };

	fixture_allow(g, &list, 1);
	fixture_hit(g, 0, &token_rule, "one", "tests/a", 1);
	fixture_hit(g, 0, &token_rule, "one", "src/a", 1);
	fixture_hit(g, 0, &token_rule, "two", "tests/a", 2);
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 1);
	ck_assert_uint_eq(finding(0)->locations_total, 1);
	ck_assert_slice_eq(location(0)->path, "src/a");
	ck_assert_uint_eq(g->result.suppressed, 2);
}
END_TEST

START_TEST(a_commit_is_accepted_for_the_places_it_made)
{
	static const char *const commits[] = { "0a" };
	const struct allowlist list = { .commits = { commits, 1 } };

	fixture_allow(g, &list, 1);
	fixture_stored(g, 0, &token_rule, "one", 1, 1);
	fixture_place(g, 1, STATE_HISTORY, "a", &old_commit);
	fixture_place(g, 1, STATE_HISTORY, "b", &new_commit);
	fixture_gather(g);
	ck_assert_uint_eq(finding(0)->locations_total, 1);
	ck_assert_slice_eq(location(0)->path, "b");
}
END_TEST

START_TEST(vague_rules_are_not_asked_in_lock_files)
{
	fixture_hit(g, 0, &generic_rule, "one", "yarn.lock", 1);
	fixture_hit(g, 0, &token_rule, "two", "yarn.lock", 2);
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 1);
	ck_assert_slice_eq(finding(0)->secret, "two");
	ck_assert_uint_eq(g->result.suppressed, 0);
}
END_TEST

START_TEST(paths_of_another_store_begin_with_its_folder)
{
	fixture_stored(g, 0, &token_rule, "one", 1, 1);
	fixture_place(g, 1, STATE_HISTORY, "a", NULL);
	fixture_place(g, 1, STATE_HISTORY, "b", NULL)->store = 1;
	fixture_place(g, 1, STATE_HISTORY, "", NULL)->store = 1;
	fixture_gather(g);
	ck_assert_slice_eq(location(0)->path, "");
	ck_assert_slice_eq(location(1)->path, "a");
	ck_assert_slice_eq(location(2)->path, "sub/b");
}
END_TEST

START_TEST(what_stands_before_every_path_is_taken_off)
{
	g->options.strip = SLICE("top/");
	fixture_hit(g, 0, &token_rule, "one", "top/a", 1);
	fixture_hit(g, 0, &token_rule, "one", "topmost", 1);
	fixture_gather(g);
	ck_assert_slice_eq(location(0)->path, "a");
	ck_assert_slice_eq(location(1)->path, "topmost");
}
END_TEST

START_TEST(beyond_the_limit_a_secret_has_its_first_places_and_the_coverage_says_so)
{
	/* One blob of 2,000 secrets at 1,500 paths is 3 million places. */
	char secret[32];

	for (int i = 0; i < LOCATIONS_MAX + 500; i++)
		fixture_place(g, 1, STATE_HISTORY, "a", &old_commit)->store = (size_t)i % 2;
	for (size_t i = 0; i < 2000; i++) {
		snprintf(secret, sizeof(secret), "secret%05zu", i);
		fixture_stored(g, 0, &token_rule, secret, 1, i + 1);
	}
	fixture_gather(g);
	ck_assert_uint_eq(g->result.findings.len, 2000);
	ck_assert_uint_eq(g->result.coverage.failed.len, 1);
	ck_assert_str_eq(g->result.coverage.failed.items[0].reason, "limit");
	ck_assert_uint_eq(g->result.coverage.failed.items[0].count, 2000 - GATHER_EFFORT / 1500);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_test(tests, one_secret_is_one_finding_whatever_its_place_worker_and_rule);
	tcase_add_test(tests, nothing_found_is_no_finding);
	tcase_add_test(tests, two_rules_on_the_same_bytes_are_one_location_named_by_the_better);
	tcase_add_test(tests, another_rule_is_named_once_however_often_it_matched);
	tcase_add_loop_test(tests, a_file_and_its_blob_are_one_place_in_the_better_state_with_its_commit, 0, 2);
	tcase_add_test(tests, a_file_that_differs_from_its_blob_is_a_place_of_its_own);
	tcase_add_loop_test(tests, a_long_file_without_an_id_is_told_by_what_head_has_at_the_same_position, 0, 6);
	tcase_add_test(tests, messages_are_told_apart_by_their_refs);
	tcase_add_test(tests, a_place_that_two_refs_reach_is_told_once);
	tcase_add_loop_test(tests, a_finding_takes_the_best_state_of_its_locations, 0, 4);
	tcase_add_test(tests, the_first_commit_comes_before_the_others_whatever_their_dates);
	tcase_add_loop_test(tests, exposure_counts_whole_days_and_never_less_than_none, 0, 7);
	tcase_add_test(tests, what_is_in_no_commit_has_no_exposure);
	tcase_add_test(tests, at_most_a_thousand_locations_are_listed_and_all_are_counted);
	tcase_add_test(tests, findings_are_ordered_by_severity_then_path_then_line);
	tcase_add_test(tests, siblings_stand_in_the_same_version_of_the_same_file);
	tcase_add_test(tests, an_accepted_secret_is_no_sibling);
	tcase_add_loop_test(tests, the_best_rule_at_a_place_decides_whether_it_is_accepted, 0, 4);
	tcase_add_test(tests, a_secret_is_told_as_long_as_one_of_its_places_is_not_accepted);
	tcase_add_test(tests, a_commit_is_accepted_for_the_places_it_made);
	tcase_add_test(tests, vague_rules_are_not_asked_in_lock_files);
	tcase_add_test(tests, paths_of_another_store_begin_with_its_folder);
	tcase_add_test(tests, what_stands_before_every_path_is_taken_off);
	tcase_add_test(tests, beyond_the_limit_a_secret_has_its_first_places_and_the_coverage_says_so);
}

UNIT_MAIN("gather", add_tests)
