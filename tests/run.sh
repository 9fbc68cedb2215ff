#!/bin/sh
# Runs the test suites and adds up what they say. Usage: tests/run.sh BUILD_DIR full|quick|threads
# quick takes fewer samples and leaves out what only more text could show; threads is quick, and of the suites those
# that start threads: the command line's, and the unit tests that run a source with workers.
# As many run side by side as there are processors. A line for each as it ends, all that it printed when it failed;
# then the names of those that failed, and the last line of this script is "N passed, N failed, N skipped".
set -u
out=$1 tier=$2
threaded='pthread|workers_run|unit/(drain|folder|history_scan|staged_transcript|tree_scan)\.h'
top=$(cd "$(dirname "$0")/.." && pwd)
log=$out/test-log
passed=0 failed=0 skipped=0 ended=no culprits=

# A wiped environment: no user's configuration may decide a test.
home=$(mktemp -d) || exit 2
runner=
trap 'rm -rf "$home"' EXIT
trap '[ -z "$runner" ] || kill -- "-$runner" 2>/dev/null; exit 130' INT TERM
for variable in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do
	unset "$variable"
done
# Nothing is left in the tree either.
export PYTHONDONTWRITEBYTECODE=1
export HOME="$home" XDG_CONFIG_HOME="$home/.config" GIT_CONFIG_NOSYSTEM=1 TZ=UTC LC_ALL=C.UTF-8
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com
unset NO_COLOR CLICOLOR_FORCE SOURCE_DATE_EPOCH KEYSIEVE_CONFIG GITLEAKS_CONFIG
KEYSIEVE=$out/keysieve
KEYSIEVE_TIER=$([ "$tier" = full ] && echo full || echo quick)
export KEYSIEVE KEYSIEVE_TIER
# The engines are compared on much real text once, in the full run.
[ "$tier" = full ] || export KEYSIEVE_TREES=src:include:rules

add() { # add NAME PASSED FAILED SKIPPED [SECONDS]
	passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
	[ "$3" -eq 0 ] || culprits="$culprits $1"
	printf '%-24s %4d s %7d passed, %d failed, %d skipped\n' "$1" "${5:-0}" "$2" "$3" "$4"
}

show() { # indented: only this script's own last line is to look like one
	sed 's/^/    /' "$log/$1"
}

# Reads the figures off a suite's own closing line; a suite that ends without one, or badly, has failed.
count() { # count NAME STATUS SECONDS
	figures=$(awk '
		/^[0-9]+%: Checks: / { gsub(/[,:]/, ""); bad = $5 + $7; ok = $3 - bad; seen = 1 }
		/^# Ran [0-9]+ tests, [0-9]+ skipped, [0-9]+ failed\.$/ { ok = $3 - $5 - $7; skip = $5; bad = $7; seen = 1 }
		/^ *(in)?valid tests: +[0-9]+ passed, +[0-9]+ failed/ { ok += $3; bad += $5; seen = 1 }
		/^[0-9]+ passed, [0-9]+ failed/ { ok = $1; bad = $3; skip = ($6 ~ /skipped/) ? $5 : 0; seen = 1 }
		END { if (seen) print ok + 0, bad + 0, skip + 0 }' "$log/$1")
	seconds=$3
	set -- "$1" "$2" ${figures:-none}
	if [ "$2" -eq 77 ]; then
		grep -h '^SKIP' "$log/$1"
		add "$1" 0 0 1 "$seconds"
	elif [ "$3" = none ] || { [ "$2" -ne 0 ] && [ "$4" -eq 0 ]; }; then
		show "$1"
		add "$1" 0 1 0 "$seconds"
	else
		[ "$4" -eq 0 ] || show "$1"
		grep -h '^SKIP' "$log/$1"
		add "$1" "$3" "$4" "$5" "$seconds"
	fi
}

suite() { # suite NAME COMMAND...: to be run by run_suites
	name=$1
	shift
	if [ -e "$log/$name.run" ]; then
		echo "two suites are called $name: each must have a name of its own" >&2
		exit 2
	fi
	echo "$name" >>"$log/.suites"
	printf "'%s' " "$@" >"$log/$name.run"
}

run_suites() {
	# A session of its own, so that the end of this script can be the end of all of it.
	setsid xargs -P "$(nproc 2>/dev/null || echo 2)" -I '{}' sh -c '
		started=$(date +%s)
		sh "$0/{}.run" >"$0/{}" 2>&1 </dev/null
		echo $? $(($(date +%s) - started)) >"$0/{}.new" && mv "$0/{}.new" "$0/{}.end"' "$log" <"$log/.suites" &
	runner=$!
	while [ -s "$log/.suites" ]; do
		kill -0 "$runner" 2>/dev/null || ended=yes
		: >"$log/.left"
		while read -r name; do
			if [ -e "$log/$name.end" ]; then
				read -r status seconds <"$log/$name.end"
				count "$name" "$status" "$seconds"
				rm "$log/$name.end" "$log/$name.run"
			elif [ "$ended" = yes ]; then
				echo "not run" >"$log/$name"
				count "$name" 1 0
			else
				echo "$name" >>"$log/.left"
			fi
		done <"$log/.suites"
		mv "$log/.left" "$log/.suites"
		sleep 0.2
	done
}

rm -rf "$log"
mkdir -p "$log" || exit 2
cd "$top" || exit 2
# What takes long comes first.
for script in tests/cli/test_*.py; do
	# It takes the naive engine through all rules, on one thread.
	[ "$tier $script" = "threads tests/cli/test_explain_places.py" ] && continue
	suite "$(basename "$script" .py)" python3 "$script"
done
for script in tests/cli/test_*.sh; do
	[ -e "$script" ] && suite "$(basename "$script" .sh)" sh "$script"
done
[ "$tier" = threads ] || suite scorecard python3 tests/scorecard/scorecard.py
if command -v cram3 >/dev/null || command -v cram >/dev/null; then
	suite transcripts "$(command -v cram3 || command -v cram)" --shell=/bin/sh tests/cli
else
	echo "SKIP: transcripts: cram is not installed (Debian: python3-cram)"
	add transcripts 0 0 1
fi
[ "$tier" = threads ] || suite rules "$KEYSIEVE" rules check --samples "$([ "$tier" = quick ] && echo 5 || echo 50)"
for unit in "$out"/unit/test_*; do
	case $unit in *.d) continue ;; esac
	name=$(basename "$unit")
	[ "$tier" = threads ] && ! grep -qE "$threaded" "tests/unit/$name.c" && continue
	suite "$name" "$unit"
done
for fuzz in "$out"/fuzz/fuzz_*; do
	case $fuzz in *.d) continue ;; esac
	[ "$tier" != threads ] && [ -x "$fuzz" ] && suite "$(basename "$fuzz")" "$fuzz" "tests/fuzz/corpus/$(basename "$fuzz")"
done
if [ "$tier" = full ]; then
	suite toml-test tests/toml/run.sh "$out/toml/decoder" "$out"
fi
run_suites
[ "$tier" != full ] || show scorecard
[ -z "$culprits" ] || echo "failed:$culprits (what each printed: $log)"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
