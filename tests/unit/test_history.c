#include <sys/resource.h>

#include "base/hash.h"
#include "unit/history_scan.h"

/* Each script leaves the word TOKEN in exactly one object of repository r. */
static const struct {
	const char *where;
	const char *script;
	enum place_kind kind;
} places[] = {
	{ "root commit", "cd r; echo TOKEN > a; commit one; echo x > a; commit two", PLACE_FILE },
	{ "merge commit only",
	  "cd r; echo a > a; commit one; git checkout -qb side; echo b > b; commit two; git checkout -q main\n"
	  "echo c > c; commit three; tick; git merge -q --no-commit side; echo TOKEN > evil; git add -A\n"
	  "git commit -qm merge; git rm -q evil; commit gone",
	  PLACE_FILE },
	{ "octopus merge",
	  "cd r; echo a > a; commit one; git checkout -qb s1; echo b > b; commit two; git checkout -qb s2 main\n"
	  "echo c > c; commit three; git checkout -q main; echo m > m; commit four; tick; git merge -q s1 s2 -m oct; "
	  "echo TOKEN > d; git add -A\n"
	  "git commit -q --amend -m oct; test $(git rev-list --parents -n1 HEAD | wc -w) = 4",
	  PLACE_FILE },
	{ "stash", "cd r; echo a > a; commit one; echo TOKEN > a; tick; git stash -q", PLACE_FILE },
	{ "untracked part of a stash", "cd r; echo a > a; commit one; echo TOKEN > n; tick; git stash -qu",
	  PLACE_FILE },
	{ "amended away", "cd r; echo TOKEN > a; commit one; echo b > a; git commit -qa --amend -m two", PLACE_FILE },
	{ "dangling blob", "cd r; echo TOKEN > a; git add a; echo b > a; git add a; commit one", PLACE_FILE },
	{ "commit message", "cd r; echo a > a; commit 'about TOKEN'", PLACE_COMMIT_MESSAGE },
	{ "author", "cd r; echo a > a; git add a; git commit -q --author 'TOKEN <t@example.org>' -m x",
	  PLACE_COMMIT_MESSAGE },
	{ "tag message", "cd r; echo a > a; commit one; git tag -a -m 'for TOKEN' v1", PLACE_TAG_MESSAGE },
	{ "deleted tag", "cd r; echo a > a; commit one; git tag -a -m TOKEN v1; git tag -d v1", PLACE_TAG_MESSAGE },
	{ "note", "cd r; echo a > a; commit one; git notes add -m TOKEN", PLACE_FILE },
	{ "symlink target", "cd r; ln -s TOKEN l; commit one", PLACE_FILE },
	{ "binary attribute", "cd r; echo '* binary -diff' > .gitattributes; echo TOKEN > a; commit one", PLACE_FILE },
	{ "ref outside refs/heads",
	  "cd r; echo a > a; commit one; git update-ref refs/hidden/x $(echo TOKEN | git hash-object -w --stdin)",
	  PLACE_FILE },
	{ "packed", "cd r; echo TOKEN > a; commit one; echo b > a; commit two; git gc -q; git prune-packed",
	  PLACE_FILE },
	{ "two packs",
	  "cd r; echo TOKEN > a; commit one; git repack -qd; echo b > a; commit two; git repack -qd; git repack -qd",
	  PLACE_FILE },
	{ "packed and loose", "cd r; echo TOKEN > a; commit one; git repack -q", PLACE_FILE },
	{ "multi-pack-index",
	  "cd r; echo TOKEN > a; commit one; git repack -qd; echo b > a; commit two; git repack -qd\n"
	  "git multi-pack-index write",
	  PLACE_FILE },
	{ "deltas against ids",
	  "cd r; seq 3000 > a; commit one; (seq 3000; echo TOKEN) > a; commit two\n"
	  "git config repack.useDeltaBaseOffset false; git repack -qadf",
	  PLACE_FILE },
	{ "pack index version 1", "cd r; echo TOKEN > a; commit one; git -c pack.indexVersion=1 repack -qad",
	  PLACE_FILE },
	{ "large offsets in the pack index",
	  "cd r; seq 3000 > a; commit one; (seq 3000; echo TOKEN) > a; commit two; git repack -qad\n"
	  "p=$(echo .git/objects/pack/*.pack); rm -f ${p%.pack}.idx; git index-pack --index-version=2,0x10 $p",
	  PLACE_FILE },
	{ "alternate",
	  "cd r; echo TOKEN > a; commit one; cd ..; mv r base; git clone -qs base r; cd base; git branch -m old",
	  PLACE_FILE },
	{ "alternate of an alternate, relative",
	  "cd r; echo TOKEN > a; commit one; cd ..; mv r base; git init -q mid; git init -q r\n"
	  "echo ../../../base/.git/objects > mid/.git/objects/info/alternates\n"
	  "echo ../../../mid/.git/objects > r/.git/objects/info/alternates",
	  PLACE_FILE },
	{ "only in the index", "cd r; echo TOKEN > a; git add a", PLACE_FILE },
	{ "detached HEAD", "cd r; echo a > a; commit one; git checkout -q --detach; echo TOKEN > a; commit two",
	  PLACE_FILE },
	{ "replaced object",
	  "cd r; echo TOKEN > a; commit one; git replace $(git rev-parse :a) $(echo b | git hash-object -w --stdin)",
	  PLACE_FILE },
	{ "detached HEAD of a linked work tree",
	  "cd r; echo a > a; commit one; git worktree add -q --detach ../w; cd ../w; echo TOKEN > a; commit two",
	  PLACE_FILE },
};

