#include "unit/unit.h"

#include "unit/scan_fixture.h"

/* As in inspect.c: the streams below must be cut where they are believed to be. */
#define PIECE   ((size_t)4 << 20)
#define OVERLAP ((size_t)64 << 10)

static struct scanner *s;

static void start(void)
{
	s = scanner_start();
}

static void end(void)
{
	scanner_end(s);
}

START_TEST(a_hit_knows_its_place_in_the_file)
{
	char text[256];

	snprintf(text, sizeof(text), "one\n\xc3\xa4 %s two\nname=%s\n", mark(1), mark(2));
	scanner_give_whole(s, slice_of(text));
	ck_assert_uint_eq(s->inspector.hits.len, 3);
	ck_assert_slice_eq(scanner_hit(s, 0)->secret, mark(1));
	ck_assert_uint_eq(scanner_hit(s, 0)->line, 2);
	ck_assert_uint_eq(scanner_hit(s, 0)->column, 3);
	ck_assert_uint_eq(scanner_hit(s, 0)->end_line, 2);
	ck_assert_uint_eq(scanner_hit(s, 0)->end_column, 3 + MARK_SIZE);
	for (size_t i = 1; i < 3; i++) {
		ck_assert_uint_eq(scanner_hit(s, i)->line, 3);
		ck_assert_uint_eq(scanner_hit(s, i)->column, 6);
		ck_assert_slice_eq(scanner_hit(s, i)->secret, mark(2));
	}
	ck_assert_uint_eq(s->inspector.coverage.bytes, strlen(text));
}
END_TEST

START_TEST(a_whole_file_of_the_tree_has_the_id_of_its_blob)
{
	struct oid oid;
	char text[64];

	snprintf(text, sizeof(text), "%s\n", mark(1));
	scanner_give_whole(s, slice_of(text));
	oid = oid_of_blob(slice_of(text));
	ck_assert(slice_equal(oid_bytes(&scanner_hit(s, 0)->oid), oid_bytes(&oid)));
}
END_TEST

START_TEST(contents_are_numbered)
{
	scanner_give_whole(s, slice_of(mark(1)));
	scanner_give_whole(s, SLICE("nothing"));
	scanner_give_whole(s, slice_of(mark(1)));
	ck_assert_uint_ne(scanner_hit(s, 0)->content, scanner_hit(s, 1)->content);
	ck_assert_ptr_eq(scanner_hit(s, 0)->secret.at, scanner_hit(s, 1)->secret.at);
}
END_TEST

START_TEST(a_better_match_hides_what_overlaps_with_it)
{
	char text[64];

	snprintf(text, sizeof(text), "name=x-%s-x", mark(1));
	scanner_give_whole(s, slice_of(text));
	ck_assert_uint_eq(s->inspector.hits.len, 1);
	ck_assert_slice_eq(scanner_hit(s, 0)->secret, mark(1));
}
END_TEST

START_TEST(an_allow_word_counts_on_its_line)
{
	char text[256];

	snprintf(text, sizeof(text), "%s # keysieve:allow\n%s\n# keysieve:allow\n", mark(1), mark(2));
	scanner_give_whole(s, slice_of(text));
	ck_assert(scanner_hit(s, 0)->allowed);
	ck_assert(!scanner_hit(s, 1)->allowed);
}
END_TEST

/* A text of PIECE and some more with nothing in it but lines of 80 characters. */
static char *filler(size_t len)
{
	char *text = mem_alloc(len + 1);

	memset(text, '.', len);
	for (size_t i = 79; i < len; i += 80)
		text[i] = '\n';
	return text;
}

static void put(char *text, size_t at, const char *what)
{
	memcpy(text + at, what, strlen(what));
}

/* Where one piece's reporting ends and the next one's begins, and where a piece's bytes end. */
static const size_t edges[] = { PIECE - OVERLAP, PIECE, 2 * PIECE - 3 * OVERLAP, 2 * PIECE - 2 * OVERLAP };

START_TEST(a_stream_is_searched_across_the_edges_of_its_pieces)
{
	const size_t len = 3 * PIECE;
	char *text = filler(len);

	for (size_t shift = 0; shift <= MARK_SIZE + 1; shift++) {
		size_t at = edges[_i] - MARK_SIZE + shift;
		const struct hit *hit;
		char before[MARK_SIZE + 2];

		/* Cheaper than a stream for each: only what lies around the edge differs. */
		memcpy(before, text + at - 1, sizeof(before));
		text[at - 1] = ' ';
		put(text, at, mark((unsigned)shift));
		text[at + MARK_SIZE] = ' ';
		scanner_give_stream(s, slice_make(text, len));
		ck_assert_msg(s->inspector.hits.len == shift + 1, "shifted by %zu: %zu hits", shift,
			      s->inspector.hits.len);
		hit = scanner_hit(s, shift);
		ck_assert_slice_eq(hit->secret, mark((unsigned)shift));
		memcpy(text + at - 1, before, sizeof(before));
		if (memchr(before, '\n', sizeof(before)))
			continue;
		ck_assert_uint_eq(hit->line, at / 80 + 1);
		ck_assert_uint_eq(hit->column, at % 80 + 1);
		ck_assert_uint_eq(hit->end_column, hit->column + MARK_SIZE);
	}
	mem_free(text);
}
END_TEST

