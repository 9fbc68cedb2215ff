"""Every place where git and files can keep a secret: it is found, at the right path, line and commit, in the right state."""

import base64
import json
import os
import sys
import urllib.parse

from fixture import Skip, main, token


def expect(box, report, secret, **wanted):
    """One of the secret's locations has all these values."""
    places = box.locations(report, secret)
    assert any(all(place.get(key) == value if key != "commit" else place.get("commit", {}).get("id") == value
                   for key, value in wanted.items()) for place in places), f"want {wanted}, got {json.dumps(places, indent=1)}"


def finding_of(report, secret):
    found = [finding for finding in report["findings"] if finding["secret"] == secret]
    assert len(found) == 1, f"{len(found)} findings of one secret"
    return found[0]


# --- history

def test_root_commit_and_a_later_one(box):
    first, later = token(), token()
    box.git("init", "-q")
    one = box.commit("a.txt", f"x\nkey {first}\n")
    box.commit("a.txt", "gone\n")
    two = box.commit("b/c.txt", f"\n\n{later}\n")
    report = box.report("scan", ".", code=1)
    expect(box, report, first, path="a.txt", line=2, column=5, state="history", commit=one)
    expect(box, report, later, path="b/c.txt", line=3, state="head", commit=two)
    assert finding_of(report, first)["state"] == "history"
    assert finding_of(report, later)["first_commit"]["id"] == two
    assert finding_of(report, later)["first_commit"]["email"] == "ann@example.com"


def test_file_that_only_a_merge_commit_adds(box):
    secret = token()
    box.git("init", "-q")
    box.commit("a", "a\n")
    box.git("checkout", "-q", "-b", "side")
    box.commit("b", "b\n")
    box.git("checkout", "-q", "main")
    box.commit("c", "c\n")
    box.git("merge", "-q", "--no-commit", "--no-ff", "side")
    box.write("evil.txt", secret + "\n")
    box.git("add", "-A")
    box.git("commit", "-q", "-m", "merge")
    merge = box.git("rev-parse", "HEAD")
    box.git("rm", "-q", "evil.txt")
    box.git("commit", "-q", "-m", "rm")
    expect(box, box.report("history", ".", code=1), secret, path="evil.txt", line=1, state="history", commit=merge)


def test_conflict_resolution_and_octopus_merge(box):
    resolved, octopus = token(), token()
    box.git("init", "-q")
    box.commit("f", "base\n")
    for name in ("one", "two", "three"):
        box.git("checkout", "-q", "-b", name, "main")
        box.commit(name + ".txt", name)
    box.git("checkout", "-q", "one")
    box.commit("f", "left\n")
    box.git("checkout", "-q", "main")
    box.commit("f", "right\n")
    box.git("merge", "-q", "one", check=False)
    merged = box.commit("f", f"both {resolved}\n", "resolve")
    box.commit("f", "clean\n")
    box.git("merge", "-q", "--no-commit", "--no-ff", "two", "three")
    eight = box.commit("eight.txt", octopus, "octopus")
    report = box.report("history", ".", code=1)
    expect(box, report, resolved, path="f", state="history", commit=merged)
    expect(box, report, octopus, path="eight.txt", state="head", commit=eight)


def test_stash_in_all_its_parts(box):
    work, index, untracked = token(), token(), token()
    box.git("init", "-q")
    box.commit("a", "a\n")
    box.write("a", f"a {index}\n")
    box.git("add", "a")
    box.write("a", f"a {work}\n")
    box.write("new.env", untracked)
    box.git("stash", "push", "-q", "-u")
    report = box.report("scan", ".", code=1)
    for secret, path in ((work, "a"), (index, "a"), (untracked, "new.env")):
        expect(box, report, secret, path=path, state="history")


def test_attributes_do_not_hide_anything(box):
    secret = token()
    box.git("init", "-q")
    box.write(".gitattributes", "*.dat -diff binary\n")
    box.commit("x.dat", f"1\n{secret}\n")
    expect(box, box.report("scan", ".", code=1), secret, path="x.dat", line=2, state="head")


