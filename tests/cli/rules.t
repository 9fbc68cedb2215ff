Rules
=====

  $ . "$TESTDIR/prelude"

They are compiled in. `rules list` has a line for each: its id, how bad a leak
is, how sure it is, and what it finds.

  $ keysieve rules list | grep '^github-pat '
  github-pat                           critical certain  GitHub personal access token
  $ keysieve rules show github-pta
  keysieve: github-pta: no such rule (did you mean github-pat?)
  [2]
  $ keysieve rules show
  keysieve: rules show: which one? (keysieve rules list names them)
  [2]
  $ keysieve rules chekc
  keysieve: rules chekc: list, show or check?
  [2]

Rules of your own
-----------------

  $ cat > acme.toml <<'END'
  > [[rules]]
  > id = "acme-token"
  > title = "Acme deploy token"
  > severity = "high"
  > confidence = "certain"
  > keywords = ["acme_"]
  > regex = '''(?<![0-9A-Za-z])(acme_[0-9a-f]{40})(?![0-9A-Za-z])'''
  > examples = ['ACME=acme_%{hex:40}', 'acme_%{hex:40}']
  > counterexamples = ['acme_%{hex:39}']
  > rotate = { url = "https://acme.example/tokens", steps = ["Delete it there."] }
  > END

`rules show` is a rule's documentation: what its secret looks like, where it
stands, what else is asked of it, examples (filled at random), what to do.

  $ keysieve rules show acme-token --rules acme.toml | sed 's/[0-9a-f]\{39,\}/.../'
  acme-token: Acme deploy token
    severity       high
    confidence     certain
    secret         "acme_", then 40 hex digits (small)
    where          near "acme_", in any case of letters
    regex          (?<![0-9A-Za-z])(acme_[0-9a-f]{40})(?![0-9A-Za-z])
    searched as    context: by a word beside a long run of letters and digits
    finds          ACME=acme_...
                   acme_...
    but not        acme_...
    revoke at      https://acme.example/tokens
    then           Delete it there.
    written in     acme.toml:1

Each example must be found and no counterexample, with many random fills.

  $ keysieve rules check acme.toml
  150 texts of 1 rule tried
  1 passed, 0 failed
  $ sed "s/%{hex:39}/%{hex:40}/" acme.toml > wrong.toml
  $ keysieve rules check wrong.toml
  wrong.toml:1: rule acme-token: finds its counterexample: acme_%{hex:40}
  101 texts of 1 rule tried
  0 passed, 1 failed
  [1]

Of an example that is not found it says how far it got, or which filter
dropped it.

  $ sed -e '/^counter/d' -e 's/^severity.*/judge = "token"/' \
  >   -e "s/^examples.*/examples = ['acme_%{hex:12}', 'acme_%{hex:40}0', 'xacme_%{hex:40}', 'acme_0123456789012345678901234567890123456789']/" acme.toml > short.toml
  $ keysieve rules check short.toml
  short.toml:1: rule acme-token: does not find its example (the regex fits in part, then must come 40 hex digits (small); there are 12): acme_%{hex:12}
  short.toml:1: rule acme-token: does not find its example (the regex fits in part, then must come no letter or digit): acme_%{hex:40}0
  short.toml:1: rule acme-token: does not find its example (it is part of something longer): xacme_%{hex:40}
  short.toml:1: rule acme-token: does not find its example (dropped as a placeholder: masked, repeated or counted out): acme_0123456789012345678901234567890123456789
  4 texts of 1 rule tried
  0 passed, 1 failed
  [1]

  $ echo "deploy with acme_$(token hex)" > notes.txt
  $ keysieve tree notes.txt
  keysieve: clean: 1 file, 58 bytes in * s (glob)
  $ keysieve tree notes.txt --rules acme.toml
  high      Acme deploy token
    secret  acme_73be... (45 bytes)
    where   notes.txt:1:13
    rotate  https://acme.example/tokens
    step    Delete it there.
    rule    acme-token (certain), ks1_5pmvb527mbcienlza2l57osp7w
  
  keysieve: 1 secret (high) in 1 file, 58 bytes in * s (glob)
  [1]

Mistakes are told by line and column.

  $ sed 's/severity/severty/' acme.toml > wrong.toml; keysieve tree --rules wrong.toml
  keysieve: wrong.toml:4:1: unknown key 'severty' in a rule (did you mean 'severity'?)
  [2]
  $ sed "s/'''(/'''((/" acme.toml > wrong.toml; keysieve tree --rules wrong.toml
  keysieve: wrong.toml:7:63: the regex does not work: missing closing parenthesis
  [2]
  $ sed 's/acme-token/github-pat/' acme.toml > wrong.toml; keysieve tree --rules wrong.toml
  keysieve: wrong.toml:2:1: 'github-pat' is a built-in rule; to replace it, write override = true
  [2]
  $ sed 's/"high"/"hgih"/' acme.toml > wrong.toml; keysieve tree --rules wrong.toml
  keysieve: wrong.toml:4:12: 'hgih' is no severity (did you mean 'high'?)
  [2]

Confidence
----------

How sure a rule is: certain, likely or possible. Findings that are at least
likely are reported; --min-confidence moves that.

  $ printf 'db_password = "%s"\n' $(token password) > settings.py
  $ keysieve tree settings.py | grep -E 'critical|high|medium|low|rule'
  keysieve: 1 secret (high) in 1 file, 33 bytes in * s (glob)
  high      Password in a settings file
    rule    settings-quoted-password (likely), ks1_hhewbvacpzgl2z2yfxvufbxsfm
  $ keysieve tree settings.py --min-confidence certain
  keysieve: clean: 1 file, 33 bytes in * s (glob)

Placeholders are never reported.

  $ cat > .env.example <<'END'
  > OPENAI_API_KEY=sk-your-key-here
  > GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  > DB_PASSWORD=${DB_PASSWORD}
  > SECRET_KEY=<put-your-own-secret-key-here>
  > END
  $ keysieve tree .env.example
  keysieve: clean: 1 file, 155 bytes in * s (glob)
