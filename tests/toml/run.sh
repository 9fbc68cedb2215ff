#!/bin/sh
# Runs the official toml-test suite against our TOML reader: run.sh DECODER [FOLDER FOR THE SUITE'S PROGRAM]
# Exit 77 and a line that begins with SKIP: where Go or its module cannot be had.
set -u

decoder=$1
folder=${2:-build}
suite=$folder/toml-test
module=github.com/toml-lang/toml-test/v2/cmd/toml-test@v2.2.0

skip() {
	echo "SKIP: toml-test: $1"
	exit 77
}

if [ ! -x "$suite" ]; then
	command -v go >/dev/null 2>&1 || skip "no Go here to build the suite with"
	mkdir -p "$folder"
	GOBIN=$(cd "$folder" && pwd) GOFLAGS=-mod=mod timeout 300 go install "$module" >"$folder/toml-test.log" 2>&1 ||
		skip "go install $module failed, see $folder/toml-test.log"
fi
said=$("$suite" test -toml 1.0 -color never -decoder "$decoder")
status=$?
printf '%s\n' "$said"
printf '%s\n' "$said" | awk '/ tests: +[0-9]+ passed, +[0-9]+ failed/ { passed += $3; failed += $5 } END { print passed + 0 " passed, " failed + 0 " failed" }'
exit $status
