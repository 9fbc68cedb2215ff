"""Archives: read wherever they are, within bounds, and nothing of them lost without a word."""

import bz2
import gzip
import io
import lzma
import os
import random
import shutil
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
import zlib

from fixture import FULL, Skip, main, token

SECRET = token()
OTHER = token()
TEXT = f"\n\nx = {SECRET}\n".encode()
_random = random.Random(7)
NOISE = _random.randbytes(5000)


def zipped(members, method=zipfile.ZIP_DEFLATED, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, **how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members, form=tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def zstd(content):
    if not shutil.which("zstd"):
        raise Skip("the zstd program is not installed")
    return subprocess.run(["zstd", "-qc"], input=content, capture_output=True, check=True).stdout


def scan(box, name, content, *more, **how):
    box.write(name, content)
    return box.report("tree", name, *more, **how)


def members(box, report, secret=SECRET):
    return [(place["kind"], place["path"], place.get("member"), place["line"], place["column"]) for place in box.locations(report, secret)]


def failed(report):
    return {group["reason"]: group["what"] for group in report["summary"]["failed"]}


def found(box, name, content, member):
    """The secret is found in that member, at its line, and everything was read."""
    report = scan(box, name, content)
    assert members(box, report) == [("archive-member", name, member, 3, 5)], (name, members(box, report))
    assert report["summary"]["complete"], failed(report)


def test_each_kind_of_archive_is_read(box):
    found(box, "a.zip", zipped({"d/b.txt": TEXT}), ["d/b.txt"])
    found(box, "stored.zip", zipped({"d/b.txt": TEXT}, zipfile.ZIP_STORED), ["d/b.txt"])
    found(box, "a.docx", zipped({"word/document.xml": TEXT}), ["word/document.xml"])
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        found(box, "a.tar", tarred({"d/b.txt": TEXT}, form), ["d/b.txt"])
    for ending, pack in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
        found(box, "n.txt" + ending, pack(TEXT), ["n.txt"])
        found(box, "t.tar" + ending, pack(tarred({"d/b.txt": TEXT})), ["d/b.txt"])


def test_zstandard_is_read(box):
    found(box, "n.txt.zst", zstd(TEXT), ["n.txt"])
    found(box, "t.tar.zst", zstd(tarred({"d/b.txt": TEXT})), ["d/b.txt"])


def test_a_name_says_nothing(box):
    found(box, "picture.png", zipped({"b.txt": TEXT}), ["b.txt"])
    assert scan(box, "text.zip", TEXT)["summary"]["complete"]


def test_what_only_begins_like_an_archive_is_text(box):
    for start in (b"PK", b"PK\3\4", b"PK\3\4 is how it begins", b"PK\5\6" + bytes(18), b"BZh9 is a word", b"\x1f\x8b", b"\xfd7zX", b"Rar!", b"(\xb5/\xfd"):
        report = scan(box, "text", start + TEXT)
        assert report["summary"]["complete"] and members(box, report)[0][0] == "file", start
    report = scan(box, "text", b"PK\3\4" + b" " * 200 + TEXT)
    assert report["summary"]["complete"]


def test_archives_in_archives_are_read(box):
    inner = gzip.compress(tarred({"etc/q": TEXT}))
    found(box, "o.zip", zipped({"in.zip": zipped({"deep/x.tgz": inner}), "empty": b""}), ["in.zip", "deep/x.tgz", "etc/q"])
    found(box, "o.gz", gzip.compress(gzip.compress(TEXT)), ["o", "o"])


def test_parts_of_a_gzip_file_are_one(box):
    report = scan(box, "n.gz", gzip.compress(b"\n\nx = " + SECRET[:9].encode()) + gzip.compress(SECRET[9:].encode() + b"\n"))
    assert members(box, report) == [("archive-member", "n.gz", ["n"], 3, 5)] and report["summary"]["complete"]


def test_a_member_without_a_size_ahead_is_read(box):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        out = Pipe()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("a", NOISE)
            archive.writestr("b.txt", TEXT)
        found(box, "p.zip", out.getvalue(), ["b.txt"])


def test_large_members_and_large_archives_are_streamed(box):
    long = b"x\n" * 6000000
    for name, content in (("z.zip", zipped({"a": long + TEXT, "b": TEXT})), ("s.zip", zipped({"a": long + TEXT, "b": TEXT}, zipfile.ZIP_STORED)),
                          ("t.tar", tarred({"a": long + TEXT, "b": TEXT})), ("t.tgz", gzip.compress(tarred({"a": long + TEXT, "b": TEXT}), 1)),
                          ("n.zip", zipped({"i.zip": zipped({"a": long + TEXT, "b": TEXT}, zipfile.ZIP_STORED)}, zipfile.ZIP_STORED))):
        report = scan(box, name, content, timeout=60)
        places = members(box, report)
        assert [(place[2][-1], place[3], place[4]) for place in places] == [("a", 6000003, 5), ("b", 3, 5)], (name, places)
        assert report["summary"]["complete"], failed(report)


def test_archives_are_read_from_every_source(box):
    content = zipped({"b.txt": TEXT})
    done = box.run("input", "--name", "x.zip", "--format", "json", "--show-secrets", stdin=content, code=1)
    assert b'"member": ["b.txt"]' in done.stdout, done.stdout
    box.git("init", "-q")
    box.commit("lib/app.zip", content)
    box.git("rm", "-q", "lib/app.zip")
    box.commit("other", "nothing")
    place = box.locations(box.report("history"), SECRET)
    assert [(p["kind"], p["path"], p["member"], p["state"]) for p in place] == [("archive-member", "lib/app.zip", ["b.txt"], "history")], place
    box.write("lib/app.zip", content)
    box.git("add", "-A")
    place = box.locations(box.report("staged", code=1), SECRET)
    assert [(p["kind"], p["path"], p["member"], p["state"]) for p in place] == [("archive-member", "lib/app.zip", ["b.txt"], "staged")], place


def test_a_file_and_its_blob_are_one_place(box):
    box.git("init", "-q")
    box.commit("n.txt.gz", gzip.compress(TEXT))
    box.commit("t.zip", zipped({"n.txt": TEXT}))
    report = box.report("scan")
    assert [(place[1], place[2]) for place in members(box, report)] == [("n.txt.gz", ["n.txt"]), ("t.zip", ["n.txt"])], members(box, report)
    assert report["findings"][0]["state"] == "head"


def test_a_blob_too_large_for_memory_is_read_too(box):
    box.git("init", "-q")
    box.commit("big.zip", zipped({"noise": _random.randbytes(3 << 20), "b.txt": TEXT}, zipfile.ZIP_STORED))
    report = box.report("history", "--max-object", "1")
    assert members(box, report) == [("archive-member", "big.zip", ["b.txt"], 3, 5)] and report["summary"]["complete"], report


def test_an_old_secret_in_a_changed_archive_is_no_news(box):
    box.git("init", "-q")
    box.commit("a.zip", zipped({"old.txt": TEXT}))
    box.write("a.zip", zipped({"old.txt": TEXT, "new.txt": "hello"}))
    box.git("add", "-A")
    box.run("staged", code=0)
    box.write("a.zip", zipped({"old.txt": TEXT, "new.txt": "y = " + OTHER}))
    box.git("add", "-A")
    report = box.report("staged", code=1)
    assert not box.locations(report, SECRET) and len(box.locations(report, OTHER)) == 1
    box.write("a.zip", zipped({"old.txt": TEXT, "again.txt": TEXT}))
    box.git("add", "-A")
    assert box.locations(box.report("staged", code=1), SECRET)


def test_every_number_of_threads_finds_the_same(box):
    for i in range(40):
        box.write(f"f{i}.zip", zipped({f"m{k}.gz": gzip.compress(TEXT + NOISE[:k]) for k in range(5)})[: 4000 if i % 3 else 300])
    one, four = (box.report("tree", ".", "-j", n) for n in ("1", "4"))
    assert one["findings"] == four["findings"] and one["summary"]["failed"] == four["summary"]["failed"]


def test_archives_can_be_left_alone(box):
    report = scan(box, "a.zip", zipped({"b.txt": TEXT}), "--no-archives")
    assert not report["findings"] and report["summary"]["skipped"][0]["reason"] == "archive" and report["summary"]["complete"]
    assert scan(box, "s.tar", tarred({"b.txt": TEXT}), "--no-archives")["findings"]


def test_paths_of_policy_go_into_archives(box):
    box.write("a.zip", zipped({"docs/b.txt": TEXT}))
    box.write("b.zip", zipped({"c.txt": TEXT}))
    for pattern, left in (("*.zip/docs/**", "b.zip"), ("a.zip", "b.zip"), ("c.txt", "a.zip")):
        box.write(".keysieve.toml", f'[[allowlists]]\nreason = "r"\npaths = ["{pattern}"]\n')
        report = box.report("tree", ".", code=1)
        assert [place[1] for place in members(box, report)] == [left] and report["summary"]["suppressed"] == 1, pattern


def test_encrypted_members_are_named(box):
    content = bytearray(zipped({"a.txt": TEXT, "locked.txt": NOISE}))
    at = content.index(b"locked.txt") - 30
    content[at + 6] |= 1
    report = scan(box, "a.zip", bytes(content))
    assert [(g["reason"], g["what"]) for g in report["summary"]["skipped"]] == [("encrypted", ["a.zip!locked.txt"])], report["summary"]
    assert members(box, report)


def test_a_method_that_nobody_knows_is_told(box):
    content = bytearray(zipped({"odd.txt": NOISE, "a.txt": TEXT}))
    content[8] = 6
    report = scan(box, "a.zip", bytes(content))
    assert failed(report) == {"unsupported": ["a.zip!odd.txt"]} and members(box, report), failed(report)


def damaged_whenever_cut(box, name, content, start, step):
    for cut in range(start, len(content), step):
        report = scan(box, name, content[:cut])
        assert "damaged" in failed(report), (name, cut, report["summary"])


def test_a_truncated_archive_is_never_clean(box):
    step = 100 if FULL else 700
    files = {"a/b.txt": TEXT, "c": NOISE, "d": b"hello\n" * 1000}
    damaged_whenever_cut(box, "a.zip", zipped(files), 100, step)
    damaged_whenever_cut(box, "a.tar", tarred(files), 600, step * 3)
    for ending, pack in ((".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)):
        damaged_whenever_cut(box, "n" + ending, pack(TEXT + NOISE), 100, step)
        damaged_whenever_cut(box, "t.tar" + ending, pack(tarred(files)), 100, step)


def test_what_stands_before_the_damage_is_read(box):
    for name, content in (("a.zip", zipped({"a": TEXT, "b": NOISE})[:2000]), ("a.tar", tarred({"a": TEXT, "b": NOISE})[:3000]),
                          ("a.gz", gzip.compress(TEXT + NOISE)[:2000])):
        report = scan(box, name, content)
        assert members(box, report) and "damaged" in failed(report), (name, report["summary"])


def test_a_wrong_checksum_is_told(box):
    content = bytearray(zipped({"a": TEXT}, zipfile.ZIP_STORED))
    content[content.index(b"\n\nx")] = 32
    assert failed(scan(box, "a.zip", bytes(content))) == {"damaged": ["a.zip!a"]}
    content = bytearray(gzip.compress(TEXT, 0))
    content[content.index(b"\n\nx")] = 32
    assert failed(scan(box, "a.gz", bytes(content))) == {"damaged": ["a.gz!a"]}


def test_random_flips_do_no_harm(box):
    files = {"a/b.txt": TEXT, "c": NOISE, "d": b"hello\n" * 1000}
    for name, content in (("a.zip", zipped(files)), ("a.tar", tarred(files)), ("a.gz", gzip.compress(TEXT + NOISE)), ("a.xz", lzma.compress(TEXT + NOISE)),
                          ("a.bz2", bz2.compress(TEXT + NOISE))):
        for _ in range(200 if FULL else 15):
            flipped = bytearray(content)
            for _ in range(_random.randint(1, 4)):
                flipped[_random.randrange(len(flipped))] = _random.randrange(256)
            box.write(name, bytes(flipped))
            box.run("tree", name, code=(0, 1, 3))


def test_a_directory_that_lists_more_than_there_is_is_told(box):
    content = bytearray(zipped({"a": TEXT}))
    end = content.rindex(b"PK\5\6")
    struct.pack_into("<HH", content, end + 8, 2, 2)
    assert "damaged" in failed(scan(box, "a.zip", bytes(content)))


def test_a_zip_behind_a_zip_is_told(box):
    """Programs read the last one, from its end; we read the first."""
    report = scan(box, "a.zip", zipped({"a": b"hello"}) + zipped({"b": TEXT}))
    assert members(box, report) or "damaged" in failed(report)


def limited(box, name, content, seconds=15):
    """Reported as too much, in little memory."""
    start = time.monotonic()
    box.write(name, content)
    done = box.run("tree", name, "--format", "json", code=3, timeout=seconds, memory=200)
    assert b'"reason": "limit"' in done.stdout, done.stdout
    return time.monotonic() - start


def test_a_gzip_bomb_is_bounded(box):
    limited(box, "b.gz", gzip.compress(gzip.compress(bytes(100 << 20))))
    limited(box, "b.gz", gzip.compress(bytes(100 << 20)))
    limited(box, "b.bz2", bz2.compress(bytes(100 << 20)))
    limited(box, "b.xz", lzma.compress(bytes(100 << 20), preset=1))


def test_a_nested_bomb_is_bounded(box):
    """The 42 KB kind: sixteen times the same at each of several levels."""
    content = zipped({"0": bytes(16 << 20)})
    for _ in range(5):
        content = zipped({f"{k}.zip": content for k in range(16)})
    limited(box, "42.zip", content)


def overlapping(count, kernel_size):
    """A bomb whose directory lists many members that are all the same bytes of the file."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(bytes(kernel_size)) + deflate.flush()
    crc = zlib.crc32(bytes(kernel_size))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), kernel_size, 1, 0) + b"k" + body
    central = b"".join(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), kernel_size, 4, 0, 0, 0, 0, 0, 0) + b"%04d" % i
                       for i in range(count))
    return local + central + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(local), 0)


def test_an_overlapping_bomb_is_told(box):
    box.write("o.zip", overlapping(300, 20 << 20))
    done = box.run("tree", "o.zip", "--format", "json", code=3, memory=200)
    assert b'"damaged"' in done.stdout


def test_deep_nesting_is_bounded(box):
    content = TEXT
    for _ in range(40):
        content = zipped({"x.zip": content})
    limited(box, "deep.zip", content)
    content = TEXT
    for _ in range(40):
        content = gzip.compress(content)
    limited(box, "deep.gz", content)
    content = TEXT
    for _ in range(8):
        content = gzip.compress(tarred({"x.tgz": content}))
    assert members(box, scan(box, "eight.tgz", content)), "eight are not too deep"


def test_many_members_are_bounded(box):
    header = tarfile.TarInfo("m").tobuf(tarfile.USTAR_FORMAT)
    limited(box, "many.tgz", gzip.compress(header * 100002 + bytes(1024)), 30)


def test_empty_parts_without_end_take_bounded_time(box):
    """Compressed parts that hold nothing, compressed: much work for no bytes."""
    box.write("e.gz", gzip.compress(gzip.compress(b"") * (6 << 20)))
    box.run("tree", "e.gz", code=(0, 3), timeout=15, memory=200)


def test_sizes_that_are_claims_reserve_nothing(box):
    content = bytearray(tarred({"a": TEXT}, tarfile.GNU_FORMAT))
    entry = tarfile.TarInfo("a")
    entry.size = 1 << 45
    content[:512] = entry.tobuf(tarfile.GNU_FORMAT)
    box.write("a.tar", bytes(content))
    done = box.run("tree", "a.tar", "--format", "json", code=1, memory=200)
    assert b'"damaged"' in done.stdout
    content = bytearray(zipped({"a": TEXT}, zipfile.ZIP_STORED))
    struct.pack_into("<II", content, 18, 0xFFFFFFF0, 0xFFFFFFF0)
    box.write("a.zip", bytes(content))
    assert b'"damaged"' in box.run("tree", "a.zip", "--format", "json", code=1, memory=200).stdout


def test_a_hole_does_not_hide_what_is_behind_it(box):
    """GNU tar's sparse files: a terabyte of nothing, then a secret."""
    path = box.path("sparse")
    with open(path, "wb") as file:
        file.write(b"begin\n")
        file.seek(1 << 36)
        file.write(TEXT + bytes(512))
    if not shutil.which("tar"):
        raise Skip("tar is not installed")
    subprocess.run(["tar", "-C", box.work, "--sparse", "-cf", os.path.join(box.work, "s.tar"), "sparse"], check=True)
    os.remove(path)
    report = box.report("tree", "s.tar", code=1)
    assert members(box, report)[0][1:3] == ("s.tar", ["sparse"]) and report["summary"]["complete"], report["summary"]


def test_nothing_is_created_or_followed(box):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (("../escape", tarfile.REGTYPE, ""), ("/tmp/absolute-keysieve", tarfile.REGTYPE, ""), ("link", tarfile.SYMTYPE, "outside"),
                                   ("device", tarfile.CHRTYPE, ""), ("pipe", tarfile.FIFOTYPE, ""), ("hard", tarfile.LNKTYPE, "outside"), ("told", tarfile.SYMTYPE, OTHER)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, target
            entry.size = len(TEXT) if kind == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(TEXT))
    box.write("outside", "z = " + token())
    report = scan(box, "a.tar", out.getvalue())
    assert sorted(os.listdir(box.work)) == ["a.tar", "outside"] and sorted(os.listdir(box.root)) == ["home", "work"]
    assert not os.path.exists("/tmp/absolute-keysieve")
    assert [place[2] for place in members(box, report)] == [["../escape"], ["/tmp/absolute-keysieve"]] and len(report["findings"]) == 2
    assert members(box, report, OTHER)[0][2] == ["told"], "the text of a link is read"


def test_odd_names_are_told_safely(box):
    report = scan(box, "a.tar", tarred({"con\x1b[31mtrol\n": TEXT, "inv\udcff": TEXT, "\u00e9": TEXT}))
    assert sorted(place[2][0] for place in members(box, report)) == ["con\x1b[31mtrol\n", "inv\ufffd", "\u00e9"], members(box, report)
    text = box.run("tree", "a.tar", "-v", code=1).stdout
    assert b"\x1b" not in text and b"a.tar!con\\x1b[31mtrol\\x0a:3:5" in text, text
    assert members(box, scan(box, "z.zip", zipped({"d/\u00e9.txt": TEXT})))[0][2] == ["d/\u00e9.txt"]


def test_no_program_is_started(box):
    """Filters that would run one (lrzip, lzop, grzip) and formats that nobody asked for are bytes to us."""
    if not shutil.which("strace"):
        raise Skip("strace is not installed")
    for name, start in (("l.lrz", b"LRZI"), ("l.lzo", b"\x89LZO\0\r\n\x1a\n"), ("l.grz", b"GRZipII\0\2\4:)"), ("a.rpm", b"\xed\xab\xee\xdb")):
        box.write(name, start + bytes(600))
    box.write("a.tgz", gzip.compress(tarred({"x": TEXT})))
    box.write("a.zip", zipped({"x.xz": lzma.compress(TEXT), "x.bz2": bz2.compress(TEXT)}))
    from fixture import KEYSIEVE
    done = subprocess.run(["strace", "-f", "-e", "trace=execve,fork,vfork", KEYSIEVE, "tree", "-j", "1", "."], cwd=box.work, env=box.env, capture_output=True)
    calls = [line for line in done.stderr.decode(errors="replace").splitlines() if "execve(" in line or "fork(" in line]
    assert done.returncode == 1 and len(calls) == 1, calls


def test_office_files_are_read(box):
    strings = f'<sst><si><t>name</t></si><si><t>{SECRET}</t></si></sst>'
    report = scan(box, "a.xlsx", zipped({"xl/sharedStrings.xml": strings, "xl/workbook.xml": "<workbook/>"}))
    assert members(box, report)[0][2] == ["xl/sharedStrings.xml"]
    report = scan(box, "a.docx", zipped({"word/document.xml": f"<w:p><w:r><w:t>{SECRET}</w:t></w:r></w:p>"}))
    assert members(box, report)[0][2] == ["word/document.xml"]


def test_a_token_in_two_runs_of_a_document_is_not_found(box):
    """A limit that README.md tells of: text is not joined over markup."""
    runs = f"<w:r><w:t>{SECRET[:20]}</w:t></w:r><w:r><w:t>{SECRET[20:]}</w:t></w:r>"
    report = scan(box, "a.docx", zipped({"word/document.xml": runs}))
    assert not report["findings"] and report["summary"]["complete"]


if __name__ == "__main__":
    main(sys.modules["__main__"])