START_TEST(a_stream_finds_what_the_whole_text_finds)
{
	const size_t len = 2 * PIECE + 12345;
	char *text = filler(len);
	struct scanner *whole = scanner_start();
	unsigned count = 0;

	for (size_t at = 100; at + 64 < len; at += 997 + at % 13)
		put(text, at, count++ % 3 ? mark(count) : "name=abcdefgh");
	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++)
		put(text, edges[i] - 40, "                                                                  ");
	/* A worse match before the edge, the better one that hides it behind; then the other way round. */
	put(text, edges[0] - 12, " name=before-");
	put(text, edges[0] + 1, mark(100000));
	put(text, edges[0] + 1 + MARK_SIZE, "-behind ");
	put(text, edges[2] - 60, "<a block of more than twenty characters that goes on and on and name=q8v2kx7w on>");
	scanner_give_stream(s, slice_make(text, len));
	scanner_give_whole(whole, slice_make(text, len));
	ck_assert_uint_eq(s->inspector.hits.len, whole->inspector.hits.len);
	ck_assert_uint_eq(s->inspector.coverage.bytes, len);
	for (size_t i = 0; i < s->inspector.hits.len; i++) {
		const struct hit *a = scanner_hit(s, i), *b = scanner_hit(whole, i);

		ck_assert(slice_equal(a->secret, b->secret));
		ck_assert_uint_eq(a->line, b->line);
		ck_assert_uint_eq(a->column, b->column);
		ck_assert_uint_eq(a->end_line, b->end_line);
		ck_assert_uint_eq(a->end_column, b->end_column);
		ck_assert(slice_equal(a->text, b->text));
		ck_assert_ptr_eq(a->claim.rule, b->claim.rule);
	}
	scanner_end(whole);
	mem_free(text);
}
END_TEST

START_TEST(each_piece_of_a_stream_has_lines_of_its_own)
{
	const size_t len = 3 * PIECE, first = PIECE - OVERLAP - 100, second = first + PIECE - 2 * OVERLAP;
	char *text = filler(len);

	put(text, first, " ");
	put(text, first + 1, mark(1));
	put(text, second, " ");
	put(text, second + 1, mark(2));
	scanner_give_stream(s, slice_make(text, len));
	ck_assert_uint_eq(s->inspector.hits.len, 2);
	for (size_t i = 0; i < 2; i++)
		ck_assert_uint_ne(slice_find(scanner_hit(s, i)->text, scanner_hit(s, i)->secret, 0), SLICE_NOWHERE);
	mem_free(text);
}
END_TEST

START_TEST(a_long_utf16_stream_is_searched_as_text)
{
	const size_t len = 2 * PIECE + 777;
	char *text = filler(len), *wide = mem_alloc(2 * len);
	size_t count = 0;

	put(text, 5, mark(0));
	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++) {
		text[edges[i] - 6] = ' ';
		put(text, edges[i] - 5, mark((unsigned)i + 1));
		text[edges[i] - 5 + MARK_SIZE] = ' ';
	}
	put(text, len - MARK_SIZE, mark(9));
	for (size_t i = 0; i < len; i++)
		wide[2 * i + (size_t)_i] = text[i];
	scanner_give_stream(s, slice_make(wide, 2 * len));
	for (size_t at = 0; at + MARK_SIZE <= len; at++)
		if (memcmp(text + at, "mk_", 3) == 0) {
			const struct hit *hit = scanner_hit(s, count++);

			ck_assert(slice_equal(hit->secret, slice_make(text + at, MARK_SIZE)));
		}
	ck_assert_uint_eq(s->inspector.hits.len, count);
	ck_assert_uint_eq(count, 6);
	ck_assert_uint_eq(s->inspector.coverage.bytes, 2 * len);
	mem_free(text);
	mem_free(wide);
}
END_TEST

START_TEST(a_stream_that_fails_is_searched_as_far_as_it_goes)
{
	const size_t len = PIECE + 1000;
	char *text = filler(len);
	struct memory_stream stream = { .rest = slice_make(text, len), .fails_at = PIECE + 1 };

	put(text, 5, mark(0));
	scanner_give(s, &(struct content){ .read = memory_stream_read, .read_context = &stream });
	ck_assert_uint_eq(s->inspector.hits.len, 1);
	mem_free(text);
}
END_TEST

