#!/bin/sh
# Fuzzes every target with clang's libFuzzer, ASan and UBSan, tries ten thousand damaged repositories under them
# (tests/unit/test_flips.c), then lets every single system call and allocation of the plain build fail once
# (tests/cli/test_faults.py). Usage: tests/fuzz/run.sh BUILD_DIR SECONDS_EACH
# What it finds is left in BUILD_DIR/fuzz-found; a new corpus grows in BUILD_DIR/fuzz-corpus.
set -u
build=$1 seconds=$2
cd "$(dirname "$0")/../.." || exit 2

command -v clang >/dev/null || { echo "fuzz: clang is missing (Debian: clang libclang-rt-14-dev)" >&2; exit 1; }
make --no-print-directory MODE=fuzz CC=clang BUILD="$build" "$build/fuzz/libkeysieve.a" || exit 1
# A folder of their own: make test runs what stands in build/fuzz.
mkdir -p "$build/fuzz-found" "$build/libfuzzer"
status=0
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	corpus=$build/fuzz-corpus/$name
	mkdir -p "$corpus"
	# shellcheck disable=SC2046
	clang -std=c11 -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8 -Iinclude -Itests -g -O1 -fsanitize=fuzzer,address,undefined \
		"$source" "$build/fuzz/libkeysieve.a" -o "$build/libfuzzer/$name" \
		$(pkg-config --libs libpcre2-8 libcjson libdeflate nettle) -lpthread -lm || { status=1; continue; }
	seeds=
	[ -d "tests/fuzz/corpus/$name" ] && seeds=tests/fuzz/corpus/$name
	echo "== $name, $seconds s"
	# shellcheck disable=SC2086
	"$build/libfuzzer/$name" -max_total_time="$seconds" -artifact_prefix="$build/fuzz-found/$name-" \
		-print_final_stats=1 "$corpus" $seeds 2>&1 | tail -12 || status=1
done
[ -z "$(ls -A "$build/fuzz-found")" ] || { echo "found:"; ls "$build/fuzz-found"; status=1; }
echo "== flipped packs"
flips=$build/sanitize/unit/test_flips
make --no-print-directory MODE=sanitize BUILD="$build" "$flips" >/dev/null || exit 1
CK_TIMEOUT_MULTIPLIER=30 KEYSIEVE_FLIPS=10000 "$flips" || status=1
echo "== every fault"
make --no-print-directory BUILD="$build" all suites >/dev/null || exit 1
KEYSIEVE=$build/keysieve KEYSIEVE_FAULTS=all python3 tests/cli/test_faults.py || status=1
exit $status
