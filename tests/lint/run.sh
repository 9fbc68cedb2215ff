#!/bin/sh
# Holds the house rules that a machine can hold. Prints what is wrong; the last line counts the checks.
set -u
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0

check() { # check NAME COMMAND...: passes when the command succeeds and prints nothing
	name=$1
	shift
	if found=$("$@" 2>&1) && [ -z "$found" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s:\n%s\n' "$name" "$found"
	fi
}

sources=$(git ls-files -co --exclude-standard 'src/*.c' 'src/*.h' 'include/*.h')
tests=$(git ls-files -co --exclude-standard 'tests/*.c' 'tests/*.h')
scripts=$(git ls-files -co --exclude-standard 'tests/*.sh' 'hooks/pre-*' .ci/packages)

banned() { # a grep that succeeds when nothing is found
	# shellcheck disable=SC2086
	! grep -nE '(^|[^_[:alnum:]])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|sscanf|gets|alloca|system|popen)\(' $sources
}
unfinished() {
	# shellcheck disable=SC2086
	! grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $sources rules/*.toml
}
network_free() {
	# shellcheck disable=SC2086
	! grep -nE '#include <(sys/socket|netinet/|netdb|curl/)' $sources
}
shells() {
	for script in $scripts; do
		sh -n "$script" || return 1
	done
}

# shellcheck disable=SC2086
check layers awk -f tests/lint/layers.awk tests/lint/layers.txt $sources
# shellcheck disable=SC2086
check sizes awk -f tests/lint/sizes.awk $sources
# shellcheck disable=SC2086
check format clang-format --dry-run -Werror $sources $tests
check banned banned
check unfinished unfinished
check network network_free
check shells shells
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
