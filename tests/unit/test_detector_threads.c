/* One detector, many threads: patterns are compiled and translated under way, by whoever needs them first. */
#include "engine/detector.h"
#include "unit/engine_rules.h"
#include "unit/sample.h"
#include "unit/unit.h"

#include <string.h>

#include "base/workers.h"
#include "model/content.h"

#define THREADS 4
#define ROUNDS  12
#define TEXTS   20

struct shared {
	const struct detector *detector;
	struct buffer texts[TEXTS];
	size_t matches[THREADS][TEXTS];
};

static void scan_all(void *context, unsigned worker)
{
	struct shared *shared = context;
	struct scratch *scratch = scratch_new(shared->detector);

	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < TEXTS; i++) {
			struct slice text = slice_make(shared->texts[i].at, shared->texts[i].len - CONTENT_PADDING);
			size_t found = detector_scan(shared->detector, scratch, text, 0, text.len)->matches.len;

			if (round == 0)
				shared->matches[worker][i] = found;
			else if (shared->matches[worker][i] != found)
				shared->matches[worker][i] = SIZE_MAX;
		}
	}
	scratch_free(scratch);
}

static void make_text(struct random *random, const struct regex *regexes, struct buffer *text)
{
	static const char padding[CONTENT_PADDING];

	buffer_init(text, 1 << 20);
	for (size_t i = 0; i < ENGINE_RULES; i++) {
		if (!regexes[i].root)
			continue;
		buffer_add_byte(text, ' ');
		sample_node(random, regexes[i].root, text);
	}
	buffer_add(text, slice_make(padding, sizeof(padding)));
}

START_TEST(threads_that_share_a_detector_all_find_the_same)
{
	const struct detector_options options = { .naive = false };
	static struct shared shared;
	struct rule rules[ENGINE_RULES];
	const struct rule *list[ENGINE_RULES];
	struct regex regexes[ENGINE_RULES];
	struct detector *detector;
	struct arena arena;
	struct random random;
	struct error err;

	arena_init(&arena);
	random_init(&random, 7);
	for (size_t i = 0; i < ENGINE_RULES; i++) {
		rules[i] = (struct rule){ .id = engine_rules[i].regex,
					  .regex = engine_rules[i].regex,
					  .dialect = engine_rules[i].dialect };
		list[i] = &rules[i];
		regexes[i] = regex_parse(rules[i].regex, &arena);
	}
	detector = detector_new(list, ENGINE_RULES, &options, &err);
	ck_assert_ptr_nonnull(detector);
	shared.detector = detector;
	for (size_t i = 0; i < TEXTS; i++)
		make_text(&random, regexes, &shared.texts[i]);
	workers_run(THREADS, scan_all, &shared);
	for (size_t i = 0; i < TEXTS; i++) {
		ck_assert_uint_gt(shared.matches[0][i], 5);
		for (size_t worker = 1; worker < THREADS; worker++)
			ck_assert_uint_eq(shared.matches[worker][i], shared.matches[0][i]);
		buffer_release(&shared.texts[i]);
	}
	detector_free(detector);
	arena_release(&arena);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, threads_that_share_a_detector_all_find_the_same);
}

UNIT_MAIN("detector_threads", add_tests)
