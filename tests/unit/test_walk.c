#include "source/listing.h"
#include "source/walk.h"
#include "unit/folder.h"

START_TEST(a_folder_is_listed_in_chunks_each_name_once)
{
	struct listing listing;
	size_t chunks = 0, files = 0, folders = 0;
	bool seen[600] = { false };
	long position = 0;
	bool more = true;
	int fd;

	for (int i = 0; i < 600; i++) {
		char name[200];

		snprintf(name, sizeof(name), "%d-%0100d", i, i);
		if (i % 3)
			write_text(name, "");
		else
			make_folder(name);
	}
	listing_init(&listing);
	for (; more; chunks++) {
		/* A new descriptor for each, as after a folder was closed and found again. */
		fd = open(".", O_RDONLY | O_DIRECTORY);
		ck_assert_int_eq(listing_read(&listing, fd, 0, &position, &more), 0);
		close(fd);
		ck_assert_uint_le(listing.used, 8192);
		files += listing.folders;
		folders += listing.items.len - listing.folders;
		for (size_t i = 0; i + 1 < listing.items.len; i++)
			if (i + 1 != listing.folders)
				ck_assert_int_lt(strcmp(listing.items.items[i].name, listing.items.items[i + 1].name),
						 0);
		for (size_t i = 0; i < listing.items.len; i++) {
			long number = strtol(listing.items.items[i].name, NULL, 10);

			ck_assert(!seen[number]);
			seen[number] = true;
		}
	}
	ck_assert_uint_gt(chunks, 5);
	ck_assert_uint_eq(files, 400);
	ck_assert_uint_eq(folders, 200);
	listing_release(&listing);
}
END_TEST

START_TEST(a_listing_knows_its_names)
{
	struct listing listing;
	long position = 0;
	bool more;
	int fd = open(".", O_RDONLY | O_DIRECTORY);

	write_text("a", "");
	write_text("c", "");
	make_folder("b");
	make_link("x", "d");
	listing_init(&listing);
	ck_assert(!listing_has(&listing, "a", LISTED_FILE));
	ck_assert_int_eq(listing_read(&listing, fd, LISTING_CHUNK, &position, &more), 0);
	ck_assert(!more);
	ck_assert(listing_has(&listing, "a", LISTED_FILE) && listing_has(&listing, "c", LISTED_FILE));
	ck_assert(listing_has(&listing, "b", LISTED_FOLDER) && listing_has(&listing, "d", LISTED_LINK));
	ck_assert(!listing_has(&listing, "a", LISTED_FOLDER) && !listing_has(&listing, "b", LISTED_FILE));
	ck_assert(!listing_has(&listing, "aa", LISTED_FILE) && !listing_has(&listing, "", LISTED_FILE));
	close(fd);
	listing_release(&listing);
}
END_TEST

#define DEPTH 50

/* At each depth a folder "a" that goes on, and a folder "z" with a file. The path of depth i is text[0..2i). */
static void make_ladder(char text[2 * DEPTH + 8])
{
	size_t len = 0;

	for (size_t i = 0; i < DEPTH; i++) {
		char path[2 * DEPTH + 8];

		snprintf(path, sizeof(path), "%.*sz", (int)len, text);
		make_folder(path);
		snprintf(path, sizeof(path), "%.*sz/f", (int)len, text);
		write_text(path, "x");
		snprintf(path, sizeof(path), "%.*sa", (int)len, text);
		make_folder(path);
		len += (size_t)snprintf(text + len, 2 * DEPTH + 8 - len, "a/");
	}
	snprintf(text + len, 2 * DEPTH + 8 - len, "leaf");
	write_text(text, "x");
}

/* Walks the ladder, lets `meddle` do its work when the leaf is reached, and counts what comes then. */
static void walk_ladder(void (*meddle)(void), size_t *files, size_t *lost)
{
	struct tree_options options = { .workers = 1 };
	struct walk *walk = walk_new(&options);
	struct walk_entry entry;

	*files = *lost = 0;
	while (walk_next(walk, &entry)) {
		if (slice_ends(entry.path, SLICE("/leaf")))
			meddle();
		*files += entry.kind == WALK_FILE;
		if (entry.kind == WALK_FAILED) {
			ck_assert_str_eq(entry.reason, "vanished");
			++*lost;
		}
	}
	walk_free(walk);
}

