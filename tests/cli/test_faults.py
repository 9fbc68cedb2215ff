"""Every call into the system fails once: keysieve neither crashes nor hangs, and never calls complete what it did not read.

fault.so (tests/fault/fault.c) makes the N-th call of a kind fail. Every command runs over a fixture that has a secret in
each file and object, so what went unread shows: a report that calls itself complete must be the one of an undisturbed
run. Of many calls some are tried; every one when KEYSIEVE_FAULTS=all, as `make fuzz` does.
"""

import bz2
import glob
import gzip
import json
import lzma
import os
import random
import re
import subprocess
import sys
import tarfile
import zipfile

from fixture import KEYSIEVE, SANITIZED, Skip, main, token

FAULT = os.path.join(os.path.dirname(KEYSIEVE), "fault.so")
KINDS = ("alloc", "open", "read", "short", "interrupted", "pread", "write", "stat", "sync", "rename", "close", "readdir", "readlink", "mmap", "thread")
# A program must not notice these.
HARMLESS = {"short", "interrupted"}
SAMPLE = 10**9 if os.environ.get("KEYSIEVE_FAULTS") == "all" else 36 if os.environ.get("KEYSIEVE_TIER") == "full" else 3
_random = random.Random(20260102)


class Run:
    """One run of a command with a fault, and what came of it."""

    def __init__(self, box, args, fault, stdin=b""):
        log = os.path.join(box.root, "fault.log")
        if os.path.exists(log):
            os.unlink(log)
        env = dict(box.env, LD_PRELOAD=FAULT, KEYSIEVE_FAULT=fault, KEYSIEVE_FAULT_LOG=log)
        try:
            done = subprocess.run([KEYSIEVE, *args], cwd=box.work, env=env, input=stdin, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{fault}: hangs") from None
        self.fault, self.status, self.out, self.err = fault, done.returncode, done.stdout, done.stderr
        lines = open(log).read().splitlines() if os.path.exists(log) else []
        self.hit = next((line for line in lines if not line.startswith("count ")), "")
        self.count = next((int(line[6:]) for line in lines if line.startswith("count ")), 0)

    def blame(self, why):
        return AssertionError(f"{self.hit or self.fault}: {why} (status {self.status}): {self.err[-300:].decode(errors='replace')}")


def plain(report):
    """What two runs over the same things have in common."""
    report["summary"].pop("seconds")
    return report


def chosen(count):
    """Which of `count` calls to let fail: all, or the first, the last and some in between."""
    if count <= SAMPLE:
        return range(1, count + 1)
    third = SAMPLE // 3
    middle = _random.sample(range(third + 1, count - third + 1), SAMPLE - 2 * third)
    return [*range(1, third + 1), *sorted(middle), *range(count - third + 1, count + 1)]


def walk(box, args, judge, stdin=b"", mortal=None):
    """Lets one call after the other fail; `judge` raises what is wrong. All faults are listed, not just the first. A fault that
    `mortal` matches may end the program in any way but success, without a report."""
    if SANITIZED:
        raise Skip("a build with sanitizers takes no LD_PRELOAD")
    assert os.path.exists(FAULT), "there is no fault.so beside keysieve: make suites"
    wrong = []
    for kind in KINDS:
        for number in chosen(Run(box, args, kind + ":0", stdin).count):
            run = Run(box, args, f"{kind}:{number}", stdin)
            if mortal and re.search(mortal, run.hit) and run.status and not run.out:
                continue
            try:
                if run.status < 0:
                    raise run.blame(f"killed by signal {-run.status}")
                if b"keysieve: out of memory" in run.err and run.status != 2:
                    raise run.blame("out of memory")
                judge(run, kind)
            except AssertionError as error:
                wrong.append(str(error))
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)


def report_of(run, text):
    try:
        return plain(json.loads(text.decode("ascii")))
    except ValueError:
        raise run.blame("the report does not parse") from None


