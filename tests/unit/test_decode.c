#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "engine/decode.h"
#include "engine/decode_find.h"
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

static void check_layer(const struct decoded *d)
{
	ck_assert_uint_gt(d->text.len, 0);
	ck_assert_uint_le(d->text.len, DECODE_LAYER_MAX * 3 / 2);
	ck_assert_uint_eq(d->map[0], d->outer_start);
	ck_assert_uint_eq(d->map[d->text.len], d->outer_end);
	ck_assert_uint_le(d->outer_end, d->outer.len);
	for (size_t i = 0; i < d->text.len; i++)
		ck_assert_uint_le(d->map[i], d->map[i + 1]);
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		ck_assert_int_eq(d->text.at[d->text.len + i], 0);
}

static void look(void *context, const struct decoded *d)
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
static struct hunt hunt_in(struct slice bytes, const char *name, const char *marker)
{
	struct decode_scratch *scratch = decode_scratch_new();
	struct hunt hunt = { .marker = marker, .name = name };
	char *copy = mem_alloc(bytes.len + CONTENT_PADDING);

	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	memset(copy + bytes.len, 'Z', CONTENT_PADDING);
	buffer_init(&hunt.text, BUFFER_MAX);
	decode_each(scratch, slice_make(copy, bytes.len), look, &hunt);
	decode_scratch_free(scratch);
	mem_free(copy);
	return hunt;
}

static size_t layers_of(struct slice bytes)
{
	struct hunt hunt = hunt_in(bytes, NULL, "\1");

	buffer_release(&hunt.text);
	return hunt.layers;
}

/* Expects the marker once, spelt as `encoded` at `at`. */
static void expect(struct slice bytes, const char *name, const char *marker, size_t start, size_t end)
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

static const char text[] = "name: a marker in some text";
static const char marker[] = "marker";

START_TEST(base64_is_found_where_it_stands)
{
	/* The marker is bytes 8 to 14 of the text: characters 10 to 19 of its encoding. */
	static const char *const around[][2] = {
		{ "", "" },
		{ "x = \"", "\"\n" },
		{ "KEY=", "\n" },
		{ "<a>", "</a>" },
		{ "a:b,", ",c" },
		{ "\\n", "\\n" },
		{ "%3D", "%0A" },
		{ "base64,", "')" },
		{ "dir/file/", "" },
		{ "prefix-of_it/", " tail" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "/", "." },
	};
	struct buffer bytes;

	buffer_init(&bytes, BUFFER_MAX);
	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
		size_t at = strlen(around[i][0]);

		buffer_clear(&bytes);
		buffer_add_text(&bytes, around[i][0]);
		text_add_base64(&bytes, SLICE(text));
		buffer_add_text(&bytes, around[i][1]);
		if (strcmp(around[i][0], "%3D") == 0)
			continue; /* there the digits are glued to it: the percent layer has it */
		expect(buffer_slice(&bytes), "base64", marker, at + 10, at + 19);
	}
	buffer_release(&bytes);
}
END_TEST

static void add_lines(struct buffer *out, struct slice encoded, size_t columns, const char *line_break)
{
	for (size_t at = 0; at < encoded.len; at += columns) {
		if (at)
			buffer_add_text(out, line_break);
		buffer_add(out, slice_sub(encoded, at, columns));
	}
}

/* Printable text that no decoder takes for anything. */
static void add_filler(struct buffer *out, struct random *random, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buffer_add_byte(out, i % 7 == 6 ? ' ' : (char)('a' + random_below(random, 26)));
}

