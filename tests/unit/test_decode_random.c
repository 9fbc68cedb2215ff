/*
 * test_decode_random.c - random text, encoded in every way, broken, nested and
 * long, comes back whole and from the right place
 */
#include "unit/hunt.h"

/* Whether there are sixteen letters or digits in a row, as decode.h wants. */
static bool has_run(struct slice bytes)
{
	size_t run = 0;

	for (size_t i = 0; i < bytes.len && run < 16; i++)
		run = text_is_alnum(bytes.at[i]) ? run + 1 : 0;
	return run == 16;
}

static const char *const breaks[] = {
	"\n",    "\r\n",        "\n    ",   "\r\n\t",    "\\n",  "\\r\\n",
	"\\\\n", "\" \\\n  \"", "' +\r\n'", "\",\n\t\"", "\\\n", "'\n  b'",
};

START_TEST(base64_goes_on_over_line_breaks)
{
	static const size_t columns[] = { 40, 60, 64, 65, 66, 67, 76, 120 };
	struct buffer plain, encoded, bytes;
	struct random random;

	random_init(&random, 11);
	buffer_init(&plain, BUFFER_MAX);
	buffer_init(&encoded, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	for (size_t round = 0; round < 8000; round++) {
		size_t width = columns[round % 8], at, first, last;
		const char *line_break = breaks[round / 8 % (sizeof(breaks) / sizeof(*breaks))];
		struct hunt hunt;

		buffer_clear(&plain);
		buffer_clear(&encoded);
		buffer_clear(&bytes);
		add_random_text(&plain, &random, 20 + random_below(&random, 200));
		at = plain.len;
		buffer_add_text(&plain, "MARKER~");
		add_random_text(&plain, &random, random_below(&random, 200));
		text_add_base64(&encoded, buffer_slice(&plain));
		if (!has_run(slice_sub(buffer_slice(&encoded), 0, width)))
			continue;
		buffer_add_text(&bytes, "body: \"");
		add_lines(&bytes, buffer_slice(&encoded), width, line_break);
		buffer_add_text(&bytes, "\"\nnext: line\n");
		hunt = hunt_in(buffer_slice(&bytes), "base64", "MARKER~");
		first = at * 8 / 6;
		last = ((at + 7) * 8 - 1) / 6;
		first += 7 + first / width * strlen(line_break);
		last += 7 + last / width * strlen(line_break);
		ck_assert_msg(hunt.found == 1, "round %zu, %zu columns: %s", round, width, bytes.at);
		ck_assert_uint_eq(hunt.text_start, at);
		ck_assert_uint_eq(hunt.start, first);
		ck_assert_uint_eq(hunt.end, last + 1);
		ck_assert_msg(slice_equal(buffer_slice(&hunt.text), buffer_slice(&plain)), "got %s\nwant %s",
			      hunt.text.at, plain.at);
		buffer_release(&hunt.text);
	}
	buffer_release(&plain);
	buffer_release(&encoded);
	buffer_release(&bytes);
}
END_TEST

START_TEST(hashes_and_other_random_bytes_have_no_layers)
{
	struct random random;
	struct buffer bytes, raw;
	size_t layers = 0;

	random_init(&random, 5);
	buffer_init(&bytes, BUFFER_MAX);
	buffer_init(&raw, BUFFER_MAX);
	for (int round = 0; round < 20000; round++) {
		buffer_clear(&raw);
		buffer_clear(&bytes);
		for (size_t i = 0, len = 16 + random_below(&random, 50); i < len; i++)
			buffer_add_byte(&raw, (char)random_next(&random));
		if (round % 2)
			text_add_hex(&bytes, buffer_slice(&raw));
		else
			text_add_base64(&bytes, buffer_slice(&raw));
		layers += layers_of(buffer_slice(&bytes));
	}
	ck_assert_uint_eq(layers, 0);
	buffer_release(&bytes);
	buffer_release(&raw);
}
END_TEST

/* The encodings that are tried on random text, each with the unit its spans are exact to. */
enum way { BASE64, BASE64URL, HEX, PERCENT, UNICODE_ESCAPE, BYTE_ESCAPE, ENTITY, WAYS };

static const char *const way_names[] = { "base64",         "base64",         "hex",        "percent",
					 "unicode-escape", "unicode-escape", "html-entity" };

static void add_escape(struct buffer *out, enum way way, unsigned char byte)
{
	if (way == ENTITY)
		buffer_print(out, "&#%u;", byte);
	else if (way == PERCENT)
		buffer_print(out, "%%%02x", byte);
	else if (way == UNICODE_ESCAPE)
		buffer_print(out, "\\u%04X", byte);
	else
		buffer_print(out, "\\x%02x", byte);
}

static void add_encoded(struct buffer *out, enum way way, struct slice plain)
{
	size_t from = out->len;

	if (way == HEX) {
		text_add_hex(out, plain);
	} else if (way == BASE64 || way == BASE64URL) {
		text_add_base64(out, plain);
		for (size_t i = from; way == BASE64URL && i < out->len; i++)
			out->at[i] = out->at[i] == '+' ? '-' : out->at[i] == '/' ? '_' : out->at[i];
		while (way == BASE64URL && out->at[out->len - 1] == '=')
			buffer_truncate(out, out->len - 1);
	} else {
		for (size_t i = 0; i < plain.len; i++)
			add_escape(out, way, (unsigned char)plain.at[i]);
	}
}

/* Characters to a byte, where that is always the same. */
static const size_t widths[WAYS] = { [HEX] = 2, [PERCENT] = 3, [UNICODE_ESCAPE] = 6, [BYTE_ESCAPE] = 4 };

/* Where bytes [start, start + len) of a plain text begin and end in its encoding. */
static void place_in_encoding(enum way way, struct slice plain, size_t start, size_t len, size_t *from, size_t *to)
{
	struct buffer out;

	if (way == BASE64 || way == BASE64URL) {
		*from = start * 8 / 6;
		*to = ((start + len) * 8 - 1) / 6 + 1;
		return;
	}
	*from = start * widths[way];
	*to = (start + len) * widths[way];
	if (way != ENTITY)
		return;
	buffer_init(&out, BUFFER_MAX);
	add_encoded(&out, way, slice_sub(plain, 0, start));
	*from = out.len;
	buffer_clear(&out);
	add_encoded(&out, way, slice_sub(plain, 0, start + len));
	*to = out.len;
	buffer_release(&out);
}

START_TEST(random_text_comes_back_from_every_encoding)
{
	struct random random;
	struct buffer plain, bytes;

	random_init(&random, 17);
	buffer_init(&plain, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	for (int round = 0; round < 14000; round++) {
		enum way way = (enum way)(round % WAYS);
		size_t at, from, to, start;
		struct hunt hunt;

		buffer_clear(&plain);
		buffer_clear(&bytes);
		add_random_text(&plain, &random, 10 + random_below(&random, 60));
		at = plain.len;
		buffer_add_text(&plain, "(marker)");
		add_random_text(&plain, &random, random_below(&random, 60));
		add_filler(&bytes, &random, random_below(&random, 200));
		buffer_add_text(&bytes, "\n'");
		start = bytes.len;
		add_encoded(&bytes, way, buffer_slice(&plain));
		if (!has_run(slice_sub(buffer_slice(&bytes), start, bytes.len)) && (way == BASE64 || way == BASE64URL))
			continue;
		buffer_add_text(&bytes, "'\n");
		add_filler(&bytes, &random, random_below(&random, 200));
		place_in_encoding(way, buffer_slice(&plain), at, 8, &from, &to);
		hunt = hunt_in(buffer_slice(&bytes), way_names[way], "(marker)");
		ck_assert_msg(hunt.found == 1, "round %d, %s: found %zu times in %.*s", round, way_names[way],
			      hunt.found, (int)(bytes.len - start), bytes.at + start);
		ck_assert_uint_eq(hunt.start, start + from);
		ck_assert_uint_eq(hunt.end, start + to);
		buffer_release(&hunt.text);
	}
	buffer_release(&plain);
	buffer_release(&bytes);
}
END_TEST

/* Searches layers of layers, as the detector does. */
struct nest {
	struct decode_scratch *scratch[4];
	unsigned depth, deepest;
	const struct decoded *outer[4];
	const char *marker;
	size_t start, end;
	bool found;
};

static void descend(void *context, const struct decoded *d)
{
	struct nest *nest = context;
	size_t at = slice_find(d->text, slice_of(nest->marker), 0);

	nest->outer[nest->depth++] = d;
	if (at != SLICE_NOWHERE && !nest->found) {
		nest->found = true;
		nest->deepest = nest->depth;
		nest->start = at;
		nest->end = at + strlen(nest->marker);
		for (unsigned i = nest->depth; i-- > 0;)
			decoded_span(nest->outer[i], nest->start, nest->end, &nest->start, &nest->end);
	}
	if (nest->depth < 3)
		decode_each(nest->scratch[nest->depth], d->text, descend, nest);
	nest->depth--;
}

START_TEST(layers_in_layers_lead_back_to_the_bytes)
{
	struct random random;
	struct buffer inner, outer;
	struct nest nest = { .marker = "(marker)" };

	random_init(&random, 23);
	buffer_init(&inner, BUFFER_MAX);
	buffer_init(&outer, BUFFER_MAX);
	for (size_t i = 0; i < 4; i++)
		nest.scratch[i] = decode_scratch_new();
	for (int round = 0; round < 3000; round++) {
		unsigned depth = 1 + (unsigned)(round % 3);
		size_t from = 30, to = 38;

		buffer_clear(&inner);
		add_filler(&inner, &random, 30);
		buffer_add_text(&inner, "(marker)");
		add_filler(&inner, &random, 20);
		for (unsigned i = 0; i < depth; i++) {
			enum way way = (enum way)random_below(&random, WAYS);
			struct buffer swap = inner;
			size_t a, b;

			buffer_clear(&outer);
			buffer_add_text(&outer, "value = '");
			add_encoded(&outer, way, buffer_slice(&inner));
			place_in_encoding(way, buffer_slice(&inner), from, to - from, &a, &b);
			from = a + 9;
			to = b + 9;
			buffer_add_text(&outer, "'\n");
			inner = outer;
			outer = swap;
		}
		add_padding(&inner);
		nest.found = false;
		decode_each(nest.scratch[0], buffer_slice(&inner), descend, &nest);
		ck_assert_msg(nest.found, "round %d: %s", round, inner.at);
		ck_assert_uint_eq(nest.deepest, depth);
		ck_assert_uint_eq(nest.start, from);
		ck_assert_uint_eq(nest.end, to);
	}
	for (size_t i = 0; i < 4; i++)
		decode_scratch_free(nest.scratch[i]);
	buffer_release(&inner);
	buffer_release(&outer);
}
END_TEST

/* A long text, and the pieces its encoding comes back in. */
struct pieces {
	enum way way;
	struct slice plain;
	size_t count, reached; /* how far the plain text has come back */
	bool wide;             /* it was made UTF-16 before */
};

static void check_places(const struct pieces *p, const struct decoded *d, size_t from)
{
	size_t start, end, unit = p->wide ? 2 : 1, want_start, want_end;

	for (size_t at = 0; at + 20 < d->text.len; at += 1009) {
		decoded_span(d, at, at + 20, &start, &end);
		place_in_encoding(p->way, SLICE_NONE, (from + at) * unit, 20 * unit, &want_start, &want_end);
		ck_assert_uint_eq(start, want_start);
		ck_assert(end == want_end || (p->wide && end == want_end + 1));
	}
}

/* The byte of the plain text whose encoding begins at `outer`. */
static size_t place_in_plain(const struct pieces *p, size_t outer)
{
	size_t byte = p->way == BASE64 || p->way == BASE64URL ? (outer * 6 + 7) / 8 : outer / widths[p->way];

	return p->wide ? byte / 2 : byte;
}

static void take_piece(void *context, const struct decoded *d)
{
	struct pieces *p = context;
	size_t from = place_in_plain(p, d->outer_start), overlap = p->wide ? DECODE_OVERLAP / 2 : DECODE_OVERLAP;

	/* The overlap is a few bytes longer where groups would be cut. */
	ck_assert_uint_le(p->count++ ? from + overlap : from, p->reached);
	ck_assert_uint_ge(from + overlap + 6, p->reached);
	ck_assert(slice_equal(slice_sub(p->plain, from, d->text.len), d->text));
	p->reached = from + d->text.len;
	check_places(p, d, from);
}

START_TEST(long_stretches_come_in_pieces_without_a_gap)
{
	static const struct pieces cases[] = {
		{ .way = BASE64 },  { .way = BASE64, .wide = true }, { .way = HEX },
		{ .way = PERCENT }, { .way = UNICODE_ESCAPE },       { .way = BASE64URL },
	};
	struct decode_scratch *scratch = decode_scratch_new();
	struct buffer plain, wide, bytes;
	struct random random;

	random_init(&random, 29);
	buffer_init(&plain, BUFFER_MAX);
	buffer_init(&wide, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	add_filler(&plain, &random, DECODE_LAYER_MAX * 5 / 2);
	for (size_t i = 0; i < plain.len; i++)
		buffer_add(&wide, slice_make((char[]){ plain.at[i], 0 }, 2));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pieces p = cases[i];

		p.plain = buffer_slice(&plain);
		buffer_clear(&bytes);
		add_encoded(&bytes, p.way, buffer_slice(p.wide ? &wide : &plain));
		add_padding(&bytes);
		decode_each(scratch, buffer_slice(&bytes), take_piece, &p);
		ck_assert_uint_eq(p.count, p.wide ? 6 : 3);
		ck_assert_uint_eq(p.reached, plain.len);
	}
	buffer_release(&plain);
	buffer_release(&wide);
	buffer_release(&bytes);
	decode_scratch_free(scratch);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, base64_goes_on_over_line_breaks);
	tcase_add_test(tests, hashes_and_other_random_bytes_have_no_layers);
	tcase_add_test(tests, random_text_comes_back_from_every_encoding);
	tcase_add_test(tests, layers_in_layers_lead_back_to_the_bytes);
	tcase_add_test(tests, long_stretches_come_in_pieces_without_a_gap);
}

UNIT_MAIN("decode_random", add_tests)
