#!/bin/sh
# test_hook.sh - hooks/pre-commit and `keysieve staged` in real repositories.
#
#     KEYSIEVE=build/keysieve sh tests/cli/test_hook.sh
#
# Each case makes a repository with the hook in it, commits through git, and
# checks what came of it: whether the commit was made, the status of `keysieve
# staged`, that no token was printed, and that looking changed nothing in the
# repository. Tokens are made at run time: no look-alike stands in this file.
# The last line is "N passed, N failed".
set -u

here=$(cd "$(dirname "$0")/../.." && pwd)
case ${KEYSIEVE:-} in
'') echo "test_hook.sh: KEYSIEVE must name the program" >&2 && exit 2 ;;
/*) program=$KEYSIEVE ;;
*) program=$PWD/$KEYSIEVE ;;
esac
[ -x "$program" ] || { echo "test_hook.sh: $program: not a program" >&2 && exit 2; }

for name in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\|XDG_[A-Z0-9_]*\|KEYSIEVE_[A-Z0-9_]*\|GITLEAKS_[A-Z0-9_]*\)=.*/\1/p'); do
	unset "$name"
done
work=$(mktemp -d) || exit 2
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir "$work/bin" "$work/empty"
ln -s "$program" "$work/bin/keysieve"
PATH=$work/bin:$PATH
HOME=$work LC_ALL=C TZ=UTC GIT_CONFIG_NOSYSTEM=1 GIT_TEST_FSYNC=0 NO_COLOR=1
GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_AUTHOR_DATE=2026-01-02T03:04:05Z
GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org GIT_COMMITTER_DATE=2026-01-02T03:04:05Z
export PATH HOME LC_ALL TZ GIT_CONFIG_NOSYSTEM GIT_TEST_FSYNC NO_COLOR GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE
export GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE

# A GitHub token as GitHub makes them: 30 random characters and their CRC32 in base 62.
make_token() {
	python3 -c '
import random, string, zlib
digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
body = "".join(random.SystemRandom().choice(digits) for _ in range(30))
number, tail = zlib.crc32(body.encode()), ""
while number:
    number, digit = divmod(number, 62)
    tail = digits[digit] + tail
print("gh" + "p_" + body + tail.rjust(6, "0"))'
}
new=$(make_token) old=$(make_token) theirs=$(make_token)
case $new in ghp_????????????????????????????????????) ;; *) echo "test_hook.sh: python3 is needed" >&2 && exit 2 ;; esac

passed=0 failed=0 count=0 what=

good() {
	passed=$((passed + 1))
}
bad() {
	failed=$((failed + 1))
	printf 'FAILED: %s: %s\n' "$what" "$1"
	[ ! -s "$work/out" ] || sed -e "s/$new/NEW/g; s/$old/OLD/g; s/$theirs/THEIRS/g; s/^/    /" "$work/out"
}

# A new repository with the hook in it; we stand at its top. `begin plain` has no first commit.
begin() {
	what=$1
	count=$((count + 1))
	repo=$work/$count
	: >"$work/out"
	git init -q -b main "$repo" && cd "$repo" || exit 2
	cp "$here/hooks/pre-commit" .git/hooks/pre-commit
}
# Commits everything without asking the hook.
past() {
	git add -A && git commit -q --allow-empty --no-verify -m past
}
holds() { # FILE TOKEN...
	file=$1
	shift
	mkdir -p "$(dirname -- "./$file")"
	for token; do printf 'token = "%s"\n' "$token"; done >"./$file"
}

