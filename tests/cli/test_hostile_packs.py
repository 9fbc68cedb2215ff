"""Packs that were made to hurt: a scan ends soon, in little memory, and says what it could not read."""

import json
import os
import random
import subprocess
import sys
import zlib

import packfile
from fixture import FULL, Skip, main, token

MEBIBYTE = 1 << 20


def empty_repository(box):
    """A repository with one commit, so that nothing else is wrong; returns its pack folder."""
    box.git("init", "-q")
    box.commit("a.txt", "plain\n")
    return box.path(".git/objects/pack").decode()


def history(box, code, least=1, memory=1200):
    """Runs `history` in bounded memory; `least` things failed."""
    done = box.run("history", ".", "--format", "json", "--show-secrets", "--threads", "2", code=code, memory=memory)
    report = json.loads(done.stdout.decode("ascii"))
    assert sum(group["count"] for group in report["summary"]["failed"]) >= least, report["summary"]
    return report


def reasons(report):
    return {group["reason"] for group in report["summary"]["failed"]}


def test_a_sound_pack_of_ours_is_read(box):
    folder = empty_repository(box)
    secret, other = token(), token()
    base = f"first {secret}\n".encode() * 3
    result = base + other.encode()
    delta = packfile.number(len(base)) + packfile.number(len(result)) + packfile.copy(0, len(base)) + packfile.insert(other.encode())
    first = packfile.entry("blob", base)
    names = [packfile.name_of("blob", base), packfile.name_of("blob", result)]
    packfile.write(folder, [first, packfile.entry("ofs", delta, base=packfile.offset(len(first)))], names)
    report = history(box, 1, least=0)
    assert report["summary"]["complete"], report["summary"]
    assert box.locations(report, secret) and box.locations(report, other)


def test_a_delta_bomb_stops_at_a_limit(box):
    """Each delta copies its base 4,000 times: 1 KB becomes 64 TB."""
    folder = empty_repository(box)
    body = b"x" * 1000
    entries, names, size, at = [packfile.entry("blob", body)], [packfile.name_of("blob", body)], len(body), 0
    for level in range(3):
        delta = packfile.number(size) + packfile.number(min(size * 4000, 1 << 45)) + packfile.copy(0, min(size, 0xffffff)) * 4000
        entries.append(packfile.entry("ofs", delta, base=packfile.offset(len(entries[-1]))))
        names.append(f"{level + 1:02x}" * 20)
        size *= 4000
    packfile.write(folder, entries, names)
    assert reasons(history(box, 3)) & {"limit", "damaged"}


def test_many_deltas_that_expand_stop_at_a_limit(box):
    """2,000 deltas of some bytes, each of which makes 16 MiB out of the same base."""
    if not FULL:
        raise Skip("two gigabytes are made before the limit: in the full run only")
    folder = empty_repository(box)
    base = b"x" * (16 * MEBIBYTE - 1)
    entries, names = [packfile.entry("blob", base)], [packfile.name_of("blob", base)]
    at = len(entries[0])
    for number in range(2000):
        tail = b"%06d" % number
        delta = packfile.number(len(base)) + packfile.number(len(base) + 6) + packfile.copy(0, len(base)) + packfile.insert(tail)
        entries.append(packfile.entry("ofs", delta, base=packfile.offset(at)))
        at += len(entries[-1])
        names.append(f"{number + 1:040x}")
    packfile.write(folder, entries, names)
    assert reasons(history(box, 3)) & {"limit", "damaged"}


def test_deltas_that_are_their_own_base_end(box):
    folder = empty_repository(box)
    delta = packfile.number(10) + packfile.number(10) + packfile.copy(0, 10)
    one, two = "11" * 20, "22" * 20
    entries = [packfile.entry("ref", delta, base=bytes.fromhex(two)), packfile.entry("ref", delta, base=bytes.fromhex(one))]
    packfile.write(folder, entries, [one, two])
    assert reasons(history(box, 3, least=2)) & {"limit", "damaged"}


def test_a_delta_whose_base_is_nowhere(box):
    folder = empty_repository(box)
    delta = packfile.number(10) + packfile.number(10) + packfile.copy(0, 10)
    packfile.write(folder, [packfile.entry("ref", delta, base=bytes.fromhex("33" * 20))], ["11" * 20])
    history(box, 3)


def test_an_offset_before_the_pack_beyond_it_or_far_beyond(box):
    for distance in (1 << 20, 5, 1 << 62):
        folder = empty_repository(box)
        delta = packfile.number(10) + packfile.number(10) + packfile.copy(0, 10)
        packfile.write(folder, [packfile.entry("ofs", delta, base=packfile.offset(distance))], ["11" * 20])
        history(box, 3)
        clear(box)
    for start in (1 << 20, 3, 0, (1 << 31) + 5, 1 << 62, (1 << 64) - 1):
        folder = empty_repository(box)
        body = token().encode()
        packfile.write(folder, [packfile.entry("blob", body)], [packfile.name_of("blob", body)], offsets=[start])
        history(box, 3)
        clear(box)


