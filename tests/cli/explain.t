Explain
=======

  $ . "$TESTDIR/prelude"
  $ repository shop && cd shop
  $ cat > deploy.py <<END
  > TOKEN = "$(token github)"
  > api_key = "your-api-key-goes-here-1"
  > SERVICE_TOKEN = "$(token password)"
  > old = "ghp_$(token hex | cut -c1-30)"
  > spare = "$(token github 2)"  # keysieve:allow github-pat -- revoked in May
  > print("done")
  > END

Why is this a finding? `explain` takes a file and a line, and says what each
rule makes of it: what it matched, what was asked of that, and the verdict.

  $ keysieve explain deploy.py:1
  generic-secret at deploy.py:1:10: Secret assigned to a name
    matched  ghp_... (40 bytes)
    judge    token (a random token in an assignment or header) has no objection
    verdict  reported, under the better claim github-pat
  
  github-pat at deploy.py:1:10: GitHub personal access token
    matched  ghp_T52E... (40 bytes)
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  reported: critical, certain
  
  Rules that know a word of this line and have no match there:
    uptimerobot-api-key-unnamed  "token" at column 1: it fits up to column 10, then must come ("u", then perhaps "r" or "m")
    and 3 that know a word only (-v names them)
  
  deploy.py:1: 1 secret reported

And why is this none? The value only stands for a secret.

  $ keysieve explain deploy.py:2
  generic-secret at deploy.py:2:12: Secret assigned to a name
    matched  your... (24 bytes)
    value    stands for a secret: made of words
    verdict  dropped as a placeholder
  
  Rules that know a word of this line and have no match there:
    uptimerobot-api-key-unnamed  "key" at column 5: it fits up to column 12, then must come ("u", then perhaps "r" or "m")
    cisco-type7-password         "key" at column 5: it fits up to column 9, then must come "7"
    close-crm-key                "api_" at column 1: it fits up to column 5, then must come 22 letters or digits; there are 3
    and 9 that know a word only (-v names them)
  
  deploy.py:2: nothing is reported, 1 match left out

A value is shown as it is everywhere: of a short one nothing. `--show-secrets`
prints it.

  $ keysieve explain deploy.py:3
  generic-secret at deploy.py:3:18: Secret assigned to a name
    matched  *** (16 bytes)
    judge    token (a random token in an assignment or header) has no objection
    verdict  reported: medium, likely
  
  Rules that know a word of this line and have no match there:
    uptimerobot-api-key-unnamed  "token" at column 9: it fits up to column 18, then must come ("u", then perhaps "r" or "m")
    zhipu-api-key-unnamed        "token" at column 9: it fits up to column 18, then must come 32 hex digits (small); there is 1
    and 2 that know a word only (-v names them)
  
  deploy.py:3: 1 secret reported
  $ keysieve explain deploy.py:3 --show-secrets | grep matched
    matched  fq80fljRMyavtPa7 (16 bytes)

Where nothing matched: which rules know a word of the line, and how far their
regexes got.

  $ keysieve explain deploy.py:4 | grep github-pat
    github-pat                   "ghp_" at column 8: it fits up to column 12, then must come 36 letters or digits; there are 30
  $ keysieve explain deploy.py:6
  1 rule knows a word of this line and no more (-v names them)
  
  deploy.py:6: nothing matched

What is allowed is told with the reason.

  $ keysieve explain deploy.py:5 | sed '/^Rules/,/^$/d'
  github-pat at deploy.py:5:10: GitHub personal access token
    matched  ghp_m9X0... (40 bytes)
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  allowed by a word on line 5: revoked in May
  
  deploy.py:5: nothing is reported, 1 match left out

A column picks what stands there; without a line all of the file is explained.

  $ keysieve explain deploy.py:1:3
  generic-secret at deploy.py:1:10: Secret assigned to a name
    matched  ghp_... (40 bytes)
    judge    token (a random token in an assignment or header) has no objection
    verdict  reported, under the better claim github-pat
  
  Rules that know a word of this line and have no match there:
    uptimerobot-api-key-unnamed  "token" at column 1: it fits up to column 10, then must come ("u", then perhaps "r" or "m")
    and 3 that know a word only (-v names them)
  
  deploy.py:1:3: 1 secret reported
  $ keysieve explain deploy.py | grep -E 'verdict|:'
  generic-secret at deploy.py:1:10: Secret assigned to a name
    verdict  reported, under the better claim github-pat
  github-pat at deploy.py:1:10: GitHub personal access token
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  reported: critical, certain
  generic-secret at deploy.py:2:12: Secret assigned to a name
    value    stands for a secret: made of words
    verdict  dropped as a placeholder
  generic-secret at deploy.py:3:18: Secret assigned to a name
    verdict  reported: medium, likely
  github-pat at deploy.py:5:10: GitHub personal access token
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  allowed by a word on line 5: revoked in May
  deploy.py: 2 secrets reported, 2 matches left out

