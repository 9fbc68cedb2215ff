/*
 * decode.c - see decode.h
 *
 * Chunk by chunk: find (decode_find.h), then look at what was found while it is
 * in the cache. Runs go to decode_run.h, marks to decode_escape.h and decode_hex.h.
 */
#include "engine/decode.h"

#include <assert.h>

#include "base/memory.h"
#include "engine/decode_base64.h"
#include "engine/decode_escape.h"
#include "engine/decode_find.h"
#include "engine/decode_hex.h"
#include "engine/decode_layer.h"
#include "engine/decode_run.h"

struct decode_scratch {
	decode_find_chunk *find;
	struct run_tables tables;
	struct layer layer;
	struct decode_finds finds;
};

struct decode_scratch *decode_scratch_new(void)
{
	struct decode_scratch *s = mem_alloc(sizeof(*s));

	s->find = decode_kernel_best()->find;
	run_tables_init(&s->tables);
	layer_init(&s->layer);
	return s;
}

void decode_scratch_free(struct decode_scratch *s)
{
	if (!s)
		return;
	layer_release(&s->layer);
	mem_free(s);
}

/* How far the bytes have been looked at for stretches of each kind. */
struct taken {
	size_t run, list; /* what starts before is part of a layer */
	size_t seen;      /* the end of the last run */
};

static void drain_runs(struct decode_scratch *s, struct taken *taken)
{
	for (size_t i = 0; i < s->finds.runs_len; i++) {
		size_t end, run = s->finds.runs[i];

		if (run < taken->run)
			continue;
		end = run_take(&s->tables, &s->layer, run, taken->seen);
		taken->seen = run + DECODE_RUN;
		if (end)
			taken->run = taken->seen = end;
	}
}

static void drain_marks(struct decode_scratch *s, struct taken *taken, struct escape_clusters *clusters)
{
	for (size_t i = 0; i < s->finds.marks_len; i++) {
		size_t end, mark = s->finds.marks[i];

		if (s->layer.outer.at[mark] != '0') {
			escape_add(clusters, &s->layer, mark);
			continue;
		}
		if (mark < taken->list)
			continue;
		end = hex_take_list(&s->layer, mark);
		if (end)
			taken->list = end;
	}
}

void decode_each(struct decode_scratch *s, struct slice bytes,
		 void (*layer)(void *context, const struct decoded *layer), void *context)
{
	struct decode_finder finder = { 0 };
	struct escape_clusters clusters = { 0 };
	struct taken taken = { 0 };

	assert(bytes.len < UINT32_MAX);
	s->layer.outer = bytes;
	s->layer.each = layer;
	s->layer.context = context;
	for (size_t from = 0; from < bytes.len; from += DECODE_CHUNK) {
		size_t until = bytes.len - from < DECODE_CHUNK ? bytes.len : from + DECODE_CHUNK;

		s->find(&finder, bytes.at, from, until, &s->finds);
		drain_runs(s, &taken);
		drain_marks(s, &taken, &clusters);
	}
	escape_finish(&clusters, &s->layer);
}

/* The end of the second character that holds bits of the byte whose first one is at `at`. */
static size_t second_end(struct slice outer, size_t at)
{
	return base64_is_char(outer.at[at + 1]) ? at + 2 : at + 2 + base64_break(outer, at + 1);
}

void decoded_span(const struct decoded *d, size_t start, size_t end, size_t *outer_start, size_t *outer_end)
{
	size_t after = end;

	*outer_start = d->map[start];
	switch (d->unit) {
	case DECODED_SIXBIT:
		*outer_end = second_end(d->outer, d->map[end - 1]);
		return;
	case DECODED_PAIR:
		*outer_end = d->map[end - 1] + 2;
		return;
	case DECODED_SIXBIT_WIDE:
	case DECODED_ESCAPE:
		break;
	}
	while (after < d->text.len && d->map[after] == d->map[end - 1])
		after++;
	*outer_end = d->map[after];
	if (d->unit == DECODED_SIXBIT_WIDE && *outer_end < d->outer_end)
		*outer_end += 1;
}

bool decoded_touches(const struct decoded *d, size_t start, size_t end)
{
	if (d->unit != DECODED_ESCAPE)
		return true;
	/* A plain byte moves the map by one, the likes of \n by two, a spelt one by three or more
	 * in all; the bytes of one character stand at the same place. */
	for (size_t i = start; i < end; i++)
		if (d->map[i + 1] - d->map[i] != 1 && d->map[i + 1] - d->map[i] != 2)
			return true;
	return false;
}
