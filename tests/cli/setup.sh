# What every transcript begins with: keysieve and `token` as commands, and a clock that stands at 2026-03-01.
PATH=$(dirname "$KEYSIEVE"):$PATH
SOURCE_DATE_EPOCH=1772323200
GIT_AUTHOR_NAME="Ann Author" GIT_AUTHOR_EMAIL=ann@example.com
GIT_COMMITTER_NAME="Con Mitter" GIT_COMMITTER_EMAIL=con@example.com
export PATH SOURCE_DATE_EPOCH GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

# token KIND [LABEL...]: see make_token.py
token() {
	python3 "$TESTDIR/make_token.py" "$@"
}

# repository FOLDER: an empty one, without the sample hooks that differ between versions of git.
repository() {
	git init -q -b main --template= "$1"
}

# commit DAY SUBJECT: commits everything at noon of that day.
commit() {
	git add -A && GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z" git commit -q --allow-empty -m "$2"
}
