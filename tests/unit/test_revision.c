#include "source/revision.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "store/direct.h"
#include "unit/fixture.h"

/* What a test asks in. */
struct asked {
	struct fixture f;
	struct arena arena;
	struct store_refs refs;
	struct direct *direct;
	struct oid_list shallow;
	struct revisions in;
};

static void ignore(void *context, const char *name)
{
	(void)context;
	(void)name;
}

/* `script` makes the repository "r" with a work tree. */
static void asked_init(struct asked *a, const char *script)
{
	struct error err;
	int git_dir;

	*a = (struct asked){ 0 };
	fixture_init(&a->f);
	fixture_run("git init -q r");
	fixture_run(script);
	arena_init(&a->arena);
	git_dir = open(fixture_path(&a->f, "r/.git"), O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(git_dir, 0);
	store_refs_read(git_dir, &a->arena, &a->refs, ignore, NULL);
	close(git_dir);
	ck_assert_int_eq(direct_open(fixture_path(&a->f, "r/.git"), false, &a->direct, &err), STATUS_OK);
	a->in = (struct revisions){ .refs = &a->refs,
				    .objects = a->direct->objects,
				    .git_dir = arena_print(&a->arena, "%s/r/.git", a->f.path),
				    .head = "HEAD",
				    .shallow = &a->shallow };
}

static void asked_release(struct asked *a)
{
	direct_close(a->direct);
	array_release(&a->refs);
	array_release(&a->shallow);
	arena_release(&a->arena);
	fixture_release(&a->f);
}

/* What git calls it: from the file that the script wrote ("name id" in each line). */
static void check_as_git(const struct asked *a, const char *list)
{
	struct slice rest, line, name, want;
	char hex[2 * OID_MAX + 1];
	struct buffer text;
	struct error err = { 0 };
	struct oid id;
	size_t count = 0;

	buffer_init(&text, 1 << 20);
	ck_assert_int_eq(file_read(fixture_path(&a->f, list), &text, &err), STATUS_OK);
	rest = buffer_slice(&text);
	for (; slice_cut(&rest, '\n', &line); count++) {
		want = line;
		ck_assert(slice_cut(&want, ' ', &name));
		ck_assert_msg(revision_find(&a->in, name, &id, &err) == STATUS_OK, "%s", err.text);
		ck_assert_msg(slice_is(want, text_write_hex(hex, oid_bytes(&id))), "%.*s: got %s, want %.*s",
			      SLICE_ARGS(name), hex, SLICE_ARGS(want));
	}
	ck_assert_int_gt((int)count, 0);
	buffer_release(&text);
}

#define HISTORY                                                                                                        \
	"cd r; put f x; commit 1; commit 2; git tag v1; git checkout -q -b side; commit s; git checkout -q main; "     \
	"commit 3;\n"                                                                                                  \
	"tick; git merge -q --no-ff -m m side; git tag -a -m t annotated; git -c advice.nestedTag=false tag -a -m t "  \
	"twice annotated;\n"                                                                                           \
	"git branch topic/x HEAD~1; git tag both v1; git branch both HEAD; git update-ref refs/remotes/o/main v1;\n"   \
	"git symbolic-ref refs/remotes/o/HEAD refs/remotes/o/main; git update-ref refs/odd side;\n"                    \
	"git symbolic-ref refs/heads/alias refs/heads/topic/x; git update-ref ORIG_HEAD side;\n"

#define NAMES                                                                                                          \
	"for n in HEAD @ main side v1 annotated twice topic/x heads/topic/x refs/heads/main both tags/both o o/main "  \
	"odd alias ORIG_HEAD HEAD~ HEAD^ HEAD^1 HEAD^2 HEAD^0 HEAD~0 HEAD~3 HEAD^2~2 HEAD^2^ @~1^ annotated^{} "       \
	"twice^{} annotated^{commit} twice~1 twice^2 annotated^0 v1^{commit}~1 'v1^{}^{commit}' "                      \
	"$(git rev-parse HEAD) $(git rev-parse HEAD | tr a-f A-F) $(git rev-parse --short=8 side) "                    \
	"$(git rev-parse --short=39 HEAD:) $(git rev-parse --short=10 annotated)^2; do\n"                              \
	"echo \"$n $(git rev-parse --verify \"$n\" 2>/dev/null)\"; done > ../names"

START_TEST(revisions_mean_what_they_mean_to_git)
{
	static const char *const shapes[] = {
		"", "git pack-refs --all; rm -f .git/refs/tags/none;", "git repack -adq; git prune-packed;",
		"git pack-refs --all; git checkout -q -b z; commit 4; git checkout -q main;"
	};
	struct asked a;
	char *script;

	ck_assert(asprintf(&script, HISTORY "%s " NAMES, shapes[_i]) > 0);
	asked_init(&a, script);
	check_as_git(&a, "names");
	free(script);
	asked_release(&a);
}
END_TEST

static const struct {
	const char *text, *message; /* how the message goes on */
} wrong[] = {
	{ "", "names no revision" },
	{ "~1", "names no revision" },
	{ "^{}", "names no revision" },
	{ "nosuch", "no such revision" },
	{ "abc", "no such revision" },
	{ "ffffff0000", "no such revision" },
	{ "main@{1}", "no such revision" },
	{ "@{u}", "no such revision" },
	{ ":/1", "no such revision" },
	{ "main:f", "no such revision" },
	{ "../main", "no such revision" },
	{ "refs/heads", "no such revision" },
	{ "config", "no such revision" },
	{ "_HEAD", "no such revision" },
	{ "main^{tree}", "no such revision" },
	{ "main^-", "no such revision" },
	{ "main^{commit", "no such revision" },
	{ "main^3", "no commit has so many" },
	{ "main~99", "no commit has so many" },
	{ "main^99999999999999999999", "too large a number" },
	{ "main~1000001", "too large a number" },
	{ "blob", "not a commit" },
	{ "blob^{commit}", "not a commit" },
	{ "dangling", "no such object" },
	{ "1111111111111111111111111111111111111111", "no such object" },
};

START_TEST(what_is_no_revision_is_told_by_its_name)
{
	struct error err = { 0 };
	struct asked a;
	struct oid id;
	char *want;

	asked_init(&a, HISTORY "git tag blob $(git hash-object -w f);\n"
			       "echo 2222222222222222222222222222222222222222 > .git/refs/tags/dangling");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		/* "blob" alone is a revision: a blob's. Its parent is not. */
		bool parent = strcmp(wrong[i].text, "blob") == 0;
		const char *text = parent ? "blob~1" : wrong[i].text;

		ck_assert_msg(revision_find(&a.in, slice_of(text), &id, &err) == ERR_USAGE, "%s was found", text);
		ck_assert(asprintf(&want, "%s: %s", text, wrong[i].message) > 0);
		ck_assert_msg(slice_starts(slice_of(err.text), slice_of(want)), "got \"%s\", want \"%s\"", err.text,
			      want);
		free(want);
	}
	asked_release(&a);
}
END_TEST

