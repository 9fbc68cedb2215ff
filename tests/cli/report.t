Reports
=======

  $ . "$TESTDIR/prelude"
  $ repository repo && cd repo
  $ printf 'import os\nkey = "%s"\n' $(token openai) > llm.py
  $ printf 'GITHUB_TOKEN=%s\nDB_PASSWORD=%s\n' $(token github) $(token password) > .env
  $ commit 2026-01-10 "First version"

For people
----------

  $ keysieve history
  critical  GitHub personal access token
    secret  ghp_T52E... (40 bytes)
    where   .env:1:14, in HEAD or a branch tip
    since   2026-01-10 (49 days), commit 31599ad337 by Ann Author: First version
    held    by 1 commit, reached from 1 ref, at 1 tip (main)
    note    offline check passed
    beside  1 other secret in the same file: Password in a settings file
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_rf5hsqwkedqu77hhqxlpnvne5j
  
  critical  OpenAI project API key
    secret  sk-proj-354l... (164 bytes)
    where   llm.py:2:8, in HEAD or a branch tip
    since   2026-01-10 (49 days), commit 31599ad337 by Ann Author: First version
    held    by 1 commit, reached from 1 ref, at 1 tip (main)
    rotate  https://platform.openai.com/api-keys
    step    Revoke the key on the API keys page.
    rule    openai-project-key (certain), ks1_7rgqoacawcu4uxyo2a2mjchpei
  
  high      Password in a settings file
    secret  *** (16 bytes)
    where   .env:2:13, in HEAD or a branch tip
    since   2026-01-10 (49 days), commit 31599ad337 by Ann Author: First version
    held    by 1 commit, reached from 1 ref, at 1 tip (main)
    beside  1 other secret in the same file: GitHub personal access token
    step    Set a new password where it is accepted.
    rule    settings-line-password (likely), ks1_hhewbvacpzgl2z2yfxvufbxsfm
  
  keysieve: 3 secrets (2 critical) in 2 blobs of 1 commit, 389 bytes in * s (glob)
  [1]

-v says all there is to do, every place, and which other rules saw the same.

  $ keysieve history -qv | head -12
  critical  GitHub personal access token
    secret  ghp_T52E... (40 bytes)
    where   .env:1:14, in HEAD or a branch tip
    since   2026-01-10 (49 days), commit 31599ad337 by Ann Author: First version
    held    by 1 commit, reached from 1 ref, at 1 tip (main)
    note    offline check passed
    beside  1 other secret in the same file: Password in a settings file
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    step    Create one with the least scope that does, and put it where the old one was used.
    step    Look through the security log for what the old one did.
    rule    github-pat (certain), ks1_rf5hsqwkedqu77hhqxlpnvne5j, also generic-secret, settings-line-secret

-q leaves the summary out.

  $ keysieve history -q | wc -l
  29

Colours come when asked for, or on a terminal.

  $ keysieve tree llm.py --color always 2>&1 | grep -c "$(printf '\033')"
  6
  $ keysieve tree llm.py 2>&1 | grep -c "$(printf '\033')"
  0
  [1]

For programs
------------

One JSON object, ASCII only:

  $ keysieve history --format json --output report.json
  keysieve: 3 secrets (2 critical) in 2 blobs of 1 commit, 389 bytes in * s (glob)
  [1]
  $ python3 -m json.tool report.json | head -40
  {
      "schema": "keysieve/1",
      "tool": {
          "name": "keysieve",
          "version": "0.1.0",
          "rules": "*" (glob)
      },
      "findings": [
          {
              "type": "finding",
              "id": "ks1_rf5hsqwkedqu77hhqxlpnvne5j",
              "rule": "github-pat",
              "also": [
                  "generic-secret",
                  "settings-line-secret"
              ],
              "title": "GitHub personal access token",
              "provider": "GitHub",
              "severity": "critical",
              "confidence": "certain",
              "proof": "passed",
              "secret": "ghp_T52E...",
              "secret_length": 40,
              "state": "head",
              "locations": [
                  {
                      "kind": "file",
                      "state": "head",
                      "path": ".env",
                      "line": 1,
                      "column": 14,
                      "end_line": 1,
                      "end_column": 54,
                      "blob": "064b242a29f2e28be0a03cdca77f9d93a92b0c70",
                      "commit": {
                          "id": "31599ad33740ad224e403c8d4c794a586436b754",
                          "author": "Ann Author",
                          "email": "ann@example.com",
                          "date": "2026-01-10T12:00:00Z",
                          "subject": "First version"
  $ python3 -m json.tool report.json | sed -n '/"summary"/,$p'
      "summary": {
          "type": "summary",
          "complete": true,
          "files": 0,
          "blobs": 2,
          "commits": 1,
          "bytes": 389,
          "findings": 3,
          "suppressed": 0,
          "skipped": [],
          "failed": [],
          "seconds": * (glob)
      }
  }

Or a line for each finding, and one for the summary:

  $ keysieve history --format jsonl -q | python3 -c '
  > import json, sys
  > for line in sys.stdin:
  >     line = json.loads(line)
  >     print(line["type"], line.get("rule"), line.get("secret"))'
  finding github-pat ghp_T52E...
  finding openai-project-key sk-proj-354l...
  finding settings-line-password ***
  summary None None

Files
-----

--output writes the file as a whole or not at all; nothing else stays beside it.

  $ echo old > report
  $ keysieve history --output report; head -1 report; ls report*
  keysieve: 3 secrets (2 critical) in 2 blobs of 1 commit, 389 bytes in * s (glob)
  critical  GitHub personal access token
  report
  report.json
  $ keysieve history --output missing/report
  keysieve: missing/report: No such file or directory
  [2]

One run can write several reports.

  $ keysieve history --report json=a.json --report jsonl=b.jsonl -q | grep -c rule
  3
  $ ls a.json b.jsonl
  a.json
  b.jsonl

Secrets
-------

They are hidden wherever they stand: in paths, in messages, in what surrounds
them. --show-secrets shows them, and a file with them is for its owner only.

  $ keysieve history --format json | grep -c "$(token github)"
  keysieve: 3 secrets (2 critical) in 2 blobs of 1 commit, 389 bytes in * s (glob)
  0
  [1]
  $ keysieve history --format json --show-secrets --output full.json
  keysieve: 3 secrets (2 critical) in 2 blobs of 1 commit, 389 bytes in * s (glob)
  [1]
  $ grep -c "$(token github)" full.json
  1
  $ ls -l full.json | cut -c1-10
  -rw-------

A finding's id says that two secrets are the same without saying what they are.
With a key of your own nobody can try guesses against it.

  $ keysieve tree llm.py -q | grep -o 'ks1_.*'
  ks1_7rgqoacawcu4uxyo2a2mjchpei
  $ echo "a long enough key of our own" > ../id.key
  $ keysieve tree llm.py -q --id-key ../id.key | grep -o 'ks1_.*'
  ks1_3273dbpvrsn5tcynavhurb2oj4
