"""Writes git packs by hand, right or wrong, with an index that fits them."""

import hashlib
import os
import struct
import zlib

KINDS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4, "ofs": 6, "ref": 7}


def name_of(kind, body):
    """The id of an object."""
    return hashlib.sha1(f"{kind} {len(body)}\0".encode() + body).hexdigest()


def header(kind, size):
    """An entry's first bytes: its kind and its size."""
    first, rest = KINDS[kind] << 4 | size & 15, size >> 4
    out = bytearray()
    while rest:
        out.append(first | 0x80)
        first, rest = rest & 0x7f, rest >> 7
    out.append(first)
    return bytes(out)


def offset(distance):
    """How an OFS_DELTA names its base, `distance` bytes before it."""
    out = [distance & 0x7f]
    while distance > 0x7f:
        distance = (distance >> 7) - 1
        out.insert(0, 0x80 | distance & 0x7f)
    return bytes(out)


def number(value):
    """A size as deltas write it."""
    out = bytearray()
    while value > 0x7f:
        out.append(0x80 | value & 0x7f)
        value >>= 7
    out.append(value)
    return bytes(out)


def copy(at, size):
    """A delta's order to copy from the base."""
    return b"\xff" + struct.pack("<I", at) + struct.pack("<I", size)[:3]


def insert(text):
    """A delta's order to insert up to 127 bytes."""
    return bytes([len(text)]) + text


def entry(kind, body, size=None, base=b"", packed=None):
    """One entry. `base` is the distance or the id of a delta's base, in bytes; `size` and `packed` can lie."""
    return header(kind, len(body) if size is None else size) + base + (zlib.compress(body, 9) if packed is None else packed)


def write(folder, entries, names, version=2, count=None, offsets=None, crcs=None, checksum=None):
    """Writes a pack of `entries` that are called `names`, and its index. The keywords replace what would be right."""
    at, starts, body = 12, [], b""
    for each in entries:
        starts.append(at)
        body += each
        at += len(each)
    pack = b"PACK" + struct.pack(">II", version, len(entries) if count is None else count) + body
    trailer = hashlib.sha1(pack).digest() if checksum is None else checksum
    starts = starts if offsets is None else offsets
    crcs = [zlib.crc32(each) for each in entries] if crcs is None else crcs
    rows = sorted(zip([bytes.fromhex(name) for name in names], crcs, starts))
    large = [start for _, _, start in rows if start >= 1 << 31]
    index = b"\xfftOc" + struct.pack(">I", 2)
    index += b"".join(struct.pack(">I", sum(name[0] <= first for name, _, _ in rows)) for first in range(256))
    index += b"".join(name for name, _, _ in rows) + b"".join(struct.pack(">I", crc) for _, crc, _ in rows)
    index += b"".join(struct.pack(">I", start if start < 1 << 31 else 1 << 31 | large.index(start)) for _, _, start in rows)
    index += b"".join(struct.pack(">Q", start) for start in large) + trailer
    stem = os.path.join(folder, "pack-" + hashlib.sha1(b"".join(name for name, _, _ in rows)).hexdigest())
    os.makedirs(folder, exist_ok=True)
    with open(stem + ".pack", "wb") as file:
        file.write(pack + trailer)
    with open(stem + ".idx", "wb") as file:
        file.write(index + hashlib.sha1(index).digest())
    return stem