static void leave_alone(void)
{
}

/* The folder at depth 12 (of those that are closed by then) goes elsewhere with all below it. */
static void move_away(void)
{
	ck_assert_int_eq(rename("a/a/a/a/a/a/a/a/a/a/a/a", "moved"), 0);
}

/* The same, and the way to where it was is gone too. */
static void move_twice(void)
{
	move_away();
	ck_assert_int_eq(rename("a/a/a/a/a/a", "moved-too"), 0);
}

START_TEST(folders_that_were_closed_are_found_again)
{
	char leaf[2 * DEPTH + 8];
	size_t files, lost;

	make_ladder(leaf);
	walk_ladder(leave_alone, &files, &lost);
	ck_assert_uint_eq(files, DEPTH + 1);
	ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(a_folder_that_moves_while_the_walk_is_below_costs_nothing_else)
{
	char leaf[2 * DEPTH + 8];
	size_t files, lost;

	make_ladder(leaf);
	walk_ladder(move_away, &files, &lost);
	ck_assert_uint_eq(files, DEPTH + 1);
	ck_assert_uint_eq(lost, 0);
}
END_TEST

START_TEST(folders_that_cannot_be_found_again_are_told)
{
	char leaf[2 * DEPTH + 8];
	size_t files, lost;

	make_ladder(leaf);
	walk_ladder(move_twice, &files, &lost);
	/* Depths 6 to 11 are lost: their "z" folders are named as vanished. */
	ck_assert_uint_eq(lost, 6);
	ck_assert_uint_eq(files, DEPTH + 1 - 6);
}
END_TEST

START_TEST(a_folder_that_becomes_a_link_is_not_entered)
{
	struct tree_options options = { .workers = 1 };
	struct walk *walk = walk_new(&options);
	struct walk_entry entry;

	make_folder("a");
	make_folder("elsewhere");
	write_text("elsewhere/f", "x");
	write_text("file", "x");
	ck_assert(walk_next(walk, &entry));
	ck_assert_slice_eq(entry.path, "file");
	ck_assert_int_eq(rename("a", "b"), 0);
	make_link("elsewhere", "a");
	ck_assert(walk_next(walk, &entry));
	ck_assert_slice_eq(entry.path, "a/");
	ck_assert_int_eq(entry.kind, WALK_FAILED);
	ck_assert_str_eq(entry.reason, "vanished");
	ck_assert(walk_next(walk, &entry));
	ck_assert_slice_eq(entry.path, "elsewhere/f");
	ck_assert(!walk_next(walk, &entry));
	walk_free(walk);
}
END_TEST

START_TEST(a_walk_that_is_given_up_lets_go_of_everything)
{
	char leaf[2 * DEPTH + 8];
	struct tree_options options = { .gitignore = true, .workers = 1 };
	struct walk_entry entry;
	struct walk *walk;
	int before, after;

	make_ladder(leaf);
	write_text(".gitignore", "x\n");
	write_text("a/.gitignore", "x\n");
	before = dup(0);
	close(before);
	walk = walk_new(&options);
	for (int i = 0; i < 3; i++)
		ck_assert(walk_next(walk, &entry));
	walk_free(walk);
	after = dup(0);
	close(after);
	ck_assert_int_eq(after, before);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, folder_make, folder_remove);
	tcase_add_test(tests, a_folder_is_listed_in_chunks_each_name_once);
	tcase_add_test(tests, a_listing_knows_its_names);
	tcase_add_test(tests, folders_that_were_closed_are_found_again);
	tcase_add_test(tests, a_folder_that_moves_while_the_walk_is_below_costs_nothing_else);
	tcase_add_test(tests, folders_that_cannot_be_found_again_are_told);
	tcase_add_test(tests, a_folder_that_becomes_a_link_is_not_entered);
	tcase_add_test(tests, a_walk_that_is_given_up_lets_go_of_everything);
}

UNIT_MAIN("walk", add_tests)
