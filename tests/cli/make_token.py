"""Prints a secret that nobody was ever given. Usage: make_token.py KIND [LABEL...]

The same KIND and LABEL give the same characters on every machine, so that transcripts can show what a report says of
them; and no transcript holds anything that a scanner would take for a leak.
"""

import hashlib
import string
import sys
import zlib

ALNUM = string.digits + string.ascii_uppercase + string.ascii_lowercase


def fill(label, length, alphabet=ALNUM):
    """Characters that look random and depend on the label alone; the last two are a letter and a digit."""
    stream = hashlib.shake_256(label.encode()).digest(length - 2)
    return "".join(alphabet[byte % len(alphabet)] for byte in stream) + "a7"


def github(label):
    body = fill(label, 30)
    value, check = zlib.crc32(body.encode()), ""
    while value:
        value, digit = divmod(value, 62)
        check = ALNUM[digit] + check
    return "ghp_" + body + check.rjust(6, "0")


KINDS = {
    "github": github,
    "openai": lambda label: "sk-" + "proj-" + fill(label, 74) + "T3Blbk" + "FJ" + fill(label + "2", 74),
    "anthropic": lambda label: "sk-ant-" + "api03-" + fill(label, 93) + "AA",
    "deepseek": lambda label: "sk-" + fill(label, 32, "0123456789abcdef"),
    "password": lambda label: fill(label, 16),
    "hex": lambda label: fill(label, 40, "0123456789abcdef"),
}

print(KINDS[sys.argv[1]](" ".join(sys.argv[1:])))
