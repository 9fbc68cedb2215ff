/*
 * test_staged_hostile.c - repositories that are damaged, strange or made to
 * harm: the staged source says so, and neither hangs nor runs anything.
 */
#include "unit/unit.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "unit/fixture.h"
#include "unit/staged_transcript.h"

struct hostile_case {
	const char *what, *script, *expect;
};

/* A repository of two commits, packed except for what is staged, in ./repo. */
#define PACKED "repo; put a '1\\n'; put x/b '2\\n'; commit; put a '3\\n'; commit; git gc -q; put a '4\\n'; add\n"
/* The same, nothing packed. */
#define LOOSE "repo; put a '1\\n'; put x/b '2\\n'; commit; put a '3\\n'; commit; put a '4\\n'; put x/b '5\\n'; add\n"
#define OBJECT(name)                                                                                                   \
	"o=$(git rev-parse " name "); o=.git/objects/$(echo $o | cut -c 1-2)/$(echo $o | cut -c 3-); chmod u+w $o; "
#define FIFO_PACK(suffix) "p=$(echo .git/objects/pack/*." suffix "); rm -f $p; mkfifo $p"
#define FIFO(path)        PACKED "rm -f " path "; mkfifo " path

static const struct hostile_case cases[] = {
	{ "no repository", "mkdir repo", "error missing\n" },
	{ "a .git that is no git directory", "mkdir -p repo/.git", "error missing\n" },
	{ "a .git file that names nothing", "mkdir repo; echo 'gitdir: nowhere' > repo/.git", "error missing\n" },
	{ "a .git file with something else in it", "mkdir repo; echo x > repo/.git", "error damaged\n" },
	{ "a bare repository", "git init -q --bare repo", "error usage\n" },
	{ "SHA-256", "git init -q --object-format=sha256 repo; cd repo; put a '1\\n'; add", "error unsupported\n" },
	{ "refs that are no files",
	  "repo; put a '1\\n'; add; git config core.repositoryFormatVersion 1; git config extensions.refStorage "
	  "reftable",
	  "error unsupported\n" },
	{ "an extension that nobody knows",
	  "repo; put a '1\\n'; add; git config core.repositoryFormatVersion 1; git config extensions.frobnicate true",
	  "error unsupported\n" },
	{ "the same in the old format, where git ignores it",
	  "repo; put a '1\\n'; add; git config extensions.frobnicate true", "file a: 1| adds 1-1\n" },
	{ "a format of the future", "repo; put a '1\\n'; add; git config core.repositoryFormatVersion 2",
	  "error unsupported\n" },
	{ "known extensions",
	  "repo; put a '1\\n'; add; git config core.repositoryFormatVersion 1; git config extensions.worktreeConfig "
	  "true; "
	  "git config extensions.partialClone origin; git config extensions.objectFormat sha1",
	  "file a: 1| adds 1-1\n" },
	{ "a split index whose shared one is gone",
	  "repo; put a '1\\n'; add; git update-index --split-index; rm .git/sharedindex.*", "error damaged\n" },
	{ "a split index whose shared one is a FIFO",
	  "repo; put a '1\\n'; add; git update-index --split-index; "
	  "s=$(echo .git/sharedindex.*); rm -f $s; mkfifo $s",
	  "error damaged\n" },
	{ "a split index whose shared one is another",
	  "repo; put a '1\\n'; put b '2\\n'; add; git config splitIndex.maxPercentChange 100; git update-index "
	  "--split-index; git rm -q --cached a b; cp .git/index ../split; s=$(echo .git/sharedindex.*); rm .git/index; "
	  "put b ''; git add b; cp .git/index $s; cp ../split .git/index",
	  "error damaged\n" },
	{ "an index that is a FIFO", FIFO(".git/index"), "error unsupported\n" },
	{ "a HEAD that is a FIFO", FIFO(".git/HEAD"), "error unsupported\n" },
	{ "a config that is a FIFO", FIFO(".git/config"), "error unsupported\n" },
	{ "a branch that is a FIFO", FIFO(".git/refs/heads/main"), "error unsupported\n" },
	{ "packed refs that are a FIFO", FIFO(".git/packed-refs"), "error unsupported\n" },
	{ "a MERGE_HEAD that is a FIFO", FIFO(".git/MERGE_HEAD"), "error unsupported\n" },
	{ "alternates that are a FIFO", FIFO(".git/objects/info/alternates"), "error unsupported\n" },
	{ "a pack that is a FIFO", PACKED FIFO_PACK("pack"), "error unsupported\n" },
	{ "a pack index that is a FIFO", PACKED FIFO_PACK("idx"), "error unsupported\n" },
	{ "a commondir that is a FIFO", FIFO(".git/commondir"), "error unsupported\n" },
	{ "an index that is a folder", PACKED "rm .git/index; mkdir .git/index", "error unsupported\n" },
	{ "a config that includes a FIFO and itself",
	  PACKED "mkfifo fifo; printf '[include]\npath = ../fifo\npath = config\n' >> .git/config",
	  "file a: 4| was (3|) adds 1-1\n" },
	{ "alternates in a circle",
	  PACKED "echo .. > .git/objects/info/alternates; echo $PWD/.git/objects >> .git/objects/info/alternates; "
		 "echo ../objects >> .git/objects/info/alternates",
	  "file a: 4| was (3|) adds 1-1\n" },
	{ "refs in a circle",
	  PACKED "echo 'ref: refs/heads/x' > .git/refs/heads/y; echo 'ref: refs/heads/y' > .git/refs/heads/x; "
		 "echo 'ref: refs/heads/x' > .git/HEAD",
	  "error damaged\n" },
	{ "a HEAD that leads out of the refs", PACKED "echo 'ref: refs/../../../x' > .git/HEAD", "error damaged\n" },
	{ "a HEAD that is nothing", PACKED ": > .git/HEAD", "error damaged\n" },
	{ "a branch that is nothing", PACKED ": > .git/refs/heads/main", "error damaged\n" },
	{ "a HEAD commit that is missing", PACKED "printf %040d 1 > .git/refs/heads/main", "error missing\n" },
	{ "a HEAD that is no commit", LOOSE "git rev-parse HEAD:a > ../id; cp ../id .git/refs/heads/main",
	  "error damaged\n" },
	{ "an index from the environment that is not there", LOOSE "echo GIT_INDEX_FILE=nowhere > ../environment",
	  "error missing\n" },
	{ "an index that is gone", LOOSE "rm .git/index; echo GIT_INDEX_FILE=.git/index > ../environment", "" },
	{ "a GIT_DIR that is none", LOOSE "echo GIT_DIR=x > ../environment", "error missing\n" },
	{ "an unreadable merge parent", LOOSE "printf %040d 1 > .git/MERGE_HEAD",
	  "file a: 4| was (3|) adds 1-1\nfile x/b: 5| was (2|) adds 1-1\n"
	  "failed missing: ID: the object is missing\n" },
	{ "a MERGE_HEAD that is nothing of the kind", LOOSE "echo x > .git/MERGE_HEAD", "error damaged\n" },
	{ "a staged blob that is missing", LOOSE OBJECT(":a") "rm -f $o",
	  "file x/b: 5| was (2|) adds 1-1\nfailed missing: a\n" },
	{ "a staged blob that a remote has promised",
	  LOOSE OBJECT(":a") "rm -f $o; git config remote.origin.promisor true",
	  "file x/b: 5| was (2|) adds 1-1\nfailed promised: a\n" },
	{ "a staged blob that is damaged", LOOSE OBJECT(":a") "printf xxxx > $o",
	  "file x/b: 5| was (2|) adds 1-1\nfailed damaged: a\n" },
	{ "a staged blob that is a FIFO", LOOSE OBJECT(":a") "rm -f $o; mkfifo $o",
	  "file x/b: 5| was (2|) adds 1-1\nfailed unreadable: a\n" },
	{ "a staged blob that is damaged and packed whole",
	  PACKED "git commit -qm x; git repack -qa; put x/b 5; add; git reset -q --soft HEAD~1; " OBJECT(
		  "HEAD@{1}:a") "printf xxxx > $o",
	  "file a: 4| was (3|) adds 1-1\nfile x/b: 5 was (2|) adds 1-1\n" },
	{ "a staged blob that is cut short", LOOSE "seq 9999 > a; add; " OBJECT(":a") "truncate -s 1000 $o",
	  "file x/b: 5| was (2|) adds 1-1\nfailed damaged: a\n" },
	{ "a staged blob that is another one",
	  LOOSE "from=$(git rev-parse :x/b); from=.git/objects/$(echo $from | "
		"cut -c 1-2)/$(echo $from | cut -c 3-); " OBJECT(":a") "cp $from $o",
	  "file x/b: 5| was (2|) adds 1-1\nfailed damaged: a\n" },
	{ "a staged blob that is a tree", LOOSE "git update-index --cacheinfo 100644,$(git rev-parse HEAD:x),a",
	  "file x/b: 5| was (2|) adds 1-1\nfailed damaged: a\n" },
	{ "an old version that is missing: the count decides, and it is said", LOOSE OBJECT("HEAD:a") "rm -f $o",
	  "file a: 4| adds ?\nfile x/b: 5| was (2|) adds 1-1\nfailed missing: ID: the object is missing\n" },
	{ "a tree of HEAD that is missing", LOOSE OBJECT("HEAD:x") "rm -f $o",
	  "file a: 4| was (3|) adds 1-1\nfile x/b: 5| adds 1-1\nfailed missing: "
	  "ID: the object is missing\n" },
	{ "commands in the configuration are never run",
	  LOOSE
	  "mark=\"touch $TOP/marker\"; printf '* filter=x diff=x\\n' > .gitattributes; "
	  "git config core.fsmonitor \"$mark\"; git config diff.external \"$mark\"; git config filter.x.clean "
	  "\"$mark\"; "
	  "git config filter.x.smudge \"$mark\"; git config filter.x.process \"$mark\"; git config diff.x.textconv "
	  "\"$mark\"; "
	  "git config gpg.program \"$mark\"; git config core.sshCommand \"$mark\"; git config core.hooksPath \"$TOP\"; "
	  "git config core.pager \"$mark\"; git config alias.status \"!$mark\"",
	  "file a: 4| was (3|) adds 1-1\nfile x/b: 5| was (2|) adds 1-1\n" },
};

