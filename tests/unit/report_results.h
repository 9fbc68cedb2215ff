/*
 * report_results.h - results made by hand, for the tests of the reports.
 *
 * Secrets are random fills behind a prefix that the rule spells out, so none
 * stands in this file.
 */
#ifndef TESTS_UNIT_REPORT_RESULTS_H
#define TESTS_UNIT_REPORT_RESULTS_H

#include <string.h>

#include "base/random.h"
#include "report/report.h"

static const char *const test_steps[] = { "Create a new key, deploy it, delete the old one.", "Review the usage." };

static const struct rule test_rules[] = {
	{ .id = "acme-key",
	  .title = "Acme project key",
	  .provider = "Acme",
	  .severity = SEVERITY_CRITICAL,
	  .confidence = CONFIDENCE_CERTAIN,
	  .regex = "\\b(acme-[0-9A-Za-z]{32})\\b",
	  .rotate = { .url = "https://acme.example/keys", .steps = { test_steps, 2 }, .age_days = 90 } },
	{ .id = "generic-password",
	  .title = "Password in an assignment",
	  .severity = SEVERITY_MEDIUM,
	  .confidence = CONFIDENCE_LIKELY,
	  .regex = "(?i)pass(?:word)?\\s*=\\s*(\\S+)" },
	{ .id = "bare", .severity = SEVERITY_LOW, .confidence = CONFIDENCE_POSSIBLE },
};

#define TEST_RULES (sizeof(test_rules) / sizeof(*test_rules))

static inline struct slice test_random_text(struct arena *arena, struct random *random, const char *prefix, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t before = strlen(prefix);
	char *text = arena_alloc(arena, before + len + 1);

	memcpy(text, prefix, before);
	for (size_t i = 0; i < len; i++)
		text[before + i] = alphabet[random_below(random, sizeof(alphabet) - 1)];
	return slice_make(text, before + len);
}

static inline struct slice test_random_bytes(struct arena *arena, struct random *random, size_t len)
{
	char *bytes = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)random_next(random);
	return slice_make(bytes, len);
}

static inline void test_result_init(struct result *result)
{
	*result = (struct result){ .complete = true, .rules_digest = "0123abcd", .target = "scan" };
	arena_init(&result->findings.arena);
	coverage_init(&result->coverage);
}

static inline void test_result_release(struct result *result)
{
	for (size_t i = 0; i < result->findings.len; i++) {
		array_release(&result->findings.items[i].locations);
		array_release(&result->findings.items[i].siblings);
	}
	array_release(&result->findings);
	arena_release(&result->findings.arena);
	coverage_release(&result->coverage);
}

static inline struct finding *test_add_finding(struct result *result, const struct rule *rule, struct slice secret)
{
	struct finding *finding = array_add(&result->findings);

	*finding = (struct finding){
		.id = arena_print(&result->findings.arena, "ks1_test%zu", result->findings.len),
		.rule = rule,
		.severity = rule->severity,
		.confidence = rule->confidence,
		.proof = PROOF_STRUCTURE,
		.secret = secret,
		.state = STATE_HEAD,
		.exposed_days = -1,
	};
	return finding;
}

static inline struct location *test_add_location(struct finding *finding, enum state state, struct slice path,
						 size_t line)
{
	struct location *location = array_add(&finding->locations);

	*location = (struct location){ .state = state,
				       .path = path,
				       .line = line,
				       .column = 5,
				       .end_line = line,
				       .end_column = 25 };
	finding->locations_total = finding->locations.len;
	return location;
}

#endif
