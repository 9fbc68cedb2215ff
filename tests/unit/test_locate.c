#include "base/file.h"
#include "base/table.h"
#include "unit/history_scan.h"

/* "head file a/b one; history file c two | one": state, kind, path, first commit's subject, ref; then the first of all.
 */
static const char *describe(struct scan *scan, const struct located *located)
{
	const char *text = "";

	for (size_t i = 0; i < located->places_len; i++) {
		const struct place *place = &located->places[i];

		text = arena_print(&scan->arena, "%s%s%s %s %.*s", text, i ? "; " : "", state_name(place->state),
				   place_kind_name(place->kind), SLICE_ARGS(place->path));
		if (place->commit)
			text = arena_print(&scan->arena, "%s @%.*s", text, SLICE_ARGS(place->commit->subject));
		if (place->ref.len)
			text = arena_print(&scan->arena, "%s =%.*s", text, SLICE_ARGS(place->ref));
	}
	if (located->first)
		text = arena_print(&scan->arena, "%s | %.*s", text, SLICE_ARGS(located->first->subject));
	return text;
}

static const struct {
	const char *script, *places;
} cases[] = {
	{ "cd r; mkdir d; echo TOKEN > d/a; commit one; echo b > b; commit two", "head file d/a @one | one" },
	{ "cd r; echo TOKEN > a; commit one; echo b > a; commit two", "history file a @one | one" },
	{ "cd r; echo TOKEN > a; commit one; git mv a b; commit two; cp b c; commit three",
	  "history file a @one; head file b @two; head file c @three | one" },
	{ "cd r; echo TOKEN > a; commit one; echo b > a; commit two; git revert -n HEAD; commit three",
	  "head file a @one | one" },
	{ "cd r; echo TOKEN > a; git add a", "staged file a" },
	{ "cd r; echo TOKEN > a; commit one; git mv a b", "head file a @one; staged file b | one" },
	{ "cd r; echo TOKEN > a; commit one; echo b > a; commit two; git checkout -q HEAD^ a",
	  "staged file a @one | one" },
	{ "cd r; mkdir d; echo TOKEN > d/a; echo x > x; commit one; git update-index --index-version 4; git rm -qr d; "
	  "commit two; mkdir d; echo TOKEN > d/z; git add d",
	  "history file d/a @one; staged file d/z | one" },
	{ "cd r; ln -s TOKEN l; commit one", "head symlink l @one | one" },
	{ "cd r; ln -s TOKEN l; printf TOKEN > f; commit one", "head file f @one; head symlink l @one | one" },
	{ "cd r; ln -s TOKEN l; commit one; rm l; printf TOKEN > l; commit two; rm l; commit three",
	  "history symlink l @one | one" },
	{ "cd r; echo a > a; commit one; git checkout -qb side; echo TOKEN > t; commit two; git checkout -q main",
	  "head file t @two | two" },
	{ "cd r; echo a > a; commit one; git checkout -qb side; echo TOKEN > t; commit two; git checkout -q main; git "
	  "tag v1 side; git branch -qD side",
	  "history file t @two | two" },
	{ "cd r; echo a > a; commit one; git checkout -qb side; echo TOKEN > t; commit two; git checkout -q main; git "
	  "branch -qD side",
	  "unreachable file t @two | two" },
	{ "cd r; echo TOKEN > a; commit one; echo b > a; git commit -qa --amend -m two",
	  "unreachable file a @one | one" },
	{ "cd r; echo a > a; commit one; echo TOKEN > a; tick; git stash -q", "history file a @WIP on main: XX one" },
	{ "cd r; echo a > a; commit one; echo TOKEN > n; tick; git stash -qu",
	  "history file n @untracked files on main: XX one" },
	{ "cd r; echo TOKEN > a; git add a; echo b > a; git add a; commit one", "unreachable file " },
	{ "cd r; echo TOKEN > a; git add a; git write-tree; echo b > a; git add a; commit one", "unreachable file a" },
	{ "cd r; mkdir d; echo TOKEN > d/a; git add d; git write-tree; git rm -qrf --cached d; commit one; rm -rf d; "
	  "commit two",
	  "history file d/a @one | one" },
	{ "cd r; echo a > a; commit one; git notes add -m TOKEN",
	  "history file XX @Notes added by 'git notes add' =refs/notes/commits | Notes added by 'git notes add'" },
	{ "cd r; echo a > a; commit 'has TOKEN'", "history commit-message  @has TOKEN | has TOKEN" },
	{ "cd r; echo a > a; commit one; tick; git commit -q --amend -m 'has TOKEN'; git commit -q --amend -m three",
	  "unreachable commit-message  @has TOKEN | has TOKEN" },
	{ "cd r; echo a > a; commit one; git tag -a -m TOKEN v1.0", "history tag-message  =v1.0" },
	{ "cd r; echo a > a; commit one; git tag -a -m TOKEN v1.0; git tag -d v1.0", "unreachable tag-message  =v1.0" },
	{ "cd r; echo a > a; commit one; git tag -a -m TOKEN v1; git tag -a -m outer v2 v1; git tag -d v1",
	  "history tag-message  =v2" },
	{ "cd r; echo a > a; commit one; git tag blob $(echo TOKEN | git hash-object -w --stdin)",
	  "history file  =blob" },
	{ "cd r; echo a > a; commit one; git tag -a -m x blob $(echo TOKEN | git hash-object -w --stdin)",
	  "history file  =blob" },
	{ "cd r; echo a > a; commit one; git tag tree $(printf '100644 blob %s\\tin\\n' $(echo TOKEN | git hash-object "
	  "-w --stdin) | git mktree)",
	  "history file in =tree" },
	{ "cd r; echo a > a; commit one; git worktree add -q --detach ../w; cd ../w; echo TOKEN > a; commit two",
	  "head file a @two | two" },
	{ "cd r; echo a > a; commit one; git worktree add -q --detach ../w; cd ../w; echo TOKEN > b; git add b",
	  "staged file b" },
	{ "cd r; echo a > a; commit one; git checkout -q --detach; echo TOKEN > a; commit two",
	  "head file a @two | two" },
	{ "cd r; echo a > a; commit one; echo TOKEN > a; commit two; git update-ref refs/remotes/o/x HEAD; git reset "
	  "-q --hard HEAD^",
	  "head file a @two | two" },
	{ "cd r; echo a > a; commit one; echo TOKEN > a; commit two; git update-ref refs/pull/1/head HEAD; git reset "
	  "-q --hard HEAD^",
	  "history file a @two | two" },
	{ "cd r; echo TOKEN > a; commit one; git repack -qad; git prune-packed; echo b > b; commit two; git gc -q",
	  "head file a @one | one" },
	{ "cd r; echo a > a; commit one; git checkout -qb side; echo b > b; commit two; git checkout -q main; echo c > "
	  "c; commit three\n"
	  "tick; git merge -q --no-commit side; echo TOKEN > evil; git add -A; git commit -qm merge",
	  "head file evil @merge | merge" },
	/* The same blob on two sides: the older commit date wins, not the order of parents. */
	{ "cd r; echo a > a; commit one; git checkout -qb side; echo b > b; commit two; echo TOKEN > t; commit three; "
	  "git checkout -q main\n"
	  "echo TOKEN > t; NOW=1700000000; commit four; git merge -q side -m five",
	  "head file t @four | four" },
	/* A parent with a later date than its child still comes first. */
	{ "cd r; NOW=1800000000; echo TOKEN > t; commit one; NOW=1700000000; echo TOKEN > u; commit two",
	  "head file t @one; head file u @two | one" },
	{ "cd r; mkdir d; echo TOKEN > d/a; commit one; mkdir e; cp d/a e; commit two; cp -r d f; commit three",
	  "head file d/a @one; head file e/a @two; head file f/a @three | one" },
	{ "cd r; echo TOKEN > a; commit one; echo b > a; commit two; cd ..; mv r o; git clone -q --depth 1 "
	  "file://$PWD/o r; cd r\n"
	  "git fetch -q --depth 2",
	  "history file a @one | one" },
	{ "cd r; mkdir d e; echo TOKEN > d/a; echo TOKEN > e/b; commit one; git sparse-checkout set --cone "
	  "--sparse-index d; git branch -q keep\n"
	  "git checkout -q --orphan new; git rm -rq --cached d; tick; git commit -qm two; git branch -qD keep main",
	  NULL },
	{ "cd r; printf TOKEN > \"$(printf 'a\\tb\\n\\303\\251\\377 b/c' | tr / _)\"; commit one",
	  "head file a\tb\n\303\251\377 b_c @one | one" },
	{ "cd r; echo TOKEN > a; NOW=99999999999999; git add a; GIT_COMMITTER_DATE='@1 +0000' git commit -qm one",
	  "head file a @one | one" },
};

