Files: keysieve tree
====================

  $ . "$TESTDIR/prelude"
  $ mkdir -p app/config node_modules/left-pad && cd app
  $ printf 'import os\n\nTOKEN = "%s"\n' $(token github) > deploy.py
  $ printf '# local only\nOPENAI_API_KEY=%s\n' $(token openai) > .env
  $ printf 'anthropic:\n  api_key: %s\n' $(token anthropic) > config/dev.yaml

Every file is read, hidden ones too; a secret is shown by its prefix and four
characters more, and what to do about it stands below.

  $ keysieve tree
  critical  OpenAI project API key
    secret  sk-proj-354l... (164 bytes)
    where   .env:2:16
    rotate  https://platform.openai.com/api-keys
    step    Revoke the key on the API keys page.
    rule    openai-project-key (certain), ks1_7rgqoacawcu4uxyo2a2mjchpei
  
  critical  Anthropic API key
    secret  sk-ant-api03-BP4w... (108 bytes)
    where   config/dev.yaml:2:12
    rotate  https://console.anthropic.com/settings/keys
    step    Revoke the key on the API keys page.
    rule    anthropic-api-key (certain), ks1_ttybnel7sakern3j3r5dq4higd
  
  critical  GitHub personal access token
    secret  ghp_T52E... (40 bytes)
    where   deploy.py:3:10
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_rf5hsqwkedqu77hhqxlpnvne5j
  
  keysieve: 3 secrets (critical) in 3 files, 386 bytes in * s (glob)
  [1]

Paths in the report begin as they were given.

  $ keysieve tree config ../app/deploy.py | grep "  where"
  keysieve: 2 secrets (critical) in 2 files, 193 bytes in * s (glob)
    where   ../app/deploy.py:3:10
    where   config/dev.yaml:2:12

What is left out on purpose
---------------------------

Ignored files are where secrets are: git's ignore files mean nothing here,
unless --gitignore is given. The summary says what was left out, -v its names.

  $ printf '.env\n' > .gitignore
  $ keysieve tree --gitignore -v | grep "  where"
  keysieve: 2 secrets (critical) in 3 files, 198 bytes in * s (glob)
  keysieve: skipped: ignored (1): .env
    where   config/dev.yaml:2:12
    where   deploy.py:3:10
  $ git init -q --template= . && keysieve tree --gitignore -v | grep "  where"
  keysieve: 2 secrets (critical) in 4 files, 290 bytes in * s (glob)
  keysieve: skipped: ignored (1): .env
    where   config/dev.yaml:2:12
    where   deploy.py:3:10
  $ rm -rf .git

  $ keysieve tree --exclude config/ --exclude '*.py' -v | grep "  where"
  keysieve: 1 secret (critical) in 2 files, 198 bytes in * s (glob)
  keysieve: skipped: excluded (2): config/, deploy.py
    where   .env:2:16
  $ keysieve tree --exclude '*' --exclude '!.env' | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 193 bytes in * s; skipped: 3 excluded (glob)
    where   .env:2:16

Lists of files
--------------

  $ printf 'deploy.py\nconfig/dev.yaml\n' > list
  $ keysieve tree --files-from list | grep "  where"
  keysieve: 2 secrets (critical) in 2 files, 193 bytes in * s (glob)
    where   config/dev.yaml:2:12
    where   deploy.py:3:10
  $ find . -name '*.yaml' -print0 | keysieve tree --files-from - | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 131 bytes in * s (glob)
    where   config/dev.yaml:2:12

What a list names must be there, as on the command line.

  $ echo gone.py | keysieve tree --files-from -
  keysieve: gone.py: No such file or directory
  [2]

Odd files
---------

A symbolic link in a tree is not followed, but its target is text, too. A link
that is named on the command line is followed. A FIFO is not waited for.

  $ cd .. && mkdir odd && cd odd
  $ ln -s ../app/deploy.py link
  $ ln -s /mnt/$(token github link) secret-link
  $ mkfifo pipe
  $ keysieve tree -v | grep "  where"
  keysieve: 1 secret (critical) in 2 files, 61 bytes in * s (glob)
  keysieve: skipped: special (1): pipe
    where   secret-link:1:6, target of a symbolic link
  $ keysieve tree link | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 62 bytes in * s (glob)
    where   link:3:10
  $ keysieve tree pipe
  keysieve: INCOMPLETE: nothing found in what could be read: 0 files, 0 bytes in * s (glob)
  keysieve: not read: special (1): pipe (not a regular file: give it to "keysieve input" instead)
  [3]

Names are shown so that they cannot do anything to a terminal.

  $ mkdir names && token github name > "names/$(printf 'a\033[31m\nb')"
  $ keysieve tree names | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 41 bytes in * s (glob)
    where   names/a\x1b[31m\x0ab:1:1

What others hide in: encodings and layers of base64, hex and escapes.

  $ mkdir layers && cd layers
  $ token github 16 | iconv -t UTF-16LE > utf-16.txt
  $ printf 'kind: Secret\ndata:\n  token: %s\n' $(token github 64 | tr -d '\n' | base64) > secret.yaml
  $ keysieve tree . | grep "  where"
  keysieve: 2 secrets (critical) in 2 files, 167 bytes in * s (glob)
    where   secret.yaml:3:10, in base64
    where   utf-16.txt:1:1
  $ keysieve tree . --no-decode | grep "  where"
  keysieve: 2 secrets (1 critical) in 2 files, 167 bytes in * s (glob)
    where   utf-16.txt:1:1
    where   secret.yaml:3:10
