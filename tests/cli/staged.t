The next commit: keysieve staged
================================

  $ . "$TESTDIR/prelude"
  $ repository repo && cd repo
  $ printf 'import os\nTOKEN = os.environ["TOKEN"]\n' > deploy.py && commit 2026-01-05 "Deploy"

Nothing is staged: there is nothing to read, and nothing to stop.

  $ keysieve staged
  keysieve: nothing to read

It is the index that counts, not what lies in the folder.

  $ printf 'import os\nTOKEN = "%s"\n' $(token github) > deploy.py
  $ keysieve staged
  keysieve: nothing to read
  $ git add deploy.py
  $ printf 'import os\nTOKEN = os.environ["TOKEN"]\n' > deploy.py
  $ keysieve staged
  critical  GitHub personal access token
    secret  ghp_T52E... (40 bytes)
    where   deploy.py:2:10, staged
    note    offline check passed
    rotate  https://github.com/settings/tokens
    step    Revoke the token.
    rule    github-pat (certain), ks1_rf5hsqwkedqu77hhqxlpnvne5j
  
  keysieve: 1 secret (critical) in 1 file, 61 bytes in * s (glob)
  [1]

From a subdirectory it is the same, with paths from the top.

  $ mkdir sub && (cd sub && keysieve staged | grep "  where")
  keysieve: 1 secret (critical) in 1 file, 61 bytes in * s (glob)
    where   deploy.py:2:10, staged

What is not new does not stop a commit
--------------------------------------

A secret that is in the file already is no news; neither is moving it. It is
counted where somebody asks.

  $ commit 2026-01-06 "Oh no"
  $ (echo "# a comment"; cat deploy.py; echo "print(TOKEN)") > new.py && git show HEAD:deploy.py >> new.py && mv new.py deploy.py
  $ git add deploy.py && keysieve staged -v
  keysieve: clean: 1 file, 101 bytes in * s (glob)

Once more in the same file is once too often.

  $ printf 'AGAIN = "%s"\n' $(token github) >> deploy.py
  $ git add deploy.py && keysieve staged | grep "  where"
  keysieve: 1 secret (critical) in 1 file, 152 bytes in * s (glob)
    where   deploy.py:7:10, staged

Outside
-------

  $ cd .. && keysieve staged
  keysieve: /*/staged.t: not in a git repository (glob)
  [2]
