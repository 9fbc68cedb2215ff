/*
 * test_staged.c - what the staged source hands out, case by case.
 *
 * Each case is a script that makes a repository, the folder in it to stand in,
 * and the transcript to expect. A script may leave variables for the run in
 * the file "environment", a line each. No case may change a byte of the fixture.
 */
#include "unit/unit.h"

#include "base/file.h"
#include "unit/fixture.h"
#include "unit/staged_transcript.h"

struct staged_case {
	const char *what, *folder, *script, *expect;
};

/* A hook that keeps the temporary index of a commit and then refuses the commit. */
#define KEEP_INDEX                                                                                                     \
	"cat > .git/hooks/pre-commit <<'END'\n"                                                                        \
	"#!/bin/sh\n"                                                                                                  \
	"cp \"$GIT_INDEX_FILE\" ../index\n"                                                                            \
	"exit 1\n"                                                                                                     \
	"END\n"                                                                                                        \
	"chmod +x .git/hooks/pre-commit\n"                                                                             \
	"echo GIT_INDEX_FILE=../index > ../environment\n"

#define SPLIT  "git config splitIndex.maxPercentChange 100; git update-index --split-index; "
#define SHARED "[ $(echo .git/sharedindex.* | wc -w) = 1 ] && grep -q link .git/index"