def clear(box):
    subprocess.run(["rm", "-rf", box.path(".git"), box.path("a.txt")], check=True)


def test_lies_about_sizes_counts_and_checksums(box):
    secret = token()
    body = secret.encode() + b" some text\n" * 10
    name = packfile.name_of("blob", body)
    sound = packfile.entry("blob", body)
    cases = {
        "a size too large": ([packfile.entry("blob", body, size=1 << 20)], {}),
        "a size too small": ([packfile.entry("blob", body, size=5)], {}),
        "a size of 16 EiB": ([packfile.entry("blob", body, size=(1 << 64) - 1)], {}),
        "no deflate at all": ([packfile.entry("blob", body, packed=b"\xff" * 40)], {}),
        "a count too large": ([sound], {"count": 1 << 30}),
        "a count of none": ([sound], {"count": 0}),
        "a version of tomorrow": ([sound], {"version": 9}),
        "a wrong name": ([sound], {"names": ["77" * 20]}),
        "a wrong checksum of the pack": ([sound], {"checksum": b"z" * 20}),
        "a wrong checksum of the entry": ([sound], {"crcs": [1]}),
    }
    for what, (entries, lies) in cases.items():
        folder = empty_repository(box)
        names = lies.pop("names", [name])
        packfile.write(folder, entries, names, **lies)
        report = history(box, (1, 3), least=0)
        # What a name or a checksum says of bytes that can be read is of no account: they are read.
        readable = what.startswith("a wrong") and box.locations(report, secret)
        assert readable or not report["summary"]["complete"], (what, report["summary"])
        clear(box)


def test_deflate_bombs_in_a_pack(box):
    """300 MiB of zeros in 300 KiB, said so and not said so: more than an object may have, and than there is memory."""
    folder = empty_repository(box)
    compressor = zlib.compressobj(9)
    packed = b"".join(compressor.compress(bytes(MEBIBYTE)) for _ in range(300)) + compressor.flush()
    packfile.write(folder, [packfile.entry("blob", b"", size=300 * MEBIBYTE, packed=packed)], ["11" * 20])
    history(box, 3, memory=200)
    clear(box)
    folder = empty_repository(box)
    packfile.write(folder, [packfile.entry("blob", b"", size=100, packed=packed)], ["11" * 20])
    history(box, 3, memory=200)


def test_a_chain_of_very_many_deltas(box):
    folder = empty_repository(box)
    secret = token().encode()
    body = b"x" * 100
    entries, names = [packfile.entry("blob", body)], [packfile.name_of("blob", body)]
    for number in range(6000):
        tail = b"%05d" % number + (b" " + secret if number == 10 else b"")
        result = body[:100] + tail
        delta = packfile.number(len(body)) + packfile.number(len(result)) + packfile.copy(0, 100) + packfile.insert(tail)
        entries.append(packfile.entry("ofs", delta, base=packfile.offset(len(entries[-1]))))
        names.append(packfile.name_of("blob", result))
        body = result
    packfile.write(folder, entries, names)
    report = history(box, 1, least=0)
    assert box.locations(report, secret.decode()), report["summary"]
    assert report["summary"]["complete"] or reasons(report) == {"limit"}, report["summary"]


def test_every_cut_of_a_small_pack_and_its_index(box):
    folder = empty_repository(box)
    box.git("repack", "-adq")
    for ending in (".pack", ".idx"):
        path = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(ending))
        os.chmod(path, 0o644)
        with open(path, "rb") as file:
            whole = file.read()
        for size in [*range(0, 60, 1 if FULL else 7), *range(60, len(whole), 1 + len(whole) // 20)]:
            with open(path, "wb") as file:
                file.write(whole[:size])
            box.run("history", ".", code=3)
        with open(path, "wb") as file:
            file.write(whole)
    box.run("history", ".", code=0)


def test_changed_bytes_never_pass_for_whole(box):
    """What tests/unit/test_flips.c does by the thousand, as a user sees it."""
    folder = empty_repository(box)
    box.write("b.txt", "other\n" * 40)
    box.commit("a.txt", "plain, and more\n" * 40)
    box.git("repack", "-adq")
    numbers = random.Random(4)
    for ending in (".pack", ".idx"):
        path = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(ending))
        os.chmod(path, 0o644)
        with open(path, "rb") as file:
            whole = file.read()
        for _ in range(60 if FULL else 12):
            changed = bytearray(whole)
            for at in numbers.sample(range(len(whole)), numbers.randint(1, 8)):
                changed[at] ^= numbers.randint(1, 255)
            with open(path, "wb") as file:
                file.write(changed)
            history(box, 3)
        with open(path, "wb") as file:
            file.write(whole)
    box.run("history", ".", code=0)


main(sys.modules[__name__])
