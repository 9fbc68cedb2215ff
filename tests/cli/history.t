Histories: keysieve scan and keysieve history
=============================================

  $ . "$TESTDIR/prelude"
  $ repository repo && cd repo

A key is committed, and taken out the next day. It is in the history ever since.

  $ printf 'key = "%s"\n' $(token openai) > llm.py && commit 2026-01-10 "Ask the model"
  $ printf 'import os\nkey = os.environ["KEY"]\n' > llm.py && commit 2026-01-11 "Take the key out"
  $ keysieve history
  critical  OpenAI project API key
    secret  sk-proj-354l... (164 bytes)
    where   llm.py:1:8, only in history, commit 9e1c777efe
    since   2026-01-10 (49 days), commit 9e1c777efe by Ann Author: Ask the model
    held    by 1 commit, reached from 1 ref (main), at no tip
    rotate  https://platform.openai.com/api-keys
    step    Revoke the key on the API keys page.
    rule    openai-project-key (certain), ks1_7rgqoacawcu4uxyo2a2mjchpei
  
  keysieve: 1 secret (critical) in 2 blobs of 2 commits, 456 bytes in * s (glob)
  [1]

`scan`, the default, looks at the files and at the history in one run. Each
secret is reported once, with its places.

  $ printf 'token: %s\n' $(token github) > ci.yaml && commit 2026-01-20 "Let CI publish"
  $ git mv ci.yaml deploy.yaml && commit 2026-01-21 "Rename"
  $ token github tree > scratch.txt
  $ token github staged > new.txt && git add new.txt
  $ keysieve
  critical  GitHub personal access token
    secret  ghp_T52E... (40 bytes)
    where   deploy.yaml:1:8, in HEAD or a branch tip
    where   ci.yaml:1:8, only in history, commit 613fb3ef94
    since   2026-01-20 (39 days), commit 613fb3ef94 by Ann Author: Let CI publish
    held    by 2 commits, reached from 1 ref, at 1 tip (main)
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_rf5hsqwkedqu77hhqxlpnvne5j
  
  critical  OpenAI project API key
    secret  sk-proj-354l... (164 bytes)
    where   llm.py:1:8, only in history, commit 9e1c777efe
    since   2026-01-10 (49 days), commit 9e1c777efe by Ann Author: Ask the model
    held    by 1 commit, reached from 1 ref (main), at no tip
    rotate  https://platform.openai.com/api-keys
    step    Revoke the key on the API keys page.
    rule    openai-project-key (certain), ks1_7rgqoacawcu4uxyo2a2mjchpei
  
  critical  GitHub personal access token
    secret  ghp_5Pyv... (40 bytes)
    where   new.txt:1:1, staged
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_nyzjva6z6jojobojmwgmglrnmc
  
  critical  GitHub personal access token
    secret  ghp_xbiq... (40 bytes)
    where   scratch.txt:1:1, not committed
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_vvxzxy6thgogimuuljmqxwi47h
  
  keysieve: 4 secrets (critical) in 5 files and 4 blobs of 4 commits, * in * s (glob)
  [1]

Where a secret is decides what there is to do: in HEAD or at the tip of a
branch, staged, in a file that is not committed, only in history, or in objects
that nothing refers to any more.

  $ git rm -q --cached new.txt
  $ keysieve history | grep "  where"
  keysieve: 3 secrets (critical) in 4 blobs of 4 commits, 785 bytes in * s (glob)
    where   blob b641d2cacd81:1:1, unreachable
    where   deploy.yaml:1:8, in HEAD or a branch tip
    where   ci.yaml:1:8, only in history, commit 613fb3ef94
    where   llm.py:1:8, only in history, commit 9e1c777efe

Messages, tags and notes are read, too.

  $ commit 2026-02-01 "Publish with $(token github message)"
  $ git tag -a v1 -m "Signed off with $(token github tag)"
  $ GIT_COMMITTER_DATE=2026-02-02T12:00:00Z GIT_AUTHOR_DATE=2026-02-02T12:00:00Z git notes add -m "See $(token github note)"
  $ keysieve history | grep -E 'where.*(message|notes)'
  keysieve: 7 secrets (critical) in 6 blobs of 6 commits, 1.3 kB in * s (glob)
    where   message of commit 357042371e:1:14, only in history
    where   message of tag v1:1:17, only in history
    where   357042371ebf83cf7289834379ad6b5bd1b078de:1:5, refs/notes/commits, only in history, commit db4ec419b1

