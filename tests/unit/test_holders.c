#include "source/holders.h"
#include "unit/history_scan.h"

static void add_names(struct buffer *out, const char *what, const struct text_list *names, size_t count)
{
	buffer_print(out, "; %zu %s", count, what);
	for (size_t i = 0; i < names->len; i++)
		buffer_print(out, " %s", names->items[i]);
}

/* "2 commits; 1 refs refs/heads/main; 0 tips" of one set. */
static const char *describe(struct scan *scan, const struct holders *holders)
{
	const char *text;
	struct buffer out;

	buffer_init(&out, 1 << 20);
	buffer_print(&out, "%s%llu commits", holders->partial ? "of a part: " : "",
		     (unsigned long long)holders->commits);
	add_names(&out, "refs", &holders->refs, holders->refs_len);
	add_names(&out, "tips", &holders->tips, holders->tips_len);
	text = arena_text(&scan->arena, buffer_slice(&out));
	buffer_release(&out);
	return text;
}

/* All objects whose content has TOKEN in it, as one set. */
static const char *holders_of(struct scan *scan)
{
	struct oid wanted[16];
	uint32_t numbers[16];
	struct object_set set = { .numbers = numbers };
	struct origins origins;
	struct holders holders;

	for (size_t i = 0; i < scan->contents.len && set.len < 16; i++) {
		const struct seen_content *content = &scan->contents.items[i];

		if (slice_find(content->bytes, SLICE("TOKEN"), 0) == SLICE_NOWHERE)
			continue;
		wanted[set.len] = content->oid;
		numbers[set.len] = (uint32_t)set.len;
		set.len++;
	}
	ck_assert_uint_gt(set.len, 0);
	history_locate(scan->history, wanted, set.len, 2, &origins, &scan->coverage);
	history_holders(scan->history, &origins, &set, 1, &scan->arena, &holders);
	ck_assert_str_eq(failed_text(scan), "");
	origins_release(&origins);
	return describe(scan, &holders);
}

