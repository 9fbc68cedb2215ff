#include "unit/unit.h"

#include "scan/recount.h"
#include "unit/scan_fixture.h"

#define VERSIONS 20

static struct scanner *s;

static void start(void)
{
	s = scanner_start();
}

static void end(void)
{
	scanner_end(s);
}

/* Scans `now` and asks of its first match whether it blocks; every line is added. */
static bool blocks(const char *now, const struct slice *before, size_t count)
{
	const struct line_range all = { 1, 1000000 };
	const struct change change = { before, count, &all, 1, true };
	struct scratch *scratch = scratch_new(s->detector);
	char *text = mem_alloc(strlen(now) + CONTENT_PADDING);
	const struct matches *matches;
	struct recount recount;
	bool result;

	memcpy(text, now, strlen(now));
	matches = &detector_scan(s->detector, scratch, slice_make(text, strlen(now)), 0, strlen(now))->matches;
	ck_assert_uint_ge(matches->len, 1);
	recount_init(&recount, s->detector, slice_make(text, strlen(now)), matches, &change);
	result = recount_blocks(&recount, &matches->items[0], 1, 1);
	/* Asked again it says the same out of what it remembers. */
	ck_assert(recount_blocks(&recount, &matches->items[0], 1, 1) == result);
	ck_assert_uint_le(recount.counts.len, 1);
	recount_release(&recount);
	scratch_free(scratch);
	mem_free(text);
	return result;
}

static const struct {
	const char *what, *now, *before;
	bool blocks;
} cases[] = {
	{ "none before", "# k", "#", true },
	{ "one before", "k", "k", false },
	{ "one more", "k k", "k", true },
	{ "one less", "k", "k k", false },
	{ "inside a word, where no rule sees it", "k", "xkx", false },
	{ "another secret", "k", "K", true },
	{ "an empty version", "k", "", true },
};

/* k and K in a template become two marks. */
static struct slice text_of(const char *template, char *to)
{
	size_t len = 0;

	for (; *template; template ++) {
		bool is_mark = *template == 'k' || *template == 'K';
		size_t size = is_mark ? MARK_SIZE : 1;

		memcpy(to + len, is_mark ? mark(*template == 'k') : template, size);
		len += size;
	}
	to[len] = '\0';
	return slice_make(to, len);
}

START_TEST(a_secret_blocks_when_there_is_more_of_it)
{
	char now[128], before[128];
	const struct slice version = text_of(cases[_i].before, before);

	text_of(cases[_i].now, now);
	ck_assert_msg(blocks(now, &version, 1) == cases[_i].blocks, "%s", cases[_i].what);
}
END_TEST

START_TEST(a_new_file_blocks)
{
	ck_assert(blocks(mark(1), NULL, 0));
}
END_TEST

START_TEST(a_version_in_utf16_counts_as_text)
{
	char wide[2 * 64] = { 0 };
	size_t len = 0;
	struct slice version;

	for (const char *c = "some text "; *c; c++, len += 2)
		wide[len] = *c;
	for (const char *c = mark(1); *c; c++, len += 2)
		wide[len] = *c;
	version = slice_make(wide, len);
	ck_assert(!blocks(mark(1), &version, 1));
	ck_assert(blocks(mark(2), &version, 1));
}
END_TEST

/* As many parents as one merge never has: those beyond RECOUNT_VERSIONS are not looked at. */
START_TEST(a_merge_of_very_many_parents_is_judged_by_the_first)
{
	struct slice versions[VERSIONS];
	char held[MARK_SIZE + 1];

	memcpy(held, mark(1), sizeof(held));
	for (size_t i = 0; i < VERSIONS; i++)
		versions[i] = SLICE("nothing");
	ck_assert(blocks(mark(1), versions, VERSIONS));
	versions[RECOUNT_VERSIONS - 1] = slice_of(held);
	ck_assert(!blocks(mark(1), versions, VERSIONS));
	versions[RECOUNT_VERSIONS - 1] = SLICE("nothing");
	versions[RECOUNT_VERSIONS] = slice_of(held);
	ck_assert(blocks(mark(1), versions, VERSIONS));
}
END_TEST

START_TEST(lines_that_are_not_added_do_not_block)
{
	const struct line_range added = { 2, 2 };
	const struct slice before = SLICE("");
	const struct change change = { &before, 1, &added, 1, true };
	const struct matches none = { 0 };
	struct match match = { .secret = SLICE("x") };
	struct recount recount;

	recount_init(&recount, s->detector, SLICE("x\nx\n"), &none, &change);
	ck_assert(!recount_blocks(&recount, &match, 1, 1));
	ck_assert(recount_blocks(&recount, &match, 1, 2));
	ck_assert(recount_blocks(&recount, &match, 2, 2));
	recount_release(&recount);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_loop_test(tests, a_secret_blocks_when_there_is_more_of_it, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(tests, a_new_file_blocks);
	tcase_add_test(tests, a_version_in_utf16_counts_as_text);
	tcase_add_test(tests, a_merge_of_very_many_parents_is_judged_by_the_first);
	tcase_add_test(tests, lines_that_are_not_added_do_not_block);
}

UNIT_MAIN("recount", add_tests)
