/* test_decode.c - each kind of stretch where it is met, and what must not be taken for one */
#include "unit/hunt.h"

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

START_TEST(the_first_line_may_be_shorter)
{
	struct buffer encoded, bytes;
	struct hunt hunt;
	static const char plain[] =
		"The first line of a body often begins behind a name and a quote, and so it is shorter "
		"than all the others, which are filled up to the margin of the page.";

	buffer_init(&encoded, BUFFER_MAX);
	buffer_init(&bytes, BUFFER_MAX);
	text_add_base64(&encoded, SLICE(plain));
	for (size_t first = 20; first < 76; first++) {
		buffer_clear(&bytes);
		buffer_add_text(&bytes, "name = \"");
		buffer_add(&bytes, slice_sub(buffer_slice(&encoded), 0, first));
		buffer_add_text(&bytes, "\n");
		add_lines(&bytes, slice_sub(buffer_slice(&encoded), first, encoded.len), 76, "\n");
		buffer_add_text(&bytes, "\"\n");
		hunt = hunt_in(buffer_slice(&bytes), "base64", "margin of the page");
		ck_assert_msg(slice_is(buffer_slice(&hunt.text), plain), "%s is %s", bytes.at, hunt.text.at);
		buffer_release(&hunt.text);
	}
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
	static const char plain[] = "some text of several lines, ??? marker; with slashes??? that a writer of JSON has "
				    "escaped??? wherever they may stand in a line, or at its end.?????????";
	static const size_t columns[] = { 4000, 76, 64, 61 };
	struct buffer bytes, encoded, lines;

	buffer_init(&bytes, BUFFER_MAX);
	buffer_init(&encoded, BUFFER_MAX);
	buffer_init(&lines, BUFFER_MAX);
	text_add_base64(&encoded, SLICE(plain));
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		struct hunt hunt;

		buffer_clear(&bytes);
		buffer_clear(&lines);
		add_lines(&lines, buffer_slice(&encoded), columns[i], "\\n");
		for (size_t at = 0; at < lines.len; at++) {
			if (lines.at[at] == '/')
				buffer_add_byte(&bytes, '\\');
			buffer_add_byte(&bytes, lines.at[at]);
		}
		ck_assert_uint_gt(bytes.len, lines.len);
		hunt = hunt_in(buffer_slice(&bytes), "base64", "??? marker");
		ck_assert_uint_eq(hunt.found, 1);
		ck_assert_slice_eq(buffer_slice(&hunt.text), plain);
		buffer_release(&hunt.text);
	}
	buffer_release(&bytes);
	buffer_release(&encoded);
	buffer_release(&lines);
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

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, base64_is_found_where_it_stands);
	tcase_add_test(tests, the_first_line_may_be_shorter);
	tcase_add_test(tests, what_follows_a_body_is_not_part_of_it);
	tcase_add_test(tests, an_escaped_slash_is_part_of_base64);
	tcase_add_test(tests, powershell_commands_are_utf_16_in_base64);
	tcase_add_test(tests, hex_is_found_where_it_stands);
	tcase_add_test(tests, lists_of_hex_bytes_are_decoded);
	tcase_add_test(tests, escapes_are_decoded_inside_their_line);
	tcase_add_test(tests, a_span_without_an_escape_is_not_touched);
	tcase_add_test(tests, ordinary_text_has_no_layers);
	tcase_add_test(tests, of_a_long_line_only_the_neighbourhood_is_taken);
}

UNIT_MAIN("decode", add_tests)