def judge_report(good):
    """Status and report of a command whose undisturbed report is `good`."""
    def judge(run, kind):
        if run.status not in (1, 2, 3):
            raise run.blame("a fault is no success")
        if run.status == 2:
            if kind in HARMLESS:
                raise run.blame("noticed what is no fault")
            if b"keysieve: " not in run.err and " /dev" not in run.hit and "pipe:" not in run.hit:
                raise run.blame("says nothing")
            return
        report = report_of(run, run.out)
        if report["summary"]["complete"] and report != good:
            raise run.blame("called complete, and is not what an undisturbed run says")
        if not report["summary"]["complete"] and kind in HARMLESS:
            raise run.blame("noticed what is no fault")
        if run.status == 3 and (report["findings"] or report["summary"]["complete"]):
            raise run.blame("status 3 is for nothing found and something not read")
        if run.status == 1 and not report["findings"]:
            raise run.blame("status 1 is for findings")
    return judge


def judge_all(box, *args, stdin=b""):
    args = (*args, "--format", "json", "--show-secrets", "--threads", "2")
    good = report_of(*[(run, run.out) for run in [Run(box, args, "alloc:0", stdin)]][0])
    assert good["summary"]["complete"] and good["findings"], good
    walk(box, args, judge_report(good), stdin)


def plant_tree(box):
    for name in ("a.txt", "dir/b.txt", "dir/deep/er/c.txt", ".env", "z"):
        box.write(name, f"x\n{token()}\n")
    os.symlink("to/" + token(), box.path("link"))
    box.write("wide.txt", ("first line\n" + token() + "\n").encode("utf-16-le"))
    box.write("large.txt", ("plain text\n" * 900000) + token() + "\n")
    box.write(".gitignore", "nothing-of-this-name\n")


def plant_repository(box):
    box.git("init", "-q")
    box.commit("a.txt", token())
    box.commit("b/c.txt", token(), f"message {token()}")
    box.git("tag", "-a", "v1", "-m", f"tag {token()}")
    box.git("repack", "-adq")
    box.commit("b/c.txt", token())
    box.git("branch", "other")
    box.git("pack-refs", "--all")
    box.git("hash-object", "-w", "--stdin", stdin=token().encode())
    # A work tree with a commit and an index of its own.
    box.git("worktree", "add", "-q", "--detach", "linked")
    box.write("linked/a.txt", token())
    box.git("commit", "-qam", "in a linked work tree", cwd=box.path("linked"))
    box.write("linked/staged.txt", token())
    box.git("add", "staged.txt", cwd=box.path("linked"))
    box.write("new.txt", token())
    box.git("add", "new.txt")
    box.write("not-staged.txt", token())


def test_tree(box):
    plant_tree(box)
    judge_all(box, "tree", ".")


def test_tree_with_gitignore(box):
    plant_tree(box)
    box.git("init", "-q")
    judge_all(box, "tree", "--gitignore", ".", "dir")


def test_scan(box):
    plant_repository(box)
    box.git("init", "-q", "--bare", "inner.git")
    box.git("hash-object", "-w", "--stdin", stdin=token().encode(), cwd=box.path("inner.git"))
    judge_all(box, "scan", ".")


def test_history(box):
    plant_repository(box)
    judge_all(box, "history", ".")


def test_a_part_of_a_history(box):
    """What is outside counts too: when it cannot be read the selection is larger than it should be."""
    plant_repository(box)
    judge_all(box, "history", ".", "--range", "HEAD~1..HEAD", "--range", "v1")
    judge_all(box, "history", ".", "--since", "2001-01-01", "--refs", "main")


def test_staged(box):
    """An old version that cannot be read makes old secrets look new: that is said too."""
    old = [token() for _ in range(3)]
    lines = "".join(f"line {number}\n" for number in range(40))
    plant_repository(box)
    box.commit("b/c.txt", f"{old[0]}\n")
    box.commit("moved.txt", f"{lines}{old[1]}\n")
    box.commit("gone/folder/moved-too.txt", f"{lines}{lines}{old[2]}\n")
    box.write("b/c.txt", f"{old[0]}\n{token()}\n{token()}\n")
    box.git("mv", "moved.txt", "here.txt")
    box.git("mv", "gone/folder/moved-too.txt", "there.txt")
    box.write("here.txt", f"first\n{lines}{old[1]}\n{token()}\n")
    box.write("there.txt", f"first\n{lines}{lines}{old[2]}\n")
    box.git("add", "b/c.txt", "here.txt", "there.txt")
    judge_all(box, "staged")


