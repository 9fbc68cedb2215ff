"""Files that change, are huge, deep, long or oddly named, and configuration that is wrong: nothing is called clean that was not read."""

import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from fixture import FULL, main, token

MEBIBYTE = 1 << 20


def reasons(report, kind="failed"):
    return {group["reason"] for group in report["summary"][kind]}


def seconds_of(run):
    """Processor time that children used in `run`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# --- what changes while it is read

def while_scanning(box, change, runs, *args):
    """Runs keysieve several times while `change` is called again and again."""
    stop = threading.Event()

    def keep_changing():
        number = 0
        while not stop.is_set():
            change(number)
            number += 1
    thread = threading.Thread(target=keep_changing)
    thread.start()
    try:
        return [box.run(*args, "--format", "json", "--show-secrets") for _ in range(runs)]
    finally:
        stop.set()
        thread.join()


def test_files_that_vanish_shrink_and_grow_crash_nothing(box):
    secret = token()
    box.write("stays", secret)
    for number in range(30):
        box.write(f"d/f{number}", "x" * 100000)
    box.write("huge", "y\n" * (10 * MEBIBYTE))

    def change(number):
        path = box.path(f"d/f{number % 30}")
        if number % 3 == 0 and os.path.exists(path):
            os.unlink(path)
        else:
            with open(path, "wb") as file:
                file.truncate(number * 7919 % 300000)
        os.truncate(box.path("huge"), number * 104729 % (20 * MEBIBYTE))
    for done in while_scanning(box, change, 15, "tree", "."):
        report = json.loads(done.stdout)
        assert done.returncode == 1 and box.locations(report, secret), done.stderr
        assert report["summary"]["complete"] or reasons(report) <= {"vanished"}, report["summary"]


def test_folders_that_become_links_and_pipes_are_not_followed(box):
    secret, outside = token(), token()
    box.write("stays", secret)
    box.write("../outside/secret", outside)
    box.write("d/inner/file", "x")

    def change(number):
        path, away = box.path("d/inner"), box.path(f"d/moved")
        os.rename(path, away)
        if number % 2:
            os.symlink("../../../outside", path)
        else:
            os.mkfifo(path)
        os.unlink(path)
        os.rename(away, path)
    for done in while_scanning(box, change, 30, "tree", "."):
        report = json.loads(done.stdout)
        assert box.locations(report, secret) and not box.locations(report, outside), done.stdout


def test_gc_and_repack_during_scans_lose_nothing(box):
    """Packs come and go, loose objects are packed, packs unpacked; every secret stays reachable and is found each time."""
    box.git("init", "-q")
    secrets = []
    for number in range(40):
        secrets.append(token())
        box.commit(f"f{number % 5}", "".join(f"{number} {line}\n" for line in range(400)) + secrets[-1])
    folder = os.fsdecode(box.path(".git/objects/pack"))

    def unpack():
        """As loose objects first, so that each object is somewhere at any time."""
        packs = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".pack")]
        aside = tempfile.mkdtemp(dir=box.root)
        for pack in packs:
            copy = shutil.copy(pack, aside)
            shutil.copy(pack[:-4] + "idx", aside)
            with open(copy, "rb") as file:
                subprocess.run(["git", "unpack-objects", "-q"], cwd=box.work,
                               env=dict(box.env, GIT_OBJECT_DIRECTORY=other), stdin=file, check=True)
        for path, _, names in os.walk(other):
            for name in names:
                target = os.path.join(os.fsdecode(box.path(".git/objects")), os.path.basename(path), name)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(os.path.join(path, name), target)
        for pack in packs:
            os.unlink(pack[:-4] + "idx")
            os.unlink(pack)

    other = os.path.join(box.root, "loose")
    os.makedirs(other)
    steps = [lambda: box.git("gc", "-q", "--prune=now"), unpack, lambda: box.git("repack", "-adfq"), lambda: box.git("repack", "-Aq"),
             unpack, lambda: box.git("repack", "-dq")]
    for done in while_scanning(box, lambda number: steps[number % len(steps)](), 40 if FULL else 20, "history", "."):
        report = json.loads(done.stdout)
        missed = [secret for secret in secrets if not box.locations(report, secret)]
        assert not missed, (len(missed), report["summary"])
        # A store that never stands still may leave something to say, and then the exit status says it.
        assert report["summary"]["complete"] or reasons(report) <= {"missing", "vanished"}, report["summary"]


# --- large and many

def test_a_sparse_file_much_larger_than_memory(box):
    secret, size = token(), (300 if FULL else 120) * MEBIBYTE
    with open(box.path("sparse"), "wb") as file:
        file.truncate(size)
        file.seek(100 * MEBIBYTE + 12345)
        file.write(f" {secret} ".encode())
    done = box.run("tree", ".", "--format", "json", "--show-secrets", code=1, memory=64)
    report = json.loads(done.stdout)
    assert report["summary"]["complete"] and report["summary"]["bytes"] == size, report["summary"]
    place = box.locations(report, secret)[0]
    assert (place["line"], place["column"]) == (1, 100 * MEBIBYTE + 12345 + 2), place


def test_a_line_of_sixty_megabytes(box):
    first, last = token(), token()
    box.write("long", "ab, " * 20 + first + ", ab" * (15 * MEBIBYTE) + " " + last)
    done = box.run("tree", ".", "--format", "json", "--show-secrets", code=1, memory=64)
    report = json.loads(done.stdout)
    assert box.locations(report, first)[0]["column"] == 81
    assert box.locations(report, last)[0]["column"] == 81 + 40 + 60 * MEBIBYTE + 1
    assert len(box.run("tree", ".", code=1).stdout) < 10000


def test_a_hundred_thousand_secrets_in_a_file(box):
    count = 100000 if FULL else 20000
    secrets = [token() for _ in range(count)]
    for between, form in (("\n", "json"), (" ", "text")):
        box.write("file", between.join(secrets))
        done = box.run("tree", "file", "--format", form, "--output", "report", code=1, memory=count // 200)
        assert f"{count:,} secrets".encode() in done.stderr, done.stderr
        assert os.path.getsize(box.path("report")) < 2000 * count


def test_the_same_secret_two_hundred_thousand_times(box):
    secret = token()
    box.write("lines", (secret + "\n") * 200000)
    report = box.report("tree", ".", code=1, memory=400)
    assert len(report["findings"]) == 1, len(report["findings"])
    assert report["findings"][0]["locations_total"] == 200000 and len(report["findings"][0]["locations"]) == 1000


def test_many_secrets_at_very_many_places(box):
    """A blob of 500 secrets that 10,000 paths name: counted as far as it goes, and what is left out is said."""
    secrets = [token() for _ in range(500)]
    box.git("init", "-q")
    entry, kind = box.git("hash-object", "-w", "--stdin", stdin="\n".join(secrets).encode()), "100644 blob"
    for _ in range(4):
        lines = "".join(f"{kind} {entry}\tn{n}\n" for n in range(10))
        entry, kind = box.git("mktree", stdin=lines.encode()), "040000 tree"
    box.git("update-ref", "refs/heads/main", box.git("commit-tree", "-m", "bomb", entry))
    report = box.report("history", ".", code=1, memory=700)
    assert len(report["findings"]) == 500
    assert not report["summary"]["complete"] and reasons(report) == {"limit"}, report["summary"]


def test_a_staged_file_of_twenty_thousand_secrets(box):
    box.git("init", "-q")
    lines = [f"{token()}\n" for _ in range(20000)]
    box.commit("list", "".join(lines[:19000]))
    box.write("list", "".join(lines))
    box.git("add", "list")
    report = box.report("staged", code=1, memory=700)
    assert len(report["findings"]) == 1000, len(report["findings"])
    box.write("list", "# head\n" + "".join(reversed(lines[:19000])))
    box.git("add", "list")
    box.run("staged", code=0)


def test_folders_five_thousand_deep(box):
    secret, depth = token(), 5000 if FULL else 2500
    here = os.getcwd()
    os.chdir(box.work)
    try:
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        with open("deep", "w") as file:
            file.write(secret)
    finally:
        os.chdir(here)
    for args in (("tree", "."), ("tree", "--gitignore", "."), ("scan", "."))[: 3 if FULL else 1]:
        report = box.report(*args, code=1)
        places = box.locations(report, secret)
        assert places and places[0]["path"] == "d/" * depth + "deep" and report["summary"]["complete"], report["summary"]
    subprocess.run(["rm", "-rf", box.path("d")], check=True)


def test_a_folder_of_very_many_long_names(box):
    """More of them than one chunk of a listing holds."""
    secret, tail = token(), "-" + "n" * 90
    os.mkdir(box.path("many"))
    for number in range(12000):
        os.close(os.open(box.path(f"many/{number}{tail}"), os.O_CREAT | os.O_WRONLY))
    box.write(f"many/11555{tail}", secret)
    report = box.report("tree", ".", code=1, memory=64)
    assert box.locations(report, secret) and report["summary"]["files"] == 12000


def test_a_hundred_thousand_refs(box):
    box.git("init", "-q")
    secret, count = token(), 100000 if FULL else 20000
    commit = box.commit("a", secret)
    box.write(".git/packed-refs", "# pack-refs with: peeled fully-peeled sorted \n" + "".join(f"{commit} refs/tags/t{n:06}\n" for n in range(count)))
    for number in range(3000):
        box.write(f".git/refs/heads/d{number % 60}/r{number}", commit + "\n")
    for command in ("history", "scan"):
        report = box.report(command, ".", code=1, memory=400)
        # A store that never stands still may leave something to say, and then the exit status says it.
        assert report["summary"]["complete"] or reasons(report) <= {"missing", "vanished"}, report["summary"]
        assert box.locations(report, secret)


def test_a_long_history_of_small_commits(box):
    box.git("init", "-q")
    secret, count = token(), 20000 if FULL else 3000
    stream = "".join(f"commit refs/heads/main\ncommitter C <c@x> {1700000000 + n} +0000\ndata 1\nx\nM 644 inline f{n % 50}\ndata {len(str(n)) + 40}\n{'y' * 40}{n}\n"
                     for n in range(count))
    stream += f"commit refs/heads/main\ncommitter C <c@x> 1800000000 +0000\ndata 1\nx\nM 644 inline s\ndata {len(secret)}\n{secret}\n"
    box.git("fast-import", "--quiet", stdin=stream.encode())
    report = box.report("history", ".", code=1, memory=400)
    assert report["summary"]["complete"] and report["summary"]["commits"] == count + 1, report["summary"]


# --- names

def test_reports_parse_under_random_bytes_in_names_and_text(box):
    rng = random.Random(20260103)
    for number in range(60):
        name = bytes(byte for byte in rng.randbytes(rng.randrange(1, 60)) if byte not in b"/\0") or b"x"
        if name in (b".", b".."):
            continue
        folder = bytes(byte for byte in rng.randbytes(8) if byte not in b"/\0.") + b"d"
        line = rng.randbytes(30) + b" " + token().encode() + b" " + rng.randbytes(30)
        box.write(folder + b"/" + name, line)
    box.git("init", "-q")
    box.git("add", "-A")
    box.git("commit", "-q", "-F", "-", stdin=rng.randbytes(100).replace(b"\0", b"") + f" {token()} ".encode() + rng.randbytes(50).replace(b"\0", b""),
            env={"GIT_AUTHOR_NAME": "\udcff\udcfe\x1b[1m\u202e"})
    for command in ("tree", "scan", "history"):
        for show in ((), ("--show-secrets",)):
            report = json.loads(box.run(command, ".", "--format", "json", *show, code=1).stdout.decode("ascii"))
            assert len(report["findings"]) >= 55, len(report["findings"])
            lines = box.run(command, ".", "--format", "jsonl", *show, code=1).stdout.decode("ascii").splitlines()
            assert [json.loads(line)["type"] for line in lines] == ["finding"] * len(report["findings"]) + ["summary"]
            for finding in report["findings"]:
                for place in finding["locations"]:
                    assert "path" not in place or place["path"].encode("utf-8", "strict") is not None
        text = box.run(command, ".", "--color", "never", code=1)
        for out in (text.stdout.decode("utf-8"), text.stderr.decode("utf-8")):
            assert not any(ord(char) < 32 and char != "\n" or 0x7f <= ord(char) < 0xa0 or 0x202a <= ord(char) <= 0x202e for char in out)


# --- what cannot be read

def test_sockets_and_devices_are_skipped_in_a_walk(box):
    secret = token()
    box.git("init", "-q")
    box.commit("a", secret)
    for place in ("socket", "d/socket", ".git/socket", ".git/objects/pack/pack-1.pack", ".git/refs/heads/socket"):
        os.makedirs(os.path.dirname(box.path(place)), exist_ok=True)
        here = os.getcwd()
        os.chdir(os.path.dirname(box.path(place)))
        server = socket.socket(socket.AF_UNIX)
        server.bind(os.path.basename(place))
        server.close()
        os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(box.path("null"), 0o20666, os.makedev(1, 3))
        os.mknod(box.path("zero"), 0o20666, os.makedev(1, 5))
        os.mknod(box.path(".git/zero"), 0o20666, os.makedev(1, 5))
    report = box.report("tree", ".", code=1)
    assert "special" in reasons(report, "skipped") and report["summary"]["complete"], report["summary"]
    assert box.locations(box.report("scan", ".", code=1), secret)


def test_git_folders_that_cannot_be_entered(box):
    """Whatever is missing is said; `staged` does without packs where all that it needs is loose."""
    secret = token()
    box.git("init", "-q")
    box.commit("a", secret)
    for place in (".git", ".git/objects", ".git/objects/pack", ".git/refs", ".git/refs/heads", ".git/HEAD", ".git/config", ".git/index"):
        mode = os.stat(box.path(place)).st_mode
        os.chmod(box.path(place), 0)
        done = box.run("scan", ".", "--format", "json", "--show-secrets", nobody=True)
        report = json.loads(done.stdout)
        assert done.returncode == 1 and not report["summary"]["complete"], (place, report["summary"])
        assert box.locations(report, secret), place
        done = box.run("history", ".", nobody=True)
        assert done.returncode != 0, place
        box.run("staged", nobody=True, code=0 if place == ".git/objects/pack" else (2, 3))
        os.chmod(box.path(place), mode)
    box.git("repack", "-adq")
    os.chmod(box.path(".git/objects/pack"), 0)
    done = box.run("staged", nobody=True, code=(2, 3))
    assert b"objects/pack: Permission denied" in done.stderr, done.stderr


def test_an_index_of_garbage(box):
    box.git("init", "-q")
    box.commit("a", "x")
    box.write("new", token())
    box.git("add", "new")
    with open(box.path(".git/index"), "rb") as file:
        index = file.read()
    rng = random.Random(20260104)
    garbage = [b"", b"DIRC", b"DIRC" + b"\0" * 8, b"DIRC\0\0\0\2\xff\xff\xff\xff" + b"x" * 100, rng.randbytes(5000), index[:-1], index[: len(index) // 2], index + b"x",
               b"DIRC\0\0\0\x09" + index[8:]]
    for text in garbage:
        box.write(".git/index", text)
        done = box.run("staged", code=(2, 3))
        assert b"index" in done.stderr, (text[:20], done.stderr)
        report = box.report("scan", ".", code=1)
        assert not report["summary"]["complete"], (text[:20], report["summary"])


def test_git_files_of_garbage(box):
    rng = random.Random(20260105)
    box.git("init", "-q")
    box.commit("a", "x")
    os.rename(box.path(".git"), box.path("../sound.git"))
    for place in ("HEAD", "config", "packed-refs", "shallow", "objects/info/alternates", "info/grafts", "refs/heads/main", "objects/info/packs",
                  "objects/info/commit-graph", "objects/pack/multi-pack-index", "logs/HEAD", "commondir", "gitdir"):
        for text in (rng.randbytes(3000), b"", b"\n", b"x" * MEBIBYTE, b"\0" * 1000)[: 5 if FULL else 2]:
            shutil.rmtree(box.path(".git"), ignore_errors=True)
            shutil.copytree(box.path("../sound.git"), box.path(".git"))
            box.write(".git/" + place, text)
            for command in (("scan", "."), ("history", "."), ("tree", "."), ("staged",)):
                done = box.run(*command)
                assert done.returncode in (0, 2, 3), (place, command, done)
                if place in ("HEAD", "refs/heads/main") and command[0] in ("scan", "history"):
                    assert done.returncode != 0, (place, text[:10], command)


def test_extensions_we_do_not_know_are_said(box):
    box.git("init", "-q")
    box.commit("a", token())
    for extension, read in (("partialClone = origin", True), ("worktreeConfig = true", True), ("refStorage = reftable", False), ("fromTomorrow = yes", False)):
        with open(box.path(".git/config")) as file:
            before = file.read()
        box.write(".git/config", before.replace("repositoryformatversion = 0", "repositoryformatversion = 1") + f"[extensions]\n\t{extension}\n")
        done = box.run("history", ".", code=1 if read else 3)
        report = box.report("scan", ".", code=1)
        assert report["summary"]["complete"] == read, (extension, report["summary"])
        box.write(".git/config", before)


# --- patterns and policy

def test_a_regex_that_needs_a_deep_stack_is_cut_and_said(box):
    box.write("rules.toml", "[[rules]]\nid = 'deep'\ntitle = 'x'\nkeywords = ['aaaa']\nregex = '''(aaaa(?:a|b)*c)'''\nexamples = ['aaaac']\n")
    box.write("t", "a" * (5 * MEBIBYTE))
    done = box.run("tree", "t", "--rules", "rules.toml", code=(0, 3))
    assert done.returncode == 3 and b"limit" in done.stderr or done.returncode == 0, done.stderr
    box.write("t", "a" * (5 * MEBIBYTE) + "c")
    done = box.run("tree", "t", "--rules", "rules.toml")
    assert done.returncode in (1, 3), done.stderr


def test_mistakes_in_the_configuration_of_the_user(box):
    box.write("a", "x")
    wrong = "nonsense = 1\n"
    box.write("../home/.config/keysieve/config.toml", wrong)
    done = box.run("tree", ".", code=2)
    assert b"config.toml:1:1" in done.stderr, done.stderr
    box.run("tree", ".", "--config", "/dev/null", code=2)
    box.write("empty.toml", "")
    box.run("tree", ".", "--config", "empty.toml", code=0)
    os.unlink(os.path.join(box.home, ".config/keysieve/config.toml"))
    os.mkdir(os.path.join(box.home, ".config/keysieve/config.toml"))
    assert box.run("tree", ".").returncode == 2
    os.rmdir(os.path.join(box.home, ".config/keysieve/config.toml"))
    box.write("../home/.config/keysieve/config.toml", wrong)
    os.chmod(os.path.join(box.home, ".config/keysieve/config.toml"), 0)
    subprocess.run(["chmod", "755", box.home + "/.config", box.home + "/.config/keysieve"], check=True)
    assert box.run("tree", ".", nobody=True).returncode == 2
    os.mkfifo(box.path("pipe.toml"))
    for option in ("--config", "--rules"):
        box.run("tree", ".", option, "pipe.toml", code=2)
    box.run("tree", ".", "--files-from", "pipe.toml", code=2)


def test_configuration_named_by_the_environment(box):
    box.write("a", token())
    box.write("all.toml", "[[allowlists]]\nreason = 'all'\npaths = ['*']\n")
    box.write("wrong.toml", "nonsense = 1\n")
    box.run("tree", "a", env={"KEYSIEVE_CONFIG": "all.toml"}, code=0)
    box.run("tree", "a", env={"KEYSIEVE_CONFIG": ""}, code=1)
    assert b"wrong.toml:1:1" in box.run("tree", "a", env={"KEYSIEVE_CONFIG": "wrong.toml"}, code=2).stderr
    assert b"gone.toml" in box.run("tree", "a", env={"KEYSIEVE_CONFIG": "gone.toml"}, code=2).stderr
    assert b"gone.toml" in box.run("tree", "a", env={"GITLEAKS_CONFIG": "gone.toml"}, code=2).stderr
    # The command line comes first.
    box.write("none.toml", "")
    box.run("tree", "a", "--config", "none.toml", env={"KEYSIEVE_CONFIG": "wrong.toml"}, code=1)


def test_a_project_policy_that_cannot_be_read_is_an_error(box):
    box.write("a", token())
    box.write(".keysieve.toml", "")
    os.chmod(box.path(".keysieve.toml"), 0)
    box.run("tree", ".", nobody=True, code=2)
    os.unlink(box.path(".keysieve.toml"))
    os.mkfifo(box.path(".keysieve.toml"))
    assert box.run("tree", ".").returncode == 2
    os.unlink(box.path(".keysieve.toml"))
    os.mkdir(box.path(".keysieve.toml"))
    assert box.run("tree", ".").returncode == 2


def test_what_policy_accepts_is_counted_in_every_format(box):
    box.write("a", token())
    box.write(".keysieve.toml", "[[allowlists]]\nreason = 'all'\npaths = ['a']\n")
    done = box.run("tree", ".", code=0)
    assert b"1 suppressed" in done.stderr, done.stderr
    assert box.report("tree", ".", code=0)["summary"]["suppressed"] == 1


def test_hashes_that_collide_do_not_slow_a_scan(box):
    """Ten times the secrets take about ten times as long."""
    count = 5000 if FULL else 2000
    box.write("few", "\n".join(token() for _ in range(count)))
    box.write("many", "\n".join(token() for _ in range(10 * count)))
    few, many = (min(seconds_of(lambda: box.run("tree", name, "--format", "jsonl", "--output", "r", code=1)) for _ in range(2)) for name in ("few", "many"))
    assert many < 25 * few + 1, (few, many)


main(sys.modules[__name__])