# Everything in the repository but the time of the last read, and what git says of its objects and refs.
state() {
	(cd "$repo" && find . -printf '%p %y %s %T@ %C@\n' | sort && git count-objects -v && git for-each-ref &&
		cat .git/HEAD) 2>&1
}
quiet() {
	if grep -qF -e "$new" -e "$old" -e "$theirs" "$work/out"; then
		bad "a token was printed"
	else
		good
	fi
}
# `keysieve staged` here ends with this status and leaves everything as it was.
staged() {
	state >"$work/before"
	keysieve staged >"$work/out" 2>&1 </dev/null
	status=$?
	state >"$work/after"
	if [ $status = "$1" ]; then good; else bad "keysieve staged: status $status, not $1"; fi
	if cmp -s "$work/before" "$work/after"; then good; else bad "keysieve staged changed the repository"; fi
	quiet
}
# The command makes a commit, or none.
attempt() {
	head=$(git rev-parse -q --verify HEAD)
	"$@" >"$work/out" 2>&1 </dev/null
	status=$?
	made=no
	[ "$(git rev-parse -q --verify HEAD)" = "$head" ] || made=yes
	quiet
}
commits() {
	attempt "$@"
	if [ $status = 0 ] && [ $made = yes ]; then good; else bad "stopped: $*"; fi
}
stops() {
	attempt "$@"
	if [ $status != 0 ] && [ $made = no ]; then good; else bad "not stopped: $*"; fi
}
says() {
	if grep -q -e "$1" "$work/out"; then good; else bad "does not say: $1"; fi
}
one_line() {
	if [ "$(grep -c '^keysieve: .*stopped\|^keysieve: not found' "$work/out")" = 1 ]; then good; else bad "no one line"; fi
}

# --- what is staged -----------------------------------------------------------

begin "a clean commit"
echo text >a && git add a
staged 0
commits git commit -qm x

begin "the first commit"
holds a "$new" && git add a
staged 1
stops git commit -qm x

begin "an ordinary commit"
echo text >a && past
holds a "$new" && git add a
staged 1
stops git commit -qm x
one_line
says 'a:1\|a.*1'

begin "staged, then cleaned in the work tree"
echo text >a && past
holds a "$new" && git add a && echo text >a
staged 1
stops git commit -qm x

begin "staged, then deleted in the work tree"
echo text >a && past
holds b "$new" && git add b && rm b
staged 1
stops git commit -qm x

begin "only in the work tree"
echo text >a && echo text >c && past
holds a "$new" && holds b "$new" && echo more >>c && git add c
staged 0
commits git commit -qm x

begin "nothing staged"
holds a "$old" && past
staged 0

begin "from a subfolder"
mkdir -p x/y && echo text >x/y/z && past
holds top "$new" && git add top && cd x/y || exit 2
staged 1
stops git commit -qm x

begin "in a hidden file, a lock file and a folder of packages"
for f in .env package-lock.json node_modules/m/index.min.js vendor/x.svg; do
	holds $f "$new" && git add -f $f
	staged 1
	git rm -q --cached $f && rm -f $f
done

# --- ways to commit -----------------------------------------------------------

begin "commit -a"
echo text >a && past
holds a "$new"
stops git commit -qam x
echo other >a
commits git commit -qam x

begin "commit --only leaves out what is staged"
echo text >a && echo text >b && past
holds a "$new" && git add a && echo other >b
commits git commit -qm x --only b

begin "commit --only of the file with the token"
echo text >a && echo text >b && past
holds a "$new" && echo other >b && git add b
stops git commit -qm x --only a

begin "commit --include"
echo text >a && echo text >b && past
holds a "$new" && echo other >b && git add b
stops git commit -qm x --include a

begin "commit -p"
seq 20 >a && past
{ holds b "$new" && sed 1d a && cat b; } >c && mv c a && rm b
stops sh -c "printf 'n\ny\n' | git commit -qpm x >/dev/null"
commits sh -c "printf 'y\nn\n' | git commit -qpm x >/dev/null"

begin "commit --amend"
echo text >a && past
holds a "$new" && git add a
stops git commit -q --amend -m x

begin "commit --no-verify goes past the hook"
holds a "$new" && git add a
commits git commit -qm x --no-verify

begin "a linked work tree"
echo text >a && past
git worktree add -q "$work/linked" -b linked && cd "$work/linked" || exit 2
holds a "$new" && git add a
staged 1
stops git commit -qm x
echo other >a && git add a
staged 0
commits git commit -qm x
cd "$repo" || exit 2
staged 0

begin "hooks from core.hooksPath"
rm .git/hooks/pre-commit && mkdir hooks && cp "$here/hooks/pre-commit" hooks && git config core.hooksPath hooks
holds a "$new" && git add a
stops git commit -qm x

# --- what is old is no news ---------------------------------------------------

begin "an edit elsewhere in a file with an old secret"
{ echo 1 && holds f "$old" && cat f && echo 3; } >a && rm f && past
sed 's/^3$/three/' a >b && mv b a && git add a
staged 0
commits git commit -qm x

