#include "unit/unit.h"

#include <time.h>

#include <cjson/cJSON.h>

#include "base/text.h"
#include "report/formats.h"
#include "unit/report_results.h"

static const struct report_options redacted = { 0 }, shown = { .show_secrets = true };

/* Counted first: each ck_assert costs a write to Check's own pipe. */
static size_t count_unprintable(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += (text.at[i] < 0x20 || text.at[i] > 0x7e) && text.at[i] != '\n';
	return count;
}

/* Everything a report writes is printable ASCII and line breaks. */
static void write_with(const char *format, struct buffer *out, const struct result *result,
		       const struct report_options *options)
{
	buffer_init(out, REPORT_MAX);
	report_format_find(format)->write(out, result, options);
	ck_assert(!out->full);
	ck_assert_uint_eq(count_unprintable(buffer_slice(out)), 0);
}

static cJSON *parse_line(struct slice line)
{
	const char *end;
	cJSON *json = cJSON_ParseWithLengthOpts(line.at, line.len, &end, false);

	ck_assert_msg(json != NULL, "not JSON: %.*s", SLICE_ARGS(line));
	ck_assert_uint_eq((size_t)(end - line.at), line.len);
	return json;
}

static cJSON *json_of(const struct result *result, const struct report_options *options)
{
	struct buffer out;
	cJSON *json;

	write_with("json", &out, result, options);
	ck_assert_int_eq(out.at[out.len - 1], '\n');
	json = parse_line(slice_trim(buffer_slice(&out)));
	buffer_release(&out);
	return json;
}

static const char *text_at(const cJSON *object, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

	ck_assert_msg(cJSON_IsString(value), "no text %s", key);
	return value->valuestring;
}

static double number_at(const cJSON *object, const char *key)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);

	ck_assert_msg(cJSON_IsNumber(value), "no number %s", key);
	return value->valuedouble;
}

