#include "unit/unit.h"

#include <string.h>

#include "scan/doubles.h"

static struct hits h;

static void start(void)
{
	hits_init(&h);
}

static void end(void)
{
	hits_release(&h);
}

/* One hit for each letter: the secret; a capital is in the archive's own bytes. */
static void add(const char *letters)
{
	for (; *letters; letters++) {
		const char secret = (char)(*letters | 0x20);

		*array_add(&h) = (struct hit){ .secret = hits_keep(&h, slice_make(&secret, 1)),
					       .content = secret == *letters ? 2 : 1 };
	}
}

static const char *left(void)
{
	static char letters[100];

	for (size_t i = 0; i < h.len; i++)
		letters[i] = (char)(h.items[i].secret.at[0] - (h.items[i].content == 1 ? 0x20 : 0));
	letters[h.len] = '\0';
	return letters;
}

static const struct {
	const char *hits, *left;
	size_t from;
} doubles[] = {
	{ "AB", "AB", 0 },    { "ab", "ab", 0 },  { "ABa", "Ba", 0 },
	{ "AaAbB", "ab", 0 }, { "AAa", "Aa", 1 }, { "", "", 0 },
};

START_TEST(what_a_member_tells_the_archive_need_not)
{
	add(doubles[_i].hits);
	doubles_drop(&h, doubles[_i].from, 1);
	ck_assert_str_eq(left(), doubles[_i].left);
}
END_TEST

static const struct {
	const char *now, *before, *other, *left;
	size_t old;
} versions[] = {
	{ "ab", "", "", "ab", 0 }, { "ab", "a", "", "b", 1 },    { "aab", "a", "", "aab", 0 },
	{ "ab", "a", "b", "", 2 }, { "ab", "aa", "ca", "b", 1 }, { "", "ab", "", "", 0 },
};

START_TEST(what_an_old_archive_has_as_often_is_no_news)
{
	size_t now, ends[2];

	add("x");
	add(versions[_i].now);
	now = h.len;
	add(versions[_i].before);
	ends[0] = h.len;
	add(versions[_i].other);
	ends[1] = h.len;
	doubles_drop_old(&h, 1, now, ends, 2);
	ck_assert_int_eq(left()[0], 'x');
	ck_assert_str_eq(left() + 1, versions[_i].left);
	ck_assert_uint_eq(h.not_blocking, versions[_i].old);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_loop_test(tests, what_a_member_tells_the_archive_need_not, 0, sizeof(doubles) / sizeof(*doubles));
	tcase_add_loop_test(tests, what_an_old_archive_has_as_often_is_no_news, 0,
			    sizeof(versions) / sizeof(*versions));
}

UNIT_MAIN("doubles", add_tests)