The folder below the top of a repository is files only, and the summary says so.

  $ mkdir sub && echo text > sub/a.txt && keysieve scan sub
  keysieve: clean: 1 file, 5 bytes in * s (glob)
  keysieve: note: only files: for the history too, scan the top of the repository

All stores inside PATH
----------------------

  $ cd .. && mkdir all && mv repo all && repository all/other && cd all/other
  $ token github other > a && commit 2026-02-01 one && rm a && commit 2026-02-02 two && cd ../..
  $ keysieve scan all | grep "  where"
  keysieve: 8 secrets (critical) in 7 files and 7 blobs of 8 commits, * in * s (glob)
    where   message of commit 357042371e:1:14, only in history
    where   message of tag v1:1:17, only in history
    where   all/other/a:1:1, only in history, commit fc14eb1148
    where   all/repo/357042371ebf83cf7289834379ad6b5bd1b078de:1:5, refs/notes/commits, only in history, commit db4ec419b1
    where   all/repo/deploy.yaml:1:8, in HEAD or a branch tip
    where   all/repo/ci.yaml:1:8, only in history, commit 613fb3ef94
    where   all/repo/llm.py:1:8, only in history, commit 9e1c777efe
    where   all/repo/new.txt:1:1, in HEAD or a branch tip
    where   all/repo/scratch.txt:1:1, in HEAD or a branch tip

Shallow clones are told from whole ones: what lies behind the boundary is
skipped, and named.

  $ git clone -q --depth 1 "file://$PWD/all/other" shallow
  $ keysieve history shallow -v
  keysieve: clean: 0 blobs of 1 commit, 113 bytes in * s (glob)
  keysieve: skipped: shallow (1): 0647ede77c1ebb6ff173443aeb3e6edd1f6ee55b
  $ keysieve history shallow --strict
  keysieve: INCOMPLETE: nothing found in what could be read: 0 blobs of 1 commit, 113 bytes in * s (glob)
  keysieve: skipped: shallow (1): 0647ede77c1ebb6ff173443aeb3e6edd1f6ee55b
  [3]

A part of a history
-------------------

What one branch brings that another lacks; git's own words for revisions will do.
The second line tells what was looked at.

  $ cd all/other && git checkout -q -b topic && token github topic > t && commit 2026-02-20 "On a topic"
  $ keysieve history --range main..topic
  critical  GitHub personal access token
    secret  ghp_tB5d... (40 bytes)
    where   t:1:1, in HEAD or a branch tip
    since   2026-02-20 (8 days), commit ac07fbf6ff by Ann Author: On a topic
    held    by 1 selected commit
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_tw3reydrfcxpe65llgb63kxpxt
  
  keysieve: 1 secret (critical) in 1 blob of 1 commit, 161 bytes in * s (glob)
  keysieve: selected: range main..topic
  [1]
  $ keysieve history --range main..topic --range ^HEAD
  keysieve: nothing to read
  keysieve: selected: range main..topic ^HEAD

The last month, a branch, one machine's share of the work:

  $ keysieve history --since 1m | grep where
  keysieve: 2 secrets (critical) in 2 blobs of 3 commits, * in * s (glob)
  keysieve: selected: since 2026-02-01T00:00:00Z
    where   a:1:1, only in history, commit fc14eb1148
    where   t:1:1, in HEAD or a branch tip
  $ keysieve history --refs 'ma*' --shard 2/2
  keysieve: clean: 0 blobs of 2 commits, 226 bytes in * s (glob)
  keysieve: selected: refs ma*; shard 2/2
  $ keysieve history --refs release
  keysieve: release: no ref is called so
  [2]
  $ keysieve history --range main..nosuch
  keysieve: nosuch: no such revision
  [2]
  $ cd ../..

Only a repository has a history.

  $ mkdir plain && keysieve history plain
  keysieve: plain: not in a git repository
  [2]
