#include "base/file.h"
#include "base/random.h"
#include "store/git.h"
#include "unit/history_scan.h"

static void write_file(const char *path, struct slice bytes)
{
	struct error err;

	ck_assert_msg(file_write(path, bytes, 0644, &err) == STATUS_OK, "%s", err.text);
}

static const struct {
	const char *what;
	const char *script;
	const char *failed;
} damages[] = {
	{ "pack cut short", "truncate -s -30 $p.pack", "damaged=1 ref=1" },
	{ "pack cut to nothing", ": > $p.pack", "damaged=1 ref=1" },
	{ "index cut short", "truncate -s -30 $p.idx", "damaged=1 ref=1" },
	{ "index of another pack",
	  "cp $p.idx x; cd ..; git init -q o; cd o; echo z > z; commit z; git repack -qad\n"
	  "cp .git/objects/pack/*.idx ../r/$p.idx",
	  "damaged=1 ref=1" },
	{ "no index", "rm -f $p.idx", "damaged=1 ref=1" },
	{ "no pack", "rm -f $p.pack", "missing=1 ref=1" },
	{ "index that is a FIFO", "rm -f $p.idx; mkfifo $p.idx", "ref=1 unsupported=1" },
	{ "pack that is a FIFO", "rm -f $p.pack; mkfifo $p.pack", "ref=1 unsupported=1" },
	{ "pack that is a link", "mv $p.pack y; ln -s $PWD/y $p.pack", "permission=1 ref=1" },
	{ "index of rubbish", "seq 1000 > $p.idx", "damaged=1 ref=1" },
	{ "multi-pack-index of rubbish", "seq 1000 > .git/objects/pack/multi-pack-index", "" },
	{ "commit-graph of rubbish", "mkdir -p .git/objects/info; seq 1000 > .git/objects/info/commit-graph", "" },
	{ "objects/pack is a link", "mv .git/objects/pack ../p; ln -s $PWD/../p .git/objects/pack",
	  "permission=1 ref=1" },
	{ "loose object that is a FIFO",
	  "mkdir -p .git/objects/12; mkfifo .git/objects/12/34567890123456789012345678901234567890", "damaged=1" },
	{ "loose object of rubbish",
	  "mkdir -p .git/objects/12; echo x > .git/objects/12/34567890123456789012345678901234567890", "damaged=1" },
	{ "loose folder that is a link", "ln -s / .git/objects/12", "permission=1" },
};

