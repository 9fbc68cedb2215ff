Standard input: keysieve input
==============================

  $ . "$TESTDIR/prelude"

Whatever a program prints can be looked at on its way:

  $ echo "Authorization: Bearer $(token openai)" | keysieve input
  critical  OpenAI project API key
    secret  sk-proj-354l... (164 bytes)
    where   (standard input):1:23
    rotate  https://platform.openai.com/api-keys
    step    Revoke the key on the API keys page.
    rule    openai-project-key (certain), ks1_7rgqoacawcu4uxyo2a2mjchpei
  
  keysieve: 1 secret (critical) in 1 file, 187 bytes in * s (glob)
  [1]
  $ echo "all is well" | keysieve input
  keysieve: clean: 1 file, 12 bytes in * s (glob)

The report can be given a name for it, which also serves rules that ask for a
path.

  $ token github | keysieve input --name logs/build.log | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
    where   logs/build.log:1:1

Nothing is kept waiting for the end of a line, and no size is too large: the
secret here stands across the end of the first 4 MiB.

  $ (head -c 4194284 /dev/zero | tr '\0' '\n'; token github) | keysieve input | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 4.2 MB in * s (glob)
    where   (standard input):4194285:1

No input at all is something that could not be read.

  $ keysieve input <&-
  keysieve: INCOMPLETE: nothing found in what could be read: 0 files, 0 bytes in * s (glob)
  keysieve: not read: io (1): (standard input)
  [3]
