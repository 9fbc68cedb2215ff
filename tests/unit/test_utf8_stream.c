#include "unit/unit.h"

#include <string.h>

#include "base/memory.h"
#include "scan/utf8_stream.h"

#define CHUNK ((size_t)256 << 10) /* as in utf8_stream.c */

/* Bytes in memory; -1 from the read that would reach fails_at, if that is not 0. */
struct given {
	struct slice rest;
	size_t taken, fails_at;
};

static long give(void *context, char *to, size_t max)
{
	struct given *given = context;
	size_t len = given->rest.len < max ? given->rest.len : max;

	if (given->fails_at && given->taken + len >= given->fails_at)
		return -1;
	memcpy(to, given->rest.at, len);
	given->rest = slice_sub(given->rest, len, given->rest.len);
	given->taken += len;
	return (long)len;
}

/* Reads everything in portions of `portion`, and checks that only the last is shorter. */
static size_t read_all(struct slice bytes, size_t portion, char *to, size_t room)
{
	struct given given = { .rest = bytes };
	const struct content content = { .read = give, .read_context = &given };
	struct utf8_stream stream;
	size_t have = 0;
	long got;

	utf8_stream_open(&stream, &content);
	do {
		ck_assert_uint_le(have + portion, room);
		got = utf8_stream_read(&stream, to + have, portion);
		ck_assert_int_ge(got, 0);
		have += (size_t)got;
	} while ((size_t)got == portion);
	ck_assert_int_eq(utf8_stream_read(&stream, to + have, portion), 0);
	ck_assert_uint_eq(stream.bytes, bytes.len);
	utf8_stream_close(&stream);
	return have;
}

static const size_t portions[] = { 1, 3, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK };
#define PORTIONS (int)(sizeof(portions) / sizeof(*portions))

static void expect_same(struct slice bytes, struct slice wanted)
{
	size_t room = wanted.len + 4 * CHUNK;
	char *to = mem_alloc(room);

	for (int i = wanted.len > 100000 ? 2 : 0; i < PORTIONS; i++) {
		size_t have = read_all(bytes, portions[i], to, room);

		ck_assert_msg(slice_equal(slice_make(to, have), wanted), "portions of %zu: %zu bytes of %zu",
			      portions[i], have, wanted.len);
	}
	mem_free(to);
}

static char *letters(size_t len)
{
	char *text = mem_alloc(len + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i * 7 % 26);
	return text;
}

static const size_t sizes[] = { 0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5 };

START_TEST(bytes_come_out_as_they_are)
{
	char *text = letters(sizes[_i]);

	expect_same(slice_make(text, sizes[_i]), slice_make(text, sizes[_i]));
	mem_free(text);
}
END_TEST

/* Characters of two and four bytes in UTF-16, so that some lie across every read. */
START_TEST(utf16_comes_out_as_utf8_wherever_reads_end)
{
	static const char wide[] = "a\0"
				   "b\0"
				   "\x3d\xd8\x00\xde"
				   "\xe9\0",
			  narrow[] = "ab\xf0\x9f\x98\x80\xc3\xa9";
	const size_t times = 100001 + (size_t)_i;
	struct buffer from, to;

	buffer_init(&from, times * 16);
	buffer_init(&to, times * 16);
	for (int i = 0; i < 20; i++) {
		buffer_add(&from, slice_make("x", 2));
		buffer_add_byte(&to, 'x');
	}
	for (size_t i = 0; i < times; i++) {
		buffer_add(&from, slice_make(wide, sizeof(wide) - 1));
		buffer_add_text(&to, narrow);
	}
	expect_same(buffer_slice(&from), buffer_slice(&to));
	buffer_release(&from);
	buffer_release(&to);
}
END_TEST

START_TEST(half_a_unit_at_the_end_is_forgotten)
{
	char wide[41] = { 0 };

	for (size_t i = 0; i < sizeof(wide); i += 2)
		wide[i] = 'x';
	expect_same(slice_make(wide, sizeof(wide)), SLICE("xxxxxxxxxxxxxxxxxxxx"));
}
END_TEST

START_TEST(what_was_read_before_a_failure_is_handed_out_and_then_it_is_said)
{
	char *text = letters(2 * CHUNK);
	char *to = mem_alloc(2 * CHUNK);
	struct given given = { .rest = slice_make(text, 2 * CHUNK), .fails_at = _i ? CHUNK + 1 : 1 };
	const struct content content = { .read = give, .read_context = &given };
	struct utf8_stream stream;

	utf8_stream_open(&stream, &content);
	if (_i)
		ck_assert_int_eq(utf8_stream_read(&stream, to, 2 * CHUNK), (long)CHUNK);
	ck_assert_int_eq(utf8_stream_read(&stream, to, 2 * CHUNK), -1);
	utf8_stream_close(&stream);
	mem_free(text);
	mem_free(to);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, bytes_come_out_as_they_are, 0, sizeof(sizes) / sizeof(*sizes));
	tcase_add_loop_test(tests, utf16_comes_out_as_utf8_wherever_reads_end, 0, 3);
	tcase_add_test(tests, half_a_unit_at_the_end_is_forgotten);
	tcase_add_loop_test(tests, what_was_read_before_a_failure_is_handed_out_and_then_it_is_said, 0, 2);
}

UNIT_MAIN("utf8_stream", add_tests)