START_TEST(damaged_files_are_named_and_the_rest_goes_on)
{
	char script[2048];
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	snprintf(script, sizeof(script),
		 "cd r; echo a > a; commit one; git repack -qad; git prune-packed; git symbolic-ref HEAD "
		 "refs/heads/unborn\n"
		 "rm -f .git/index; p=$(echo .git/objects/pack/*.pack); p=${p%%.pack}; chmod u+w $p.*\n%s",
		 damages[_i].script);
	fixture_run(script);
	scan_all(&scan, &f, "r");
	ck_assert_msg(strcmp(failed_text(&scan), damages[_i].failed) == 0, "%s: %s", damages[_i].what,
		      failed_text(&scan));
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static void read_whole(const char *path, struct buffer *to)
{
	struct error err;

	buffer_init(to, 1 << 20);
	ck_assert_msg(file_read(path, to, &err) == STATUS_OK, "%s", err.text);
}

/* Flips bits of one file; either nothing is lost or something is said. */
static void flip_bits(const struct fixture *f, const char *file, unsigned rounds, uint64_t blobs)
{
	struct buffer bytes;
	struct random random;
	struct error err;

	read_whole(fixture_path(f, file), &bytes);
	ck_assert_int_eq(git_begin(&err), STATUS_OK); /* once for all the scans */
	random_init(&random, 11);
	for (unsigned i = 0; i < rounds; i++) {
		size_t bit = (size_t)random_below(&random, bytes.len * 8);
		struct scan scan;

		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(fixture_path(f, file), buffer_slice(&bytes));
		scan_all(&scan, f, "r");
		ck_assert_msg(scan.coverage.blobs == blobs || scan.coverage.failed.len, "bit %zu: silent loss", bit);
		scan_release(&scan);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
	}
	git_end();
	buffer_release(&bytes);
}

static void prepare_flips(struct fixture *f, const char *settings)
{
	char script[2048];

	fixture_init_repository(f);
	snprintf(script, sizeof(script),
		 "cd r; for i in 1 2 3 4 5 6; do seq $((i * 50)) 600 > a; seq $((i * 3)) > b; commit c$i; done\n"
		 "git tag -a -m x v1; git %s repack -qadf; cd .git/objects/pack; chmod u+w *; mv *.pack pack-x.pack; "
		 "mv *.idx pack-x.idx",
		 settings);
	fixture_run(script);
}

START_TEST(flipped_bits_of_a_pack_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/objects/pack/pack-x.pack", 150, 12);
	fixture_release(&f);
}
END_TEST

/* Version 1 has no checksums of entries, so damage gets as far as libgit2. */
START_TEST(flipped_bits_of_a_pack_without_checksums_do_no_harm)
{
	struct fixture f;

	prepare_flips(&f, "-c pack.indexVersion=1");
	flip_bits(&f, "r/.git/objects/pack/pack-x.pack", 150, 12);
	fixture_release(&f);
}
END_TEST

START_TEST(flipped_bits_of_a_pack_index_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/objects/pack/pack-x.idx", 150, 12);
	fixture_release(&f);
}
END_TEST

START_TEST(flipped_bits_of_the_index_file_are_never_silent)
{
	struct fixture f;

	prepare_flips(&f, "");
	flip_bits(&f, "r/.git/index", 60, 12);
	fixture_release(&f);
}
END_TEST

/* Nothing can be promised of what these then say, but it is read to the end or refused. */
START_TEST(flipped_bits_of_small_files_end)
{
	static const char *const files[] = { "r/.git/config", "r/.git/packed-refs", "r/.git/HEAD", "r/.git/shallow" };
	struct history_options options = { 0 };
	struct random random;
	struct fixture f;
	struct error err;

	prepare_flips(&f, "");
	fixture_run("cd r; git pack-refs --all; git rev-parse HEAD > .git/shallow");
	ck_assert_int_eq(git_begin(&err), STATUS_OK);
	random_init(&random, 5);
	for (unsigned i = 0; i < 200; i++) {
		const char *file = fixture_path(&f, files[i % 4]);
		struct history *h = history_new(&options);
		struct buffer bytes;
		size_t bit;

		read_whole(file, &bytes);
		bit = (size_t)random_below(&random, bytes.len * 8);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(file, buffer_slice(&bytes));
		if (history_add(h, fixture_path(&f, "r"), NULL, &err))
			ck_assert_uint_gt(strlen(err.text), 0);
		history_free(h);
		bytes.at[bit / 8] = (char)(bytes.at[bit / 8] ^ 1 << bit % 8);
		write_file(file, buffer_slice(&bytes));
		buffer_release(&bytes);
	}
	git_end();
	fixture_release(&f);
}
END_TEST

/* Ten trees deep, each naming the next ten times: 10^10 paths. */
START_TEST(a_tree_bomb_is_walked_once_and_its_places_are_cut)
{
	struct fixture f;
	struct scan scan;
	struct origins origins;
	struct coverage coverage;
	const struct seen_content *found;

	fixture_init_repository(&f);
	fixture_run("cd r; b=$(echo TOKEN | git hash-object -w --stdin)\n"
		    "t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '100644 blob %s\\tf%s\\n' $b $i; done | git mktree)\n"
		    "for d in 1 2 3 4 5 6 7 8 9; do t=$(for i in 0 1 2 3 4 5 6 7 8 9; do printf '040000 tree "
		    "%s\\td%s\\n' $t $i; done | git mktree); done\n"
		    "tick; git update-ref HEAD $(git commit-tree -m x $t)");
	scan_all(&scan, &f, "r");
	found = scan_find(&scan, "TOKEN");
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(failed_text(&scan), "");
	coverage_init(&coverage);
	history_locate(scan.history, &found->oid, 1, 2, &origins, &coverage);
	ck_assert_uint_eq(origins.items[0].places_len, PLACES_MAX);
	ck_assert(origins.items[0].cut);
	ck_assert_ptr_nonnull(group_find(&coverage.failed, "limit"));
	origins_release(&origins);
	coverage_release(&coverage);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static const struct {
	const char *what;
	const char *script;
	uint64_t commits;
} moves[] = {
	{ "loose objects are packed", "cd r; git repack -qad; git prune-packed", 3 },
	{ "packs are joined", "cd r; git repack -qad", 3 },
	{ "a commit is made", "cd r; echo NEW > new; commit four", 4 },
	{ "packs are joined and a commit is made", "cd r; echo NEW > new; commit four; git gc -q --prune=now", 4 },
};

START_TEST(what_moves_during_a_scan_is_read_all_the_same)
{
	struct fixture f;
	struct scan scan;
	struct origins origins;
	const struct seen_content *found;

	fixture_init_repository(&f);
	fixture_run("cd r; echo TOKEN > a; commit one; git repack -qd; echo b > a; commit two; git repack -qd\n"
		    "echo LOOSE > a; commit three");
	scan_begin(&scan, 0);
	scan_add(&scan, fixture_path(&f, "r"), NULL);
	fixture_run(moves[_i].script);
	scan_run(&scan);
	ck_assert_msg(*failed_text(&scan) == '\0', "%s: %s", moves[_i].what, failed_text(&scan));
	ck_assert_uint_eq(scan.coverage.commits, moves[_i].commits);
	ck_assert_ptr_nonnull(scan_find(&scan, "TOKEN"));
	found = scan_find(&scan, "LOOSE");
	ck_assert_ptr_nonnull(found);
	ck_assert(moves[_i].commits == 3 || scan_find(&scan, "NEW"));
	history_locate(scan.history, &found->oid, 1, 1, &origins, &scan.coverage);
	ck_assert_uint_eq(origins.items[0].places_len, 1);
	ck_assert_slice_eq(origins.items[0].places[0].path, "a");
	ck_assert_slice_eq(origins.items[0].first->subject, "three");
	ck_assert_str_eq(failed_text(&scan), "");
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, damaged_files_are_named_and_the_rest_goes_on, 0, LEN(damages));
	tcase_add_test(tests, flipped_bits_of_a_pack_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_a_pack_without_checksums_do_no_harm);
	tcase_add_test(tests, flipped_bits_of_a_pack_index_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_the_index_file_are_never_silent);
	tcase_add_test(tests, flipped_bits_of_small_files_end);
	tcase_add_test(tests, a_tree_bomb_is_walked_once_and_its_places_are_cut);
	tcase_add_loop_test(tests, what_moves_during_a_scan_is_read_all_the_same, 0, LEN(moves));
}

UNIT_MAIN("history_hostile", add_tests)
