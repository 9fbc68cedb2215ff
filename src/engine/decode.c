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
	struct memo work; /* what is to be looked at in a version */
	struct memo_places again;
};

/* How far the bytes have been looked at for stretches of each kind. */
struct taken {
	size_t run, list; /* what starts before is part of a layer */
	size_t seen;      /* the end of the last run */
};

/* One text on its way. */
struct pass {
	struct decode_scratch *s;
	struct taken taken;
	struct escape_clusters clusters;
	struct memo *memo; /* NULL: nobody will ask */
	bool version;      /* only some of the runs are known */
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
	array_release(&s->work.runs);
	array_release(&s->work.marks);
	array_release(&s->again);
	mem_free(s);
}

static void keep_run(struct pass *p, size_t run)
{
	if (p->memo)
		memo_add(p->memo, &p->memo->runs, run, 0);
}

static void keep_mark(struct pass *p, size_t mark)
{
	if (p->memo)
		memo_add(p->memo, &p->memo->marks, mark, 0);
}

/* Where the run ends that stands before this one in its stretch, or what was taken; 0 when that is too far to matter.
 */
static size_t floor_of(const struct pass *p, size_t run)
{
	const size_t before = run_before(p->s->layer.outer, run);

	return before != RUN_NONE && before >= p->taken.run ? before + DECODE_RUN : p->taken.run;
}

static size_t take_run(struct pass *p, size_t run)
{
	const size_t near = p->taken.run + BASE64_HEAD_MAX + DECODE_RUN;
	size_t end;

	if (run < p->taken.run) {
		keep_run(p, run);
		return 0;
	}
	end = run_take(&p->s->tables, &p->s->layer, run, p->version ? floor_of(p, run) : p->taken.seen);
	/* What is nothing by itself need not be looked at again in a version. */
	if (p->memo && (end || (p->taken.run && run < near)))
		keep_run(p, run);
	p->taken.seen = run + DECODE_RUN;
	if (end)
		p->taken.run = p->taken.seen = end;
	return end;
}

static size_t take_mark(struct pass *p, size_t mark)
{
	struct layer *layer = &p->s->layer;
	bool far = false;
	size_t end;

	if (layer->outer.at[mark] != '0') {
		if (escape_add(&p->clusters, layer, mark))
			keep_mark(p, mark);
		return 0;
	}
	if (mark < p->taken.list) {
		keep_mark(p, mark);
		return 0;
	}
	end = hex_take_list(layer, mark, &far);
	if (end || far)
		keep_mark(p, mark);
	if (end)
		p->taken.list = end;
	return end;
}

static void look_everywhere(struct pass *p)
{
	struct decode_finds *finds = &p->s->finds;
	struct decode_finder finder = { 0 };
	struct slice bytes = p->s->layer.outer;

	for (size_t from = 0; from < bytes.len; from += DECODE_CHUNK) {
		size_t until = bytes.len - from < DECODE_CHUNK ? bytes.len : from + DECODE_CHUNK;

		p->s->find(&finder, bytes.at, from, until, finds);
		for (size_t i = 0; i < finds->runs_len; i++)
			take_run(p, finds->runs[i]);
		for (size_t i = 0; i < finds->marks_len; i++)
			take_mark(p, finds->marks[i]);
	}
}

static void add_finds(struct memo *m, struct memo_places *to, const uint32_t *finds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		memo_add(m, to, finds[i], 0);
}

/* Adds what is found in a zone to the lists (or NULL) of what is to be looked at. */
static void find_in(struct decode_scratch *s, size_t from, size_t until, struct memo_places *runs,
		    struct memo_places *marks)
{
	struct decode_finder finder = { 0 };

	for (; from < until; from += DECODE_CHUNK) {
		s->find(&finder, s->layer.outer.at, from, until - from < DECODE_CHUNK ? until : from + DECODE_CHUNK,
			&s->finds);
		if (runs)
			add_finds(&s->work, runs, s->finds.runs, s->finds.runs_len);
		if (marks)
			add_finds(&s->work, marks, s->finds.marks, s->finds.marks_len);
	}
}

/*
 * Takes what is to be looked at, in order. Where something is taken, more has to be: what is now part of it, and
 * runs just behind it.
 */
static void look_at(struct pass *p, const struct memo_places *list, size_t (*take)(struct pass *, size_t), bool runs)
{
	struct memo_places *again = &p->s->again;
	size_t i = 0, k = again->len = 0;

	while (i < list->len || k < again->len) {
		const size_t next = i < list->len ? list->items[i].at : SIZE_MAX;
		const size_t other = k < again->len ? again->items[k].at : SIZE_MAX;
		const size_t at = next < other ? next : other;
		size_t end;

		i += next == at;
		k += other == at;
		end = take(p, at);
		if (!end)
			continue;
		end += BASE64_HEAD_MAX + 2 * DECODE_RUN;
		k = again->len = 0;
		find_in(p->s, at + 1, end < p->s->layer.outer.len ? end : p->s->layer.outer.len, runs ? again : NULL,
			runs ? NULL : again);
	}
}

/* Lets go what is no run any more. */
static void drop_broken(struct slice bytes, struct memo_places *runs)
{
	size_t kept = 0;

	for (size_t i = 0; i < runs->len; i++)
		if (run_stands(bytes, runs->items[i].at))
			runs->items[kept++] = runs->items[i];
	runs->len = kept;
}

static bool look_at_version(struct pass *p, const struct version *v)
{
	struct memo *work = &p->s->work;

	memo_begin(work, v->len);
	version_inherit(v, &v->base->runs, work, &work->runs);
	version_inherit(v, &v->base->marks, work, &work->marks);
	drop_broken(p->s->layer.outer, &work->runs);
	for (size_t i = 0; i < v->zones.len; i++)
		find_in(p->s, v->zones.items[i].from, v->zones.items[i].until, &work->runs, &work->marks);
	memo_settle(&work->runs);
	memo_settle(&work->marks);
	look_at(p, &work->runs, take_run, true);
	look_at(p, &work->marks, take_mark, false);
	return work->known;
}

bool decode_version(struct decode_scratch *s, struct slice bytes, const struct version *version, struct memo *memo,
		    void (*layer)(void *context, const struct decoded *layer), void *context)
{
	struct pass pass = { .s = s, .memo = memo, .version = version != NULL };
	bool known = true;

	assert(bytes.len < UINT32_MAX);
	s->layer.outer = bytes;
	s->layer.each = layer;
	s->layer.context = context;
	if (version)
		known = look_at_version(&pass, version);
	else
		look_everywhere(&pass);
	escape_finish(&pass.clusters, &s->layer);
	return known;
}

void decode_each(struct decode_scratch *s, struct slice bytes,
		 void (*layer)(void *context, const struct decoded *layer), void *context)
{
	decode_version(s, bytes, NULL, NULL, layer, context);
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
