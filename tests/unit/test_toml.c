#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/toml.h"
#include "unit/unit.h"

static struct arena arena;
static struct error err;

static void setup(void)
{
	arena_init(&arena);
	err = (struct error){ 0 };
}

static void teardown(void)
{
	arena_release(&arena);
}

static struct toml *parse(const char *text)
{
	struct toml *root = NULL;

	ck_assert_msg(toml_parse(&arena, "t.toml", slice_of(text), &root, &err) == STATUS_OK, "%s", err.text);
	return root;
}

START_TEST(every_kind_of_value_is_read)
{
	struct toml *root = parse("s = 'a\\b'\ni = -1_000\nh = 0xff\nf = 6.5e1\nn = -inf\nb = true\n"
				  "z = 1979-05-27 07:32:00z\nl = 1979-05-27t07:32:00\nd = 2024-02-29\nt = 07:32:00.5\n"
				  "a = [1, 'x',]\no = { p.q = 1 }\n");

	ck_assert_slice_eq(toml_find(root, "s")->text, "a\\b");
	ck_assert_int_eq(toml_find(root, "i")->integer, -1000);
	ck_assert_int_eq(toml_find(root, "h")->integer, 255);
	ck_assert(toml_find(root, "f")->number > 64.9 && toml_find(root, "f")->number < 65.1);
	ck_assert(isinf(toml_find(root, "n")->number) && toml_find(root, "n")->number < 0);
	ck_assert(toml_find(root, "b")->boolean);
	ck_assert_slice_eq(toml_find(root, "z")->text, "1979-05-27T07:32:00Z");
	ck_assert_int_eq(toml_find(root, "z")->kind, TOML_DATETIME);
	ck_assert_int_eq(toml_find(root, "l")->kind, TOML_DATETIME_LOCAL);
	ck_assert_int_eq(toml_find(root, "d")->kind, TOML_DATE_LOCAL);
	ck_assert_int_eq(toml_find(root, "t")->kind, TOML_TIME_LOCAL);
	ck_assert_uint_eq(toml_find(root, "a")->len, 2);
	ck_assert_slice_eq(toml_find(root, "a")->first->next->text, "x");
	ck_assert_int_eq(toml_find(toml_find(toml_find(root, "o"), "p"), "q")->integer, 1);
	ck_assert_ptr_null(toml_find(root, "p"));
}
END_TEST

START_TEST(members_know_the_place_of_their_key)
{
	struct toml *root = parse("\xef\xbb\xbf# \xc3\xa9\n\n  [[r]]\n\tid = 1\n  '\xc3\xa9'.x = [\n   7]\n");
	struct toml *element = toml_find(root, "r")->first;
	struct toml *array = element->first->next->first;

	ck_assert_uint_eq(element->line, 3);
	ck_assert_uint_eq(element->column, 3);
	ck_assert_uint_eq(element->first->line, 4);
	ck_assert_uint_eq(element->first->column, 2);
	ck_assert_uint_eq(array->column, 7);
	ck_assert_uint_eq(array->value_column, 11);
	ck_assert_uint_eq(array->first->line, 6);
	ck_assert_uint_eq(array->first->column, 4);
}
END_TEST

/* What is wrong, and the message. */
static const struct {
	const char *text, *message;
} wrong[] = {
	{ "a = 1\nb 2\n", "t.toml:2:3: expected '=' after the key 'b'" },
	{ "a = 1 2", "t.toml:1:7: expected the end of the line" },
	{ "'é' = 1 2", "t.toml:1:9: expected the end of the line" },
	{ "= 1", "t.toml:1:1: expected a key" },
	{ "a = ", "t.toml:1:5: expected a value" },
	{ "a = yes", "t.toml:1:5: 'yes' is no value; a string stands in quotes" },
	{ "a = 01", "t.toml:1:5: '01' is no value; a string stands in quotes" },
	{ "a = 9223372036854775808", "t.toml:1:5: the number does not fit into 64 bits" },
	{ "a = 2023-02-29", "t.toml:1:5: '2023-02-29' is no valid date or time" },
	{ "a = \"\\d\"", "t.toml:1:6: unknown escape; a backslash itself is \\\\, or use a '…' string" },
	{ "a = \"\\ud800\"", "t.toml:1:7: U+D800 is no character" },
	{ "a = \"\\u12\"", "t.toml:1:10: \\u wants 4 hexadecimal digits" },
	{ "a = \"x\nb = 1", "t.toml:1:5: the string is not closed on its line" },
	{ "\na = '''x\ny", "t.toml:2:5: the string is not closed" },
	{ "'''a''' = 1", "t.toml:1:1: a key cannot be a multi-line string" },
	{ "a = [1,\n2", "t.toml:1:5: the array is not closed" },
	{ "a = [1 2]", "t.toml:1:8: expected ',' or ']' in the array" },
	{ "a = {b = 1\n}", "t.toml:1:11: expected ',' or '}' in the inline table, which stands on one line" },
	{ "a = {b = 1,}", "t.toml:1:12: expected a key" },
	{ "[a", "t.toml:1:3: expected ']' after the table's name" },
	{ "[[a]", "t.toml:1:4: expected ']]' after the table's name" },
	{ "a = 1\n\na = 2", "t.toml:3:1: 'a' is set already, in line 1" },
	{ "[a]\n[a]", "t.toml:2:1: 'a' is a table already, from line 1" },
	{ "a.b = 1\n[a]", "t.toml:2:1: 'a' is a table already, from line 1" },
	{ "a = {}\n[a.b]", "t.toml:2:2: 'a' is an inline table already, from line 1" },
	{ "a = []\n[[a]]", "t.toml:2:1: 'a' is an array already, from line 1" },
	{ "a = 1\na.b = 2", "t.toml:2:1: 'a' is an integer already, from line 1" },
	{ "a = 'x\ry'", "t.toml:1:7: a carriage return without a line feed" },
	{ "a = 'x\x01'", "t.toml:1:7: control character U+0001; write it as an escape in a \"…\" string" },
	{ "a = 1\n# \xff", "t.toml:2:3: not valid UTF-8" },
	{ "a = '\xed\xa0\x80'", "t.toml:1:6: not valid UTF-8" },
};

