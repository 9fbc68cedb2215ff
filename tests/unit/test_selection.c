#include "source/selection.h"

#include "unit/history_scan.h"

/* Merges, a rename, a revert, a folder that stays, a tag and a blob that is tagged. */
#define HISTORY                                                                                                        \
	"cd r; put a one; put keep/x same; commit c1; put a two; commit c2; git checkout -q -b side; put d/s side;\n"  \
	"commit c3; git checkout -q main; put a one; commit c4; git mv a b; commit c5; tick\n"                         \
	"git merge -q --no-ff -m m6 side; put big more; commit c7; git tag -a -m noted v1;\n"                          \
	"git tag blob $(echo tagged | git hash-object -w --stdin); put e end; commit c8;"

static void select_begin(struct scan *scan, const struct history_options *options)
{
	*scan = (struct scan){ .workers = SCAN_WORKERS };
	pthread_mutex_init(&scan->lock, NULL);
	coverage_init(&scan->coverage);
	arena_init(&scan->arena);
	scan->history = history_new(options);
	scan->source = history_source(scan->history);
}

static int compare_texts(const void *a, const void *b)
{
	return slice_compare(((const struct seen_content *)a)->bytes, ((const struct seen_content *)b)->bytes);
}

/* "one two ..." of all blobs and messages that were handed out, in byte order. */
static const char *contents_text(struct scan *scan)
{
	const char *text = "";

	if (scan->contents.len)
		qsort(scan->contents.items, scan->contents.len, sizeof(*scan->contents.items), compare_texts);
	for (size_t i = 0; i < scan->contents.len; i++) {
		struct slice bytes = slice_trim(scan->contents.items[i].bytes);

		if (!slice_starts(bytes, SLICE("author ")) && !slice_starts(bytes, SLICE("tag ")))
			text = arena_print(&scan->arena, "%s%s%.*s", text, *text ? " " : "", SLICE_ARGS(bytes));
	}
	return text;
}

/* 0: one by one, 1: listed, 2 and 3: one by one until there are too many commits, or other objects. */
static struct selection_options way(unsigned number, const char *const *ranges, size_t count)
{
	struct selection_options select = { .ranges = { ranges, count }, .workers = 2 };

	select.listed = number == 1;
	select.direct_commits = number == 2 ? 1 : 0;
	select.direct_objects = number == 3 ? 1 : 0;
	return select;
}

static const struct {
	const char *ranges[3];
	const char *want;
} cases[] = {
	{ { "main~1..main" }, "c8 end" },
	{ { "main~2..main" }, "c7 c8 end more" },
	{ { "main~3..main" }, "c3 c7 c8 end m6 more side" }, /* the renamed file is no news */
	{ { "main~5..main~4" }, "c4 one" },                  /* reverted: news to the commit before */
	{ { "main~6..main~4" }, "c2 c4 two" },               /* but not to the one before that */
	{ { "side...main~3" }, "c3 c4 c5 one side" },
	{ { "v1", "^v1^{}" }, "noted" },
	{ { "main~2..v1" }, "c7 more noted" },
	{ { "main..blob" }, "tagged" },
	{ { "main..main" }, "" },
	{ { "side..main", "^main~3" }, "c7 c8 end m6 more" },
};

START_TEST(every_way_of_reading_hands_out_what_is_selected)
{
	struct fixture f;

	fixture_init_repository(&f);
	fixture_run(HISTORY);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count = 1;
		struct history_options options = { 0 };
		struct scan scan;

		while (count < 3 && cases[i].ranges[count])
			count++;
		options.select = way((unsigned)_i, cases[i].ranges, count);
		select_begin(&scan, &options);
		scan_add(&scan, fixture_path(&f, "r"), NULL);
		scan_run(&scan);
		ck_assert_msg(strcmp(contents_text(&scan), cases[i].want) == 0, "%s: got \"%s\", want \"%s\"",
			      cases[i].ranges[0], contents_text(&scan), cases[i].want);
		ck_assert_str_eq(failed_text(&scan), "");
		scan_release(&scan);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(a_small_selection_lists_nothing_and_a_large_one_does)
{
	static const char *const ranges[] = { "main~2..main" };
	struct fixture f;

	fixture_init_repository(&f);
	fixture_run(HISTORY);
	for (unsigned i = 0; i < 4; i++) {
		struct history_options options = { .select = way(i, ranges, 1) };
		struct scan scan;

		select_begin(&scan, &options);
		scan_add(&scan, fixture_path(&f, "r"), NULL);
		ck_assert_int_eq(history_store(scan.history, 0)->direct != NULL, i == 0);
		/* 2 commits, 2 trees, 2 blobs; or all there is */
		ck_assert_int_eq(history_store(scan.history, 0)->count == 6, i == 0);
		scan_run(&scan);
		scan_release(&scan);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(a_repack_between_selecting_and_reading_loses_nothing)
{
	static const char *const ranges[] = { "main~3..main" };
	struct fixture f;

	fixture_init_repository(&f);
	fixture_run(HISTORY);
	for (unsigned i = 0; i < 2; i++) {
		struct history_options options = { .select = way(i, ranges, 1) };
		struct scan scan;

		select_begin(&scan, &options);
		scan_add(&scan, fixture_path(&f, "r"), NULL);
		fixture_run(i ? "cd r; echo x | git hash-object -w --stdin; git repack -adfq --depth=1"
			      : "cd r; git repack -adq; git prune-packed");
		scan_run(&scan);
		ck_assert_str_eq(contents_text(&scan), "c3 c7 c8 end m6 more side");
		ck_assert_str_eq(failed_text(&scan), "");
		scan_release(&scan);
	}
	fixture_release(&f);
}
END_TEST

START_TEST(each_object_is_in_one_shard_and_shards_are_alike)
{
	uint8_t id[SHA1_SIZE] = { 0 };

	for (uint32_t count = 1; count < 20; count++) {
		size_t counts[20] = { 0 };

		for (uint32_t i = 0; i < 10000; i++) {
			unsigned homes = 0;

			hash_sha1(slice_make((const char *)&i, sizeof(i)), id);
			for (uint32_t number = 1; number <= count; number++) {
				bool holds = shard_holds(&(struct shard){ number, count }, id);

				homes += holds;
				counts[number] += holds;
			}
			ck_assert_int_eq(homes, 1);
		}
		for (uint32_t number = 1; number <= count; number++)
			ck_assert_int_gt((int)(counts[number] * count), 7500);
	}
	ck_assert(shard_holds(&(struct shard){ 0 }, id));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, every_way_of_reading_hands_out_what_is_selected, 0, 4);
	tcase_add_test(tests, a_small_selection_lists_nothing_and_a_large_one_does);
	tcase_add_test(tests, a_repack_between_selecting_and_reading_loses_nothing);
	tcase_add_test(tests, each_object_is_in_one_shard_and_shards_are_alike);
}

UNIT_MAIN("selection", add_tests)