/* Ids differ with every subject; one word of hex digits is written XX. */
static const char *without_ids(struct scan *scan, const char *text)
{
	struct buffer out;
	const char *result;

	buffer_init(&out, 1 << 20);
	for (const char *at = text; *at;) {
		size_t len = strspn(at, "0123456789abcdef");

		if (len >= 7) {
			buffer_add_text(&out, "XX");
		} else {
			len = len ? len : 1;
			buffer_add(&out, slice_make(at, len));
		}
		at += len;
	}
	result = arena_text(&scan->arena, buffer_slice(&out));
	buffer_release(&out);
	return result;
}

START_TEST(places_states_and_first_commits_are_right)
{
	const struct seen_content *found;
	struct origins origins;
	struct fixture f;
	struct scan scan;
	const char *text;

	fixture_init_repository(&f);
	fixture_run(cases[_i].script);
	scan_all(&scan, &f, "r");
	found = scan_find(&scan, "TOKEN");
	ck_assert_ptr_nonnull(found);
	history_locate(scan.history, &found->oid, 1, 2, &origins, &scan.coverage);
	ck_assert_str_eq(failed_text(&scan), "");
	text = without_ids(&scan, describe(&scan, &origins.items[0]));
	if (cases[_i].places)
		ck_assert_msg(strncmp(text, cases[_i].places, strlen(cases[_i].places)) == 0, "%s\n got: %s\nwant: %s",
			      cases[_i].script, text, cases[_i].places);
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(commits_carry_author_and_committer_date)
{
	const struct seen_content *found;
	struct origins origins;
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo TOKEN > a; git add a\n"
		    "GIT_AUTHOR_DATE='1600000000 +0200' GIT_COMMITTER_DATE='1650000000 -0700' git commit -qm "
		    "'\n\nthe subject\nsecond line'");
	scan_all(&scan, &f, "r");
	found = scan_find(&scan, "TOKEN");
	history_locate(scan.history, &found->oid, 1, 1, &origins, &scan.coverage);
	ck_assert_slice_eq(origins.items[0].first->author, "Ada");
	ck_assert_slice_eq(origins.items[0].first->email, "ada@example.org");
	ck_assert_slice_eq(origins.items[0].first->subject, "the subject");
	ck_assert_int_eq(origins.items[0].first->date, 1650000000);
	ck_assert_uint_eq(origins.items[0].first->id.len, 40);
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

START_TEST(places_of_all_stores_are_found)
{
	const struct seen_content *found;
	struct origins origins;
	struct fixture f;
	struct scan scan;

	fixture_init_repository(&f);
	fixture_run("cd r; echo TOKEN > a; commit one; git init -q ../s; cd ../s; echo TOKEN > b; NOW=1600000000; "
		    "commit two");
	scan_begin(&scan, 0);
	scan_add(&scan, fixture_path(&f, "r"), NULL);
	scan_add(&scan, fixture_path(&f, "s"), "s");
	scan_run(&scan);
	found = scan_find(&scan, "TOKEN");
	history_locate(scan.history, &found->oid, 1, 1, &origins, &scan.coverage);
	ck_assert_str_eq(describe(&scan, &origins.items[0]), "head file a @one; head file b @two | two");
	ck_assert_uint_eq(origins.items[0].places[1].store, 1);
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

/* What git says, read by the slowest way that is surely right. */
struct git_commit {
	struct slice id;
	int64_t date;
	struct slice parents;
	bool out;
};

struct oracle {
	struct buffer commits, trees, heads;
	struct git_commits ARRAY_OF(struct git_commit) list;
};

static void read_into(struct buffer *to, const struct fixture *f, const char *name)
{
	struct error err;

	buffer_init(to, 64 << 20);
	ck_assert_msg(file_read(fixture_path(f, name), to, &err) == STATUS_OK, "%s", err.text);
}

static void oracle_init(struct oracle *o, const struct fixture *f)
{
	struct slice rest, line;

	*o = (struct oracle){ 0 };
	fixture_run("cd r; git log --all --format='%H %ct %P' > ../commits\n"
		    "git rev-list --all | while read c; do git ls-tree -r --format=\"$c %(objectname) %(path)\" $c; "
		    "done > ../trees\n"
		    "git for-each-ref --format='%(objectname)' refs/heads | while read c; do\n"
		    "git ls-tree -r --format='%(objectname) %(path)' $c; done > ../heads");
	read_into(&o->commits, f, "commits");
	read_into(&o->trees, f, "trees");
	read_into(&o->heads, f, "heads");
	rest = buffer_slice(&o->commits);
	while (slice_cut(&rest, '\n', &line)) {
		struct git_commit commit = { 0 };
		struct slice date;

		slice_cut(&line, ' ', &commit.id);
		slice_cut(&line, ' ', &date);
		commit.date = strtoll(date.at, NULL, 10);
		commit.parents = line;
		*array_add(&o->list) = commit;
	}
}

static void oracle_release(struct oracle *o)
{
	buffer_release(&o->commits);
	buffer_release(&o->trees);
	buffer_release(&o->heads);
	array_release(&o->list);
}

static bool is_ready(const struct oracle *o, const struct git_commit *commit)
{
	for (size_t i = 0; i < o->list.len; i++)
		if (!o->list.items[i].out && slice_find(commit->parents, o->list.items[i].id, 0) != SLICE_NOWHERE)
			return false;
	return !commit->out;
}

/* The next commit, parents before children, least date, least id. */
static struct git_commit *oracle_next(struct oracle *o)
{
	struct git_commit *best = NULL;

	for (size_t i = 0; i < o->list.len; i++) {
		struct git_commit *c = &o->list.items[i];

		if (!is_ready(o, c))
			continue;
		if (!best || c->date < best->date || (c->date == best->date && slice_compare(c->id, best->id) < 0))
			best = c;
	}
	if (best)
		best->out = true;
	return best;
}

/* Whether `commit blob path` stands in the list of all trees. */
static bool holds(const struct oracle *o, struct arena *arena, struct slice commit, const char *blob, struct slice path)
{
	const char *line = arena_print(arena, "%.*s %s %.*s\n", SLICE_ARGS(commit), blob, SLICE_ARGS(path));

	return slice_find(buffer_slice(&o->trees), slice_of(line), 0) != SLICE_NOWHERE;
}

static size_t count_paths(const struct oracle *o, const char *blob)
{
	struct slice rest = buffer_slice(&o->trees), line, word;
	struct arena arena;
	struct table paths;
	size_t count;

	arena_init(&arena);
	table_init(&paths);
	while (slice_cut(&rest, '\n', &line)) {
		slice_cut(&line, ' ', &word);
		slice_cut(&line, ' ', &word);
		if (slice_is(word, blob))
			table_add(&paths, line, 0, NULL);
	}
	count = paths.len;
	table_release(&paths);
	arena_release(&arena);
	return count;
}

static void check_place(struct oracle *o, struct scan *scan, const char *blob, const struct place *place)
{
	const char *head = arena_print(&scan->arena, "%s %.*s\n", blob, SLICE_ARGS(place->path));
	bool in_head = slice_find(buffer_slice(&o->heads), slice_of(head), 0) != SLICE_NOWHERE;
	struct git_commit *commit;

	for (size_t i = 0; i < o->list.len; i++)
		o->list.items[i].out = false;
	while ((commit = oracle_next(o)) && !holds(o, &scan->arena, commit->id, blob, place->path))
		;
	ck_assert_ptr_nonnull(commit);
	ck_assert_ptr_nonnull(place->commit);
	ck_assert_msg(slice_equal(commit->id, place->commit->id), "%s: first is %.*s, not %.*s", head,
		      SLICE_ARGS(commit->id), SLICE_ARGS(place->commit->id));
	ck_assert_int_eq(place->state, in_head ? STATE_HEAD : STATE_HISTORY);
}

/* A random history with branches, merges, moves, copies and returning contents. */
START_TEST(a_random_history_is_attributed_as_git_does)
{
	char script[2048];
	struct origins origins;
	struct oracle oracle;
	struct fixture f;
	struct scan scan;
	struct oid wanted[512];
	size_t count = 0;

	fixture_init_repository(&f);
	snprintf(script, sizeof(script),
		 "cd r; seed=%d; r() { seed=$(( (seed * 1103515245 + 12345) %% 2147483648 )); R=$(( seed / 65536 %% $1 "
		 ")); }\n"
		 "ref() { git for-each-ref --format='%%(refname:short)' refs/heads | sed -n \"$(($1 + 1))p\"; }\n"
		 "mkdir -p d0/e d1; echo 0 > d0/f0; commit start\n"
		 "for i in $(seq 50); do\n"
		 "r 2; D=d$R; mkdir -p $D/e; r 4; F=f$R; r 9; echo $R > $D/$F; r 3; F=f$R; r 9; echo $R > $D/e/$F\n"
		 "r 20; NOW=$((1700000000 + R * 60)); r 6; case $R in\n"
		 "0) commit c$i || true; r 9; git checkout -q -b b$i HEAD~$R 2>/dev/null || true;;\n"
		 "1) commit c$i || true; r 4; T=$(ref $R); git merge -q -X ours -m m$i $T >/dev/null 2>&1 || { git add "
		 "-A; git commit -qm m$i || true; };;\n"
		 "2) cp -r d0/e d1/; commit c$i || true;;\n"
		 "3) commit c$i || true; r 4; T=$(ref $R); git checkout -q $T 2>/dev/null || true;;\n"
		 "*) commit c$i || true;; esac; done; git gc -q; test $(git rev-list --all --count) -gt 30; test $(git "
		 "rev-list --all --merges --count) -gt 0\n",
		 _i * 7919 + 17);
	fixture_run(script);
	scan_all(&scan, &f, "r");
	ck_assert_str_eq(failed_text(&scan), "");
	for (size_t i = 0; i < scan.contents.len && count < 512; i++)
		if (scan.contents.items[i].kind == PLACE_FILE)
			wanted[count++] = scan.contents.items[i].oid;
	oracle_init(&oracle, &f);
	history_locate(scan.history, wanted, count, 2, &origins, &scan.coverage);
	for (size_t i = 0; i < count; i++) {
		struct buffer hex;

		buffer_init(&hex, 64);
		oid_add_hex(&hex, &wanted[i]);
		if (origins.items[i].places[0].state != STATE_UNREACHABLE) {
			ck_assert_uint_eq(origins.items[i].places_len, count_paths(&oracle, hex.at));
			for (size_t k = 0; k < origins.items[i].places_len; k++)
				check_place(&oracle, &scan, hex.at, &origins.items[i].places[k]);
		} else {
			ck_assert_uint_eq(count_paths(&oracle, hex.at), 0);
		}
		buffer_release(&hex);
	}
	ck_assert_uint_gt(count, 5);
	oracle_release(&oracle);
	origins_release(&origins);
	scan_release(&scan);
	fixture_release(&f);
}
END_TEST

#define LEN(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, places_states_and_first_commits_are_right, 0, LEN(cases));
	tcase_add_test(tests, commits_carry_author_and_committer_date);
	tcase_add_test(tests, places_of_all_stores_are_found);
	tcase_add_loop_test(tests, a_random_history_is_attributed_as_git_does, 0, 4);
}

UNIT_MAIN("locate", add_tests)
