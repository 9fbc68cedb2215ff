#!/bin/sh
# Measures speed, beside whichever other scanners are installed: run.sh BUILD_DIR. Nothing here decides a test.
# KEYSIEVE_BENCH_TREE=FOLDER is scanned instead of a copy of the system's headers and Python library;
# KEYSIEVE_BENCH_REPO=REPOSITORY has its history scanned.
exec python3 "$(dirname "$0")/bench.py" "$@"