begin "an old secret moved and indented"
{ seq 5 && holds f "$old" && cat f; } >a && rm f && past
{ holds f "$old" && sed 's/^/    /' f && seq 5; } >a && rm f && git add a
staged 0
commits git commit -qm x

begin "a second copy of an old secret in its file"
holds a "$old" && past
holds a "$old" "$old" && git add a
staged 1
stops git commit -qm x

begin "an old secret in another file"
holds a "$old" && past
cp a b && git add b
staged 1
stops git commit -qm x

begin "a new secret beside an old one"
holds a "$old" && past
holds a "$old" "$new" && git add a
staged 1
stops git commit -qm x

begin "an old secret replaced by a new one"
holds a "$old" && past
holds a "$new" && git add a
staged 1
stops git commit -qm x

begin "an old secret taken out"
holds a "$old" && echo x >>a && past
echo x >a && git add a
staged 0
commits git commit -qm x

begin "a pure rename"
holds a "$old" && past
git mv a b
staged 0
commits git commit -qm x

begin "a rename and an edit elsewhere"
{ holds f "$old" && cat f && seq 20; } >a && rm f && past
git mv a b && echo more >>b && git add b
staged 0
commits git commit -qm x

begin "a rename and a new secret"
seq 20 >a && past
git mv a b && holds f "$new" && cat f >>b && rm f && git add b
staged 1
stops git commit -qm x

begin "a deletion"
holds a "$old" && echo text >b && past
git rm -q a
staged 0
commits git commit -qm x

begin "made executable"
holds a "$old" && past
chmod +x a && git add a
staged 0
commits git commit -qm x

# --- kinds of entries ---------------------------------------------------------

begin "a link whose target is a token"
ln -s "$new" a && git add a
staged 1
stops git commit -qm x

begin "a link becomes a file"
ln -s x a && past
rm a && holds a "$new" && git add a
staged 1
stops git commit -qm x

begin "a link to a file with a token outside is not followed"
holds ../outside "$new" && ln -s ../outside a && git add a
staged 0
commits git commit -qm x

begin "intent to add"
echo text >a && past
holds b "$new" && git add -N b && echo more >>a && git add a
staged 0
commits git commit -qm x

begin "a submodule"
echo text >a && past
git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),lib"
staged 0
commits git commit -qm x

begin "CRLF with autocrlf"
git config core.autocrlf true
{ printf '1\r\n' && holds f "$old" && sed 's/$/\r/' f && printf '3\r\n'; } >a && rm f && past 2>/dev/null
{ cat a && printf '4\r\n'; } >b && mv b a && git add a 2>/dev/null
staged 0
commits git commit -qm x
holds f "$new" && sed 's/$/\r/' f >>a && rm f && git add a 2>/dev/null
staged 1
stops git commit -qm x

begin "odd paths"
for path in 'a b' 'é' '"q"' "t	t" 'n
n' "$(printf 'bad\377')" '-dash' ' b/c' 'back\slash'; do
	holds "$path" "$new" && git add -- "./$path"
	what="odd path $path"
	staged 1
	stops git commit -qm x
	git rm -qf --cached -- "./$path" && rm -f -- "./$path"
done

begin "a file of 5 MB"
yes 'some text that fills a line of code' | head -c 5000000 >a && past
holds f "$new" && cat f >>a && rm f && git add a
staged 1
stops git commit -qm x

begin "attributes and textconv have no say"
printf '* -diff -text\n*.b binary\n*.c diff=none\n' >.gitattributes && git config diff.none.textconv true
for f in a x.b x.c; do
	holds $f "$new" && git add $f
	staged 1
	git rm -q --cached $f
done

begin "the user's settings have no say"
printf '[diff]\nrenames = false\nexternal = true\n[color]\nui = always\n[core]\nquotePath = false\n' >"$work/.gitconfig"
{ holds f "$old" && cat f && seq 20; } >a && rm f && past
git mv a b && echo more >>b && git add b
staged 0
commits git commit -qm x
git config --global diff.orderFile /nowhere
holds c "$new" && git add c
staged 1
rm "$work/.gitconfig"

begin "nothing that the repository names is run"
for key in core.fsmonitor diff.external filter.x.clean filter.x.smudge diff.x.textconv gpg.program core.sshCommand core.pager; do
	git config $key "touch $work/marker"
