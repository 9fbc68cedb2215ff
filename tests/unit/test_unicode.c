#include <string.h>

#include "base/random.h"
#include "engine/unicode.h"
#include "unit/unit.h"

static const enum encoding encodings[] = { ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_UTF32LE, ENCODING_UTF32BE };

#define ENCODINGS (sizeof(encodings) / sizeof(*encodings))

static void add_unit(struct buffer *out, enum encoding encoding, uint32_t unit)
{
	bool wide = encoding == ENCODING_UTF32LE || encoding == ENCODING_UTF32BE;
	bool little = encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF32LE;
	unsigned size = wide ? 4 : 2;

	for (unsigned i = 0; i < size; i++)
		buffer_add_byte(out, (char)(unit >> 8 * (little ? i : size - 1 - i)));
}

/* The test's own way from code points to an encoding. */
static void add_code(struct buffer *out, enum encoding encoding, uint32_t code)
{
	if (code >= 0x10000 && (encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE)) {
		add_unit(out, encoding, 0xd800 + ((code - 0x10000) >> 10));
		add_unit(out, encoding, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		add_unit(out, encoding, code);
	}
}

static void add_ascii(struct buffer *out, enum encoding encoding, const char *text)
{
	for (; *text; text++)
		add_code(out, encoding, (unsigned char)*text);
}

START_TEST(plain_text_is_known_with_and_without_a_mark)
{
	struct buffer text;

	buffer_init(&text, 1 << 16);
	for (size_t i = 0; i < ENCODINGS; i++) {
		for (int mark = 0; mark < 2; mark++) {
			buffer_clear(&text);
			if (mark)
				add_code(&text, encodings[i], 0xfeff);
			add_ascii(&text, encodings[i], "name = value\r\nother = \"x\"\r\n");
			ck_assert_str_eq(encoding_name(unicode_detect(buffer_slice(&text))),
					 encoding_name(encodings[i]));
		}
	}
	buffer_release(&text);
}
END_TEST

START_TEST(text_in_other_scripts_is_known_by_its_mark)
{
	struct buffer text;

	buffer_init(&text, 1 << 16);
	for (size_t i = 0; i < ENCODINGS; i++) {
		buffer_clear(&text);
		add_code(&text, encodings[i], 0xfeff);
		for (uint32_t code = 0; code < 200; code++)
			add_code(&text, encodings[i], code % 7 ? 0x4e00 + code : 0x1f600 + code % 64);
		ck_assert_int_eq(unicode_detect(buffer_slice(&text)), encodings[i]);
	}
	buffer_release(&text);
}
END_TEST

START_TEST(a_quarter_of_ascii_is_enough_without_a_mark)
{
	struct buffer text;

	buffer_init(&text, 1 << 16);
	for (size_t i = 0; i < ENCODINGS; i++) {
		buffer_clear(&text);
		for (uint32_t code = 0; code < 60; code++)
			add_code(&text, encodings[i], code % 3 ? 0x430 + code % 32 : 'a' + code % 26);
		ck_assert_int_eq(unicode_detect(buffer_slice(&text)), encodings[i]);
	}
	buffer_release(&text);
}
END_TEST

START_TEST(what_is_not_wide_text_stays_bytes)
{
	static const struct slice blobs[] = {
		{ "", 0 },
		{ "\xff\xfe", 1 },
		{ "\xef\xbb\xbfname = value and more text\n", 30 },
		{ "a text file with one \0 in it, and more text behind\n", 51 },
		{ "one\0two\0three\0four\0five\0six\0seven\0eight\0", 40 },
		{ "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16 },
		/* small numbers in two and four bytes */
		{ "\1\0\2\0\3\0\4\0\5\0\6\0\7\0\10\0\11\0\12\0\13\0\14\0", 24 },
		{ "A\0\0\0\1\0\0\0B\0\0\0\2\0\0\0C\0\0\0\3\0\0\0D\0\0\0\4\0\0\0", 32 },
		{ "\x7f"
		  "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0\x30\x10\0\0\0\0\0\0",
		  32 },
		/* begins like a mark, goes on as a binary */
		{ "\xff\xfe\1\0\2\0\3\0\4\0\5\0\6\0\7\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\1\0\2\0\3\0", 36 },
	};

	for (size_t i = 0; i < sizeof(blobs) / sizeof(*blobs); i++)
		ck_assert_msg(unicode_detect(blobs[i]) == ENCODING_BYTES, "blob %zu is %s", i,
			      encoding_name(unicode_detect(blobs[i])));
}
END_TEST

START_TEST(random_bytes_are_never_wide_text)
{
	struct random random;
	char bytes[512];

	random_init(&random, 7);
	for (int round = 0; round < 20000; round++) {
		size_t len = 128 + random_below(&random, sizeof(bytes) - 128);

		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)random_next(&random);
		if (round % 4 == 0)
			memcpy(bytes, "\xff\xfe", 2);
		ck_assert_msg(unicode_detect(slice_make(bytes, len)) == ENCODING_BYTES, "round %d", round);
	}
}
END_TEST

START_TEST(every_character_survives_the_way_there_and_back)
{
	struct buffer wide, utf8, got;

	buffer_init(&wide, 8 << 20);
	buffer_init(&utf8, 8 << 20);
	buffer_init(&got, 8 << 20);
	for (size_t i = 0; i < ENCODINGS; i++) {
		buffer_clear(&wide);
		buffer_clear(&utf8);
		buffer_clear(&got);
		for (uint32_t code = 0; code < 0x110000; code += code < 0x3000 ? 1 : 37) {
			if (code >= 0xd800 && code < 0xe000)
				continue;
			add_code(&wide, encodings[i], code);
			/* By hand, so that the writer is not checked against itself. */
			if (code < 0x80) {
				buffer_add_byte(&utf8, (char)code);
				continue;
			}
			if (code >= 0x10000) {
				buffer_add_byte(&utf8, (char)(0xf0 | code >> 18));
				buffer_add_byte(&utf8, (char)(0x80 | (code >> 12 & 63)));
			} else if (code >= 0x800) {
				buffer_add_byte(&utf8, (char)(0xe0 | code >> 12));
			}
			buffer_add_byte(&utf8, (char)(code >= 0x800 ? 0x80 | (code >> 6 & 63) : 0xc0 | code >> 6));
			buffer_add_byte(&utf8, (char)(0x80 | (code & 63)));
		}
		ck_assert_uint_eq(unicode_convert(encodings[i], buffer_slice(&wide), &got), wide.len);
		ck_assert(slice_equal(buffer_slice(&got), buffer_slice(&utf8)));
	}
	buffer_release(&wide);
	buffer_release(&utf8);
	buffer_release(&got);
}
END_TEST

START_TEST(pieces_cut_anywhere_give_the_same_text)
{
	struct buffer wide, whole, pieces;
	struct random random;

	random_init(&random, 3);
	buffer_init(&wide, 1 << 20);
	buffer_init(&whole, 1 << 20);
	buffer_init(&pieces, 1 << 20);
	for (int round = 0; round < 400; round++) {
		enum encoding encoding = encodings[round % 4];
		size_t at = 0, piece = 0;

		buffer_clear(&wide);
		buffer_clear(&whole);
		buffer_clear(&pieces);
		for (int i = 0; i < 50; i++)
			add_code(&wide, encoding,
				 (uint32_t)(i % 3 ? 'a' + random_below(&random, 26)
						  : 0x10000 + random_below(&random, 0xfffff)));
		unicode_convert(encoding, buffer_slice(&wide), &whole);
		while (at < wide.len) {
			piece += 1 + random_below(&random, 9);
			at += unicode_convert(encoding, slice_sub(buffer_slice(&wide), at, piece), &pieces);
			piece = piece > 4 ? 0 : piece;
		}
		ck_assert(slice_equal(buffer_slice(&whole), buffer_slice(&pieces)));
	}
	buffer_release(&wide);
	buffer_release(&whole);
	buffer_release(&pieces);
}
END_TEST

START_TEST(units_that_are_no_character_become_the_replacement)
{
	static const struct {
		enum encoding encoding;
		struct slice bytes;
		const char *text;
		size_t taken;
	} cases[] = {
		{ ENCODING_UTF16LE, { "\0\xd8x\0", 4 }, "\xef\xbf\xbdx", 4 },
		{ ENCODING_UTF16LE, { "\0\xdcx\0", 4 }, "\xef\xbf\xbdx", 4 },
		{ ENCODING_UTF16BE, { "\xd8\0\xd8\0\xdc\0", 6 }, "\xef\xbf\xbd\xf0\x90\x80\x80", 6 },
		{ ENCODING_UTF16BE, { "\0x\xd8\0", 4 }, "x", 2 },
		{ ENCODING_UTF16LE, { "x\0y", 3 }, "x", 2 },
		{ ENCODING_UTF32LE, { "\0\0\x11\0x\0\0\0", 8 }, "\xef\xbf\xbdx", 8 },
		{ ENCODING_UTF32BE, { "\0\0\xd8\0\0\0\0x\0\0\0", 11 }, "\xef\xbf\xbdx", 8 },
	};
	struct buffer out;

	buffer_init(&out, 8192);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buffer_clear(&out);
		ck_assert_uint_eq(unicode_convert(cases[i].encoding, cases[i].bytes, &out), cases[i].taken);
		ck_assert_slice_eq(buffer_slice(&out), cases[i].text);
	}
	buffer_release(&out);
}
END_TEST

