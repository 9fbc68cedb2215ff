/*
 * fuzz_engine.c - both engines on any bytes: they must find the same spans
 *
 * The rules are those of the tests; one that was cut in either engine is not compared.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/engine_rules.h"
#include "base/memory.h"
#include "engine/detector.h"
#include "model/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct rule rules[ENGINE_RULES];
static struct detector *detectors[2];
static struct scratch *scratches[2];

static void set_up(void)
{
	const struct rule *list[ENGINE_RULES];
	struct error err;

	for (size_t i = 0; i < ENGINE_RULES; i++) {
		rules[i] = (struct rule){ .id = engine_rules[i].regex,
					  .regex = engine_rules[i].regex,
					  .dialect = engine_rules[i].dialect };
		list[i] = &rules[i];
	}
	for (int i = 0; i < 2; i++) {
		const struct detector_options options = { .naive = i == 0 };

		detectors[i] = detector_new(list, ENGINE_RULES, &options, &err);
		if (!detectors[i])
			abort();
		scratches[i] = scratch_new(detectors[i]);
	}
}

static bool was_cut(const struct scan_result *result, const struct rule *rule)
{
	for (size_t i = 0; i < result->cut.len; i++)
		if (result->cut.items[i] == rule)
			return true;
	return false;
}

/* The next match from `i` on whose rule saw everything in both engines. */
static size_t next_match(const struct scan_result *in, const struct scan_result *other, size_t i)
{
	while (i < in->matches.len &&
	       (was_cut(in, in->matches.items[i].rule) || was_cut(other, in->matches.items[i].rule)))
		i++;
	return i;
}

static void compare(const struct scan_result *a, const struct scan_result *b)
{
	size_t i = 0, k = 0;

	for (;; i++, k++) {
		const struct match *x, *y;

		i = next_match(a, b, i);
		k = next_match(b, a, k);
		if (i == a->matches.len && k == b->matches.len)
			return;
		if (i == a->matches.len || k == b->matches.len)
			break;
		x = &a->matches.items[i];
		y = &b->matches.items[k];
		if (x->rule != y->rule || x->start != y->start || x->end != y->end ||
		    x->match_start != y->match_start || x->match_end != y->match_end)
			break;
	}
	fprintf(stderr, "the engines differ: %zu and %zu matches\n", a->matches.len, b->matches.len);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct scan_result *results[2];
	char *copy = mem_alloc(size + CONTENT_PADDING);

	if (!detectors[0])
		set_up();
	if (size)
		memcpy(copy, data, size);
	for (int i = 0; i < 2; i++)
		results[i] = detector_scan(detectors[i], scratches[i], slice_make(copy, size), 0, size);
	compare(results[0], results[1]);
	mem_free(copy);
	return 0;
}
