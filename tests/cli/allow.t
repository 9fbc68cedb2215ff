What is allowed
===============

  $ . "$TESTDIR/prelude"
  $ mkdir -p app/tests && cd app

On the line
-----------

A word on the line itself, for that line only. It can name a rule, and a reason.

  $ printf 'a = "%s"  # keysieve:allow github-pat -- revoked in May\n' $(token github a) > a.py
  $ printf 'b = "%s"  # keysieve:allow\n' $(token github b) >> a.py
  $ printf 'c = "%s"  # gitleaks:allow\n' $(token github c) >> a.py
  $ keysieve tree
  keysieve: clean: 1 file, 224 bytes in * s; 3 suppressed (glob)

It counts for no other rule, and no other line.

  $ printf 'a = "%s"  # keysieve:allow openai-project-key\n' $(token github d) > b.py
  $ printf '# keysieve:allow\nb = "%s"\n# keysieve:allow\n' $(token github e) >> b.py
  $ keysieve tree | grep "  where"
  keysieve: 2 secrets (critical) in 2 files, 389 bytes in * s; 3 suppressed (glob)
    where   b.py:1:6
    where   b.py:3:6

In .keysieve.toml
-----------------

  $ token github > tests/fixture.txt
  $ cat > .keysieve.toml <<EOF
  > [[allowlists]]
  > reason = "made up for the tests"
  > rules = ["github-pat"]
  > paths = ["tests/**"]
  > 
  > [paths]
  > exclude = ["b.py"]
  > EOF
  $ keysieve tree
  keysieve: clean: 3 files, 385 bytes in * s; 4 suppressed; skipped: 1 excluded (glob)

What is allowed until a day is found after it.

  $ sed -i '/^paths/a until = 2026-02-28' .keysieve.toml
  $ keysieve tree | grep "  where"
  keysieve: 1 secret (critical) in 3 files, 404 bytes in * s; 3 suppressed; skipped: 1 excluded (glob)
    where   tests/fixture.txt:1:1

Whoever does not trust what a repository says of itself:

  $ keysieve tree --no-project-policy | grep "  where"
  keysieve: 3 secrets (critical) in 4 files, 569 bytes in * s; 3 suppressed (glob)
    where   b.py:1:6
    where   b.py:3:6
    where   tests/fixture.txt:1:1

The file is read strictly: a mistake in it is an error with its place.

  $ sed -i 's/^paths/path/' .keysieve.toml
  $ keysieve tree
  keysieve: .keysieve.toml:4:1: unknown key 'path' in an allowlist (did you mean 'paths'?)
  [2]

--config is read instead of it.

  $ printf 'min_confidence = "certain"\n[[allowlists]]\nreason = "all of them"\npaths = ["*"]\n' > ../mine.toml
  $ keysieve tree --config ../mine.toml
  keysieve: clean: 4 files, 568 bytes in * s; 6 suppressed (glob)
  $ rm .keysieve.toml

In .gitleaks.toml
-----------------

It is read where there is no .keysieve.toml.

  $ cat > .gitleaks.toml <<EOF
  > [extend]
  > useDefault = true
  > [[allowlists]]
  > description = "fixtures"
  > paths = ['''tests/''', '''b\.py$''']
  > EOF
  $ keysieve tree
  keysieve: clean: 4 files, 534 bytes in * s; 6 suppressed (glob)

The index decides for a commit
------------------------------

An allowlist counts for `keysieve staged` once it is staged itself.

  $ rm .gitleaks.toml *.py && repository . && git add tests
  $ printf '[[allowlists]]\nreason = "fixtures"\npaths = ["tests/"]\n' > .keysieve.toml
  $ keysieve staged | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
    where   tests/fixture.txt:1:1, staged
  $ git add .keysieve.toml && keysieve staged
  keysieve: clean: 2 files, 95 bytes in * s; 1 suppressed (glob)