START_TEST(conversion_stops_when_the_buffer_is_full)
{
	struct buffer wide, out;
	size_t taken;

	buffer_init(&wide, 1 << 20);
	buffer_init(&out, 10000);
	for (int i = 0; i < 20000; i++)
		add_code(&wide, ENCODING_UTF16LE, 'a');
	taken = unicode_convert(ENCODING_UTF16LE, buffer_slice(&wide), &out);
	ck_assert(out.full);
	ck_assert_uint_eq(taken, 2 * out.len);
	ck_assert_uint_le(out.len, 10000);
	/* Room that the contract calls enough is enough. */
	buffer_release(&out);
	buffer_init(&out, wide.len / 2 * 3 + 4096);
	ck_assert_uint_eq(unicode_convert(ENCODING_UTF16LE, buffer_slice(&wide), &out), wide.len);
	ck_assert(!out.full);
	buffer_release(&wide);
	buffer_release(&out);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, plain_text_is_known_with_and_without_a_mark);
	tcase_add_test(tests, text_in_other_scripts_is_known_by_its_mark);
	tcase_add_test(tests, a_quarter_of_ascii_is_enough_without_a_mark);
	tcase_add_test(tests, what_is_not_wide_text_stays_bytes);
	tcase_add_test(tests, random_bytes_are_never_wide_text);
	tcase_add_test(tests, every_character_survives_the_way_there_and_back);
	tcase_add_test(tests, pieces_cut_anywhere_give_the_same_text);
	tcase_add_test(tests, units_that_are_no_character_become_the_replacement);
	tcase_add_test(tests, conversion_stops_when_the_buffer_is_full);
}

UNIT_MAIN("unicode", add_tests)
