"""Key material with the right structure: DER, OpenSSH, PuTTY and PGP, made with the standard library alone.

RSA keys are real ones (n is p times q, d fits e), small, and made from the case's own Random. The rest has the right
fields with random bytes in them.
"""

import base64
import functools
import hashlib
import re

SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]


def _bytes(r, count):
    return r.getrandbits(8 * count).to_bytes(count, "big")


def _prime(r, bits):
    while True:
        n = r.getrandbits(bits) | 3 << bits - 2 | 1
        if all(n % p for p in SMALL) and n % 65537 != 1 and pow(2, n - 1, n) == 1 and pow(3, n - 1, n) == 1:
            return n


def _der(tag, *parts):
    body = b"".join(parts)
    length = len(body)
    if length < 128:
        return bytes([tag, length]) + body
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + body


def _integer(value):
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _armour(label, data, width=64):
    text = base64.b64encode(data).decode()
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n" % (label, "\n".join(re.findall(".{1,%d}" % width, text)), label)


@functools.lru_cache(maxsize=None)
def _rsa_parts(seed):
    import random
    r = random.Random(seed)
    p, q = _prime(r, 512), _prime(r, 512)
    d = pow(65537, -1, (p - 1) * (q - 1))
    return _der(0x30, *(_integer(n) for n in (0, p * q, 65537, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p)))), p * q


def _rsa(r):
    # One of twelve: what costs time is the primes, and no rule looks at which they are.
    return _rsa_parts("rsa%d" % r.randrange(12))


RSA_ID = bytes.fromhex("300d06092a864886f70d0101010500")


def rsa(r):
    return _armour("RSA PRIVATE KEY", _rsa(r)[0])


def pkcs8(r):
    return _armour("PRIVATE KEY", _der(0x30, _integer(0), RSA_ID, _der(4, _rsa(r)[0])))


def ec(r):
    body = _der(0x30, _integer(1), _der(4, _bytes(r, 32)), _der(0xA0, bytes.fromhex("06082a8648ce3d030107")), _der(0xA1, _der(3, b"\0\4" + _bytes(r, 64))))
    return _armour("EC PRIVATE KEY", body)


def _field(data):
    return len(data).to_bytes(4, "big") + data


def openssh(r):
    seed, public, check = _bytes(r, 32), _bytes(r, 32), _bytes(r, 4)
    key = _field(b"ssh-ed25519") + _field(public)
    inner = check + check + key + _field(seed + public) + _field(b"deploy@build")
    inner += bytes(range(1, 1 + -len(inner) % 8))
    return _armour("OPENSSH PRIVATE KEY", b"openssh-key-v1\0" + _field(b"none") * 2 + _field(b"") + b"\0\0\0\1" + _field(key) + _field(inner), 70)


def putty(r):
    public, private = base64.b64encode(_field(b"ssh-ed25519") + _field(_bytes(r, 32))).decode(), base64.b64encode(_field(_bytes(r, 32))).decode()
    return ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: eddsa-key-20240311\nPublic-Lines: 2\n%s\n%s\nPrivate-Lines: 1\n%s\nPrivate-MAC: %s\n"
            % (public[:64], public[64:], private, hashlib.sha256(private.encode()).hexdigest()))


def _crc24(data):
    state = 0xB704CE
    for byte in data:
        state ^= byte << 16
        for _ in range(8):
            state = state << 1 ^ (0x1864CFB if state & 0x800000 else 0)
    return base64.b64encode((state & 0xFFFFFF).to_bytes(3, "big")).decode()


def _pgp(r, label, tag):
    body = b"\x04" + _bytes(r, 4) + b"\x01" + b"\x04\x00" + _bytes(r, 128) + b"\x00\x11\x01\x00\x01" + (b"\0" + _bytes(r, 300) if tag == 0x95 else b"")
    packet = bytes([tag]) + len(body).to_bytes(2, "big") + body + b"\xb4\x10Ann <ann@lan.io>"
    text = base64.b64encode(packet).decode()
    return "-----BEGIN PGP %s KEY BLOCK-----\n\n%s\n=%s\n-----END PGP %s KEY BLOCK-----\n" % (label, "\n".join(re.findall(".{1,64}", text)), _crc24(packet), label)


def pgp(r):
    return _pgp(r, "PRIVATE", 0x95)


def pgp_public(r):
    return _pgp(r, "PUBLIC", 0x99)


def encrypted(r):
    scheme = bytes.fromhex("06092a864886f70d01050d")
    body = _der(0x30, _der(0x30, scheme, _der(0x30, _der(4, _bytes(r, 40)))), _der(4, _bytes(r, 640)))
    return _armour("ENCRYPTED PRIVATE KEY", body)


def certificate(r):
    return _armour("CERTIFICATE", _der(0x30, _der(0x30, b"\xa0\3\2\1\2", _integer(r.getrandbits(120)), _bytes(r, 500)), RSA_ID, _der(3, b"\0" + _bytes(r, 256))))


def public_key(r):
    return _armour("PUBLIC KEY", _der(0x30, RSA_ID, _der(3, b"\0" + _der(0x30, _integer(_rsa(r)[1]), _integer(65537)))))


def ssh_public(r):
    return "ssh-ed25519 " + base64.b64encode(_field(b"ssh-ed25519") + _field(_bytes(r, 32))).decode()


def ssh_signature(r):
    return _armour("SSH SIGNATURE", b"SSHSIG\0\0\0\1" + _bytes(r, 180), 70)