static const struct staged_case cases[] = {
	{ "the first commit", "repo", "repo; put a.txt 'one\\ntwo\\n'; add", "file a.txt: one|two| adds 1-2\n" },
	{ "nothing at all", "repo", "repo", "" },
	{ "nothing staged", "repo", "repo; put a.txt 'one\\n'; commit", "" },
	{ "staged, then cleaned in the work tree", "repo",
	  "repo; put a 'old\\n'; commit; put a 'new\\n'; add; put a 'old\\n'", "file a: new| was (old|) adds 1-1\n" },
	{ "staged, then deleted in the work tree", "repo", "repo; put a 'new\\n'; add; rm a",
	  "file a: new| adds 1-1\n" },
	{ "only in the work tree", "repo", "repo; put a 'old\\n'; commit; put a 'new\\n'; put b 'new\\n'", "" },
	{ "from a subfolder", "repo/x/y",
	  "repo; put x/y/a 'old\\n'; put b 'b\\n'; commit; put x/y/a 'new\\n'; put b 'c\\n'; add",
	  "file b: c| was (b|) adds 1-1\n"
	  "file x/y/a: new| was (old|) adds 1-1\n" },
	{ "from a subfolder that no commit has", "repo/x/y", "repo; put a 'a\\n'; add; mkdir -p x/y",
	  "file a: a| adds 1-1\n" },
	{ "inside .git", "repo/.git/refs", "repo; put a 'a\\n'; add", "file a: a| adds 1-1\n" },
	{ "edits here and there", "repo",
	  "repo; lines old 1 9 > a; commit; sed -i -e '2s/.*/new/' -e '5d' -e '8a more\\\nand more' a; add",
	  "file a: old 1|new|old 3|old 4|old 6|old 7|old 8|more|and more|old 9|"
	  " was (old 1|old 2|old 3|old 4|old 5|old 6|old 7|old 8|old 9|) adds 2-2 8-9\n" },
	{ "only lines taken away", "repo", "repo; put a '1\\n2\\n3\\n'; commit; put a '1\\n3\\n'; add",
	  "file a: 1|3| was (1|2|3|) adds\n" },
	{ "no line end at the end", "repo", "repo; put a '1\\n2'; commit; put a '1\\n2\\n3'; add",
	  "file a: 1|2|3 was (1|2) adds 2-3\n" },
	{ "CR alone ends no line", "repo", "repo; put a '1\\r2\\n3\\n'; commit; put a '1\\r4\\n3\\n'; add",
	  "file a: 1\\0d4|3| was (1\\0d2|3|) adds 1-1\n" },
	{ "an empty file", "repo", "repo; put a ''; add", "file a:  adds\n" },
	{ "a file made executable", "repo", "repo; put a '1\\n'; commit; chmod +x a; add", "" },
	{ "a deletion", "repo", "repo; put a '1\\n'; put b '2\\n'; commit; git rm -q a", "" },
	{ "everything deleted", "repo", "repo; put a '1\\n'; commit; git rm -q a", "" },
	{ "a pure rename", "repo", "repo; put a 'old\\n'; commit; git mv a b", "" },
	{ "a renamed folder", "repo", "repo; put x/y/a '1\\n'; put x/b '2\\n'; commit; git mv x z", "" },
	{ "two files of one content renamed", "repo",
	  "repo; put a '1\\n'; put b '1\\n'; commit; git mv a c; git mv b d", "" },
	{ "a copy is new", "repo", "repo; put a 'old\\n'; commit; cp a b; add", "file b: old| adds 1-1\n" },
	{ "one gone file is the origin of one new file", "repo",
	  "repo; put a 'old\\n'; commit; cp a b; git mv a c; add", "file c: old| adds 1-1\n" },
	{ "a rename and an edit", "repo", "repo; lines old 1 4 > a; commit; git mv a x; echo new >> x; add",
	  "file x: old 1|old 2|old 3|old 4|new| was (old 1|old 2|old 3|old 4|) adds 5-5\n" },
	{ "a renamed folder and edits, names kept", "repo",
	  "repo; for i in 1 2 3; do mkdir -p x/$i; lines $i 1 4 > x/$i/f; lines $i$i 1 4 > x/$i/$i; done; commit; git "
	  "mv x z; "
	  "echo new >> z/2/f; echo new >> z/3/3; add",
	  "file z/2/f: 2 1|2 2|2 3|2 4|new| was (2 1|2 2|2 3|2 4|) adds 5-5\n"
	  "file z/3/3: 33 1|33 2|33 3|33 4|new| was (33 1|33 2|33 3|33 4|) adds 5-5\n" },
	{ "the best origin of two", "repo",
	  "repo; lines l 1 8 > a; lines l 1 6 > b; commit; git rm -q a b; lines l 1 9 > c; lines l 1 5 > d; add",
	  "file c: l 1|l 2|l 3|l 4|l 5|l 6|l 7|l 8|l 9| was (l 1|l 2|l 3|l 4|l 5|l 6|l 7|l 8|) adds 9-9\n"
	  "file d: l 1|l 2|l 3|l 4|l 5| was (l 1|l 2|l 3|l 4|l 5|l 6|) adds\n" },
	{ "another file in place of a gone one", "repo",
	  "repo; lines old 1 4 > a; commit; git rm -q a; lines new 1 2 > b; add", "file b: new 1|new 2| adds 1-2\n" },
	{ "a file becomes a folder", "repo", "repo; put a '1\\n'; commit; git rm -q a; put a/b '2\\n'; add",
	  "file a/b: 2| adds 1-1\n" },
	{ "a folder becomes a file", "repo", "repo; put a/b '1\\n'; commit; git rm -qr a; put a '2\\n'; add",
	  "file a: 2| adds 1-1\n" },
	{ "a new symbolic link", "repo", "repo; ln -s 'to where' a; add", "link a: to where adds 1-1\n" },
	{ "a link with a new target", "repo", "repo; ln -s x a; commit; ln -sf y a; add",
	  "link a: y was (x) adds 1-1\n" },
	{ "a link becomes a file", "repo", "repo; ln -s x a; commit; rm a; put a 'x\\ny\\n'; add",
	  "file a: x|y| was (x) adds 1-2\n" },
	{ "a file becomes a link", "repo", "repo; put a 'x\\n'; commit; rm a; ln -s y a; add",
	  "link a: y was (x|) adds 1-1\n" },
	{ "a link becomes a file of the same bytes", "repo", "repo; ln -s x a; commit; rm a; put a x; add", "" },
	{ "a link out of the repository is not followed", "repo", "put secret 's\\n'; repo; ln -s ../secret a; add",
	  "link a: ../secret adds 1-1\n" },
	{ "intent to add", "repo", "repo; put a '1\\n'; put b '2\\n'; git add b; git add -N a",
	  "file b: 2| adds 1-1\nskipped intent-to-add: a\n" },
	{ "a submodule", "repo",
	  "repo; put a '1\\n'; commit; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),lib",
	  "skipped submodule: lib\n" },
	{ "a submodule that stays", "repo",
	  "repo; put a '1\\n'; commit; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),lib; "
	  "git commit -qm x; put a '2\\n'; git add a",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "a file in place of a submodule", "repo",
	  "repo; put a '1\\n'; commit; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),lib; "
	  "git commit -qm x; git rm -q --cached lib; put lib '2\\n'; git add lib",
	  "file lib: 2| adds 1-1\n" },
	{ "CRLF that autocrlf takes away", "repo",
	  "repo; git config core.autocrlf true; printf '1\\r\\n2\\r\\n' > a; commit 2>/dev/null 2>&1; printf "
	  "'1\\r\\n3\\r\\n' > a; "
	  "git add a 2>/dev/null 2>&1",
	  "file a: 1|3| was (1|2|) adds 2-2\n" },
	{ "CRLF in the index", "repo",
	  "repo; put a '1\\r\\n2\\r\\n'; commit; git config core.autocrlf input; git config core.safecrlf false; "
	  "git config core.autocrlf false; put a '1\\r\\n3\\r\\n'; add",
	  "file a: 1\\0d|3\\0d| was (1\\0d|2\\0d|) adds 2-2\n" },
	{ "odd paths", "repo",
	  "repo; put 'a b' 1; put '\303\251' 2; put '\"q' 3; put 't\tt' 4; put 'n\nn' 5; put 'bad\377' 6; put -dash 7; "
	  "put ' b/c' 8; put 'a\\b' 9; add",
	  "file  b/c: 8 adds 1-1\nfile \"q: 3 adds 1-1\nfile -dash: 7 adds 1-1\nfile a b: 1 adds 1-1\n"
	  "file a\\b: 9 adds 1-1\nfile bad\\ff: 6 adds 1-1\nfile n|n: 5 adds 1-1\nfile t\\09t: 4 adds 1-1\n"
	  "file \\c3\\a9: 2 adds 1-1\n" },
	{ "names around the slash in byte order", "repo",
	  "repo; for f in a a- a.c a/b a/c/d a0 ab; do [ $f = a ] || put $f \"$f\\n\"; done; commit; "
	  "for f in a- a.c a/b a/c/d a0 ab; do put $f 'new\\n'; done; add",
	  "file a-: new| was (a-|) adds 1-1\nfile a.c: new| was (a.c|) adds 1-1\nfile a/b: new| was (a/b|) adds 1-1\n"
	  "file a/c/d: new| was (a/c/d|) adds 1-1\nfile a0: new| was (a0|) adds 1-1\nfile ab: new| was (ab|) adds "
	  "1-1\n" },
	{ "attributes have no say", "repo",
	  "repo; put a '1\\n2\\n'; put .gitattributes '* -diff -text binary diff=none filter=none\\n'; commit; "
	  "git config diff.none.textconv false; put a '1\\n3\\n'; add",
	  "file a: 1|3| was (1|2|) adds 2-2\n" },
	{ "the user's configuration has no say", "repo",
	  "printf '[diff]\\nrenames=false\\nexternal=false\\norderFile=/none\\n[core]\\nattributesFile=~/attributes\\n"
	  "quotePath=false\\n[color]\\nui=always\\n' > .gitconfig; printf '* -diff\\n' > attributes; "
	  "repo; lines old 1 4 > a; commit; git mv a b; echo new >> b; git add b",
	  "file b: old 1|old 2|old 3|old 4|new| was (old 1|old 2|old 3|old 4|) adds 5-5\n" },
	{ "a NUL byte: the count decides", "repo", "repo; put a '1\\0002\\n'; commit; put a '1\\0003\\n'; add",
	  "file a: 1\\003| was (1\\002|) adds ?\n" },
	{ "commit -a", "repo", "repo; put a '1\\n'; commit; " KEEP_INDEX "put a '2\\n'; git commit -qam x || true",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "commit --only", "repo",
	  "repo; put a '1\\n'; put b '1\\n'; commit; " KEEP_INDEX
	  "put a '2\\n'; put b '2\\n'; git add b; git commit -qm x --only a || true",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "commit --include", "repo",
	  "repo; put a '1\\n'; put b '1\\n'; commit; " KEEP_INDEX
	  "put a '2\\n'; put b '2\\n'; git add b; git commit -qm x --include a || true",
	  "file a: 2| was (1|) adds 1-1\nfile b: 2| was (1|) adds 1-1\n" },
	{ "commit -p", "repo",
	  "repo; lines l 1 9 > a; commit; " KEEP_INDEX
	  "sed -i -e '1s/.*/yes/' -e '9s/.*/no/' a; printf 'y\\nn\\n' | git commit -qpm x > /dev/null || true",
	  "file a: yes|l 2|l 3|l 4|l 5|l 6|l 7|l 8|l 9| was (l 1|l 2|l 3|l 4|l 5|l 6|l 7|l 8|l 9|) adds 1-1\n" },
	{ "an index named from a subfolder is seen from the top", "repo/x",
	  "repo; put x/a '1\\n'; commit; put x/a '2\\n'; add; cp .git/index .git/other; git read-tree HEAD; "
	  "echo GIT_INDEX_FILE=.git/other > ../environment",
	  "file x/a: 2| was (1|) adds 1-1\n" },
	{ "GIT_DIR and GIT_WORK_TREE", "repo/x",
	  "repo; put x/a '1\\n'; add; cp .git/index other; git read-tree --empty; mv .git ../store; "
	  "printf 'GIT_DIR=%s/store\\nGIT_WORK_TREE=%s/repo\\nGIT_INDEX_FILE=other\\n' \"$TOP\" \"$TOP\" > "
	  "../environment",
	  "file x/a: 1| adds 1-1\n" },
	{ "GIT_DIR seen from the current folder", ".",
	  "repo; put a '1\\n'; add; echo GIT_DIR=repo/.git > ../environment", "file a: 1| adds 1-1\n" },
	{ "a .git file", "repo", "repo; put a '1\\n'; add; mv .git ../store; echo 'gitdir: ../store' > .git",
	  "file a: 1| adds 1-1\n" },
	{ "a linked work tree", "linked/x",
	  "repo; put x/a '1\\n'; commit; git branch -q other; put x/a '3\\n'; commit; git worktree add -q ../linked "
	  "other; "
	  "put x/b 'not here\\n'; add; cd ../linked; put x/a '2\\n'; git add x/a",
	  "file x/a: 2| was (1|) adds 1-1\n" },
	{ "a linked work tree as its hooks see it", "linked",
	  "repo; put a '1\\n'; commit; git worktree add -q --detach ../linked; cd ../linked; put a '2\\n'; add; "
	  "printf 'GIT_DIR=%s\\nGIT_INDEX_FILE=%s/index\\n' \"$(git rev-parse --git-dir)\" \"$(git rev-parse "
	  "--git-dir)\" "
	  "> ../environment",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "a detached HEAD", "repo",
	  "repo; put a '1\\n'; commit; put a '2\\n'; commit; git checkout -q --detach HEAD~1; put a '3\\n'; add",
	  "file a: 3| was (1|) adds 1-1\n" },
	{ "a new branch without commits", "repo",
	  "repo; put a '1\\n'; commit; git pack-refs --all; git checkout -q --orphan other", "file a: 1| adds 1-1\n" },
	{ "packed refs and packed objects", "repo",
	  "repo; for i in 1 2 3; do put a \"$i\\n\"; commit; git branch b$i; done; git gc -q --prune=now; put a "
	  "'4\\n'; add",
	  "file a: 4| was (3|) adds 1-1\n" },
	{ "a branch whose name is also a folder of refs", "repo",
	  "repo; put a '1\\n'; commit; mkdir -p .git/refs/heads/x/y; git symbolic-ref HEAD refs/heads/x",
	  "file a: 1| adds 1-1\n" },
	{ "objects of another repository", "clone",
	  "repo; put a '1\\n'; commit; git gc -q; cd ..; git clone -qs repo clone; cd clone; put a '2\\n'; add",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "objects that only the environment names", "repo",
	  "repo; put a '1\\n'; commit; mv .git/objects ../kept; mkdir .git/objects new; "
	  "printf 'GIT_OBJECT_DIRECTORY=%s/repo/new\\nGIT_ALTERNATE_OBJECT_DIRECTORIES=%s/kept\\n' \"$TOP\" \"$TOP\" "
	  "> ../environment; export $(cat ../environment); put a '2\\n'; git add a",
	  "file a: 2| was (1|) adds 1-1\n" },
	{ "index version 4", "repo",
	  "repo; git config index.version 4; put x/a1 '1\\n'; put x/a2 '2\\n'; put y 'y\\n'; commit; "
	  "put x/a2 '3\\n'; put x/b '4\\n'; add; git update-index --index-version 4",
	  "file x/a2: 3| was (2|) adds 1-1\nfile x/b: 4| adds 1-1\n" },
	{ "an index without cached trees", "repo",
	  "repo; put x/a '1\\n'; put y/b '2\\n'; commit; rm .git/index; printf '100644 %s\\tx/a\\n100644 %s\\ty/b\\n' "
	  "$(git rev-parse HEAD:x/a) $(echo 3 | git hash-object -w --stdin) | git update-index --index-info",
	  "file y/b: 3| was (2|) adds 1-1\n" },
	{ "an index without a checksum", "repo",
	  "repo; put a '1\\n'; add; size=$(($(stat -c %s .git/index) - 20)); head -c $size .git/index > x; "
	  "head -c 20 /dev/zero >> x; mv x .git/index",
	  "file a: 1| adds 1-1\n" },
	{ "a sparse index", "repo",
	  "repo; put x/a '1\\n'; put y/b '2\\n'; commit; git sparse-checkout set --cone --sparse-index x; "
	  "put x/a '2\\n'; git add x/a",
	  "file x/a: 2| was (1|) adds 1-1\n" },
	{ "a changed folder that a sparse index does not spell out", "repo",
	  "repo; put x/a '1\\n'; put y/b '2\\n'; commit; put y/b '3\\n'; commit; "
	  "git sparse-checkout set --cone --sparse-index x; git reset -q --soft HEAD~1",
	  "failed sparse-index: y/\n" },
	{ "a merge in progress", "repo",
	  "repo; lines l 1 5 > a; put b 'b\\n'; commit; git checkout -qb theirs; sed -i '1s/.*/theirs/' a; put t "
	  "'t\\n'; "
	  "put b 'b\\nt\\n'; commit; git checkout -q main; sed -i '5s/.*/ours/' a; put o 'o\\n'; commit; "
	  "git merge -q --no-commit theirs >/dev/null 2>&1; echo new >> b; echo both >> a; add",
	  "file a: theirs|l 2|l 3|l 4|ours|both| was (l 1|l 2|l 3|l 4|ours|) (theirs|l 2|l 3|l 4|l 5|) adds 1-1 6-6\n"
	  "file b: b|t|new| was (b|) (b|t|) adds 2-3\n" },
	{ "a clean merge brings nothing of its own", "repo",
	  "repo; put a 'a\\n'; commit; git checkout -qb theirs; put t 't\\n'; git mv a b; commit; git checkout -q "
	  "main; "
	  "put o 'o\\n'; commit; git merge -q --no-commit theirs >/dev/null 2>&1",
	  "" },
	{ "a merge while its hook runs", "repo",
	  "repo; put a 'a\\n'; commit; git checkout -qb theirs; put t 't\\n'; commit; git checkout -q main; put o "
	  "'o\\n'; commit; "
	  "git merge -q --no-commit theirs >/dev/null 2>&1; put n 'n\\n'; add; rm .git/MERGE_HEAD; "
	  "echo GITHEAD_$(git rev-parse theirs)=theirs > ../environment",
	  "file n: n| adds 1-1\n" },
	{ "a merge with our rename and their edit", "repo",
	  "repo; lines l 1 4 > a; commit; git checkout -qb theirs; echo theirs >> a; commit; git checkout -q main; git "
	  "mv a b; "
	  "commit; git merge -q --no-commit theirs >/dev/null 2>&1",
	  "" },
	{ "a merge of three", "repo",
	  "repo; lines l 1 9 > a; commit; for i in 1 5 9; do git checkout -qb b$i main; sed -i \"${i}s/.*/$i/\" a; "
	  "commit; done; "
	  "git checkout -q b1; git merge -q --no-commit b5 b9 >/dev/null 2>&1",
	  "file a: 1|l 2|l 3|l 4|5|l 6|l 7|l 8|9| was (1|l 2|l 3|l 4|l 5|l 6|l 7|l 8|l 9|) "
	  "(l 1|l 2|l 3|l 4|5|l 6|l 7|l 8|l 9|) (l 1|l 2|l 3|l 4|l 5|l 6|l 7|l 8|9|) adds 5-5 9-9\n" },
	{ "a split index: replaced, deleted and added entries", "repo",
	  "repo; put a '1\\n'; put b '2\\n'; put c/d '3\\n'; put e '4\\n'; commit; " SPLIT
	  "put b '5\\n'; git rm -q a; put aa '6\\n'; put c/z '7\\n'; put f '8\\n'; add; " SHARED,
	  "file aa: 6| adds 1-1\nfile b: 5| was (2|) adds 1-1\nfile c/z: 7| adds 1-1\nfile f: 8| adds 1-1\n" },
	{ "a split index of version 4", "repo",
	  "repo; put a/b/c '1\\n'; put a/b/d '2\\n'; put a/e '3\\n'; commit; git update-index --index-version 4; " SPLIT
	  "put a/b/d '4\\n'; put a/b/dd '5\\n'; add; " SHARED,
	  "file a/b/d: 4| was (2|) adds 1-1\nfile a/b/dd: 5| adds 1-1\n" },
	{ "a split index with a conflict", "repo",
	  "repo; put a '1\\n'; put b '2\\n'; commit; git branch x; put a '3\\n'; commit; git checkout -q x; put a "
	  "'4\\n'; put c '5\\n'; commit; git checkout -q main; " SPLIT
	  "git merge -q x >/dev/null 2>&1 || put b '6\\n'; git add b",
	  "file b: 6| was (2|) (2|) adds 1-1\nskipped conflict: a\n" },
	{ "a split index that nothing is staged in", "repo",
	  "repo; put a '1\\n'; commit; git update-index --split-index", "" },
	{ "a conflict", "repo",
	  "repo; put a '1\\n'; commit; git checkout -qb theirs; put a '2\\n'; commit; git checkout -q main; put a "
	  "'3\\n'; commit; "
	  "git merge -q theirs >/dev/null 2>&1 || true; put b 'b\\n'; git add b",
	  "file b: b| adds 1-1\nskipped conflict: a\n" },
	{ "a conflict resolved", "repo",
	  "repo; put a '1\\n'; commit; git checkout -qb theirs; put a '2\\n'; commit; git checkout -q main; put a "
	  "'3\\n'; commit; "
	  "git merge -q theirs >/dev/null 2>&1 || true; put a '3\\n2\\n'; git add a",
	  "file a: 3|2| was (3|) (2|) adds 2-2\n" },
};