A check that fails makes a rule less sure, and is no reason to be silent.

  $ echo "key: $(token github | cut -c1-39)_" | tr _ 0 | sed 's/ghp0/ghp_/' > wrong.txt
  $ keysieve explain wrong.txt:1 | sed -n '/^github-pat/,/^$/p'
  github-pat at wrong.txt:1:6: GitHub personal access token
    matched  ghp_T52E... (40 bytes)
    check    github-crc32: failed (last six = CRC-32 in base 62); certain becomes likely
    verdict  reported: critical, likely
  

Policy
------

The project's own config counts, from wherever it is asked.

  $ mkdir fixtures && cp deploy.py fixtures/sample.py
  $ cat > .keysieve.toml <<'END'
  > min_confidence = "certain"
  > [[allowlists]]
  > reason = "made up for the parser's tests"
  > rules = ["github-pat"]
  > paths = ["fixtures/**"]
  > END
  $ keysieve explain fixtures/sample.py:1
  generic-secret at fixtures/sample.py:1:10: Secret assigned to a name
    matched  ghp_... (40 bytes)
    judge    token (a random token in an assignment or header) has no objection
    verdict  dropped: likely, and the least to report is certain
  
  github-pat at fixtures/sample.py:1:10: GitHub personal access token
    matched  ghp_T52E... (40 bytes)
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  allowed by .keysieve.toml:2: made up for the parser's tests
  
  Rules that know a word of this line and have no match there:
    uptimerobot-api-key-unnamed  "token" at column 1: it fits up to column 10, then must come ("u", then perhaps "r" or "m")
    and 3 that know a word only (-v names them)
  
  fixtures/sample.py:1: nothing is reported, 2 matches left out
  $ cd fixtures
  $ keysieve explain sample.py:1 | grep -c 'allowed by .*/shop/.keysieve.toml:2: made up for'
  1
  $ keysieve explain sample.py:3 | grep verdict
    verdict  dropped: likely, and the least to report is certain
  $ keysieve explain sample.py:3 --min-confidence likely | grep verdict
    verdict  reported: medium, likely
  $ keysieve explain sample.py:1 --no-project-policy | grep verdict
    verdict  reported, under the better claim github-pat
    verdict  reported: critical, certain
  $ cd .. && rm -r fixtures .keysieve.toml

Encoded
-------

  $ printf 'data:\n  token: %s\n' "$(token github | tr -d '\n' | base64 -w0)" > secret.yaml
  $ keysieve explain secret.yaml:2 | sed -n '/^github-pat/,/^$/p'
  github-pat at secret.yaml:2:10: GitHub personal access token
    matched  ghp_T52E... (40 bytes), inside base64
    check    github-crc32: passed (last six = CRC-32 in base 62)
    verdict  reported: critical, certain
  
  $ rm secret.yaml

A finding by its id
-------------------

  $ keysieve tree deploy.py -q | grep -o 'ks1_[a-z0-9]*' | head -1 > id
  $ cp deploy.py again.py
  $ keysieve explain "$(cat id)" . | grep -E '^github-pat|verdict|reported'
    verdict  reported, under the better claim github-pat
  github-pat at again.py:1:10: GitHub personal access token
    verdict  reported: critical, certain
  again.py:1:10: 1 secret reported
    verdict  reported, under the better claim github-pat
  github-pat at deploy.py:1:10: GitHub personal access token
    verdict  reported: critical, certain
  deploy.py:1:10: 1 secret reported
  $ keysieve explain ks1_nothing .
  keysieve: ks1_nothing: no such finding in the files below (keysieve tree lists them)
  [2]
  $ mkfifo pipe
  $ keysieve explain ks1_nothing pipe
  keysieve: not read: ks1_nothing: not found, but something could not be read
  [3]

What cannot be explained
------------------------

  $ keysieve explain
  keysieve: explain: what? (FILE:LINE, FILE, or the id of a finding)
  [2]
  $ keysieve explain none.py:3
  keysieve: none.py: no such file
  [2]
  $ keysieve explain deploy.py:99
  keysieve: deploy.py: there is no line 99, it has 6
  [2]
  $ keysieve explain deploy.py:0
  keysieve: deploy.py:0: lines and columns count from 1
  [2]
  $ keysieve explain .
  keysieve: .: a folder (explain looks at one file, or at a finding: ID PATH)
  [2]
  $ keysieve explain deploy.py again.py
  keysieve: again.py: explain looks at one file
  [2]
  $ keysieve explain pipe
  keysieve: not read: pipe: not a regular file
  [3]