static const char *const breaks[] = {
	"\n", "\r\n", "\n    ", "\r\n\t", "\\n", "\\r\\n", "\\\\n", "\" \\\n  \"", "' +\r\n'", "\",\n\t\"", "\\\n",
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
	for (size_t round = 0; round < 4000; round++) {
		size_t width = columns[round % 8], at, first, last;
		const char *line_break = breaks[round / 8 % (sizeof(breaks) / sizeof(*breaks))];
		struct hunt hunt;

		buffer_clear(&plain);
		buffer_clear(&encoded);
		buffer_clear(&bytes);
		add_filler(&plain, &random, 20 + random_below(&random, 200));
		at = plain.len;
		buffer_add_text(&plain, "MARKER");
		add_filler(&plain, &random, random_below(&random, 200));
		text_add_base64(&encoded, buffer_slice(&plain));
		buffer_add_text(&bytes, "body: \"");
		add_lines(&bytes, buffer_slice(&encoded), width, line_break);
		buffer_add_text(&bytes, "\"\nnext: line\n");
		hunt = hunt_in(buffer_slice(&bytes), "base64", "MARKER");
		first = at * 8 / 6;
		last = ((at + 6) * 8 - 1) / 6;
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

START_TEST(what_follows_a_body_is_not_part_of_it)
{
	static const char *const tails[] = {
		"\nEOF\n", "\nNEXT_NAME=1\n", "\n  other: x\n", "\nsome words follow here\n",
		"\n}\n",   "\n-- \n",         "\n\nword\n",
	};
	static const char plain[] = "forty-eight bytes of text fill exactly one line.";
	struct buffer bytes;

	buffer_init(&bytes, BUFFER_MAX);
	for (size_t i = 0; i < sizeof(tails) / sizeof(*tails); i++) {
		struct hunt hunt;

		buffer_clear(&bytes);
		text_add_base64(&bytes, SLICE(plain));
		buffer_add_text(&bytes, tails[i]);
		hunt = hunt_in(buffer_slice(&bytes), "base64", "exactly");
		ck_assert_slice_eq(buffer_slice(&hunt.text), plain);
		buffer_release(&hunt.text);
	}
	buffer_release(&bytes);
}
END_TEST

START_TEST(an_escaped_slash_is_part_of_base64)
{
	/* "???" is Pz8/ */
	struct buffer bytes, encoded;
	struct hunt hunt;

	buffer_init(&bytes, BUFFER_MAX);
	buffer_init(&encoded, BUFFER_MAX);
	text_add_base64(&encoded, SLICE("some text before??? marker"));
	for (size_t i = 0; i < encoded.len; i++) {
		if (encoded.at[i] == '/')
			buffer_add_byte(&bytes, '\\');
		buffer_add_byte(&bytes, encoded.at[i]);
	}
	ck_assert_uint_gt(bytes.len, encoded.len);
	hunt = hunt_in(buffer_slice(&bytes), "base64", "??? marker");
	ck_assert_uint_eq(hunt.found, 1);
	buffer_release(&hunt.text);
	buffer_release(&bytes);
	buffer_release(&encoded);
}
END_TEST

START_TEST(powershell_commands_are_utf_16_in_base64)
{
	struct buffer wide, bytes;
	struct hunt hunt;

	buffer_init(&wide, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	for (const char *c = text; *c; c++)
		buffer_add(&wide, slice_make((char[]){ *c, 0 }, 2));
	buffer_add_text(&bytes, "pwsh -e ");
	text_add_base64(&bytes, buffer_slice(&wide));
	hunt = hunt_in(buffer_slice(&bytes), "base64", marker);
	ck_assert_uint_eq(hunt.found, 1);
	ck_assert_slice_eq(buffer_slice(&hunt.text), text);
	/* Bytes 16 to 28 of the wide text: characters 21 to 38. */
	ck_assert_uint_eq(hunt.start, 8 + 21);
	ck_assert(hunt.end == 8 + 38 || hunt.end == 8 + 39);
	buffer_release(&hunt.text);
	buffer_release(&wide);
	buffer_release(&bytes);
}
END_TEST

START_TEST(hex_is_found_where_it_stands)
{
	static const char *const before[] = { "", "x = '", "0x", "key-", "a/b_", "\\n" };
	struct buffer bytes;

	buffer_init(&bytes, BUFFER_MAX);
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++) {
		size_t at = strlen(before[i]);

		buffer_clear(&bytes);
		buffer_add_text(&bytes, before[i]);
		text_add_hex(&bytes, SLICE(text));
		expect(buffer_slice(&bytes), "hex", marker, at + 16, at + 28);
		buffer_add_text(&bytes, "'\n");
		expect(buffer_slice(&bytes), "hex", marker, at + 16, at + 28);
	}
	buffer_release(&bytes);
}
END_TEST

START_TEST(lists_of_hex_bytes_are_decoded)
{
	static const char *const separators[] = { ", ", ",", ",\n\t", " " };
	struct buffer bytes;

	buffer_init(&bytes, BUFFER_MAX);
	for (size_t i = 0; i < sizeof(separators) / sizeof(*separators); i++) {
		size_t item = 4 + strlen(separators[i]);

		buffer_clear(&bytes);
		buffer_add_text(&bytes, "x[] = { ");
		for (const char *c = text; *c; c++)
			buffer_print(&bytes, "0x%02X%s", (unsigned)(unsigned char)*c, separators[i]);
		buffer_add_text(&bytes, "};\n");
		/* From the digits of the first byte to those of the last. */
		expect(buffer_slice(&bytes), "hex", marker, 8 + 8 * item + 2, 8 + 13 * item + 4);
	}
	buffer_release(&bytes);
}
END_TEST

START_TEST(escapes_are_decoded_inside_their_line)
{
	static const struct {
		const char *name, *bytes, *layer, *marker, *encoded;
	} cases[] = {
		{ "percent", "one\ntwo %6darke%72 x\nthree", "two marker x", "marker", "%6darke%72" },
		{ "percent", "?q=a%3Dmarker", "?q=a=marker", "=marker", "%3Dmarker" },
		{ "percent", "100% %6Darker %zz %", "100% marker %zz %", "marker", "%6Darker" },
		{ "unicode-escape", "\"\\u006darker\"", "\"marker\"", "marker", "\\u006darker" },
		{ "unicode-escape", "\"\\\\u006darker\"", "\"marker\"", "marker", "\\\\u006darker" },
		{ "unicode-escape", "'\\u{6d}arker'", "'marker'", "marker", "\\u{6d}arker" },
		{ "unicode-escape", "'\\x6d\\x61rker'", "'marker'", "marker", "\\x6d\\x61rker" },
		{ "unicode-escape", "'\\U0000006darker'", "'marker'", "marker", "\\U0000006darker" },
		{ "unicode-escape", "a\\n\\\"b\\\\\\u006darke\\x72\\t", "a\n\"bmarker\t", "bmarker",
		  "b\\\\\\u006darke\\x72" },
		{ "unicode-escape", "\\ud83d\\ude00\\u006darker", "\xf0\x9f\x98\x80marker", "marker", "\\u006darker" },
		{ "unicode-escape", "\\ud83d\\u006darker", "\xed\xa0\xbdmarker", "marker", "\\u006darker" },
		{ "unicode-escape", "\\xc3\\xa9\\x6darker", "\xc3\xa9marker", "\xc3\xa9m", "\\xc3\\xa9\\x6d" },
		{ "unicode-escape", "\\u00e9\\u006darker", "\xc3\xa9marker", "\xc3\xa9", "\\u00e9" },
		{ "html-entity", "<a b=\"&#109;arke&#x72;\">", "<a b=\"marker\">", "marker", "&#109;arke&#x72;" },
		{ "html-entity", "&quot;marker&quot;:1 &amp;&lt;&gt;&apos; &x", "\"marker\":1 &<>' &x", "\"marker",
		  "&quot;marker" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct slice bytes = slice_of(cases[i].bytes);
		size_t start = slice_find(bytes, slice_of(cases[i].encoded), 0);
		struct hunt hunt = hunt_in(bytes, cases[i].name, cases[i].marker);

		expect(bytes, cases[i].name, cases[i].marker, start, start + strlen(cases[i].encoded));
		ck_assert_slice_eq(buffer_slice(&hunt.text), cases[i].layer);
		buffer_release(&hunt.text);
	}
}
END_TEST

START_TEST(a_span_without_an_escape_is_not_touched)
{
	static const struct {
		const char *bytes, *marker;
		bool touches;
	} cases[] = {
		{ "plain marker and %41 behind", "marker", false },
		{ "plain mark%65r", "marker", true },
		{ "plain \\\"marker\\\" and \\u0041", "\"marker\"", false },
		{ "plain \\u00e9marker and \\u0041", "marker", false },
		{ "plain \\u00e9marker and \\u0041", "\xa9marker", true },
		{ "plain \\u00e9marker and \\u0041", "\xc3", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct hunt hunt = hunt_in(slice_of(cases[i].bytes), NULL, cases[i].marker);

		ck_assert_uint_eq(hunt.found, 1);
		ck_assert_msg(hunt.touches == cases[i].touches, "case %zu", i);
		buffer_release(&hunt.text);
	}
}
END_TEST

START_TEST(ordinary_text_has_no_layers)
{
	static const char *const texts[] = {
		"static const struct escape_clusters_of_something *escape_clusters_find(void)",
		"/usr/share/doc/libsomething2.0-dev/examples/Makefile.am",
		"--------------------------------------------------------------------------------",
		"================================================================================",
		"printf(\"%d %s %5.2f %02x %lu%%\\n\", a, b, c, d, e);",
		"https://example.org/a/b/c/d/e/f/LongCamelCaseNameOfSomething/index.html",
		"getElementsByTagNameNS createDocumentFragment XMLHttpRequestEventTarget",
		"#define SOME_VERY_LONG_MACRO_NAME_2_WITH_DIGITS 0x12345678",
		"00000000000000000000000000000000 ffffffffffffffffffffffffffffffff",
		"\\u4f60\\u597d\\u4e16\\u754c \\x00\\x01\\xff %E4%BD%A0 &#20320;",
		"C:\\users\\xavier\\Unix %20",
	};

	for (size_t i = 0; i + 1 < sizeof(texts) / sizeof(*texts); i++)
		ck_assert_msg(layers_of(slice_of(texts[i])) == 0, "\"%s\" has layers", texts[i]);
	ck_assert_uint_eq(layers_of(slice_of(texts[sizeof(texts) / sizeof(*texts) - 1])), 1);
	ck_assert_uint_eq(layers_of(SLICE("")), 0);
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

/* Where bytes [start, start + len) of a plain text begin and end in its encoding. */
static void place_in_encoding(enum way way, struct slice plain, size_t start, size_t len, size_t *from, size_t *to)
{
	struct buffer out;

	if (way == BASE64 || way == BASE64URL) {
		*from = start * 8 / 6;
		*to = ((start + len) * 8 - 1) / 6 + 1;
		return;
	}
	buffer_init(&out, BUFFER_MAX);
	add_encoded(&out, way, slice_sub(plain, 0, start));
	*from = out.len;
	buffer_clear(&out);
	add_encoded(&out, way, slice_sub(plain, 0, start + len));
	*to = out.len;
	buffer_release(&out);
}

/* Text with every printable character, a tab or a line end now and then, and some that is not ASCII. */
static void add_random_text(struct buffer *out, struct random *random, size_t len)
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

/* Whether there are sixteen letters or digits in a row, as decode.h wants. */
static bool has_run(struct slice bytes)
{
	size_t run = 0;

	for (size_t i = 0; i < bytes.len && run < 16; i++)
		run = text_is_alnum(bytes.at[i]) ? run + 1 : 0;
	return run == 16;
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

static void add_padding(struct buffer *bytes)
{
	char padding[CONTENT_PADDING] = { 0 };

	buffer_add(bytes, slice_make(padding, sizeof(padding)));
	buffer_truncate(bytes, bytes->len - sizeof(padding));
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

START_TEST(long_stretches_come_in_pieces_without_a_gap)
{
	static const enum way ways[] = { BASE64, HEX, PERCENT };
	struct buffer plain, bytes;
	struct random random;
	size_t len = DECODE_LAYER_MAX * 5 / 2;

	random_init(&random, 29);
	buffer_init(&plain, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	for (size_t w = 0; w < sizeof(ways) / sizeof(*ways); w++) {
		buffer_clear(&plain);
		add_filler(&plain, &random, len);
		/* Markers as long as the overlap allows, one behind the other. */
		for (size_t at = 0; at + 4096 < len; at += 4096)
			memcpy(plain.at + at + random_below(&random, 4000), "(marker)", 8);
		buffer_clear(&bytes);
		add_encoded(&bytes, ways[w], buffer_slice(&plain));
		for (size_t at = slice_find(buffer_slice(&plain), SLICE("(marker)"), 0), last = 0; at != SLICE_NOWHERE;
		     at = slice_find(buffer_slice(&plain), SLICE("(marker)"), at + 1)) {
			ck_assert_uint_le(at - last, 2 * 4096);
			last = at;
		}
		{
			struct hunt hunt = hunt_in(buffer_slice(&bytes), way_names[ways[w]], "(marker)");

			ck_assert_uint_ge(hunt.layers, 3);
			ck_assert_uint_ge(hunt.decoded, len + (hunt.layers - 1) * DECODE_OVERLAP);
			ck_assert_uint_le(hunt.decoded, len + (hunt.layers - 1) * (DECODE_OVERLAP + 6));
			buffer_release(&hunt.text);
		}
	}
	buffer_release(&plain);
	buffer_release(&bytes);
}
END_TEST

START_TEST(of_a_long_line_only_the_neighbourhood_is_taken)
{
	struct buffer bytes;
	struct random random;
	struct hunt hunt;

	random_init(&random, 31);
	buffer_init(&bytes, BUFFER_MAX);
	add_filler(&bytes, &random, 100000);
	buffer_add_text(&bytes, "%41marker");
	add_filler(&bytes, &random, 100000);
	hunt = hunt_in(buffer_slice(&bytes), "percent", "Amarker");
	ck_assert_uint_eq(hunt.layers, 1);
	ck_assert_uint_eq(hunt.start, 100000);
	ck_assert_uint_eq(hunt.text.len, 2 * DECODE_CONTEXT - 2);
	buffer_release(&hunt.text);
	buffer_release(&bytes);
}
END_TEST

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

	/* In chunks of different sizes, to see what goes on from one to the next. */
	for (size_t from = 0, until, step = 64; from < bytes.len; from = until, step = step % 320 + 64) {
		until = bytes.len - from < step ? bytes.len : from + step;
		kernel->find(&finder, bytes.at, from, until, &got);
		ck_assert_uint_le(runs + got.runs_len, want->runs_len);
		ck_assert_uint_le(marks + got.marks_len, want->marks_len);
		ck_assert_mem_eq(got.runs, want->runs + runs, got.runs_len * sizeof(*got.runs));
		ck_assert_mem_eq(got.marks, want->marks + marks, got.marks_len * sizeof(*got.marks));
		runs += got.runs_len;
		marks += got.marks_len;
	}
	ck_assert_uint_eq(runs, want->runs_len);
	ck_assert_uint_eq(marks, want->marks_len);
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
	tcase_add_test(tests, base64_is_found_where_it_stands);
	tcase_add_test(tests, base64_goes_on_over_line_breaks);
	tcase_add_test(tests, what_follows_a_body_is_not_part_of_it);
	tcase_add_test(tests, an_escaped_slash_is_part_of_base64);
	tcase_add_test(tests, powershell_commands_are_utf_16_in_base64);
	tcase_add_test(tests, hex_is_found_where_it_stands);
	tcase_add_test(tests, lists_of_hex_bytes_are_decoded);
	tcase_add_test(tests, escapes_are_decoded_inside_their_line);
	tcase_add_test(tests, a_span_without_an_escape_is_not_touched);
	tcase_add_test(tests, ordinary_text_has_no_layers);
	tcase_add_test(tests, hashes_and_other_random_bytes_have_no_layers);
	tcase_add_test(tests, random_text_comes_back_from_every_encoding);
	tcase_add_test(tests, layers_in_layers_lead_back_to_the_bytes);
	tcase_add_test(tests, long_stretches_come_in_pieces_without_a_gap);
	tcase_add_test(tests, of_a_long_line_only_the_neighbourhood_is_taken);
	tcase_add_test(tests, every_kernel_finds_what_the_definition_says);
	tcase_add_test(tests, every_byte_pair_is_classified_alike);
}

UNIT_MAIN("decode", add_tests)
