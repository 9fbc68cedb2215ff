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

	*location = (struct location){
		.state = state, .path = path, .line = line, .column = 5, .end_line = line, .end_column = 25
	};
	finding->locations_total = finding->locations.len;
	return location;
}

static inline void test_add_holders(struct finding *finding)
{
	static const char *const refs[] = { "refs/heads/main", "refs/remotes/o/main", "refs/tags/v1", "refs/stash" };
	static const struct holders holders = {
		.commits = 1204, .refs_len = 5, .refs = { refs, 4 }, .tips_len = 2, .tips = { refs, 2 }
	};

	finding->holders = &holders;
}

static inline const struct commit_info *test_add_commit(struct result *result, const char *author, const char *subject)
{
	struct commit_info *commit = arena_alloc(&result->findings.arena, sizeof(*commit));

	*commit = (struct commit_info){ .id = SLICE("4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
					.author = slice_of(author),
					.email = SLICE("alice@example.org"),
					.subject = slice_of(subject),
					.date = 1767323045 };
	return commit;
}

/* Bytes that break terminals, logs and JSON, among random ones, around `inside`. */
static inline struct slice test_hostile(struct arena *arena, struct random *random, struct slice inside)
{
	static const char *const bits[] = { "\n::error file=x::", "\r\n##[error]", "\x1b]0;t\x07",
					    "\xe2\x80\xae",       "\"}]",          "\\",
					    "\xff\xfe",           "\xed\xa0\x80",  "\xf0\x9f\x98",
					    "\xf0\x9f\x98\x80",   " b/",           "\t",
					    "##[add-mask]",       "\x7f" };
	struct buffer text;
	struct slice kept;

	buffer_init(&text, 1 << 16);
	for (int side = 0; side < 2; side++) {
		for (uint64_t i = random_below(random, 4); i; i--)
			buffer_add_text(&text, bits[random_below(random, sizeof(bits) / sizeof(*bits))]);
		buffer_add(&text, test_random_bytes(arena, random, random_below(random, 6)));
		if (side == 0)
			buffer_add(&text, inside);
	}
	kept = arena_copy(arena, buffer_slice(&text));
	buffer_release(&text);
	return kept;
}

/* `count` findings whose every string is hostile and holds the secret itself. */
static inline void test_fill(struct result *result, struct random *random, size_t count)
{
	static const char *const prefixes[TEST_RULES] = { "acme-", "", "" };
	struct arena *arena = &result->findings.arena;

	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &test_rules[i % TEST_RULES];
		struct slice secret =
			test_random_text(arena, random, prefixes[i % TEST_RULES], 8 + random_below(random, 40));
		struct finding *finding = test_add_finding(result, rule, secret);
		struct commit_info *commit = arena_alloc(arena, sizeof(*commit));

		*commit = (struct commit_info){ .id = SLICE("4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
						.author = test_hostile(arena, random, secret),
						.email = test_hostile(arena, random, secret),
						.subject = test_hostile(arena, random, secret),
						.date = (int64_t)random_next(random) };
		for (uint64_t k = random_below(random, 4); k; k--) {
			struct location *location =
				test_add_location(finding, (enum state)random_below(random, 6),
						  test_hostile(arena, random, secret), random_below(random, 9));

			location->kind = (enum place_kind)random_below(random, 6);
			location->ref = test_hostile(arena, random, secret);
			location->commit = k % 2 ? commit : NULL;
			location->cell = random_below(random, 3);
		}
		finding->locations_total += random_below(random, 3);
		finding->first_commit = i % 4 ? commit : NULL;
		finding->exposed_days = i % 4 ? (int64_t)random_below(random, 900) : -1;
		*array_add(&finding->siblings) = finding->id;
		if (i < 300)
			coverage_fail(&result->coverage, "missing", test_hostile(arena, random, secret));
	}
	result->complete = count == 0;
	result->hint = count ? arena_text(arena, result->findings.items[0].secret) : NULL;
}

#endif