/* Four digits that many objects begin with: found by making objects until one begins like another. */
START_TEST(the_only_commit_among_objects_that_begin_alike_is_meant)
{
	struct error err = { 0 };
	char hex[2 * OID_MAX + 1];
	struct buffer text;
	struct asked a;
	struct oid id;

	asked_init(&a, "cd r; commit 1; c=$(git rev-parse HEAD); four=$(echo $c | cut -c1-4);\n"
		       "i=0; while [ $i -lt 40000 ]; do echo \"blob\ndata <<E\n$i\nE\n\"; i=$((i + 1)); done |\n"
		       "git fast-import --quiet --force; git cat-file --batch-all-objects --batch-check > ../all\n"
		       "echo $four > ../four; echo $c > ../commit; grep -c \"^$four\" ../all > ../count\n"
		       "grep blob ../all | cut -c1-4 | sort | uniq -d | grep -v $four | head -1 > ../double");
	buffer_init(&text, 100);
	ck_assert_int_eq(file_read(fixture_path(&a.f, "four"), &text, &err), STATUS_OK);
	ck_assert_msg(revision_find(&a.in, slice_trim(buffer_slice(&text)), &id, &err) == STATUS_OK, "%s", err.text);
	buffer_clear(&text);
	ck_assert_int_eq(file_read(fixture_path(&a.f, "commit"), &text, &err), STATUS_OK);
	ck_assert_slice_eq(slice_trim(buffer_slice(&text)), text_write_hex(hex, oid_bytes(&id)));
	buffer_clear(&text);
	ck_assert_int_eq(file_read(fixture_path(&a.f, "count"), &text, &err), STATUS_OK);
	ck_assert_msg(!slice_is(slice_trim(buffer_slice(&text)), "1"), "no other object begins like the commit");
	buffer_clear(&text);
	ck_assert_int_eq(file_read(fixture_path(&a.f, "double"), &text, &err), STATUS_OK);
	ck_assert_int_eq((int)text.len, 5);
	ck_assert_int_eq(revision_find(&a.in, slice_trim(buffer_slice(&text)), &id, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, ": more than one object begins like that"));
	buffer_release(&text);
	asked_release(&a);
}
END_TEST

START_TEST(below_a_shallow_boundary_there_is_nothing)
{
	struct error err = { 0 };
	struct asked a;
	struct oid id;

	asked_init(&a, HISTORY);
	ck_assert_int_eq(revision_find(&a.in, SLICE("main~1"), &id, &err), STATUS_OK);
	*array_add(&a.shallow) = id;
	ck_assert_int_eq(revision_find(&a.in, SLICE("main~1"), &id, &err), STATUS_OK);
	ck_assert_int_eq(revision_find(&a.in, SLICE("main~2"), &id, &err), ERR_USAGE);
	ck_assert_ptr_nonnull(strstr(err.text, "main~2: goes below the boundary of a shallow clone"));
	asked_release(&a);
}
END_TEST

START_TEST(zeros_are_forty_or_sixty_four)
{
	char zeros[65];

	for (size_t len = 0; len <= 64; len++) {
		memset(zeros, '0', len);
		zeros[len] = '\0';
		ck_assert_int_eq(revision_is_zero(slice_of(zeros)), len == 40 || len == 64);
		if (len) {
			zeros[len - 1] = '1';
			ck_assert(!revision_is_zero(slice_of(zeros)));
		}
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, revisions_mean_what_they_mean_to_git, 0, 4);
	tcase_add_test(tests, what_is_no_revision_is_told_by_its_name);
	tcase_add_test(tests, the_only_commit_among_objects_that_begin_alike_is_meant);
	tcase_add_test(tests, below_a_shallow_boundary_there_is_nothing);
	tcase_add_test(tests, zeros_are_forty_or_sixty_four);
}

UNIT_MAIN("revision", add_tests)
