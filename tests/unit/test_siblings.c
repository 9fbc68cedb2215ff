#include "unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "scan/siblings.h"

#define MOST 3000

static struct findings findings;
static struct seen_in seen[2 * MOST];
static size_t seen_len;
static char ids[MOST][8];

static void start(void)
{
	findings_init(&findings);
	seen_len = 0;
}

static void end(void)
{
	findings_release(&findings);
}

static void make_findings(size_t count)
{
	for (size_t i = 0; i < count; i++) {
		snprintf(ids[i], sizeof(ids[i]), "id%04u", (unsigned)i % 10000);
		*array_add(&findings) = (struct finding){ .id = ids[i] };
	}
}

static void see(size_t finding, uint64_t content)
{
	seen[seen_len++] = (struct seen_in){ content, ids[finding] };
}

static void expect(size_t finding, const char *wanted)
{
	char got[256] = "";
	const struct finding_ids *siblings = &findings.items[finding].siblings;

	for (size_t i = 0; i < siblings->len; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s ", siblings->items[i] + 5);
	ck_assert_str_eq(got, wanted);
}

START_TEST(those_in_the_same_content_are_siblings_in_order_and_once)
{
	make_findings(5);
	see(3, 1);
	see(1, 1);
	see(0, 1);
	see(1, 1);
	see(1, 2);
	see(2, 2);
	see(0, 2);
	see(4, 3);
	siblings_link(seen, seen_len, &findings);
	expect(0, "1 2 3 ");
	expect(1, "0 2 3 ");
	expect(2, "0 1 ");
	expect(3, "0 1 ");
	expect(4, "");
}
END_TEST

START_TEST(nothing_seen_has_no_siblings)
{
	make_findings(1);
	siblings_link(seen, 0, &findings);
	expect(0, "");
}
END_TEST

/* How many secrets one content has, and how many siblings each of them names. */
static const struct {
	size_t count, named;
} contents[] = { { 2, 1 },
		 { SIBLINGS_MAX, SIBLINGS_MAX - 1 },
		 { SIBLINGS_MAX + 1, SIBLINGS_MAX },
		 { SIBLINGS_MAX + 2, SIBLINGS_FEW },
		 { MOST, SIBLINGS_FEW } };

START_TEST(a_content_of_very_many_names_the_first_few)
{
	make_findings(contents[_i].count);
	for (size_t i = 0; i < contents[_i].count; i++)
		see(contents[_i].count - 1 - i, 1);
	siblings_link(seen, seen_len, &findings);
	for (size_t i = 0; i < contents[_i].count; i++) {
		const struct finding_ids *siblings = &findings.items[i].siblings;
		size_t self = contents[_i].count > SIBLINGS_MAX + 1 && i > SIBLINGS_FEW ? 1 : 0;

		/* Who is not among the first few meets one more of them. */
		ck_assert_uint_eq(siblings->len, contents[_i].named + self);
		for (size_t k = 0; k < siblings->len; k++)
			ck_assert_str_ne(siblings->items[k], findings.items[i].id);
	}
}
END_TEST

START_TEST(of_many_contents_the_smallest_ids_are_listed)
{
	make_findings(2000);
	for (size_t i = 1; i < 2000; i++) {
		see(0, 5000 - i);
		see(i, 5000 - i);
	}
	siblings_link(seen, seen_len, &findings);
	ck_assert_uint_eq(findings.items[0].siblings.len, SIBLINGS_MAX);
	for (size_t i = 0; i < SIBLINGS_MAX; i++)
		ck_assert_str_eq(findings.items[0].siblings.items[i], ids[i + 1]);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_test(tests, those_in_the_same_content_are_siblings_in_order_and_once);
	tcase_add_test(tests, nothing_seen_has_no_siblings);
	tcase_add_loop_test(tests, a_content_of_very_many_names_the_first_few, 0, sizeof(contents) / sizeof(*contents));
	tcase_add_test(tests, of_many_contents_the_smallest_ids_are_listed);
}

UNIT_MAIN("siblings", add_tests)