def test_encodings_and_odd_bytes(box):
    box.git("init", "-q")
    cases = {}
    for name, make in {
        "nul.txt": lambda s: b"a\n\0b\n" + s,
        "le-bom.txt": lambda s: ("\ufeffline\n" + s.decode()).encode("utf-16-le"),
        "be-bom.txt": lambda s: ("\ufeffline\n" + s.decode()).encode("utf-16-be"),
        "le.txt": lambda s: ("first line of text\n" + s.decode()).encode("utf-16-le"),
        "be.txt": lambda s: ("first line of text\n" + s.decode()).encode("utf-16-be"),
        "utf32.txt": lambda s: ("\ufeffline\n" + s.decode()).encode("utf-32-le"),
        "utf8-bom.txt": lambda s: b"\xef\xbb\xbfline\n" + s,
        "latin1.txt": lambda s: b"caf\xe9\n" + s,
        "crlf.txt": lambda s: b"one\r\n" + s + b"\r\n",
        "cr.txt": lambda s: b"one\r" + s + b"\rthree",
        "escape-n.log": lambda s: b'{"m": "x\\n' + s + b'\\nrest"}',
        "quoted.json": lambda s: b'{"source": ["key = \\"' + s + b'\\""]}',
        "no-newline": lambda s: s,
    }.items():
        secret = token()
        cases[name] = secret
        box.write(name, make(secret.encode()))
    box.commit("readme", "x")
    for command in ("tree", "history"):
        report = box.report(command, ".", code=1)
        for name, secret in cases.items():
            line = 1 if name in ("cr.txt", "escape-n.log", "quoted.json", "no-newline") else 3 if name == "nul.txt" else 2
            expect(box, report, secret, path=name, line=line)


def test_commit_message_tag_message_and_note(box):
    message, tag, note = token(), token(), token()
    box.git("init", "-q")
    commit = box.commit("a", "a", f"subject\n\nbody {message}")
    box.git("tag", "-a", "v1", "-m", f"release {tag}")
    box.git("notes", "add", "-m", f"note {note}")
    report = box.report("history", ".", code=1)
    places = box.locations(report, message)
    assert places and places[0]["kind"] == "commit-message" and places[0]["commit"]["id"] == commit, places
    assert places[0]["line"] == 3 and places[0]["state"] == "head" or places[0]["state"] == "history", places
    places = box.locations(report, tag)
    assert places and places[0]["kind"] == "tag-message" and "v1" in places[0]["ref"], places
    places = box.locations(report, note)
    assert places and "notes" in places[0].get("ref", "refs/notes") and places[0]["state"] == "history", places


def test_amended_commit_dangling_blob_and_reflog(box):
    amended, dangling = token(), token()
    box.git("init", "-q")
    box.commit("a", "a")
    box.commit("b", amended)
    box.write("b", "clean")
    box.git("add", "b")
    box.git("commit", "-q", "--amend", "-m", "better")
    box.write("c", dangling)
    box.git("add", "c")
    box.write("c", "clean")
    box.git("add", "c")
    report = box.report("history", ".", code=1)
    for secret in (amended, dangling):
        assert {place["state"] for place in box.locations(report, secret)} == {"unreachable"}, box.locations(report, secret)


def test_symlink_target_and_symlink_replaced_by_a_file(box):
    target, was = token(), token()
    box.git("init", "-q")
    os.symlink("/etc/" + target, box.path("link"))
    os.symlink("/" + was, box.path("swap"))
    first = box.commit("a", "a")
    os.unlink(box.path("swap"))
    box.commit("swap", "file now")
    report = box.report("scan", ".", code=1)
    expect(box, report, target, path="link", kind="symlink", state="head", commit=first)
    expect(box, report, was, path="swap", kind="symlink", state="history", commit=first)


def test_rename_plus_edit(box):
    secret = token()
    box.git("init", "-q")
    first = box.commit("old.py", f"a = 1\nkey = '{secret}'\n" + "x\n" * 30)
    box.git("mv", "old.py", "new.py")
    second = box.commit("new.py", f"key = '{secret}'\n" + "x\n" * 30)
    report = box.report("history", ".", code=1)
    expect(box, report, secret, path="old.py", line=2, state="history", commit=first)
    expect(box, report, secret, path="new.py", line=1, state="head", commit=second)
    assert finding_of(report, secret)["first_commit"]["id"] == first


def test_detached_head_of_a_linked_work_tree(box):
    secret = token()
    box.git("init", "-q")
    box.commit("a", "a")
    box.git("worktree", "add", "-q", "--detach", os.path.join(box.root, "linked"))
    linked = os.path.join(box.root, "linked")
    with open(os.path.join(linked, "w.txt"), "w") as file:
        file.write(secret)
    box.git("add", "-A", cwd=linked)
    box.git("commit", "-q", "-m", "in linked", cwd=linked)
    expect(box, box.report("history", ".", code=1), secret, path="w.txt", state="head")


