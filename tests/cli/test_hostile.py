"""Whatever was not read is said, and nothing that a repository holds can crash, hang, fool or run anything.

The exit status is 0 only when everything was read; no case may take longer than 15 seconds (fixture.Box.run).
"""

import glob
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zlib

from fixture import KEYSIEVE, Skip, main, token


def reasons(report, kind="failed"):
    return {group["reason"] for group in report["summary"][kind]}


def repository(box, secret=None):
    box.git("init", "-q")
    box.commit("a.txt", "plain\n")
    return box.commit("b.txt", (secret or "nothing") + "\n")


def loose_path(box, name):
    return box.path(f".git/objects/{name[:2]}/{name[2:]}")


def put_loose(box, raw, name=None, compressed=None):
    name = name or hashlib.sha1(raw).hexdigest()
    path = loose_path(box, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        os.chmod(path, 0o644)
    with open(path, "wb") as file:
        file.write(zlib.compress(raw) if compressed is None else compressed)
    return name


# --- C: never "clean" when something was not read

def test_what_does_not_exist_is_an_error_before_anything_is_read(box):
    box.write("a", token())
    for command in ("scan", "tree"):
        done = box.run(command, "a", "missing", code=2)
        assert done.stdout == b"" and b"missing: " in done.stderr, done
    box.run("history", "missing", code=2)
    box.run("history", ".", code=2)
    box.run("staged", code=2)


def test_a_repository_of_another_user_is_scanned(box):
    if os.geteuid() != 0:
        raise Skip("needs root to give files away")
    secret = token()
    repository(box, secret)
    subprocess.run(["chown", "-R", "12345", box.work], check=True)
    assert box.locations(box.report("scan", ".", code=1), secret)


def test_an_unreadable_file_and_folder(box):
    box.write("secret.txt", "x")
    box.write("dir/inner.txt", "x")
    os.chmod(box.path("secret.txt"), 0)
    os.chmod(box.path("dir"), 0)
    done = box.run("tree", ".", "--format", "json", nobody=True, code=3)
    report = json.loads(done.stdout)
    assert "permission" in reasons(report) and report["summary"]["complete"] is False, report["summary"]
    assert b"permission" in done.stderr


def test_a_truncated_pack(box):
    repository(box)
    box.git("repack", "-adq")
    pack = glob.glob(os.path.join(box.work, ".git/objects/pack/*.pack"))[0]
    os.chmod(pack, 0o644)
    with open(pack, "r+b") as file:
        file.truncate(os.path.getsize(pack) * 2 // 3)
    for command in ("history", "scan"):
        assert reasons(box.report(command, ".", code=3)) & {"damaged", "missing"}


def test_a_flipped_byte_in_a_pack(box):
    box.git("init", "-q")
    for number in range(5):
        box.commit("f", "".join(f"line {number} {n}\n" for n in range(200)))
    box.git("repack", "-adq")
    pack = glob.glob(os.path.join(box.work, ".git/objects/pack/*.pack"))[0]
    os.chmod(pack, 0o644)
    with open(pack, "r+b") as file:
        data = bytearray(file.read())
        data[len(data) // 2] ^= 0x55
        file.seek(0)
        file.write(data)
    box.run("history", ".", code=3)


def test_a_missing_blob_tree_and_parent(box):
    for what in ("HEAD:b.txt", "HEAD^{tree}", "HEAD^"):
        shutil.rmtree(box.work)
        os.makedirs(box.work)
        repository(box)
        os.unlink(loose_path(box, box.git("rev-parse", what)))
        assert "missing" in reasons(box.report("history", ".", code=3)), what


def test_a_partial_clone_names_what_was_promised(box):
    box.git("init", "-q", "from")
    source = os.path.join(box.work, "from")
    box.git("config", "uploadpack.allowFilter", "true", cwd=source)
    box.commit("from/a", "old version\n", cwd=source)
    box.commit("from/a", "new version\n", cwd=source)
    box.git("clone", "-q", "--bare", "--filter=blob:none", "file://" + source, "partial")
    report = box.report("history", "partial", code=3)
    assert reasons(report) == {"promised"}, report["summary"]


def test_a_shallow_clone_names_its_boundary(box):
    box.git("init", "-q", "from")
    source = os.path.join(box.work, "from")
    for number in range(3):
        box.commit("from/a", f"{number}\n", cwd=source)
    box.git("clone", "-q", "--depth", "1", "file://" + source, "shallow")
    report = box.report("history", "shallow", code=0)
    assert "shallow" in reasons(report, "skipped"), report["summary"]
    box.run("history", "shallow", "--strict", code=3)


def test_a_broken_ref(box):
    repository(box)
    box.write(".git/refs/heads/broken", "this is no object id\n")
    assert "ref" in reasons(box.report("history", ".", code=3))
    box.write(".git/refs/heads/broken", "1" * 40 + "\n")
    assert reasons(box.report("history", ".", code=3)) & {"ref", "missing"}


def test_mistakes_in_policy_files_are_errors(box):
    box.write("a", "x")
    for text, said in (("[[rules]]\nid = 'x'\nregexp = 'y'\n", b"regexp"), ("nonsense = 1\n", b"nonsense"), ("[extend\n", b"1:"),
                       ("[extend]\nuseDefault = false\n", b"rule"), ("[[allowlists]]\nreason = 'x'\n", b"allowlist"),
                       ("[extend]\ndisabledRules = ['no-such-rule']\n", b"no-such-rule")):
        box.write(".keysieve.toml", text)
        done = box.run("tree", ".", code=2)
        assert b".keysieve.toml:" in done.stderr and said in done.stderr, (text, done.stderr)
    os.unlink(box.path(".keysieve.toml"))
    for option in ("--config", "--rules"):
        assert b"gone.toml: " in box.run("tree", ".", option, "gone.toml", code=2).stderr


def test_a_full_disk_is_an_error(box):
    box.write("a", token())
    with open("/dev/full", "wb") as full:
        assert b"standard output: " in box.run("tree", ".", stdout=full, code=2).stderr
    assert b"/dev/full: " in box.run("tree", ".", "--output", "/dev/full", code=2).stderr
    box.write("kept.json", "old report")
    box.run("tree", "a", "--output", "no/such/folder/r.json", code=2)


def test_a_closed_pipe_is_an_error(box):
    box.write("a", "".join(f"{token()}\n" for _ in range(3000)))
    done = subprocess.run(f"{KEYSIEVE} tree . | head -c 10 >/dev/null; exit ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
                          cwd=box.work, env=box.env, capture_output=True, timeout=15)
    assert done.returncode in (1, 2), done


def test_sha256_repositories_are_not_called_clean(box):
    box.git("init", "-q", "--object-format=sha256", ".")
    box.commit("a", "a")
    assert "unsupported" in reasons(box.report("scan", ".", code=3))
    assert "unsupported" in reasons(box.report("history", ".", code=3))


def test_user_git_configuration_changes_nothing(box):
    secret = token()
    repository(box, secret)
    os.symlink("/x/" + token(), box.path("link"))
    box.commit("c", "c")
    plain = box.report("scan", ".", code=1)
    box.write("../home/attributes", "* -diff -text binary\n")
    box.write("../home/.gitconfig", f"""[color]
	ui = always
[core]
	attributesFile = {box.home}/attributes
	quotePath = true
	ignoreCase = true
	excludesFile = {box.home}/attributes
[diff]
	external = false
	orderFile = /nonexistent/order
	renames = false
[log]
	showRoot = false
[safe]
	directory = /nowhere
[include]
	path = /nonexistent/include
""")
    changed = box.report("scan", ".", code=1)
    for report in (plain, changed):
        report["summary"].pop("seconds")
    assert plain == changed


# --- D: hostile input

def test_nothing_that_a_repository_names_is_run(box):
    secret = token()
    repository(box, secret)
    marker = os.path.join(box.root, "marker")
    box.write("../evil.sh", f"#!/bin/sh\ntouch {marker}\ncat\n")
    evil = os.path.join(box.root, "evil.sh")
    os.chmod(evil, 0o755)
    with open(box.path(".git/config"), "a") as config:
        config.write(f"""[core]
	fsmonitor = {evil}
	sshCommand = {evil}
	pager = {evil}
	hooksPath = {box.root}
	gitProxy = {evil}
[diff]
	external = {evil}
[diff "x"]
	textconv = {evil}
	command = {evil}
[filter "x"]
	clean = {evil}
	smudge = {evil}
	process = {evil}
[gpg]
	program = {evil}
[credential]
	helper = {evil}
[extensions]
	partialClone = origin
[remote "origin"]
	url = ext::{evil}
	promisor = true
	uploadpack = {evil}
""")
    box.write(".gitattributes", "* filter=x diff=x\n")
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(evil, box.path(".git/hooks/" + hook))
    box.write("staged.txt", secret)
    subprocess.run(["git", "-c", "core.fsmonitor=", "-c", "filter.x.clean=cat", "-c", "filter.x.process=", "-c", "core.hooksPath=/", "add", "staged.txt"],
                   cwd=box.work, env=box.env, check=True, capture_output=True)
    for path in (marker,):
        if os.path.exists(path):
            os.unlink(path)
    for command in (("scan", "."), ("history", "."), ("tree", "."), ("staged",)):
        box.run(*command, code=(1, 3))
        assert not os.path.exists(marker), command


def test_a_git_bomb_visits_each_tree_once(box):
    box.git("init", "-q")
    blob = box.git("hash-object", "-w", "--stdin", stdin=token().encode())
    entry, kind = blob, "100644 blob"
    for _ in range(10):
        lines = "".join(f"{kind} {entry}\tn{n}\n" for n in range(10))
        entry, kind = box.git("mktree", stdin=lines.encode()), "040000 tree"
    commit = box.git("commit-tree", "-m", "bomb", entry)
    box.git("update-ref", "refs/heads/main", commit)
    box.run("history", ".", code=1)


def test_hostile_loose_objects(box):
    body = b"x" * 1000
    good = b"blob 1000\0" + body
    cases = {
        "longer than its header says": b"blob 10\0" + body,
        "shorter than its header says": b"blob 5000\0" + body,
        "a declared 16 TiB": b"blob 17592186044416\0" + body,
        "no header": body,
        "an unknown type": b"blub 1000\0" + body,
        "a negative size": b"blob -1\0" + body,
        "a size with a leading plus": b"blob +1000\0" + body,
        "nothing": b"",
    }
    for what, raw in cases.items():
        shutil.rmtree(box.work)
        os.makedirs(box.work)
        repository(box)
        put_loose(box, raw)
        done = box.run("history", ".", code=3)
        assert b"damaged" in done.stderr or b"limit" in done.stderr, (what, done.stderr)
    for what, compressed in (("cut short", zlib.compress(good)[:20]), ("garbage", b"\x00\xff" * 40), ("empty", b""),
                             ("a wrong name", zlib.compress(good))):
        shutil.rmtree(box.work)
        os.makedirs(box.work)
        repository(box)
        put_loose(box, good, name="12" * 20, compressed=compressed)
        done = box.run("history", ".", code=3)
        assert b"damaged" in done.stderr, (what, done.stderr)


def test_a_zlib_bomb_as_loose_object(box):
    repository(box)
    raw = b"blob %d\0" % (600 << 20) + bytes(600 << 20)
    compressor = zlib.compressobj(9)
    put_loose(box, None, name="ab" * 20, compressed=compressor.compress(raw) + compressor.flush())
    done = box.run("history", ".", code=3)
    assert b"limit" in done.stderr or b"damaged" in done.stderr, done.stderr


def test_fifos_and_other_special_files_never_block(box):
    secret = token()
    places = ("pipe", "dir/pipe", ".git/index", ".git/HEAD", ".git/config", ".git/packed-refs", ".git/refs/heads/pipe", ".git/info/exclude",
              ".git/objects/info/alternates", ".git/objects/aa/" + "b" * 38, ".git/objects/pack/pack-x.idx", ".git/hooks/pipe", ".git/shallow",
              ".git/info/attributes", ".git/worktrees/w/HEAD", ".git/modules/m", ".git/commondir", ".gitignore", ".gitattributes", ".gitmodules")
    for place in places:
        shutil.rmtree(box.work)
        os.makedirs(box.work)
        repository(box, secret)
        path = box.path(place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.exists(path):
            os.unlink(path)
        os.mkfifo(path)
        for command in (("scan", "."), ("tree", "."), ("history", "."), ("staged",), ("tree", "--gitignore", ".")):
            done = box.run(*command)
            assert done.returncode in (0, 1, 2, 3), (place, command, done)
            if command[0] in ("scan", "tree") and place not in (".keysieve.toml",):
                assert done.returncode == 1, (place, command, done.returncode, done.stderr)


def test_a_fifo_named_as_operand_fails_with_a_hint(box):
    os.mkfifo(box.path("pipe"))
    done = box.run("tree", "pipe", code=3)
    assert b"input" in done.stderr, done.stderr
    os.unlink(box.path("pipe"))
    done = box.run("tree", "/dev/null", code=3)


def test_symlink_loops_and_links_out(box):
    box.write("a/b", token())
    os.symlink("..", box.path("a/up"))
    os.symlink("loop", box.path("loop"))
    os.symlink("/etc", box.path("etc"))
    report = box.report("tree", ".", code=1)
    assert report["summary"]["files"] == 4, report["summary"]
    box.git("init", "-q")
    os.symlink("../..", box.path(".git/objects/loop"))
    os.symlink("refs", box.path(".git/refs/heads/loop"))
    box.run("scan", ".", code=(1,))


def test_loops_of_includes_symrefs_and_alternates(box):
    secret = token()
    repository(box, secret)
    with open(box.path(".git/config"), "a") as config:
        config.write("[include]\n\tpath = config\n[include]\n\tpath = /dev/zero\n")
    box.write(".git/refs/heads/one", "ref: refs/heads/two\n")
    box.write(".git/refs/heads/two", "ref: refs/heads/one\n")
    box.write(".git/objects/info/alternates", f"{box.work}/.git/objects\n../objects\n/dev/zero\n/nonexistent\n")
    report = box.report("history", ".", code=1)
    assert box.locations(report, secret)
    assert report["summary"]["complete"] is False


def test_hostile_names_come_out_escaped(box):
    names = [b"\x1b[2J\x1b]0;title\x07", b"a\n::error::injected", b"a\r##[error]x", b"\xe2\x80\xaegpj.exe", b"\xff\xfe\x00"[:2], b"%0Ax", b"</script><b>", b'"\\,:']
    for name in names:
        box.write(name, token() + "\n")
    done = box.run("tree", ".", "--color", "never", code=1)
    for out in (done.stdout, done.stderr):
        text = out.decode("utf-8")
        assert not any(ord(char) < 32 and char != "\n" or 0x7f <= ord(char) < 0xa0 or 0x202a <= ord(char) <= 0x202e for char in text), text
        assert not any(line.startswith(("::", "##[")) for line in text.split("\n")), text
    json.loads(box.run("tree", ".", "--format", "json", code=1).stdout.decode("ascii"))
    lines = box.run("tree", ".", "--format", "jsonl", code=1).stdout.decode("ascii").splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["finding"] * len(names) + ["summary"]


def test_hostile_commit_metadata_comes_out_escaped(box):
    box.git("init", "-q")
    box.write("a", token())
    box.git("add", "-A")
    box.git("commit", "-q", "-m", "x\x1b[31m\u202e ::error::y", env={"GIT_AUTHOR_NAME": "\x1b]0;t\x07\u202e"})
    text = box.run("scan", ".", "--color", "never", code=1).stdout.decode("utf-8")
    assert "\x1b" not in text and "\u202e" not in text, text
    json.loads(box.run("scan", ".", "--format", "json", code=1).stdout.decode("ascii"))


def test_a_catastrophic_regex_is_cut_and_said(box):
    box.write("rules.toml", "[[rules]]\nid = 'redos'\ntitle = 'x'\nkeywords = ['aaaa']\nregex = '''((?:a+)+)$'''\nexamples = ['aaaa']\n")
    box.write("t", ("a" * 5000 + "!") * 20)
    done = box.run("tree", "t", "--rules", "rules.toml", code=(1, 3))
    assert b"limit" in done.stderr and b"redos" in done.stderr, done.stderr


def test_secrets_never_leave_redaction(box):
    one, two = token(), token()
    box.git("init", "-q")
    box.commit(f"{one}.txt", f"a {one} b {two}\n", f"subject {two}")
    for how in (("text",), ("json",), ("jsonl",)):
        for more in ((), ("-v",)):
            done = box.run("scan", ".", "--format", *how, *more, code=1)
            for secret in (one, two):
                assert secret.encode() not in done.stdout + done.stderr, (how, more)
                assert secret[12:].encode() not in done.stdout + done.stderr, (how, more)
    box.run("scan", ".", "--show-secrets", "--output", "r.json", "--format", "json", code=1)
    assert stat.S_IMODE(os.stat(box.path("r.json")).st_mode) == 0o600


def test_a_scan_writes_nothing_to_the_repository(box):
    repository(box, token())
    box.write("b.txt", "changed")
    before = subprocess.run("find . -type f -printf '%p %T@ %s\\n' | sort", shell=True, cwd=box.work, capture_output=True).stdout
    for command in (("scan", "."), ("history", "."), ("tree", "."), ("staged",)):
        box.run(*command)
    after = subprocess.run("find . -type f -printf '%p %T@ %s\\n' | sort", shell=True, cwd=box.work, capture_output=True).stdout
    assert before == after


main(sys.modules[__name__])