START_TEST(every_mistake_has_its_place_and_its_words)
{
	struct toml *root;

	ck_assert_int_eq(toml_parse(&arena, "t.toml", slice_of(wrong[_i].text), &root, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, wrong[_i].message);
}
END_TEST

START_TEST(a_nul_byte_is_refused_but_its_escape_is_a_character)
{
	struct toml *root;

	ck_assert_int_eq(toml_parse(&arena, "t.toml", slice_make("a = '\0'", 7), &root, &err), ERR_CONFIG);
	ck_assert_str_eq(err.text, "t.toml:1:6: control character U+0000");
	root = parse("a = \"x\\u0000y\"");
	ck_assert_uint_eq(root->first->text.len, 3);
}
END_TEST

START_TEST(an_offset_in_a_verbatim_string_has_a_place)
{
	struct toml *root = parse("one = 'é(x'\r\nmany = '''\r\nab\r\nc('''\r\nescaped = \"\\t(\"\n");
	unsigned line, column;

	toml_place(toml_find(root, "one"), 2, &line, &column);
	ck_assert_uint_eq(line, 1);
	ck_assert_uint_eq(column, 9);
	toml_place(toml_find(root, "one"), 1, &line, &column);
	ck_assert_uint_eq(column, 8);
	toml_place(toml_find(root, "many"), 4, &line, &column);
	ck_assert_uint_eq(line, 4);
	ck_assert_uint_eq(column, 2);
	toml_place(toml_find(root, "escaped"), 1, &line, &column);
	ck_assert_uint_eq(line, 5);
	ck_assert_uint_eq(column, 11);
}
END_TEST

static void add_repeated(struct buffer *b, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_add_text(b, text);
}

START_TEST(depth_is_bounded_however_it_is_written)
{
	static const char *const parts[][3] = { { "a = ", "[", "]" }, { "a = ", "{a = ", "}" }, { "", "a.", "a = 1" } };
	struct buffer text;
	struct toml *root;

	buffer_init(&text, 10000);
	buffer_add_text(&text, parts[_i][0]);
	add_repeated(&text, parts[_i][1], TOML_DEPTH_MAX + 5);
	buffer_add_text(&text, parts[_i][2]);
	ck_assert_int_eq(toml_parse(&arena, "t.toml", buffer_slice(&text), &root, &err), ERR_LIMIT);
	ck_assert_ptr_nonnull(strstr(err.text, "nested deeper than 128"));
	buffer_release(&text);
}
END_TEST

START_TEST(a_table_of_many_keys_takes_no_longer_than_many_tables)
{
	struct buffer text;
	struct toml *root;

	buffer_init(&text, TOML_SIZE_MAX);
	for (unsigned i = 0; i < 200000; i++)
		buffer_print(&text, "k%u=%u\n", i, i);
	ck_assert_int_eq(toml_parse(&arena, "t.toml", buffer_slice(&text), &root, &err), STATUS_OK);
	ck_assert_uint_eq(root->len, 200000);
	ck_assert_uint_eq(root->last->line, 200000);
	buffer_release(&text);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, every_kind_of_value_is_read);
	tcase_add_test(tests, members_know_the_place_of_their_key);
	tcase_add_loop_test(tests, every_mistake_has_its_place_and_its_words, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, a_nul_byte_is_refused_but_its_escape_is_a_character);
	tcase_add_test(tests, an_offset_in_a_verbatim_string_has_a_place);
	tcase_add_loop_test(tests, depth_is_bounded_however_it_is_written, 0, 3);
	tcase_add_test(tests, a_table_of_many_keys_takes_no_longer_than_many_tables);
}

UNIT_MAIN("toml", add_tests)