static const struct {
	const char *script, *holders;
} cases[] = {
	{ "echo TOKEN > a; commit 1; echo x > b; commit 2",
	  "2 commits; 1 refs refs/heads/main; 1 tips refs/heads/main" },
	{ "echo TOKEN > a; commit 1; git rm -q a; commit 2", "1 commits; 1 refs refs/heads/main; 0 tips" },
	{ "commit 0; git branch old; echo TOKEN > a; commit 1; git tag light; git rm -q a; commit 2; git tag -am x fat",
	  "1 commits; 3 refs refs/heads/main refs/tags/fat refs/tags/light; 1 tips refs/tags/light" },
	/* Deep below, twice in one tree, and gone for a while. */
	{ "mkdir -p d/e/f; echo TOKEN > d/e/f/a; cp -r d/e g; commit 1; git rm -qr d; commit 2; git rm -qr g; commit "
	  "3; "
	  "git revert -n HEAD; commit 4",
	  "3 commits; 1 refs refs/heads/main; 1 tips refs/heads/main" },
	/* Two versions with the secret count as one set. */
	{ "echo TOKEN > a; commit 1; echo TOKEN again > a; commit 2; echo x > a; commit 3",
	  "2 commits; 1 refs refs/heads/main; 0 tips" },
	{ "commit 0; git checkout -qb side; echo TOKEN > a; commit 1; git checkout -q main; commit 2; tick; "
	  "git merge -q --no-edit side; git rm -q a; commit 3; git update-ref refs/remotes/o/x side; git remote add o "
	  ".; "
	  "git symbolic-ref refs/remotes/o/HEAD refs/remotes/o/x",
	  "2 commits; 3 refs refs/heads/main refs/heads/side refs/remotes/o/x; 2 tips refs/heads/side "
	  "refs/remotes/o/x" },
	/* A merge that keeps nothing of one side still has it behind it. */
	{ "commit 0; git checkout -qb side; echo TOKEN > a; commit 1; git checkout -q main; commit 2; tick; "
	  "git merge -q --no-edit -s ours side; git branch -qD side",
	  "1 commits; 1 refs refs/heads/main; 0 tips" },
	{ "commit 0; echo TOKEN > a; commit 1; git reset -q --hard HEAD^", "0 commits; 0 refs; 0 tips" },
	{ "commit 'has TOKEN'; commit 2", "1 commits; 1 refs refs/heads/main; 0 tips" },
	{ "commit 1; commit 'has TOKEN'", "1 commits; 1 refs refs/heads/main; 1 tips refs/heads/main" },
	{ "commit 1; git tag -am TOKEN v1; git tag -am outer v2 v1",
	  "0 commits; 2 refs refs/tags/v1 refs/tags/v2; 2 tips refs/tags/v1 refs/tags/v2" },
	{ "commit 1; git tag blob $(echo TOKEN | git hash-object -w --stdin)",
	  "0 commits; 1 refs refs/tags/blob; 1 tips refs/tags/blob" },
	{ "commit 1; git tag -am x tree $(printf '100644 blob %s\\tin\\n' $(echo TOKEN | git hash-object -w --stdin) | "
	  "git mktree)",
	  "0 commits; 1 refs refs/tags/tree; 1 tips refs/tags/tree" },
	{ "commit 1; git notes add -m TOKEN", "1 commits; 1 refs refs/notes/commits; 1 tips refs/notes/commits" },
	{ "echo a > a; commit 1; echo TOKEN > a; tick; git stash -q",
	  "1 commits; 1 refs refs/stash; 1 tips refs/stash" },
	{ "commit 1; git worktree add -q --detach ../w; cd ../w; echo TOKEN > a; commit 2",
	  "1 commits; 1 refs worktrees/w/HEAD; 1 tips worktrees/w/HEAD" },
	{ "commit 1; git checkout -q --detach; echo TOKEN > a; commit 2; git gc -q",
	  "1 commits; 1 refs HEAD; 1 tips HEAD" },
	{ "echo TOKEN > a; commit 1; commit 2; commit 3; cd ..; mv r o; git clone -q --depth 2 file://$PWD/o r",
	  "2 commits; 2 refs refs/heads/main refs/remotes/origin/main; 2 tips refs/heads/main "
	  "refs/remotes/origin/main" },
	{ "echo x > x; git add x; commit 1; echo TOKEN > a; git add a", "0 commits; 0 refs; 0 tips" },
};

START_TEST(commits_refs_and_tips_that_hold_it_are_counted)
{
	struct fixture f;
	struct scan scan;
	char *script;

	fixture_init_repository(&f);
	ck_assert(asprintf(&script, "cd r; %s", cases[_i].script) > 0);
	fixture_run(script);
	free(script);
	scan_all(&scan, &f, "r");
	ck_assert_str_eq(holders_of(&scan), cases[_i].holders);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(holders_of_all_stores_are_counted_and_refs_named_by_store)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo TOKEN > a; commit 1; git init -q ../s; cd ../s; echo TOKEN > b; commit 2; commit 3");
	scan_begin(&scan, 0);
	scan_add(&scan, fixture_path(&f, "r"), NULL);
	scan_add(&scan, fixture_path(&f, "s"), "s/");
	scan_run(&scan);
	ck_assert_str_eq(holders_of(&scan), "3 commits; 2 refs refs/heads/main s/refs/heads/main; 2 tips "
					    "refs/heads/main s/refs/heads/main");
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(no_more_than_a_hundred_refs_are_named_and_all_are_counted)
{
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run(
		"cd r; echo TOKEN > a; commit 1; for i in $(seq 130); do echo \"create refs/tags/t$i HEAD\"; done | "
		"git update-ref --stdin");
	scan_all(&scan, &f, "r");
	ck_assert_ptr_nonnull(strstr(holders_of(&scan),
				     "1 commits; 131 refs refs/heads/main refs/tags/t1 refs/tags/t10 "
				     "refs/tags/t100 "));
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, commits_refs_and_tips_that_hold_it_are_counted, 0,
			    (int)(sizeof(cases) / sizeof(*cases)));
	tcase_add_test(tests, holders_of_all_stores_are_counted_and_refs_named_by_store);
	tcase_add_test(tests, no_more_than_a_hundred_refs_are_named_and_all_are_counted);
}

UNIT_MAIN("holders", add_tests)