def test_tags_and_refs_outside_heads(box):
    tagged, pull, blob_tag = token(), token(), token()
    box.git("init", "-q")
    box.commit("a", "a")
    box.git("checkout", "-q", "-b", "tmp")
    box.commit("t", tagged)
    box.git("tag", "light")
    box.git("checkout", "-q", "main")
    box.git("branch", "-q", "-D", "tmp")
    box.git("checkout", "-q", "--detach")
    box.commit("p", pull)
    box.git("update-ref", "refs/pull/7/head", "HEAD")
    box.git("checkout", "-q", "main")
    blob = box.git("hash-object", "-w", "--stdin", stdin=blob_tag.encode())
    box.git("tag", "blob", blob)
    report = box.report("history", ".", code=1)
    expect(box, report, tagged, path="t", state="history")
    expect(box, report, pull, path="p", state="history")
    assert {place["state"] for place in box.locations(report, blob_tag)} == {"history"}


def test_alternates_packs_and_loose_objects(box):
    lent, packed, loose = token(), token(), token()
    box.git("init", "-q", "lender")
    lender = os.path.join(box.work, "lender")
    box.commit("lender/l", lent, cwd=lender)
    box.git("clone", "-q", "--shared", "lender", "borrower")
    borrower = os.path.join(box.work, "borrower")
    box.commit("borrower/p", packed, cwd=borrower)
    box.git("repack", "-adlq", cwd=borrower)
    box.git("multi-pack-index", "write", cwd=borrower)
    box.commit("borrower/q", loose, cwd=borrower)
    report = box.report("history", "borrower", code=1)
    for secret, path in ((lent, "l"), (packed, "p"), (loose, "q")):
        expect(box, report, secret, path=path, state="head")


def test_submodule_store_is_read_by_scan(box):
    secret = token()
    box.git("init", "-q", "lib")
    lib = os.path.join(box.work, "lib")
    box.commit("lib/s.txt", secret, cwd=lib)
    box.commit("lib/s.txt", "clean", cwd=lib)
    box.git("init", "-q", "app")
    app = os.path.join(box.work, "app")
    box.git("submodule", "add", "-q", lib, "sub", cwd=app)
    box.git("commit", "-q", "-m", "sub", cwd=app)
    report = box.report("scan", "app", code=1)
    places = box.locations(report, secret)
    assert places and places[0]["path"] == "sub/s.txt" and places[0]["state"] == "history", places
    assert not report["summary"]["skipped"], report["summary"]
    only = box.report("history", "app")
    assert not box.locations(only, secret)
    assert any(group["reason"] == "submodule" for group in only["summary"]["skipped"]), only["summary"]


def test_submodules_are_named_by_where_they_stand_now(box):
    secret = token()
    for name in ("inner", "lib", "app"):
        box.git("init", "-q", name)
    inner, lib, app = (os.path.join(box.work, name) for name in ("inner", "lib", "app"))
    box.commit("inner/s.txt", secret, cwd=inner)
    box.commit("inner/s.txt", "clean", cwd=inner)
    box.git("submodule", "add", "-q", inner, "deep", cwd=lib)
    box.git("commit", "-q", "-m", "deep", cwd=lib)
    box.git("submodule", "add", "-q", "--name", "another", lib, "sub", cwd=app)
    box.git("submodule", "update", "-q", "--init", "--recursive", cwd=app)
    box.git("commit", "-q", "-m", "sub", cwd=app)
    report = box.report("scan", "app", code=1)
    assert [place["path"] for place in box.locations(report, secret)] == ["sub/deep/s.txt"], report["findings"]
    assert not report["summary"]["skipped"], report["summary"]
    box.git("submodule", "deinit", "-q", "-f", "sub", cwd=app)
    report = box.report("scan", "app", code=1)
    assert [group["reason"] for group in report["summary"]["skipped"]] == ["submodule"], report["summary"]
    assert box.locations(report, secret), report["findings"]


def test_token_in_the_remote_url(box):
    secret = token()
    box.git("init", "-q")
    box.git("remote", "add", "origin", f"https://{secret}@github.com/o/r")
    for command in ("scan", "tree"):
        places = box.locations(box.report(command, ".", code=1), secret)
        assert places and places[0]["kind"] == "config" and places[0]["path"] == ".git/config", places


def test_staged_only_and_tree_only(box):
    staged, tree = token(), token()
    box.git("init", "-q")
    box.commit("a", "a")
    box.write("s.txt", staged)
    box.git("add", "s.txt")
    box.write("t.txt", tree)
    report = box.report("scan", ".", code=1)
    expect(box, report, staged, path="s.txt", state="staged")
    expect(box, report, tree, path="t.txt", state="tree")
    assert len(box.locations(report, staged)) == 1, box.locations(report, staged)


# --- paths and contents