static const cJSON *at(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static void check_keys(const cJSON *object, const char *const *keys, size_t count)
{
	const cJSON *member = object->child;

	for (size_t i = 0; i < count; i++, member = member->next)
		ck_assert_msg(member && strcmp(member->string, keys[i]) == 0, "want %s, got %s", keys[i],
			      member ? member->string : "the end");
	ck_assert_msg(member == NULL, "one more: %s", member ? member->string : "");
}

#define CHECK_KEYS(object, ...)                                                                                        \
	do {                                                                                                           \
		static const char *const keys_[] = { __VA_ARGS__ };                                                    \
		check_keys(object, keys_, sizeof(keys_) / sizeof(*keys_));                                             \
	} while (0)

START_TEST(a_full_finding_has_the_fields_of_the_schema_in_order)
{
	static const char *const also[] = { "generic-key" };
	struct result result;
	struct finding *finding;
	struct location *location;
	cJSON *json;
	const cJSON *item, *place;

	test_result_init(&result);
	finding = test_add_finding(&result, &test_rules[0], SLICE("not-a-secret-just-twenty-eight"));
	finding->also = (struct text_list){ also, 1 };
	finding->note = "canary account";
	finding->first_commit = test_add_commit(&result, "Alice", "add it");
	finding->exposed_days = 41;
	test_add_holders(finding);
	location = test_add_location(finding, STATE_HEAD, SLICE("app/llm.py"), 3);
	location->ref = SLICE("refs/notes/x");
	location->blob = SLICE("0123");
	location->decoded[0] = "base64";
	location->cell = 2;
	location->commit = finding->first_commit;
	json = json_of(&result, &redacted);
	CHECK_KEYS(json, "schema", "tool", "findings", "summary");
	CHECK_KEYS(at(json, "tool"), "name", "version", "rules");
	item = at(json, "findings")->child;
	CHECK_KEYS(item, "type", "id", "rule", "also", "title", "provider", "severity", "confidence", "proof", "note",
		   "secret", "secret_length", "state", "locations", "locations_total", "first_commit", "exposed_days",
		   "commits", "refs", "refs_total", "tips", "tips_total", "siblings", "rotate");
	place = at(item, "locations")->child;
	CHECK_KEYS(place, "kind", "state", "path", "ref", "line", "column", "end_line", "end_column", "blob", "decoded",
		   "cell", "commit");
	CHECK_KEYS(at(place, "commit"), "id", "author", "email", "date", "subject");
	CHECK_KEYS(at(item, "rotate"), "url", "steps", "age_days");
	ck_assert_str_eq(text_at(at(place, "commit"), "date"), "2026-01-02T03:04:05Z");
	ck_assert_str_eq(text_at(item, "state"), "head");
	ck_assert_str_eq(text_at(item, "proof"), "structure");
	ck_assert_double_eq(number_at(item, "exposed_days"), 41);
	ck_assert_double_eq(number_at(item, "commits"), 1204);
	ck_assert_int_eq(cJSON_GetArraySize(at(item, "refs")), 4);
	ck_assert_double_eq(number_at(item, "refs_total"), 5);
	ck_assert_str_eq(at(item, "tips")->child->valuestring, "refs/heads/main");
	ck_assert_double_eq(number_at(item, "tips_total"), 2);
	ck_assert_str_eq(text_at(json, "schema"), "keysieve/1");
	cJSON_Delete(json);
	test_result_release(&result);
}
END_TEST

START_TEST(what_does_not_apply_is_left_out)
{
	struct result result;
	struct finding *finding;
	cJSON *json;
	const cJSON *item;

	test_result_init(&result);
	finding = test_add_finding(&result, &test_rules[2], SLICE_NONE);
	test_add_location(finding, STATE_HEAD, SLICE("id_rsa"), 0); /* the path alone is the finding */
	test_add_location(finding, STATE_HISTORY, SLICE_NONE, 1)->kind = PLACE_COMMIT_MESSAGE;
	json = json_of(&result, &redacted);
	item = at(json, "findings")->child;
	CHECK_KEYS(item, "type", "id", "rule", "severity", "confidence", "proof", "secret", "secret_length", "state",
		   "locations", "locations_total", "siblings");
	CHECK_KEYS(at(item, "locations")->child, "kind", "state", "path");
	CHECK_KEYS(at(item, "locations")->child->next, "kind", "state", "line", "column", "end_line", "end_column");
	CHECK_KEYS(at(json, "summary"), "type", "complete", "files", "blobs", "commits", "bytes", "findings",
		   "suppressed", "skipped", "failed", "seconds");
	cJSON_Delete(json);
	test_result_release(&result);
}
END_TEST

START_TEST(the_summary_says_what_was_read_and_what_was_not)
{
	struct result result;
	cJSON *json;
	const cJSON *summary, *group;

	test_result_init(&result);
	result.complete = false;
	result.seconds = 0.0204;
	result.suppressed = 2;
	result.not_blocking = 1;
	result.coverage.files = 212;
	result.coverage.bytes = 5812345678;
	coverage_fail(&result.coverage, "promised", SLICE("abc"));
	coverage_fail(&result.coverage, "promised", SLICE("abc"));
	coverage_fail(&result.coverage, "limit", SLICE("a\xff"));
	json = json_of(&result, &redacted);
	summary = at(json, "summary");
	ck_assert(cJSON_IsFalse(at(summary, "complete")));
	ck_assert_double_eq(number_at(summary, "files"), 212);
	ck_assert_double_eq(number_at(summary, "bytes"), 5812345678);
	ck_assert_double_eq(number_at(summary, "suppressed"), 2);
	ck_assert_double_eq(number_at(summary, "not_blocking"), 1);
	ck_assert_double_eq(number_at(summary, "seconds"), 0.02);
	ck_assert_int_eq(cJSON_GetArraySize(at(summary, "skipped")), 0);
	group = at(summary, "failed")->child;
	ck_assert_str_eq(text_at(group, "reason"), "limit");
	ck_assert_str_eq(at(group, "what")->child->valuestring, "a\xef\xbf\xbd");
	ck_assert_double_eq(number_at(group->next, "count"), 2);
	ck_assert_int_eq(cJSON_GetArraySize(at(group->next, "what")), 1);
	cJSON_Delete(json);
	test_result_release(&result);
}
END_TEST

static struct slice percent_decoded(struct arena *arena, const char *text)
{
	char *bytes = arena_alloc(arena, strlen(text) + 1);
	size_t len = 0;

	for (; *text; text++) {
		if (*text == '%') {
			bytes[len++] = (char)(text_hex_value(text[1]) << 4 | text_hex_value(text[2]));
			text += 2;
		} else {
			bytes[len++] = *text;
		}
	}
	return slice_make(bytes, len);
}

/* No NUL in these: cJSON hands out C strings. */
START_TEST(any_path_comes_back_byte_for_byte)
{
	struct random random;
	struct result result;
	struct finding *finding;
	const cJSON *place;
	cJSON *json;

	random_init(&random, 5);
	test_result_init(&result);
	finding = test_add_finding(&result, &test_rules[0], SLICE("x"));
	for (int i = 0; i < 2000; i++) {
		struct slice path = test_hostile(&result.findings.arena, &random, SLICE("p"));

		for (size_t k = 0; k < path.len; k++)
			if (path.at[k] == '\0')
				((char *)(uintptr_t)path.at)[k] = '\x01';
		test_add_location(finding, STATE_HEAD, path, 1);
	}
	json = json_of(&result, &redacted);
	place = at(at(json, "findings")->child, "locations")->child;
	for (size_t i = 0; i < 2000; i++, place = place->next) {
		struct slice path = finding->locations.items[i].path;

		ck_assert(text_is_utf8(path) == !at(place, "path_bytes"));
		ck_assert(text_is_utf8(slice_of(text_at(place, "path"))));
		if (text_is_utf8(path))
			ck_assert(slice_is(path, text_at(place, "path")));
		else
			ck_assert(slice_equal(path,
					      percent_decoded(&result.findings.arena, text_at(place, "path_bytes"))));
	}
	ck_assert_ptr_null(place);
	cJSON_Delete(json);
	test_result_release(&result);
}
END_TEST

START_TEST(a_shown_secret_is_whole_and_its_bytes_can_be_had)
{
	struct result result;
	cJSON *json;
	const cJSON *item;

	test_result_init(&result);
	test_add_finding(&result, &test_rules[1], SLICE("p\xff\n\xc3\xa9w"));
	json = json_of(&result, &shown);
	item = at(json, "findings")->child;
	ck_assert_str_eq(text_at(item, "secret"), "p\xef\xbf\xbd\n\xc3\xa9w");
	ck_assert_str_eq(text_at(item, "secret_bytes"), "p%FF%0A%C3%A9w");
	ck_assert_double_eq(number_at(item, "secret_length"), 6);
	cJSON_Delete(json);
	json = json_of(&result, &redacted);
	ck_assert_str_eq(text_at(at(json, "findings")->child, "secret"), "***");
	cJSON_Delete(json);
	test_result_release(&result);
}
END_TEST

START_TEST(both_formats_hold_the_same_objects_for_any_number_of_hostile_findings)
{
	static const size_t counts[] = { 0, 1, 3, 500 };

	for (size_t c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
		struct random random;
		struct result result;
		struct buffer lines;
		struct slice rest, line;
		cJSON *json, *one;
		const cJSON *item;

		random_init(&random, c);
		test_result_init(&result);
		test_fill(&result, &random, counts[c]);
		json = json_of(&result, &redacted);
		ck_assert_int_eq(cJSON_GetArraySize(at(json, "findings")), (int)counts[c]);
		write_with("jsonl", &lines, &result, &redacted);
		rest = buffer_slice(&lines);
		cJSON_ArrayForEach(item, at(json, "findings"))
		{
			ck_assert(slice_cut(&rest, '\n', &line));
			one = parse_line(line);
			ck_assert(cJSON_Compare(one, item, true));
			cJSON_Delete(one);
		}
		ck_assert(slice_cut(&rest, '\n', &line) && rest.len == 0);
		one = parse_line(line);
		ck_assert(cJSON_Compare(one, at(json, "summary"), true));
		ck_assert_str_eq(text_at(one, "type"), "summary");
		cJSON_Delete(one);
		cJSON_Delete(json);
		buffer_release(&lines);
		test_result_release(&result);
	}
}
END_TEST

START_TEST(no_line_of_a_report_is_a_command_to_a_ci_runner)
{
	struct random random;
	struct result result;
	struct buffer out;

	random_init(&random, 8);
	test_result_init(&result);
	test_fill(&result, &random, 200);
	write_with("json", &out, &result, &redacted);
	ck_assert_uint_eq(slice_find(buffer_slice(&out), SLICE("##["), 0), SLICE_NOWHERE);
	ck_assert_uint_eq(slice_find(buffer_slice(&out), SLICE("\n::"), 0), SLICE_NOWHERE);
	buffer_release(&out);
	test_result_release(&result);
}
END_TEST

START_TEST(thirty_thousand_findings_are_written_quickly)
{
	struct random random;
	struct result result;
	struct buffer out;
	clock_t start;

	random_init(&random, 9);
	test_result_init(&result);
	test_fill(&result, &random, 30000);
	start = clock();
	write_with("json", &out, &result, &redacted);
	buffer_release(&out);
	write_with("jsonl", &out, &result, &redacted);
	ck_assert_msg(clock() - start < 15 * CLOCKS_PER_SEC, "took %.1f s", (double)(clock() - start) / CLOCKS_PER_SEC);
	buffer_release(&out);
	test_result_release(&result);
}
END_TEST

START_TEST(a_report_that_does_not_fit_says_so)
{
	struct result result;
	struct buffer out;

	test_result_init(&result);
	test_add_finding(&result, &test_rules[0], SLICE("x"));
	buffer_init(&out, 100);
	report_write_json(&out, &result, &redacted);
	ck_assert(out.full);
	buffer_release(&out);
	test_result_release(&result);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, a_full_finding_has_the_fields_of_the_schema_in_order);
	tcase_add_test(tests, what_does_not_apply_is_left_out);
	tcase_add_test(tests, the_summary_says_what_was_read_and_what_was_not);
	tcase_add_test(tests, any_path_comes_back_byte_for_byte);
	tcase_add_test(tests, a_shown_secret_is_whole_and_its_bytes_can_be_had);
	tcase_add_test(tests, both_formats_hold_the_same_objects_for_any_number_of_hostile_findings);
	tcase_add_test(tests, no_line_of_a_report_is_a_command_to_a_ci_runner);
	tcase_add_test(tests, thirty_thousand_findings_are_written_quickly);
	tcase_add_test(tests, a_report_that_does_not_fit_says_so);
}

UNIT_MAIN("report_json", add_tests)
