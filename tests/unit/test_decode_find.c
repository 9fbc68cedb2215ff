/* test_decode_find.c - every kernel against the definition */
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "engine/decode_find.h"
#include "model/content.h"
#include "unit/unit.h"

/* Finds by the definition, byte by byte. */
static void find_slowly(struct slice bytes, struct decode_finds *finds)
{
	size_t run = 0;

	finds->runs_len = finds->marks_len = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.at[i], next = bytes.at[i + 1];

		run = text_is_alnum(c) ? run + 1 : 0;
		if (run == DECODE_RUN)
			finds->runs[finds->runs_len++] = (uint32_t)(i + 1 - DECODE_RUN);
		if ((c == '%' && next >= '2' && next <= '7') || (c == '\\' && next && strchr("uUxX", next)) ||
		    (c == '&' && (next == '#' || next == 'q')) || (c == '0' && next == 'x'))
			finds->marks[finds->marks_len++] = (uint32_t)i;
	}
}

static void compare_kernel(const struct decode_kernel *kernel, struct slice bytes, const struct decode_finds *want)
{
	struct decode_finder finder = { 0 };
	struct decode_finds got;
	size_t runs = 0, marks = 0;
	bool same = true;

	/* In chunks of different sizes, to see what goes on from one to the next. */
	for (size_t from = 0, until, step = 64; from < bytes.len; from = until, step = step % 320 + 64) {
		until = bytes.len - from < step ? bytes.len : from + step;
		kernel->find(&finder, bytes.at, from, until, &got);
		same = same && runs + got.runs_len <= want->runs_len && marks + got.marks_len <= want->marks_len &&
		       memcmp(got.runs, want->runs + runs, got.runs_len * sizeof(*got.runs)) == 0 &&
		       memcmp(got.marks, want->marks + marks, got.marks_len * sizeof(*got.marks)) == 0;
		runs += got.runs_len;
		marks += got.marks_len;
	}
	ck_assert_msg(same && runs == want->runs_len && marks == want->marks_len, "kernel %s, %zu bytes", kernel->name,
		      bytes.len);
}

START_TEST(every_kernel_finds_what_the_definition_says)
{
	static const char likely[] = "\\%&0xuUX#q27azAZ09+/-_= .,:`@[{^/G";
	struct random random;
	char bytes[64 + 2000 + CONTENT_PADDING];
	struct decode_finds want;

	random_init(&random, 37);
	for (int round = 0; round < 6000; round++) {
		size_t align = (size_t)round % 64, len = random_below(&random, 2000);
		struct slice slice = slice_make(bytes + align, len);
		uint64_t mix = random_below(&random, 60) + 1;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			if (random_below(&random, mix) == 0)
				bytes[i] = (char)random_next(&random);
			else
				bytes[i] = likely[random_below(&random, random_below(&random, mix) ? 26 : 34)];
			if (mix > 20 && random_below(&random, 30))
				bytes[i] = (char)('a' + i % 26);
		}
		find_slowly(slice, &want);
		for (size_t k = 0; k < decode_kernels_len; k++)
			if (decode_kernels[k].runs_here())
				compare_kernel(&decode_kernels[k], slice, &want);
	}
}
END_TEST

START_TEST(every_byte_pair_is_classified_alike)
{
	char bytes[64 + CONTENT_PADDING] = { 0 };
	struct decode_finds want;

	for (int pair = 0; pair < 65536; pair++) {
		bytes[13] = (char)(pair >> 8);
		bytes[14] = (char)pair;
		memset(bytes + 20, pair & 0xff, 25);
		find_slowly(slice_make(bytes, 60), &want);
		for (size_t k = 0; k < decode_kernels_len; k++)
			if (decode_kernels[k].runs_here())
				compare_kernel(&decode_kernels[k], slice_make(bytes, 60), &want);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, every_kernel_finds_what_the_definition_says);
	tcase_add_test(tests, every_byte_pair_is_classified_alike);
}

UNIT_MAIN("decode_find", add_tests)