static void set_environment(void)
{
	struct buffer text;
	struct slice rest, line;
	struct error err;

	buffer_init(&text, 65536);
	if (!file_read("environment", &text, &err)) {
		rest = buffer_slice(&text);
		while (slice_cut(&rest, '\n', &line)) {
			char *setting = strndup(line.at, line.len);

			ck_assert_int_eq(putenv(setting), 0); /* the environment keeps it */
		}
	}
	buffer_release(&text);
}

START_TEST(the_index_is_compared_with_head)
{
	const struct staged_case *c = &cases[_i];
	struct buffer got;
	struct fixture f;

	fixture_init(&f);
	fixture_run(c->script);
	fixture_run(FIXTURE_STATE "\"$TOP.before\"");
	set_environment();
	ck_assert_int_eq(chdir(c->folder), 0);
	got = transcript_make();
	ck_assert_msg(slice_is(buffer_slice(&got), c->expect), "%s\ngot:\n%swant:\n%s", c->what, got.at, c->expect);
	buffer_release(&got);
	fixture_run(FIXTURE_STATE
		    "\"$TOP.after\"; cmp \"$TOP.before\" \"$TOP.after\"; rm \"$TOP.before\" \"$TOP.after\"");
	fixture_release(&f);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_index_is_compared_with_head, 0, sizeof(cases) / sizeof(cases[0]));
}

UNIT_MAIN("staged", add_tests)