static void set_environment(void)
{
	struct buffer text;
	struct error err;

	buffer_init(&text, 4096);
	if (!file_read("environment", &text, &err))
		ck_assert_int_eq(putenv(strndup(text.at, text.len - 1)), 0);
	buffer_release(&text);
}

START_TEST(what_cannot_be_read_is_said)
{
	const struct hostile_case *c = &cases[_i];
	struct buffer got;
	struct fixture f;

	fixture_init(&f);
	fixture_run(c->script);
	fixture_run("find . | sort > \"$TOP.before\"");
	set_environment();
	ck_assert_int_eq(chdir("repo"), 0);
	alarm(15);
	got = transcript_make();
	alarm(0);
	ck_assert_msg(slice_is(buffer_slice(&got), c->expect), "%s\ngot:\n%swant:\n%s", c->what, got.at, c->expect);
	buffer_release(&got);
	fixture_run("find . | sort > \"$TOP.after\"; cmp \"$TOP.before\" \"$TOP.after\"; rm \"$TOP.before\" "
		    "\"$TOP.after\"");
	fixture_release(&f);
}
END_TEST

/* The index of the current repository with one byte changed or the end cut off, its checksum made right again. */
static void damage(const struct buffer *whole, struct random *dice)
{
	struct buffer bytes;
	uint8_t digest[20];
	size_t at = 4 + random_below(dice, whole->len - 24);

	buffer_init(&bytes, whole->max);
	buffer_add(&bytes, buffer_slice(whole));
	if (random_below(dice, 2))
		bytes.at[at] = (char)random_next(dice);
	else
		buffer_truncate(&bytes, at + 20);
	hash_sha1(slice_make(bytes.at, bytes.len - 20), digest);
	for (size_t i = 0; i < 20; i++)
		bytes.at[bytes.len - 20 + i] = (char)digest[i];
	fixture_write(".git/index", buffer_slice(&bytes));
	buffer_release(&bytes);
}

