/*
 * fuzz_decode.c - decode layers and wide text, on any bytes.
 *
 * Every layer of every depth must keep what decode.h and unicode.h promise:
 * maps that rise and stay inside, spans that hold their start, zero padding,
 * kernels that agree.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "engine/decode.h"
#include "engine/decode_find.h"
#include "engine/unicode.h"
#include "model/content.h"

#define DEPTH 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walk {
	struct decode_scratch *scratch[DEPTH];
	unsigned depth;
	size_t budget;
};

static void check_span(const struct decoded *d, size_t start, size_t end)
{
	size_t outer_start, outer_end;

	decoded_span(d, start, end, &outer_start, &outer_end);
	assert(outer_start >= d->outer_start && outer_start < outer_end && outer_end <= d->outer_end);
	decoded_touches(d, start, end);
}

static void check_layer(void *context, const struct decoded *d)
{
	struct walk *walk = context;
	size_t step = d->text.len / 7 + 1;

	assert(d->text.len > 0 && d->map[0] == d->outer_start && d->map[d->text.len] == d->outer_end);
	assert(d->outer_end <= d->outer.len);
	for (size_t i = 0; i < d->text.len; i++)
		assert(d->map[i] <= d->map[i + 1]);
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		assert(d->text.at[d->text.len + i] == 0);
	for (size_t at = 0; at < d->text.len; at += step) {
		check_span(d, at, at + 1);
		check_span(d, 0, at + 1);
		check_span(d, at, d->text.len);
	}
	if (walk->depth == DEPTH || d->text.len > walk->budget)
		return;
	walk->budget -= d->text.len;
	walk->depth++;
	decode_each(walk->scratch[walk->depth - 1], d->text, check_layer, walk);
	walk->depth--;
}

static void check_kernels(struct slice bytes)
{
	static struct decode_finds want, got;
	const struct decode_kernel *scalar = &decode_kernels[decode_kernels_len - 1];

	for (size_t k = 0; k + 1 < decode_kernels_len; k++) {
		struct decode_finder a = { 0 }, b = { 0 };

		if (!decode_kernels[k].runs_here())
			continue;
		for (size_t from = 0; from < bytes.len; from += DECODE_CHUNK) {
			size_t until = bytes.len - from < DECODE_CHUNK ? bytes.len : from + DECODE_CHUNK;

			scalar->find(&a, bytes.at, from, until, &want);
			decode_kernels[k].find(&b, bytes.at, from, until, &got);
			assert(want.runs_len == got.runs_len && want.marks_len == got.marks_len);
			assert(memcmp(want.runs, got.runs, want.runs_len * sizeof(*want.runs)) == 0);
			assert(memcmp(want.marks, got.marks, want.marks_len * sizeof(*want.marks)) == 0);
		}
	}
}

static void check_unicode(struct slice bytes)
{
	struct buffer out;

	unicode_detect(bytes);
	for (int encoding = ENCODING_BYTES; encoding <= ENCODING_UTF32BE; encoding++) {
		buffer_init(&out, bytes.len / 2 * 3 + 4096);
		assert(bytes.len - unicode_convert((enum encoding)encoding, bytes, &out) <= 3);
		assert(!out.full);
		buffer_release(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = mem_alloc(size + CONTENT_PADDING);
	struct slice bytes = slice_make(copy, size);
	struct walk walk = { .depth = 1, .budget = 8 * size + ((size_t)1 << 20) };

	if (size)
		memcpy(copy, data, size);
	/* What stands behind the end must not matter; here it would go on whatever ends there. */
	memset(copy + size, size ? copy[size - 1] : 'A', CONTENT_PADDING);
	for (size_t i = 0; i < DEPTH; i++)
		walk.scratch[i] = decode_scratch_new();
	check_kernels(bytes);
	check_unicode(bytes);
	decode_each(walk.scratch[0], bytes, check_layer, &walk);
	for (size_t i = 0; i < DEPTH; i++)
		decode_scratch_free(walk.scratch[i]);
	mem_free(copy);
	return 0;
}
