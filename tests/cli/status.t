Exit status
===========

  $ . "$TESTDIR/prelude"
  $ mkdir clean leaky && echo "nothing here" > clean/a.txt && token github > leaky/b.txt

0: clean, and everything was read.

  $ keysieve tree clean
  keysieve: clean: 1 file, 13 bytes in * s (glob)

1: secrets were found. --exit-code changes that status and no other.

  $ keysieve tree leaky > report
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
  [1]
  $ keysieve tree leaky --exit-code 42 > report
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
  [42]
  $ keysieve tree leaky --exit-code 0 > report
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
  $ keysieve tree clean --exit-code 42
  keysieve: clean: 1 file, 13 bytes in * s (glob)

2: it could not run. Nothing was scanned, whatever else was asked for.

  $ keysieve tree leaky nowhere
  keysieve: nowhere: No such file or directory
  [2]
  $ keysieve history clean
  keysieve: clean: not in a git repository
  [2]
  $ keysieve tree leaky --config nowhere.toml
  keysieve: nowhere.toml: No such file or directory
  [2]
  $ keysieve tree leaky > /dev/full
  keysieve: standard output: No space left on device
  [2]
  $ keysieve tree leaky >&-
  keysieve: standard output: Bad file descriptor
  [2]
  $ keysieve tree leaky --output nowhere/report
  keysieve: nowhere/report: No such file or directory
  [2]

3: nothing was found, but something could not be read: it is named. Here an
object is missing from the store of a repository.

  $ repository broken && cd broken && echo one > a.txt && commit 2026-01-01 one
  $ rm -f .git/objects/$(git rev-parse HEAD:a.txt | sed 's,..,&/,')
  $ keysieve history
  keysieve: INCOMPLETE: nothing found in what could be read: 0 blobs of 1 commit, 113 bytes in * s (glob)
  keysieve: not read: missing (1): 5626abf0f72e58d7a153368ba57db4c673c0e171
  [3]

A finding counts more, but the summary still says that this is not all.

  $ token github | git hash-object -w --stdin > id
  $ keysieve history > report
  keysieve: INCOMPLETE: 1 secret (critical) in 1 blob of 1 commit, 154 bytes in * s (glob)
  keysieve: not read: missing (1): 5626abf0f72e58d7a153368ba57db4c673c0e171
  [1]
  $ cd ..

A thing that has no contents of its own to read, or that was left out on
purpose, is skipped: it is counted and changes nothing.

  $ mkfifo clean/pipe
  $ keysieve tree clean
  keysieve: clean: 1 file, 13 bytes in * s; skipped: 1 special (glob)
  $ keysieve tree clean --exclude '*.txt' -v
  keysieve: nothing to read
  keysieve: skipped: excluded (1): clean/a.txt
  keysieve: skipped: special (1): clean/pipe

Unless --strict is given: then it counts as not read.

  $ keysieve tree clean --strict
  keysieve: INCOMPLETE: nothing found in what could be read: 1 file, 13 bytes in * s (glob)
  keysieve: skipped: special (1): clean/pipe
  [3]