START_TEST(a_damaged_index_is_never_read_past_its_end)
{
	static const char *const versions[] = { "2", "3", "4", "split" };
	struct buffer whole;
	struct random dice;
	struct error err;
	struct fixture f;

	random_init(&dice, (uint64_t)_i);
	fixture_init(&f);
	setenv("VERSION", versions[_i], 1);
	fixture_run(
		"repo; for i in 1 2 3; do put x$i/y/z$i '1\\n'; put x$i/f$i '2\\n'; done; commit; put n '3\\n'; add; "
		"[ $VERSION = 3 ] && git add -N . && put ita '' && git add -N ita\n"
		"if [ $VERSION != split ]; then git update-index --index-version $VERSION; exit; fi\n"
		"git config splitIndex.maxPercentChange 100; git update-index --split-index; put n '4\\n'; put m "
		"'5\\n'; "
		"git add n m; git rm -q --cached x2/f2");
	ck_assert_int_eq(chdir("repo"), 0);
	buffer_init(&whole, 65536);
	ck_assert_int_eq(file_read(".git/index", &whole, &err), STATUS_OK);
	for (int i = 0; i < 300; i++) {
		struct buffer got;

		damage(&whole, &dice);
		got = transcript_make();
		buffer_release(&got);
	}
	buffer_release(&whole);
	fixture_release(&f);
}
END_TEST

START_TEST(an_index_with_a_wrong_checksum_is_damaged)
{
	struct buffer got;
	struct fixture f;

	fixture_init(&f);
	fixture_run(LOOSE "printf x | dd of=.git/index bs=1 seek=30 conv=notrunc 2>/dev/null");
	ck_assert_int_eq(chdir("repo"), 0);
	got = transcript_make();
	ck_assert_slice_eq(buffer_slice(&got), "error damaged\n");
	buffer_release(&got);
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, what_cannot_be_read_is_said, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(tests, a_damaged_index_is_never_read_past_its_end, 0, 4);
	tcase_add_test(tests, an_index_with_a_wrong_checksum_is_damaged);
}

UNIT_MAIN("staged_hostile", add_tests)
