#include "unit/unit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/random.h"
#include "source/added_lines.h"

static const struct {
	const char *before, *after, *added; /* a line each letter; NULL: there are several answers */
} cases[] = {
	{ "", "", "" },
	{ "", "abc", "1-3" },
	{ "abc", "", "" },
	{ "abc", "abc", "" },
	{ "abc", "axc", "2-2" },
	{ "abc", "xabcy", "1-1 5-5" },
	{ "abcd", "ad", "" },
	{ "abcd", "axyd", "2-3" },
	{ "aaaa", "aaaaa", "5-5" },
	{ "ab", "ba", NULL },
	{ "abcabba", "cbabac", NULL },
	{ "abcdef", "defabc", NULL },
	{ "xxaxxbxx", "xxbxxaxx", NULL },
};

/* One letter a line, the way the cases are written. */
static void spell(struct buffer *out, const char *letters)
{
	for (; *letters; letters++)
		buffer_print(out, "line %c\n", *letters);
}

static size_t count_added(const struct line_ranges *added)
{
	size_t count = 0;

	for (size_t i = 0; i < added->len; i++)
		count += added->items[i].last - added->items[i].first + 1;
	return count;
}

/* The least number of lines that must be added, by the textbook table. */
static size_t least_added(const char *before, const char *after)
{
	size_t lengths[2][64] = { 0 }, n = strlen(before), m = strlen(after);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			const size_t *above = lengths[i & 1], left = lengths[~i & 1][k];

			lengths[~i & 1][k + 1] = before[i] == after[k] ? above[k] + 1
						 : above[k + 1] > left ? above[k + 1]
								       : left;
		}
	return m - lengths[n & 1][m];
}

/* What is not added must be what is left of the old version, in its order. */
static void check_remainder(const char *before, const char *after, const struct line_ranges *added)
{
	size_t next = 0, range = 0;

	for (size_t i = 0; after[i]; i++) {
		while (range < added->len && added->items[range].last < i + 1)
			range++;
		if (range < added->len && added->items[range].first <= i + 1)
			continue;
		while (before[next] && before[next] != after[i])
			next++;
		ck_assert_msg(before[next] != '\0', "%s to %s: line %zu", before, after, i + 1);
		next++;
	}
}

static void diff(const char *before, const char *after, struct line_ranges *added)
{
	struct buffer a, b;

	buffer_init(&a, 65536);
	buffer_init(&b, 65536);
	spell(&a, before);
	spell(&b, after);
	ck_assert(added_lines(buffer_slice(&a), buffer_slice(&b), added));
	buffer_release(&a);
	buffer_release(&b);
}

START_TEST(as_few_lines_as_possible_are_added)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct line_ranges added = { 0 };
		struct buffer text;

		diff(cases[i].before, cases[i].after, &added);
		buffer_init(&text, 4096);
		for (size_t k = 0; k < added.len; k++)
			buffer_print(&text, "%s%zu-%zu", k ? " " : "", added.items[k].first, added.items[k].last);
		ck_assert_uint_eq(count_added(&added), least_added(cases[i].before, cases[i].after));
		check_remainder(cases[i].before, cases[i].after, &added);
		ck_assert_msg(!cases[i].added || slice_is(buffer_slice(&text), cases[i].added), "%s to %s: %s",
			      cases[i].before, cases[i].after, text.at);
		buffer_release(&text);
		array_release(&added);
	}
}
END_TEST

START_TEST(random_versions_agree_with_the_textbook)
{
	struct random dice;

	random_init(&dice, 1);
	for (int i = 0; i < 20000; i++) {
		char versions[2][41] = { 0 };
		struct line_ranges added = { 0 };
		uint64_t letters = 1 + random_below(&dice, 8);

		for (int v = 0; v < 2; v++)
			for (uint64_t n = random_below(&dice, 41); n > 0; n--)
				versions[v][n - 1] = (char)('a' + random_below(&dice, letters));
		diff(versions[0], versions[1], &added);
		check_remainder(versions[0], versions[1], &added);
		ck_assert_uint_eq(count_added(&added), least_added(versions[0], versions[1]));
		array_release(&added);
	}
}
END_TEST

START_TEST(a_missing_line_end_is_a_difference)
{
	struct line_ranges added = { 0 };

	ck_assert(added_lines(SLICE("a\nb"), SLICE("a\nb\n"), &added));
	ck_assert_uint_eq(added.len, 1);
	ck_assert_uint_eq(added.items[0].first, 2);
	array_release(&added);
}
END_TEST

START_TEST(what_has_no_lines_is_not_guessed_at)
{
	struct line_ranges added = { 0 };

	ck_assert(!added_lines(SLICE("a"), SLICE("a\0b"), &added));
	ck_assert(!added_lines(SLICE("a\0b"), SLICE("a"), &added));
	ck_assert_uint_eq(added.len, 0);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, as_few_lines_as_possible_are_added);
	tcase_add_test(tests, random_versions_agree_with_the_textbook);
	tcase_add_test(tests, a_missing_line_end_is_a_difference);
	tcase_add_test(tests, what_has_no_lines_is_not_guessed_at);
}

UNIT_MAIN("added_lines", add_tests)