done
printf '* filter=x diff=x\n' >.gitattributes
git -c filter.x.clean=cat -c core.fsmonitor= add -A && rm -f "$work/marker"
keysieve staged >"$work/out" 2>&1
if [ -e "$work/marker" ]; then bad "a command was run"; else good; fi

# --- merges -------------------------------------------------------------------

# main and theirs, each with a commit; theirs brings the token $theirs.
fork() {
	seq 9 >a && past
	git checkout -qb theirs && holds t "$theirs" && { cat t && cat a; } >b && mv b a && past
	git checkout -q main && echo ours >>a && past
}

begin "a merge brings nothing of its own"
fork
git merge -q --no-commit theirs >/dev/null 2>&1
staged 0
commits git commit -qm x

begin "a merge with a token of its own"
fork
git merge -q --no-commit theirs >/dev/null 2>&1
holds own "$new" && git add own
staged 1
stops git commit -qm x

begin "a conflict resolved with a token"
seq 9 >a && past
git checkout -qb theirs && echo theirs >a && past
git checkout -q main && echo ours >a && past
git merge -q theirs >/dev/null 2>&1
staged 0
holds a "$new" && git add a
staged 1
stops git commit -qm x
echo both >a && git add a
staged 0
commits git commit -qm x

begin "pre-merge-commit through a link"
fork
ln -s pre-commit .git/hooks/pre-merge-commit
commits git merge -q --no-edit theirs

# --- allowing -----------------------------------------------------------------

begin "keysieve:allow at the end of the line"
printf 'token = "%s" # keysieve:allow -- a test\n' "$new" >a && git add a
staged 0
commits git commit -qm x
printf 'token = "%s" # keysieve:allow github-pat -- a test\n' "$old" >b && git add b
staged 0
printf 'token = "%s" # keysieve:allow some-other-rule\n' "$theirs" >c && git add c
staged 1
stops git commit -qm x

begin "keysieve:allow counts for its own line only"
{ echo '# keysieve:allow' && holds f "$new" && cat f && echo '# keysieve:allow'; } >a && rm f && git add a
staged 1

# --- when it cannot be said ---------------------------------------------------

begin "no keysieve on PATH"
echo text >a && git add a
git_only=$work/git-only
mkdir -p "$git_only"
for tool in git sh; do ln -sf "$(command -v $tool)" "$git_only/$tool"; done
stops env PATH="$git_only" git commit -qm x
one_line

begin "an index that is a FIFO"
echo text >a && past
rm .git/index && mkfifo .git/index
timeout 15 keysieve staged >"$work/out" 2>&1 </dev/null
status=$?
if [ $status = 2 ]; then good; else bad "status $status, not 2"; fi
rm .git/index

begin "no repository"
cd "$work/empty" && keysieve staged >"$work/out" 2>&1
status=$?
if [ $status = 2 ]; then good; else bad "status $status, not 2"; fi

begin "an index from the environment that is not there"
echo text >a && git add a
GIT_INDEX_FILE=nowhere keysieve staged >"$work/out" 2>&1
status=$?
if [ $status = 2 ]; then good; else bad "status $status, not 2"; fi

begin "a damaged index"
echo text >a && past
printf 'x' | dd of=.git/index bs=1 seek=30 conv=notrunc 2>/dev/null
staged 2

begin "a staged blob that is missing"
echo text >a && past
echo other >a && git add a
blob=$(git rev-parse :a)
rm -f ".git/objects/$(echo "$blob" | cut -c 1-2)/$(echo "$blob" | cut -c 3-)"
staged 3
sh .git/hooks/pre-commit >"$work/out" 2>&1
status=$?
if [ $status = 3 ]; then good; else bad "hook: status $status, not 3"; fi
one_line

begin "findings and something missing: 1"
echo text >a && past
echo other >a && holds b "$new" && git add a b
blob=$(git rev-parse :a)
rm -f ".git/objects/$(echo "$blob" | cut -c 1-2)/$(echo "$blob" | cut -c 3-)"
staged 1

begin "SHA-256"
rm -rf .git && git init -q --object-format=sha256 . && echo text >a && git add a
staged 2

echo "$passed passed, $failed failed"
[ $failed = 0 ]
