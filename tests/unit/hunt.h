/*
 * hunt.h - what the tests of the decode layers share: a search for a text in the
 * layers of some bytes, and random text.
 */
#ifndef TESTS_UNIT_HUNT_H
#define TESTS_UNIT_HUNT_H

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/decode.h"
#include "model/content.h"
#include "unit/unit.h"

#define BUFFER_MAX ((size_t)64 << 20)

/* A search for a text in the layers of some bytes. */
struct hunt {
	const char *marker;
	const char *name;  /* only in layers of this name; NULL: in any */
	size_t found;      /* how often, after that of the last one: */
	size_t start, end; /* its place in the outer bytes */
	size_t text_start; /* and in the layer */
	size_t layers;     /* how many layers there were */
	size_t decoded;    /* and bytes in them */
	bool touches;
	struct buffer text; /* the last layer with the marker, or else the last layer */
};

static inline void check_layer(const struct decoded *d)
{
	bool rises = true, padded = true;

	for (size_t i = 0; i < d->text.len; i++)
		rises = rises && d->map[i] <= d->map[i + 1];
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		padded = padded && d->text.at[d->text.len + i] == 0;
	ck_assert(rises && padded);
	ck_assert(d->text.len > 0 && d->text.len <= DECODE_LAYER_MAX * 3 / 2);
	ck_assert(d->map[0] == d->outer_start && d->map[d->text.len] == d->outer_end);
	ck_assert(d->outer_end <= d->outer.len);
}

static inline void look(void *context, const struct decoded *d)
{
	struct hunt *hunt = context;
	struct slice marker = slice_of(hunt->marker);
	size_t at;

	check_layer(d);
	hunt->layers++;
	hunt->decoded += d->text.len;
	if (hunt->name && strcmp(hunt->name, d->name) != 0)
		return;
	at = slice_find(d->text, marker, 0);
	if (at == SLICE_NOWHERE && hunt->found)
		return;
	buffer_clear(&hunt->text);
	buffer_add(&hunt->text, d->text);
	if (at == SLICE_NOWHERE)
		return;
	hunt->found++;
	hunt->text_start = at;
	decoded_span(d, at, at + marker.len, &hunt->start, &hunt->end);
	hunt->touches = decoded_touches(d, at, at + marker.len);
}

/* Searches a copy that has exactly the padding, filled with what would go on any stretch. */
static inline struct hunt hunt_in(struct slice bytes, const char *name, const char *marker)
{
	/* One for all hunts: a layer must not depend on what was in the scratch before. */
	static struct decode_scratch *scratch;
	struct hunt hunt = { .marker = marker, .name = name };
	char *copy = mem_alloc(bytes.len + CONTENT_PADDING);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	memset(copy + bytes.len, 'Z', CONTENT_PADDING);
	if (!scratch)
		scratch = decode_scratch_new();
	buffer_init(&hunt.text, BUFFER_MAX);
	decode_each(scratch, slice_make(copy, bytes.len), look, &hunt);
	mem_free(copy);
	return hunt;
}

static inline size_t layers_of(struct slice bytes)
{
	struct hunt hunt = hunt_in(bytes, NULL, "\1");

	buffer_release(&hunt.text);
	return hunt.layers;
}

/* Expects the marker once, spelt as `encoded` at `at`. */
static inline void expect(struct slice bytes, const char *name, const char *marker, size_t start, size_t end)
{
	struct hunt hunt = hunt_in(bytes, name, marker);

	ck_assert_msg(hunt.found == 1, "\"%s\" is in %zu of %zu layers of \"%.*s\"; last: \"%s\"", marker, hunt.found,
		      hunt.layers, (int)(bytes.len < 300 ? bytes.len : 300), bytes.at, hunt.text.at);
	ck_assert_msg(hunt.start == start && hunt.end == end,
		      "\"%s\" stands at %zu to %zu, not %zu to %zu, in \"%.*s\"", marker, hunt.start, hunt.end, start,
		      end, (int)(bytes.len < 300 ? bytes.len : 300), bytes.at);
	ck_assert(hunt.touches);
	buffer_release(&hunt.text);
}

/* Printable text that no decoder takes for anything. */
static inline void add_filler(struct buffer *out, struct random *random, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buffer_add_byte(out, i % 7 == 6 ? ' ' : (char)('a' + random_below(random, 26)));
}

/* Text with every printable character, a tab or a line end now and then, and some that is not ASCII. */
static inline void add_random_text(struct buffer *out, struct random *random, size_t len)
{
	while (len-- > 0) {
		size_t kind = random_below(random, 40);

		if (kind == 0)
			buffer_add_text(out, "\xc3\xa9");
		else if (kind == 1)
			buffer_add_byte(out, '\n');
		else
			buffer_add_byte(out, (char)(' ' + random_below(random, 95)));
	}
}

static inline void add_lines(struct buffer *out, struct slice encoded, size_t columns, const char *line_break)
{
	for (size_t at = 0; at < encoded.len; at += columns) {
		if (at)
			buffer_add_text(out, line_break);
		buffer_add(out, slice_sub(encoded, at, columns));
	}
}

/* Zero bytes that do not count. */
static inline void add_padding(struct buffer *bytes)
{
	char padding[CONTENT_PADDING] = { 0 };

	buffer_add(bytes, slice_make(padding, sizeof(padding)));
	buffer_truncate(bytes, bytes->len - sizeof(padding));
}

#endif