START_TEST(hits_on_one_long_line_share_what_is_kept_of_it)
{
	const unsigned count = 20000;
	char *text = mem_alloc((size_t)count * (MARK_SIZE + 1) + 1);

	for (unsigned i = 0; i < count; i++) {
		put(text, (size_t)i * (MARK_SIZE + 1), mark(i));
		text[(size_t)i * (MARK_SIZE + 1) + MARK_SIZE] = ' ';
	}
	scanner_give_whole(s, slice_of(text));
	ck_assert_uint_eq(s->inspector.hits.len, count);
	for (unsigned i = 0; i < count; i += 97) {
		const struct hit *hit = scanner_hit(s, i);

		ck_assert_uint_ne(slice_find(hit->text, hit->secret, 0), SLICE_NOWHERE);
		ck_assert_uint_eq(hit->column, (size_t)i * (MARK_SIZE + 1) + 1);
	}
	/* The line is 320 KB: a window of 4 KB for each hit would be 80 MB. */
	ck_assert_uint_lt(s->inspector.hits.arena.used, (size_t)8 << 20);
	mem_free(text);
}
END_TEST

START_TEST(notebook_cells_are_told)
{
	char text[512];

	snprintf(text, sizeof(text), "{\"cells\": [{\"source\": [\"x\"]}, {\"source\": [\"%s\"]}], \"nbformat\": 4}",
		 mark(1));
	scanner_give_whole(s, slice_of(text));
	ck_assert_uint_eq(scanner_hit(s, 0)->cell, 2);
}
END_TEST

static const struct {
	const char *what, *before, *now;
	struct line_range added;
	size_t hits, not_blocking;
} staged[] = {
	{ "a new secret", "a\n", "a\nMARK\n", { 2, 2 }, 1, 0 },
	{ "an old secret that stays", "MARK\n", "MARK\nb\n", { 2, 2 }, 0, 1 },
	{ "an old secret that moves", "MARK\nb\n", "b\nMARK\n", { 2, 2 }, 0, 1 },
	{ "a second copy", "MARK\n", "MARK\nMARK\n", { 2, 2 }, 1, 1 },
	{ "an edit of another line", "MARK\n", "b\nMARK\n", { 1, 1 }, 0, 1 },
};

static struct slice with_mark(const char *template, char *to)
{
	size_t len = 0;

	for (; *template; len++) {
		if (strncmp(template, "MARK", 4) == 0) {
			memcpy(to + len, mark(1), MARK_SIZE);
			template += 4;
			len += MARK_SIZE - 1;
		} else {
			to[len] = *template ++;
		}
	}
	return slice_make(to, len);
}

START_TEST(staged_secrets_block_when_the_change_adds_them)
{
	char before[256] = "", now[256 + CONTENT_PADDING] = "";
	const struct slice old = with_mark(staged[_i].before, before);
	const struct change change = { &old, 1, &staged[_i].added, 1, true };

	scanner_give(s, &(struct content){
				.state = STATE_STAGED, .bytes = with_mark(staged[_i].now, now), .change = &change });
	ck_assert_msg(s->inspector.hits.len == staged[_i].hits, "%s", staged[_i].what);
	ck_assert_msg(s->inspector.hits.not_blocking == staged[_i].not_blocking, "%s", staged[_i].what);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, end);
	tcase_add_test(tests, a_hit_knows_its_place_in_the_file);
	tcase_add_test(tests, a_whole_file_of_the_tree_has_the_id_of_its_blob);
	tcase_add_test(tests, contents_are_numbered);
	tcase_add_test(tests, a_better_match_hides_what_overlaps_with_it);
	tcase_add_test(tests, an_allow_word_counts_on_its_line);
	tcase_add_loop_test(tests, a_stream_is_searched_across_the_edges_of_its_pieces, 0, 4);
	tcase_add_test(tests, a_stream_finds_what_the_whole_text_finds);
	tcase_add_test(tests, each_piece_of_a_stream_has_lines_of_its_own);
	tcase_add_loop_test(tests, a_long_utf16_stream_is_searched_as_text, 0, 2);
	tcase_add_test(tests, a_stream_that_fails_is_searched_as_far_as_it_goes);
	tcase_add_test(tests, hits_on_one_long_line_share_what_is_kept_of_it);
	tcase_add_test(tests, notebook_cells_are_told);
	tcase_add_loop_test(tests, staged_secrets_block_when_the_change_adds_them, 0, sizeof(staged) / sizeof(*staged));
}

UNIT_MAIN("inspect", add_tests)
