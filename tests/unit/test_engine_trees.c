/*
 * test_engine_trees.c - on real text, with the built-in rules, the fast engine
 * finds exactly what the naive one finds.
 *
 * The text is a sample of SAMPLE bytes of each folder in KEYSIEVE_TREES
 * (separated by colons), else of what a machine has anyway. Checks, judges and
 * entropy are taken off the rules, so that every span counts and not only the
 * few that look like secrets.
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "unit/unit.h"

#include "base/array.h"
#include "base/file.h"
#include "engine/detector.h"
#include "model/content.h"
#include "ruleset/builtin.h"

#define SAMPLE   ((size_t)20 << 20)
#define FILE_MAX ((size_t)4 << 20)

static struct {
	struct detector *fast, *naive;
	struct scratch *fast_scratch, *naive_scratch;
	size_t bytes, files, matches;
} engines;

static struct detector *build(const struct rule *const *rules, bool naive)
{
	const struct detector_options how = { .naive = naive, .decode = true, .min_confidence = CONFIDENCE_POSSIBLE };
	struct error err;
	struct detector *detector = detector_new(rules, builtin_rules_len, &how, &err);

	ck_assert_msg(detector != NULL, "%s", err.text);
	return detector;
}

static void compare(const char *path, struct slice text)
{
	const struct matches *fast = &detector_scan(engines.fast, engines.fast_scratch, text, 0, text.len)->matches;
	const struct matches *naive = &detector_scan(engines.naive, engines.naive_scratch, text, 0, text.len)->matches;

	ck_assert_msg(fast->len == naive->len, "%s: fast %zu, naive %zu matches", path, fast->len, naive->len);
	for (size_t i = 0; i < fast->len; i++) {
		const struct match *a = &fast->items[i], *b = &naive->items[i];

		ck_assert_msg(a->rule == b->rule && a->start == b->start && a->end == b->end &&
				      slice_equal(a->secret, b->secret),
			      "%s: match %zu: fast %s %zu-%zu, naive %s %zu-%zu", path, i, a->rule->id, a->start,
			      a->end, b->rule->id, b->start, b->end);
	}
	engines.matches += fast->len;
}

static int visit(const char *path, const struct stat *about, int type, struct FTW *place)
{
	struct buffer bytes;
	struct error err;

	(void)place;
	if (type != FTW_F || !S_ISREG(about->st_mode) || (size_t)about->st_size > FILE_MAX)
		return 0;
	buffer_init(&bytes, FILE_MAX + CONTENT_PADDING);
	if (file_read(path, &bytes, &err) == STATUS_OK) {
		struct slice text = buffer_slice(&bytes);

		buffer_reserve(&bytes, CONTENT_PADDING);
		text.at = bytes.at;
		compare(path, text);
		engines.bytes += text.len;
		engines.files++;
	}
	buffer_release(&bytes);
	return engines.bytes > SAMPLE;
}

START_TEST(both_engines_agree_on_real_text)
{
	const char *named = getenv("KEYSIEVE_TREES");
	struct slice rest = slice_of(
			     named ? named
				   : "src:include:rules:tests:/usr/include:/usr/share/perl:/usr/lib/python3.11"),
		     tree;
	struct rule *bare = mem_alloc_array(builtin_rules_len, sizeof(*bare));
	const struct rule **rules = mem_alloc_array(builtin_rules_len, sizeof(*rules));

	for (size_t i = 0; i < builtin_rules_len; i++) {
		bare[i] = builtin_rules[i];
		bare[i].judge = bare[i].check = NULL;
		bare[i].entropy = 0;
		rules[i] = &bare[i];
	}
	engines.fast = build(rules, false);
	engines.naive = build(rules, true);
	engines.fast_scratch = scratch_new(engines.fast);
	engines.naive_scratch = scratch_new(engines.naive);
	while (slice_cut(&rest, ':', &tree)) {
		char *path = strndup(tree.at, tree.len);

		engines.bytes = 0;
		nftw(path, visit, 32, FTW_PHYS);
		printf("%s: %zu bytes\n", path, engines.bytes);
		free(path);
	}
	printf("%zu files, %zu matches\n", engines.files, engines.matches);
	ck_assert_uint_gt(engines.files, 100);
	ck_assert_uint_gt(engines.matches, 0);
	scratch_free(engines.fast_scratch);
	scratch_free(engines.naive_scratch);
	detector_free(engines.fast);
	detector_free(engines.naive);
	mem_free(rules);
	mem_free(bare);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_set_timeout(tests, 600);
	tcase_add_test(tests, both_engines_agree_on_real_text);
}

UNIT_MAIN("engine_trees", add_tests)