def test_archives(box):
    """Nobody can tell libarchive, the libraries behind it and the loader what to do when memory runs out for something
    small: they end the program, or crash. Of all other calls the same is asked as elsewhere."""
    text = ("x\n" * 3000 + token()).encode()
    with zipfile.ZipFile(os.fsdecode(box.path("a.zip")), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pack in (("b.gz", gzip.compress), ("b.bz2", bz2.compress), ("b.xz", lzma.compress)):
            archive.writestr(name, pack(text + b" " + name.encode()))
    with tarfile.open(os.fsdecode(box.path("t.tar")), "w") as archive:
        archive.add(os.fsdecode(box.path("a.zip")), "a.zip")
    args = ("tree", "t.tar", "--format", "json", "--show-secrets", "--threads", "2")
    undisturbed = Run(box, args, "alloc:0")
    good = report_of(undisturbed, undisturbed.out)
    assert good["summary"]["complete"] and good["findings"], good
    walk(box, args, judge_report(good), mortal=r"^alloc:.* in (libarchive|liblzma|libbz2|ld-linux)")


def test_input(box):
    judge_all(box, "input", stdin=f"{token()}\n".encode())


def test_project_policy_and_files_from(box):
    """Policy that cannot be read is an error: it might have said what to look for."""
    plant_tree(box)
    box.write(".keysieve.toml", "[[allowlists]]\nreason = 'a'\npaths = ['z']\n")
    box.write("extra.toml", "[[rules]]\nid = 'extra'\ntitle = 'x'\nkeywords = ['xq_']\nregex = '''\\b(xq_[0-9a-z]{20})\\b'''\nexamples = ['xq_%{lower:20}']\n")
    box.write("list", "a.txt\ndir\nz\n")
    box.write("dir/q.txt", "xq_" + "".join(_random.choice("bcdfghjklm23456789") for _ in range(20)))
    judge_all(box, "tree", "--files-from", "list", "--rules", "extra.toml")


def test_rules_check(box):
    """Whatever fails, a check that passes has checked everything."""
    args = ("rules", "check", "--samples", "1")
    good = Run(box, args, "alloc:0")
    assert good.status == 0, good.blame("rules check fails by itself")

    def judge(run, kind):
        if run.status == 0 and run.out != good.out:
            raise run.blame(f"passes, and says {run.out[-200:]}")
        if run.status and kind in HARMLESS:
            raise run.blame("noticed what is no fault")
    walk(box, args, judge)


def test_explain(box):
    """An explanation is the whole one, or the exit status says that something was not read."""
    box.write("a.txt", f"first\ntoken = {token()}\nkey = ghp_abc\n")
    box.write(".keysieve.toml", "[[allowlists]]\nreason = 'a'\npaths = ['z']\n")
    for args in (("explain", "a.txt:2"), ("explain", "a.txt:3")):
        good = Run(box, args, "alloc:0")
        assert good.status == 0 and b"github-pat" in good.out, good.blame("explain fails by itself")

        def judge(run, kind):
            if run.status not in (0, 2, 3):
                raise run.blame("no status of explain")
            if run.status == 0 and run.out != good.out and b"the regex came to a limit" not in run.out:
                raise run.blame(f"status 0, and says {run.out[-200:]}")
            if run.status and kind in HARMLESS:
                raise run.blame("noticed what is no fault")
        walk(box, args, judge)


def test_output_files(box):
    """A report file is the old one or the whole new one, and nothing lies beside it."""
    box.write("a.txt", token())
    args = ("tree", "a.txt", "--format", "json", "--show-secrets", "--output", "r.json", "--report", "jsonl=r.jsonl")
    box.run(*args, code=1)
    with open(box.path("r.json"), "rb") as file:
        good = plain(json.loads(file.read()))

    def judge(run, kind):
        leftovers = set(os.listdir(box.work)) - {"a.txt", "r.json", "r.jsonl"}
        for name in leftovers:
            os.unlink(os.path.join(box.work, name))
        with open(box.path("r.json"), "rb") as file:
            text = file.read()
        box.write("r.json", "old")
        if leftovers:
            raise run.blame(f"leaves {leftovers}")
        if run.status not in (1, 2, 3) or (run.status != 1 and kind in HARMLESS):
            raise run.blame("a fault is no success")
        if text != b"old":
            report = report_of(run, text)
            if report["summary"]["complete"] and report != good:
                raise run.blame("the report is not whole")
        elif run.status != 2:
            raise run.blame("no report was written")
    walk(box, args, judge)


main(sys.modules[__name__])
