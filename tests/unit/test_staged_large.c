/*
 * test_staged_large.c - much at once: large files, many entries, several
 * threads, and the lists of git itself as the oracle.
 */
#include "unit/unit.h"

#include <pthread.h>

#include "base/file.h"
#include "source/staged.h"
#include "unit/drain.h"
#include "unit/fixture.h"

/* What was handed out: "path NUL" one after the other. */
struct collection {
	pthread_mutex_t lock;
	struct buffer paths;
};

static void collect(struct sink *sink, const struct content *content)
{
	struct collection *all = drain_context(sink);

	pthread_mutex_lock(&all->lock);
	buffer_add(&all->paths, content->path);
	buffer_add_byte(&all->paths, '\0');
	pthread_mutex_unlock(&all->lock);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All paths that the source hands to `threads` workers, sorted, into the file `name`; returns how many. */
static size_t list_staged(unsigned threads, const char *name)
{
	struct collection all = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct texts ARRAY_OF(const char *) texts = { 0 };
	struct coverage coverage;
	struct drain drain = { .content = collect, .context = &all, .coverage = &coverage };
	struct slice rest, path;
	struct buffer out;
	struct error err;
	size_t count;

	drain.source = staged_open(&err);
	ck_assert_ptr_nonnull(drain.source);
	coverage_init(&coverage);
	buffer_init(&all.paths, (size_t)16 << 20);
	buffer_init(&out, (size_t)16 << 20);
	drain_run(&drain, threads);
	drain.source->ops->close(drain.source);
	ck_assert(coverage_complete(&coverage, true));
	rest = buffer_slice(&all.paths);
	while (slice_cut(&rest, '\0', &path))
		*array_add(&texts) = path.at;
	if (texts.len)
		qsort(texts.items, texts.len, sizeof(*texts.items), compare_texts);
	for (size_t i = 0; i < texts.len; i++)
		buffer_add(&out, slice_make(texts.items[i], strlen(texts.items[i]) + 1));
	fixture_write(name, buffer_slice(&out));
	count = texts.len;
	array_release(&texts);
	coverage_release(&coverage);
	buffer_release(&all.paths);
	buffer_release(&out);
	return count;
}

START_TEST(any_number_of_threads_hands_out_what_git_lists)
{
	/* Names that sort differently as files and as folders; changes of every kind but renames. */
	static const char script[] =
		"repo; export LC_ALL=C; awk -v seed=$SEED 'BEGIN { srand(seed); for (i = 0; i < 400; i++) { p = \"\"; "
		"for (d = int(rand() * 4); d >= 0; d--) p = p substr(\"abcdefgh\", 1 + int(rand() * 8), 1) "
		"substr(\".-+0z\", int(rand() * 7), 1) (d ? \"/\" : \"\"); print p } }' | sort -u > ../names\n"
		"fill() { while read -r p; do [ -d \"$p\" ] || { mkdir -p \"$(dirname \"$p\")\" 2>/dev/null && "
		"echo \"$1 $p\" > \"$p\"; } || :; done; }\n"
		"fill 1 < ../names; commit; [ $SEED = 2 ] || git gc -q\n"
		"awk -v seed=$SEED 'BEGIN { srand(seed) } rand() < 0.1' ../names | fill 2\n"
		"awk -v seed=$SEED 'BEGIN { srand(seed + 99) } rand() < 0.1 { print $0 \"new\" }' ../names | fill 3\n"
		"add; git diff --cached --name-only --no-renames -z --diff-filter=d HEAD | sort -z > ../want; test -s "
		"../want\n";
	struct fixture f;
	char seed[8];

	fixture_init(&f);
	snprintf(seed, sizeof(seed), "%d", _i);
	setenv("SEED", seed, 1);
	fixture_run(script);
	ck_assert_int_eq(chdir("repo"), 0);
	for (unsigned threads = 1; threads <= 4; threads++) {
		ck_assert_uint_ge(list_staged(threads, "../got"), 10);
		fixture_run("cmp want got");
	}
	fixture_release(&f);
}
END_TEST

/* What one file of the index was said to add. */
struct single {
	struct sink sink;
	size_t contents, len, before_len, first, last, added_len;
	bool lines_known;
};

static void look(struct sink *sink, const struct content *content)
{
	struct single *single = (struct single *)sink;

	single->contents++;
	single->len = content->bytes.len;
	single->before_len += content->change->before_len;
	single->added_len = content->change->added_len;
	single->lines_known = content->change->lines_known;
	if (single->added_len) {
		single->first = content->change->added[0].first;
		single->last = content->change->added[0].last;
	}
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		ck_assert_int_eq(content->bytes.at[content->bytes.len + i], 0);
}

static struct single look_at_all(void)
{
	struct coverage coverage;
	struct single single = { .sink = { look, &coverage } };
	struct source *source;
	struct error err;
	struct unit unit;

	coverage_init(&coverage);
	source = staged_open(&err);
	ck_assert_ptr_nonnull(source);
	while (source->ops->next(source, &unit))
		source->ops->run(source, &unit, 0, &single.sink);
	source->ops->close(source);
	ck_assert(coverage_complete(&coverage, true));
	ck_assert_uint_eq(coverage.files, single.contents);
	coverage_release(&coverage);
	return single;
}

static const struct {
	const char *what, *script;
	size_t len, first, last;
	bool lines_known;
} large[] = {
	{ "five million bytes and one new line",
	  "repo; yes 'some text that fills a line of code' | head -c 5000000 > a; commit; sed -i '70000s/text/word/' "
	  "a; add",
	  5000000, 70000, 70000, true },
	{ "every line another", "repo; seq 1 90000 > a; commit; seq 100001 190000 > a; add", 630000, 1, 90000, true },
	{ "the lines in reverse", "repo; seq 10001 50000 > a; commit; seq 10001 50000 | tac > a; add", 240000, 0, 0,
	  false },
	{ "one line of three megabytes", "repo; yes x | tr -d '\\n' | head -c 3000000 > a; commit; printf y >> a; add",
	  3000001, 1, 1, true },
	{ "too large for a line diff", "repo; seq 1000001 1900000 > a; commit; echo new >> a; add", 7200004, 0, 0,
	  false },
	{ "too many lines for one", "repo; seq 1 250000 | tr -d 0-9 > a; commit; echo >> a; add", 250001, 0, 0, false },
};

START_TEST(large_files_are_read_whole)
{
	struct single single;
	struct fixture f;

	fixture_init(&f);
	fixture_run(large[_i].script);
	ck_assert_int_eq(chdir("repo"), 0);
	alarm(20);
	single = look_at_all();
	alarm(0);
	ck_assert_uint_eq(single.contents, 1);
	ck_assert_msg(single.len == large[_i].len && single.before_len == 1, "%s: %zu bytes", large[_i].what,
		      single.len);
	ck_assert_msg(single.lines_known == large[_i].lines_known, "%s", large[_i].what);
	ck_assert_msg(single.first == large[_i].first && single.last == large[_i].last, "%s: %zu to %zu",
		      large[_i].what, single.first, single.last);
	fixture_release(&f);
}
END_TEST

START_TEST(many_renamed_and_edited_files_keep_their_origin)
{
	struct single all;
	struct fixture f;

	fixture_init(&f);
	fixture_run(
		"repo; mkdir src; for i in $(seq 400); do seq $i $((i + 40)) > src/f$i; done; commit; git mv src lib; "
		"for f in lib/*; do echo edit >> $f; done; for i in $(seq 20); do mv lib/f$i lib/other$i; done; add");
	ck_assert_int_eq(chdir("repo"), 0);
	all = look_at_all();
	ck_assert_uint_eq(all.contents, 400);
	ck_assert_uint_eq(all.before_len, 400);
	fixture_release(&f);
}
END_TEST

START_TEST(policy_is_read_from_the_index)
{
	struct source *source;
	struct buffer text;
	struct error err;
	struct fixture f;

	fixture_init(&f);
	fixture_run(
		"repo; put .keysieve.toml 'staged\\n'; put x/y 'deep\\n'; commit; put .keysieve.toml 'work tree\\n'; "
		"ln -s x/y link; git add link");
	ck_assert_int_eq(chdir("repo/x"), 0);
	source = staged_open(&err);
	ck_assert_ptr_nonnull(source);
	buffer_init(&text, 10);
	ck_assert_int_eq(staged_read(source, ".keysieve.toml", &text, &err), STATUS_OK);
	ck_assert_slice_eq(buffer_slice(&text), "staged\n");
	ck_assert_int_eq(staged_read(source, "x/y", &text, &err), ERR_LIMIT);
	buffer_clear(&text);
	ck_assert_int_eq(staged_read(source, "x/y", &text, &err), STATUS_OK);
	ck_assert_slice_eq(buffer_slice(&text), "deep\n");
	ck_assert_int_eq(staged_read(source, "x", &text, &err), ERR_MISSING);
	ck_assert_int_eq(staged_read(source, "link", &text, &err), ERR_MISSING);
	ck_assert_int_eq(staged_read(source, "nowhere", &text, &err), ERR_MISSING);
	buffer_release(&text);
	source->ops->close(source);
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, any_number_of_threads_hands_out_what_git_lists, 1, 7);
	tcase_add_loop_test(tests, large_files_are_read_whole, 0, sizeof(large) / sizeof(large[0]));
	tcase_add_test(tests, many_renamed_and_edited_files_keep_their_origin);
	tcase_add_test(tests, policy_is_read_from_the_index);
}

UNIT_MAIN("staged_large", add_tests)