START_TEST(every_place_is_handed_out_once)
{
	struct fixture f;
	struct scan scan;
	const struct seen_content *found;

	fixture_init_repository(&f);
	fixture_run(places[_i].script);
	scan_all(&scan, &f, "r");
	found = scan_find(&scan, "TOKEN");
	ck_assert_msg(found, "%s: not found", places[_i].where);
	ck_assert_msg(found->kind == places[_i].kind, "%s: of another kind", places[_i].where);
	ck_assert_msg(*failed_text(&scan) == '\0', "%s: failed %s", places[_i].where, failed_text(&scan));
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(messages_come_without_headers_and_headers_from_the_author_on)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo a > a; commit 'subject\n\nbody'; git tag -a -m 'tag text' v1");
	scan_all(&scan, &f, "r");
	ck_assert_slice_eq(scan_find(&scan, "body")->bytes, "subject\n\nbody\n");
	ck_assert_slice_eq(
		scan_find(&scan, "committer")->bytes,
		"author Ada <ada@example.org> 1700000120 +0000\ncommitter Bob <bob@example.org> 1700000120 +0000\n");
	ck_assert_slice_eq(scan_find(&scan, "tag text")->bytes, "tag text\n");
	ck_assert_slice_eq(scan_find(&scan, "tagger")->bytes,
			   "tag v1\ntagger Bob <bob@example.org> 1700000120 +0000\n");
	ck_assert_uint_eq(scan.coverage.blobs, 1);
	ck_assert_uint_eq(scan.coverage.commits, 1);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(objects_of_several_stores_are_handed_out_once)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo same > a; commit one; cd ..; git clone -q r s; cd s; echo other > b; commit two");
	scan_begin(&scan, 0);
	scan_add(&scan, fixture_path(&f, "r"), NULL);
	scan_add(&scan, fixture_path(&f, "s"), "s");
	scan_add(&scan, fixture_path(&f, "r/.git"), "again");
	scan_run(&scan);
	ck_assert_uint_eq(history_stores(scan.history), 2);
	ck_assert_uint_eq(scan_find(&scan, "same")->store, 0);
	ck_assert_uint_eq(scan_find(&scan, "other")->store, 1);
	ck_assert_uint_eq(scan.coverage.blobs, 2);
	ck_assert_uint_eq(scan.coverage.commits, 2);
	ck_assert_str_eq(failed_text(&scan), "");
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static const struct {
	const char *what;
	const char *script;
	const char *failed, *skipped;
	const char *name; /* part of a name among the failures of `reason` */
	const char *reason;
} gaps[] = {
	{ "unborn HEAD", "true", "", "", NULL, NULL },
	{ "missing blob", "cd r; echo a > a; commit one; rm -f .git/objects/78/981922*", "missing=1", "",
	  "78981922613b2afb6025042ff6bd878ac1994e85", "missing" },
	{ "missing tree",
	  "cd r; mkdir d; echo a > d/a; commit one; t=$(git rev-parse HEAD:d)\n"
	  "rm -f .git/objects/$(echo $t | sed 's|^..|&/|')",
	  "missing=1", "", NULL, NULL },
	{ "missing root tree",
	  "cd r; echo a > a; commit one; t=$(git rev-parse HEAD^{tree})\n"
	  "rm -f .git/objects/$(echo $t | sed 's|^..|&/|')",
	  "missing=1", "", NULL, NULL },
	{ "missing parent",
	  "cd r; echo a > a; commit one; t=$(git rev-parse HEAD); echo b > a; commit two\n"
	  "rm -f .git/objects/$(echo $t | sed 's|^..|&/|')",
	  "missing=1", "", NULL, NULL },
	{ "missing tag target",
	  "cd r; echo a > a; commit one; git tag -a -m x v1 $(echo z | git hash-object -w --stdin)\n"
	  "rm -f .git/objects/b6/8025*",
	  "missing=1", "", NULL, NULL },
	{ "unreachable gap",
	  "cd r; echo a > a; commit one; echo b > a; commit two; git reset -q --hard HEAD^\n"
	  "rm -f .git/objects/61/780798*",
	  "", "", NULL, NULL },
	{ "missing staged blob", "cd r; echo a > a; git add a; rm -f .git/objects/78/981922*", "missing=1", "", NULL,
	  NULL },
	{ "intent to add", "cd r; echo a > a; git add -N a", "", "", NULL, NULL },
	{ "missing blob in the index of a linked work tree",
	  "cd r; echo a > a; commit one; git worktree add -q ../w; cd ../w; echo b > b; git add b\n"
	  "rm -f ../r/.git/objects/61/780798*",
	  "missing=1", "", NULL, NULL },
	{ "empty tree and blob", "cd r; git commit -q --allow-empty -m x; rm -f .git/objects/4b/825d*", "", "", NULL,
	  NULL },
	{ "ref to nothing",
	  "cd r; echo a > a; commit one; echo 0123456789012345678901234567890123456789 > .git/refs/heads/x", "ref=1",
	  "", "refs/heads/x", "ref" },
	{ "garbage ref", "cd r; echo a > a; commit one; echo rubbish > .git/refs/heads/x", "ref=1", "", "refs/heads/x",
	  "ref" },
	{ "empty ref", "cd r; echo a > a; commit one; : > .git/refs/heads/x", "ref=1", "", "refs/heads/x", "ref" },
	{ "garbage packed ref", "cd r; echo a > a; commit one; git pack-refs --all; echo rubbish >> .git/packed-refs",
	  "ref=1", "", "packed-refs: rubbish", "ref" },
	{ "symbolic ref loop",
	  "cd r; echo a > a; commit one; echo 'ref: refs/heads/y' > .git/refs/heads/x\n"
	  "echo 'ref: refs/heads/x' > .git/refs/heads/y",
	  "ref=2", "", NULL, NULL },
	{ "dangling symbolic ref",
	  "cd r; echo a > a; commit one; git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/no", "", "",
	  NULL, NULL },
	{ "ref that is a FIFO", "cd r; echo a > a; commit one; mkfifo .git/refs/heads/x", "ref=1", "", NULL, NULL },
	{ "ref that is a link", "cd r; echo a > a; commit one; ln -s /dev/zero .git/refs/heads/x", "ref=1", "", NULL,
	  NULL },
	{ "lock files and hidden files",
	  "cd r; echo a > a; commit one; : > .git/refs/heads/x.lock; : > .git/refs/.DS_Store", "", "", NULL, NULL },
	{ "detached, packed, peeled",
	  "cd r; echo a > a; commit one; git tag -a -m x v1; git pack-refs --all; git checkout -q v1", "", "", NULL,
	  NULL },
	{ "shallow clone",
	  "cd r; echo a > a; commit one; echo b > a; commit two; cd ..; mv r o; git clone -q --depth 1 file://$PWD/o r",
	  "", "shallow=1", NULL, NULL },
	{ "partial clone",
	  "cd r; echo a > a; commit one; echo b > a; commit two; git config uploadpack.allowFilter true; cd ..; mv r "
	  "o\n"
	  "git clone -q --no-checkout --filter=blob:none file://$PWD/o r",
	  "promised=2", "", "78981922613b2afb6025042ff6bd878ac1994e85", "promised" },
	{ "partial clone without trees",
	  "cd r; mkdir d; echo a > d/a; commit one; echo b > d/a; commit two; git config uploadpack.allowFilter true; "
	  "cd ..; mv r o\n"
	  "git clone -q --no-checkout --filter=tree:0 file://$PWD/o r",
	  "promised=2", "", NULL, NULL },
	{ "partial clone with sparse checkout (worktreeConfig)",
	  "cd r; echo a > a; commit one; git config uploadpack.allowFilter true; cd ..; mv r o\n"
	  "git clone -q --filter=blob:none file://$PWD/o r; cd r; git sparse-checkout set --cone x",
	  "", "", NULL, NULL },
	{ "submodule",
	  "git init -q o; cd o; echo s > s; commit sub; cd ../r; git submodule --quiet add ../o lib/sub; commit one\n"
	  "git mv lib/sub moved; commit two",
	  "", "submodule=2", NULL, NULL },
	{ "submodule in the index only",
	  "cd r; git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,m", "",
	  "submodule=1", NULL, NULL },
	{ "missing alternate", "cd r; echo a > a; commit one; echo /nowhere/objects > .git/objects/info/alternates",
	  "missing=1", "", "/nowhere/objects", "missing" },
	{ "alternates that loop",
	  "cd r; echo a > a; commit one; git init -q ../o; echo $PWD/.git/objects > ../o/.git/objects/info/alternates\n"
	  "echo $PWD/../o/.git/objects > .git/objects/info/alternates; echo . >> .git/objects/info/alternates",
	  "", "", NULL, NULL },
	{ "damaged index",
	  "cd r; echo a > a; git add a; printf x | dd of=.git/index bs=1 seek=20 conv=notrunc 2>/dev/null", "damaged=1",
	  "", "index", "damaged" },
	{ "index that is a FIFO", "cd r; echo a > a; commit one; rm .git/index; mkfifo .git/index", "unsupported=1", "",
	  "index", "unsupported" },
	{ "index version 4",
	  "cd r; mkdir d; echo a > d/ab; echo b > d/abc; git add .; git update-index --index-version 4; rm -f "
	  ".git/objects/61/780798*",
	  "missing=1", "", "61780798228d17af2d34fce4cfbdf35556832472", "missing" },
	{ "split index",
	  "cd r; echo a > a; echo c > c; commit one; git update-index --split-index; echo b > a; git add a; git rm -q "
	  "--cached c\n"
	  "rm -f .git/objects/61/780798*",
	  "missing=1", "", "61780798228d17af2d34fce4cfbdf35556832472", "missing" },
	{ "sparse index",
	  "cd r; mkdir d e; echo a > d/a; echo b > e/b; commit one; git sparse-checkout set --cone --sparse-index d\n"
	  "git ls-files --sparse | grep -q '^e/$'",
	  "", "", NULL, NULL },
	{ "grafts are ignored",
	  "cd r; echo a > a; commit one; echo b > a; commit two; git rev-parse HEAD > .git/info/grafts", "", "", NULL,
	  NULL },
};

START_TEST(completeness_is_what_git_would_say)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run(gaps[_i].script);
	scan_all(&scan, &f, "r");
	ck_assert_msg(strcmp(failed_text(&scan), gaps[_i].failed) == 0, "%s: failed: %s", gaps[_i].what,
		      failed_text(&scan));
	ck_assert_msg(strcmp(skipped_text(&scan), gaps[_i].skipped) == 0, "%s: skipped: %s", gaps[_i].what,
		      skipped_text(&scan));
	if (gaps[_i].name)
		ck_assert_msg(failed_names(&scan, gaps[_i].reason, gaps[_i].name), "%s: not named", gaps[_i].what);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(many_stores_need_few_descriptors)
{
	struct rlimit few = { 40, 40 };
	struct fixture f;
	struct scan scan;
	char below[16];

	fixture_init_repository(&f);
	fixture_run("cd r; echo base > a; commit one; git repack -qd; cd ..\n"
		    "for i in $(seq 60); do cp -r r r$i; cd r$i; echo $i > b; commit two; cd ..; done");
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	scan_begin(&scan, 0);
	for (int i = 1; i <= 60; i++) {
		snprintf(below, sizeof(below), "r%d", i);
		scan_add(&scan, fixture_path(&f, below), below);
	}
	scan_run(&scan);
	ck_assert_str_eq(failed_text(&scan), "");
	ck_assert_uint_eq(scan.coverage.blobs, 61);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static const struct {
	const char *script;
	enum status status;
	const char *part;
} refused[] = {
	{ "rm -rf r; git init -q --object-format=sha256 r", ERR_UNSUPPORTED, "sha256" },
	{ "cd r; git config extensions.refStorage reftable; git config core.repositoryFormatVersion 1", ERR_UNSUPPORTED,
	  "reftable" },
	{ "cd r; git config core.repositoryFormatVersion 1; git config extensions.futureThing x", ERR_UNSUPPORTED,
	  "unknown extension" },
	{ "cd r; git config core.repositoryFormatVersion 7", ERR_UNSUPPORTED, "version 7" },
	{ "rm -rf r/.git", ERR_MISSING, "not in a git repository" },
	{ "rm -rf r", ERR_MISSING, "No such file" },
	{ "rm r/.git/HEAD", ERR_DAMAGED, "not a git directory" },
	{ "rm r/.git/HEAD; mkfifo r/.git/HEAD", ERR_DAMAGED, "not a git directory" },
	{ "rm r/.git/config; mkfifo r/.git/config", ERR_UNSUPPORTED, "config" },
	{ "rm r/.git/config; ln -s /dev/zero r/.git/config", ERR_IO, "config" },
	{ "echo '[broken' > r/.git/config", ERR_DAMAGED, "not a git config" },
	{ "rm -rf r/.git; mkfifo r/.git", ERR_IO, ".git" },
	{ "mv r/.git x; echo 'gitdir: ../nowhere' > r/.git", ERR_IO, "nowhere" },
	{ "mv r/.git x; echo 'gitdir: .git' > r/.git", ERR_IO, ".git" },
	{ "echo rubbish > r/.git/shallow", ERR_DAMAGED, "shallow" },
};

START_TEST(what_cannot_be_opened_says_why)
{
	struct history_options options = { 0 };
	struct history *h = history_new(&options);
	struct error err = { 0 };
	struct fixture f;

	fixture_init_repository(&f);
	fixture_run(refused[_i].script);
	ck_assert_int_eq(history_add(h, fixture_path(&f, "r"), NULL, &err), refused[_i].status);
	ck_assert_msg(strstr(err.text, refused[_i].part), "%s", err.text);
	history_free(h);
	fixture_release(&f);
}
END_TEST

START_TEST(the_config_of_the_user_changes_nothing_and_nothing_is_run_or_written)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo TOKEN > a; commit one\n"
		    "printf '[core]\\n\\tfsmonitor = touch %s/ran\\n\\tsshCommand = touch %s/ran\\n' $HOME $HOME "
		    ">> .git/config\n"
		    "printf '[include]\\n\\tpath = config\\n[filter \"x\"]\\n\\tclean = touch %s/ran\\n' $HOME >> "
		    ".git/config\n"
		    "find .git | LC_ALL=C sort > ../before; find .git -type f -exec cat {} + | cksum >> ../before");
	setenv("HOME", fixture_path(&f, "r"), 1);
	scan_all(&scan, &f, "r");
	ck_assert_ptr_nonnull(scan_find(&scan, "TOKEN"));
	ck_assert_str_eq(failed_text(&scan), "");
	fixture_run("test ! -e ran; cd r; find .git | LC_ALL=C sort > ../after; find .git -type f -exec cat {} + | "
		    "cksum >> ../after\n"
		    "cmp ../before ../after");
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

/* The order of contents may differ between threads, what is counted may not. */
START_TEST(one_worker_and_many_read_the_same)
{
	struct fixture f;
	struct scan one, many;

	fixture_init_repository(&f);
	fixture_run("cd r; for i in $(seq 40); do for k in 1 2 3 4 5; do seq $((i * k)) > f$k; done; commit c$i; done\n"
		    "git repack -qad; for i in $(seq 20); do seq $i 3 2000 > g; commit d$i; done");
	scan_begin(&one, 0);
	one.workers = 1;
	scan_add(&one, fixture_path(&f, "r"), NULL);
	scan_run(&one);
	scan_begin(&many, 0);
	many.workers = 5;
	scan_add(&many, fixture_path(&f, "r"), NULL);
	scan_run(&many);
	for (size_t i = 0; i < many.contents.len; i++) {
		struct oid id = oid_of_blob(many.contents.items[i].bytes);

		if (many.contents.items[i].kind == PLACE_FILE)
			ck_assert_mem_eq(id.bytes, many.contents.items[i].oid.bytes, SHA1_SIZE);
	}
	ck_assert_uint_eq(one.coverage.commits, 60);
	ck_assert_uint_eq(one.coverage.commits, many.coverage.commits);
	ck_assert_uint_eq(one.coverage.blobs, many.coverage.blobs);
	ck_assert_uint_eq(one.coverage.bytes, many.coverage.bytes);
	ck_assert_str_eq(failed_text(&one), "");
	ck_assert_str_eq(failed_text(&many), "");
	scan_release(&one);
	scan_release(&many);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, every_place_is_handed_out_once, 0, LEN(places));
	tcase_add_test(tests, messages_come_without_headers_and_headers_from_the_author_on);
	tcase_add_test(tests, objects_of_several_stores_are_handed_out_once);
	tcase_add_loop_test(tests, completeness_is_what_git_would_say, 0, LEN(gaps));
	tcase_add_test(tests, many_stores_need_few_descriptors);
	tcase_add_loop_test(tests, what_cannot_be_opened_says_why, 0, LEN(refused));
	tcase_add_test(tests, the_config_of_the_user_changes_nothing_and_nothing_is_run_or_written);
	tcase_add_test(tests, one_worker_and_many_read_the_same);
}

UNIT_MAIN("history", add_tests)
