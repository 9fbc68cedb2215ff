"""Blobs that are too large for memory are read piece by piece; what cannot be read so is named."""

import json
import os
import random
import zlib

import packfile
from fixture import main, token

MEBIBYTE = 1 << 20


def filler(size, seed=1):
    """Lines that deflate somewhat."""
    line = random.Random(seed)
    return b"".join(b"%d\n" % line.randrange(10 ** 9) for _ in range(size // 10))


def scan(box, code, *options):
    done = box.run("history", ".", "--format", "json", "--show-secrets", "--threads", "1", *options, code=code, timeout=30)
    return json.loads(done.stdout.decode("ascii"))


def failed(report):
    return {group["reason"]: group["count"] for group in report["summary"]["failed"]}


def large_repository(box):
    """One blob of 12 MiB with a secret at either end, in the middle, and where pieces of it meet."""
    box.git("init", "-q")
    secrets = [token() for _ in range(5)]
    body, at = filler(12 * MEBIBYTE), 4 * MEBIBYTE
    parts = [secrets[0].encode(), b"\n", body[:at - 60], b"\n", secrets[1].encode(), b"\n", body[at:2 * at], b"\n", secrets[2].encode(), b"\n",
             secrets[3].encode(), b"\n", body[2 * at:], b"\n", secrets[4].encode()]
    content = b"".join(parts)
    box.commit("large", content)
    return secrets, content


def check_found(box, report, secrets, content):
    for secret in secrets:
        place = box.locations(report, secret)[0]
        assert place["line"] == content[:content.index(secret.encode())].count(b"\n") + 1, place
        assert place["path"] == "large", place
    assert report["summary"]["complete"] and report["summary"]["blobs"] == 1, report["summary"]
    assert report["summary"]["bytes"] > len(content), report["summary"]


def test_a_loose_blob_is_streamed(box):
    secrets, content = large_repository(box)
    check_found(box, scan(box, 1, "--max-object", "2"), secrets, content)


def test_a_packed_blob_is_streamed_and_found_as_when_it_is_read_whole(box):
    secrets, content = large_repository(box)
    box.git("-c", "core.bigFileThreshold=1m", "repack", "-adq")
    streamed, whole = scan(box, 1, "--max-object", "2"), scan(box, 1)
    check_found(box, streamed, secrets, content)
    assert streamed["findings"] == whole["findings"]


def test_memory_stays_small(box):
    large_repository(box)
    box.git("-c", "core.bigFileThreshold=1m", "repack", "-adq")
    box.run("history", ".", "--max-object", "1", "--threads", "1", code=1, memory=48)


def test_what_is_stored_as_a_change_is_named(box):
    secrets, content = large_repository(box)
    box.commit("large", content + b"\none more line")
    box.git("repack", "-adfq", "--window=10")
    report = scan(box, 1, "--max-object", "2")
    assert failed(report) == {"limit": 1}, report["summary"]
    assert all(box.locations(report, secret) for secret in secrets)


def test_a_stream_that_lies_is_named(box):
    """Longer or shorter than it says, cut, of another id, not deflated: scanned as far as it goes, and never complete."""
    box.git("init", "-q")
    box.commit("a", "plain\n")
    secret = token()
    body = secret.encode() + b"\n" + filler(3 * MEBIBYTE)
    whole = zlib.compress(b"blob %d\0" % len(body) + body)
    lies = [zlib.compress(b"blob %d\0" % (len(body) + 9) + body), zlib.compress(b"blob %d\0" % (len(body) - 9) + body), whole[:len(whole) // 2],
            zlib.compress(b"blob %d\0" % len(body) + body[:-1] + b"!"), whole[:2 * len(whole) // 3] + b"\xff" * (len(whole) // 3)]
    name = packfile.name_of("blob", body)
    path = box.path(f".git/objects/{name[:2]}/{name[2:]}")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    for lie in lies:
        with open(path, "wb") as file:
            file.write(lie)
        report = scan(box, 1, "--max-object", "1")
        assert failed(report) == {"damaged": 1} and not report["summary"]["complete"], report["summary"]
        assert box.locations(report, secret)
    with open(path, "wb") as file:
        file.write(whole)
    report = scan(box, 1, "--max-object", "1")
    assert not failed(report) and box.locations(report, secret), report["summary"]


if __name__ == "__main__":
    import sys
    main(sys.modules[__name__])