def test_odd_paths(box):
    box.git("init", "-q")
    names = [b"with space", "caf\u00e9".encode(), b'quo"te', b"tab\there", b"new\nline", b"a b/c", b"bad\xff\xfe", b"-dash", b"back\\slash", b"b/\xc3\xa9/x"]
    secrets = {}
    for name in names:
        secrets[name] = token()
        box.write(name, secrets[name])
    box.commit("plain", "x")
    for command in ("tree", "history", "scan"):
        report = box.report(command, ".", code=1)
        for name, secret in secrets.items():
            places = box.locations(report, secret)
            assert len(places) == 1, (command, name, places)
            raw = places[0].get("path_bytes")
            got = urllib.parse.unquote_to_bytes(raw) if raw else places[0]["path"].encode()
            assert got == name, (command, name, places)


def test_large_and_awkward_contents(box):
    secrets = [token() for _ in range(8)]
    line = ("x" * 20 + " ") * 70000
    box.write("long-line", line + secrets[0] + " " + line)
    for offset, secret in zip((10_000, 65_536, 100_000, 1 << 20), secrets[1:5]):
        box.write(f"at-{offset}", "\n" * (offset - 20) + secret)
    box.write("huge", b"\n" * ((4 << 20) - 20) + secrets[5].encode() + b"\n" * (9 << 20) + secrets[6].encode())
    box.write("two", f"{secrets[7]} {secrets[0]}\n{secrets[7]}\n")
    report = box.report("tree", ".", code=1)
    for secret in secrets:
        assert box.locations(report, secret), secret
    expect(box, report, secrets[5], path="huge", line=(4 << 20) - 19, column=1)
    expect(box, report, secrets[6], path="huge", line=(4 << 20) - 19 + (9 << 20), column=1)
    expect(box, report, secrets[0], path="long-line", line=1, column=len(line) + 1)
    assert len(box.locations(report, secrets[7])) == 2


def test_encoded_copies(box):
    encoders = {
        "base64": lambda s: base64.b64encode(f"token={s}".encode()).decode(),
        "base64-twice": lambda s: base64.b64encode(base64.b64encode(f"token={s}".encode())).decode(),
        "hex": lambda s: s.encode().hex(),
        "percent": lambda s: "".join(f"%{byte:02X}" for byte in s.encode()),
        "unicode": lambda s: "".join(f"\\u{ord(char):04x}" for char in s),
        "kubernetes.yaml": lambda s: "apiVersion: v1\nkind: Secret\ndata:\n  token: " + base64.b64encode(s.encode()).decode(),
    }
    secrets = {}
    for name, encode in encoders.items():
        secrets[name] = token()
        box.write(name, "first\nvalue: " + encode(secrets[name]) + "\n" if name[0] != "k" else encode(secrets[name]))
    report = box.report("tree", ".", code=1)
    for name, secret in secrets.items():
        places = box.locations(report, secret)
        assert places and places[0]["path"] == name and places[0]["line"] == (4 if name[0] == "k" else 2), (name, places)
        assert places[0]["decoded"], (name, places)
    assert box.locations(report, secrets["base64-twice"])[0]["decoded"] == ["base64", "base64"]


def test_file_kinds_that_others_skip(box):
    secrets = {}
    for name in ("node_modules/x/index.js", "vendor/lib.c", "package-lock.json", "logo.svg", "photo.png", "app.min.js", "app.js.map", "gradlew", "a.pdf", "b.exe",
                 ".env", ".hidden/.deep", "go.sum", "dist/bundle.js"):
        secrets[name] = token()
        box.write(name, f"a\nb {secrets[name]}\n")
    report = box.report("tree", ".", code=1)
    for name, secret in secrets.items():
        expect(box, report, secret, path=name, line=2)


def test_the_cell_of_a_notebook(box):
    secret = token()
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["text"]},
             {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["import os\n", f"key = \"{secret}\"\n"]}]
    box.write("n.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1))
    expect(box, box.report("tree", ".", code=1), secret, path="n.ipynb", cell=2)


def test_siblings_stand_in_the_same_version_of_the_same_file(box):
    one, two, other = token(), token(), token()
    box.write("a.env", f"A={one}\nB={two}\n")
    box.write("b.env", f"C={other}\n")
    report = box.report("tree", ".", code=1)
    assert finding_of(report, one)["siblings"] == [finding_of(report, two)["id"]]
    assert finding_of(report, other)["siblings"] == []


def test_results_do_not_depend_on_threads(box):
    box.git("init", "-q")
    for number in range(40):
        box.write(f"d{number % 7}/f{number}", f"{token()}\n" * (number % 3 + 1))
        if number % 5 == 0:
            box.commit("x", str(number))
    reports = []
    for threads in ("1", "2", "8"):
        report = box.report("scan", ".", "--threads", threads, code=1)
        report["summary"].pop("seconds")
        reports.append(report)
    assert reports[0] == reports[1] == reports[2]


main(sys.modules[__name__])
