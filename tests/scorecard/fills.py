"""Values made up at run time: characters, checksums, passwords as people choose them, and the fills that templates name.

A maker takes a random.Random and returns text. Each case has a Random of its own, seeded with the name of its template,
so that a new template changes no value of the others.
"""

import base64
import json
import re
import string
import urllib.parse
import zlib

import keys

HEX = "0123456789abcdef"
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
ALPHABETS = {
    "digit": string.digits,
    "hex": HEX,
    "HEX": HEX.upper(),
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "alpha": string.ascii_letters,
    "alnum": string.ascii_letters + string.digits,
    "loweralnum": string.ascii_lowercase + string.digits,
    "upperalnum": string.ascii_uppercase + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "base64": string.ascii_letters + string.digits + "+/",
    "base64url": string.ascii_letters + string.digits + "-_",
    "crypt": "./" + string.digits + string.ascii_letters,
    "django": string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)",
    "print": string.ascii_letters + string.digits + "!#$%&()*+,-./:;<=>?@[]^_{|}~",
}


def chars(r, alphabet, length):
    """Characters as a provider draws them: all alike. No digit at all in 20 is possible, and happens."""
    letters = ALPHABETS[alphabet]
    return "".join(letters[r.randrange(len(letters))] for _ in range(length))


def number(value, width, alphabet=BASE62):
    text = ""
    while value:
        value, digit = divmod(value, len(alphabet))
        text = alphabet[digit] + text
    return text.rjust(width, alphabet[0])


def crc(text):
    return zlib.crc32(text.encode())


def b64(data, url=False, pad=True):
    data = data.encode() if isinstance(data, str) else data
    text = (base64.urlsafe_b64encode if url else base64.b64encode)(data).decode()
    return text if pad else text.rstrip("=")


def github(r, prefix):
    body = chars(r, "alnum", 30)
    return prefix + body + number(crc(body), 6)


def atlassian(r, prefix):
    body = prefix + (chars(r, "alnum", 28 - len(prefix)) if prefix == "ATBB" else chars(r, "base64url", 172) + "=")
    return body + "%08X" % crc(body)


def grafana(r, prefix):
    body = prefix + chars(r, "alnum", 32)
    return body + "_" + crc(body).to_bytes(4, "little").hex()


def hex_crc(r, prefix):
    body = chars(r, "alnum", 40)
    return prefix + body + "%08x" % crc(body)


def vercel(r, prefix):
    body = chars(r, "alnum", 50)
    return prefix + body + number(crc(body), 6)


def apify(r, prefix):
    body = prefix + chars(r, "alnum", 30)
    return body + number(crc(body), 6, string.digits + string.ascii_lowercase + string.ascii_uppercase)


def zuplo(r, prefix):
    body = chars(r, "loweralnum", 32)
    return prefix + body + "_%08x" % crc(body)


def confluent(r, prefix):
    body = chars(r, "base64", 54)
    return prefix + body + b64(crc(body).to_bytes(4, "little"))[:6]


def gitlab_routable(r, prefix):
    payload = "o:%d\nu:%d" % (r.randrange(1, 900), r.randrange(1, 90000))
    body = b64(r.getrandbits(128).to_bytes(16, "big") + payload.encode() + bytes([len(payload)]), url=True, pad=False)
    base36 = string.digits + string.ascii_lowercase
    text = prefix + body + ".01." + number(len(body), 2, base36)
    return text + number(crc(text), 7, base36)


def aws_id(r, prefix):
    account = r.randrange(10**10, 10**12)
    head = (1 << 47 | account << 7 | r.getrandbits(7)).to_bytes(6, "big")
    return prefix + base64.b32encode(head + r.getrandbits(32).to_bytes(4, "big")).decode()


def pypi(r, prefix):
    body = b"\x02\x01\x08pypi.org\x02" + b"\x24" + uuid(r).encode() + b"\x00\x00\x06\x20" + r.getrandbits(1000).to_bytes(125, "big")
    return prefix + b64(body, url=True, pad=False)


def bech32(r, prefix):
    """An age key: bech32 with its checksum, in capitals."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    human = prefix.lower()
    data = [r.randrange(32) for _ in range(51)] + [r.choice([0, 16])]

    def polymod(values):
        state = 1
        for value in values:
            top, state = state >> 25, (state & 0x1FFFFFF) << 5 ^ value
            for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                state ^= generator if top >> i & 1 else 0
        return state

    spread = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    check = polymod(spread + data + [0] * 6) ^ 1
    return (human + "1" + "".join(letters[d] for d in data + [check >> 5 * (5 - i) & 31 for i in range(6)])).upper()


def discord(r, prefix):
    first = b64(str(r.randrange(10**17, 10**18)), url=True, pad=False)
    return prefix + first + "." + chars(r, "base64url", 6) + "." + chars(r, "base64url", 38)


def jwt(r, _prefix="", claims=None):
    claims = claims or {"sub": str(r.randrange(10**5, 10**7)), "email": user(r) + "@" + domain(r), "iat": 1748000000 + r.randrange(10**6),
                        "exp": 2048000000 + r.randrange(10**6)}
    parts = [b64(json.dumps(part, separators=(",", ":")), url=True, pad=False) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    return ".".join(parts + [b64(r.getrandbits(256).to_bytes(32, "big"), url=True, pad=False)])


def supabase(r, _prefix=""):
    return jwt(r, claims={"iss": "supabase", "ref": chars(r, "lower", 20), "role": "service_role", "iat": 1748000000, "exp": 2063576000})


def anon(r, _prefix=""):
    return jwt(r, claims={"iss": "supabase", "ref": chars(r, "lower", 20), "role": "anon", "iat": 1748000000, "exp": 2063576000})


def grafana_cloud(r, prefix):
    text = json.dumps({"o": str(r.randrange(10**5, 10**6)), "n": "stack-" + str(r.randrange(10**5)) + "-alloy", "k": chars(r, "alnum", 24),
                       "m": {"r": "prod-eu-west-2"}}, separators=(",", ":"))
    return prefix + b64(text)


def mapbox(r, prefix):
    return prefix + b64(json.dumps({"u": user(r), "a": chars(r, "loweralnum", 25)}, separators=(",", ":")), pad=False) + "." + chars(r, "base64url", 22)


def sentry(r, prefix):
    text = json.dumps({"iat": 1748000000.5, "url": "https://sentry.io", "region_url": "https://us.sentry.io", "org": company(r)})
    return prefix + b64(text) + "_" + chars(r, "base64", 43)


CHECKED = {
    "github": github, "atlassian": atlassian, "grafana": grafana, "hexcrc": hex_crc, "vercel": vercel, "apify": apify, "zuplo": zuplo,
    "confluent": confluent, "routable": gitlab_routable, "awsid": aws_id, "pypi": pypi, "bech32": bech32, "discord": discord,
    "jwt": jwt, "supabase": supabase, "anon": anon, "grafanacloud": grafana_cloud, "mapbox": mapbox, "sentry": sentry,
}
_SPEC = re.compile(r"%\{(\w+)(?::([^}]*))?\}")


def expand(r, spec):
    """A value from a spec such as `gsk_%{alnum:52}` or `%{github:ghp_}`."""
    def one(match):
        kind, arg = match.groups()
        if kind in CHECKED:
            return CHECKED[kind](r, arg or "")
        if kind == "uuid":
            return uuid(r)
        low, _, high = arg.partition("-")
        return chars(r, kind, r.randint(int(low), int(high or low)))
    return _SPEC.sub(one, spec)


def uuid(r):
    text = "%032x" % r.getrandbits(128)
    return "-".join((text[:8], text[8:12], "4" + text[13:16], "89ab"[r.randrange(4)] + text[17:20], text[20:]))


# Names and words. The held-out half has words of its own (Words.held).

class Words:
    """The words that a half of the collection is made of."""
    tuned = {
        "word": "falcon river thunder silver orange tractor velvet harbor winter summer pirate castle guitar banana rocket shadow copper marble "
                "tiger panda dragon coffee garden monkey purple yellow window bridge forest hammer ticket saturn crystal phoenix cobra lemon".split(),
        "name": "alice martin julia thomas sarah peter anna robert laura daniel elena marco nadia oscar".split(),
        "company": "acme northwind globex brightpath bluefin hexagon lumen papaya orbit kestrel".split(),
        "host": "db mail app cache queue api files search ldap git build metrics".split(),
        "tld": "corp internal lan io net com".split(),
    }
    held = {
        "word": "walnut glacier buffalo lantern meadow cinnamon anchor pebble tornado violin basket cactus donkey eclipse feather goblin "
                "helmet island jungle kettle ladder magnet nectar oyster parrot quartz ribbon saddle turnip umbrella volcano wizard zebra".split(),
        "name": "ingrid kwame sofia liam mei pavel fatima diego hanna yusuf chloe ravi".split(),
        "company": "tailwind meridian quokka sunstone ferrous driftwood polaris maple castor vantage".split(),
        "host": "primary replica smtp web redis broker proxy nexus vault-db reports edge billing".split(),
        "tld": "local cloud systems dev org de".split(),
    }
    now = tuned


def word(r, kind="word"):
    return r.choice(Words.now[kind])


def user(r):
    return r.choice([word(r, "name"), word(r, "name")[0] + "." + word(r), word(r) + "_app", "svc_" + word(r), "admin", "root", "deploy", word(r, "company") + "_rw"])


def company(r):
    return word(r, "company")


def domain(r):
    return company(r) + "." + word(r, "tld")


def host(r):
    return r.choice([word(r, "host") + str(r.randrange(1, 9)), word(r, "host")]) + "." + domain(r)


def ip(r):
    return "10.%d.%d.%d" % (r.randrange(256), r.randrange(256), r.randrange(1, 255))


LEET = str.maketrans("aeiost", "43105+")


def cased(r, text):
    return r.choice([text, text.capitalize(), text.capitalize()])


def pw_human(r):
    """A word, digits, a symbol: what most people do when a policy asks for all three."""
    year = str(r.choice([r.randrange(1960, 2026), r.randrange(10, 1000)]))
    symbol = r.choice("!!!@#$*.-_?")
    one, two = cased(r, word(r)), cased(r, word(r))
    return r.choice([
        one + year + symbol, one + symbol + year, one + two + str(r.randrange(1, 100)), symbol + one + year, one + "_" + year,
        cased(r, company(r)) + symbol + str(r.randrange(10, 1000)), word(r).translate(LEET).capitalize() + symbol + str(r.randrange(10, 100)),
        two + "@" + cased(r, company(r)) + year, one[0].upper() + one[1:].translate(LEET) + two.translate(LEET),
        "Pr0d" + one + symbol + str(r.randrange(10, 100)),
    ])


def pw_weak(r):
    """One or two words in small letters, a name with two digits, six characters: poor, and real."""
    return r.choice([
        word(r) + word(r), word(r) + word(r), word(r, "name") + str(r.randrange(10, 100)), word(r) + str(r.randrange(1, 1000)),
        word(r) + company(r), chars(r, "loweralnum", 6), chars(r, "lower", 3) + chars(r, "digit", 3), word(r).upper() + str(r.randrange(10, 100)),
    ])


def pw_strong(r):
    """What a generator or a password manager gives."""
    return r.choice([
        chars(r, "alnum", r.randrange(10, 25)), chars(r, "alnum", r.randrange(12, 33)), chars(r, "base64url", r.randrange(16, 33)),
        chars(r, "loweralnum", r.randrange(10, 21)), "-".join(chars(r, "alnum", 6) for _ in range(3)), chars(r, "hex", r.choice([16, 24, 32])),
    ])


def pw_symbols(r):
    """With characters that quoting, URLs and files have a meaning for."""
    text = [chars(r, "alnum", 1) for _ in range(r.randrange(7, 16))]
    for _ in range(r.randrange(2, 5)):
        text.insert(r.randrange(1, len(text)), r.choice("!@#$%^&*()+=?;:,.<>[]{}|~/\\\"'`"))
    return "".join(text)


def pw_phrase(r):
    count = r.randrange(3, 6)
    return r.choice(["-", " ", ".", "_", ""]).join(r.choice([str.lower, str.capitalize])(word(r)) for _ in range(count)) + r.choice(["", "", str(r.randrange(10, 100)), "!"])


def password(r):
    return r.choice([pw_human, pw_human, pw_strong, pw_strong, pw_symbols])(r)


def plain(r):
    """A password without characters that a URL, a shell, a quoted string or a line format would escape."""
    text = password(r)
    while re.search(r"[^0-9A-Za-z!*._?-]", text):
        text = password(r)
    return text


def apikey(r):
    """A key or token of a service that no rule knows."""
    return r.choice([
        chars(r, "hex", 32), chars(r, "hex", 40), chars(r, "hex", 64), chars(r, "alnum", 32), chars(r, "alnum", r.randrange(20, 48)), chars(r, "base64", 43) + "=",
        chars(r, "base64url", r.randrange(22, 60)), chars(r, "loweralnum", r.randrange(24, 40)), chars(r, "HEX", 32),
        chars(r, "lower", 3) + "_" + chars(r, "alnum", 32), chars(r, "lower", 2) + "-" + chars(r, "hex", 32), chars(r, "alnum", 8) + "." + chars(r, "base64url", 32),
    ])


def bcrypt(r):
    return "$2" + r.choice("aby") + "$" + r.choice(["10", "12"]) + "$" + chars(r, "crypt", 53)


def sha512crypt(r):
    return "$6$" + chars(r, "crypt", 16) + "$" + chars(r, "crypt", 86)


def yescrypt(r):
    return "$y$j9T$" + chars(r, "crypt", 22) + "$" + chars(r, "crypt", 43)


def basic(r):
    """What stands behind `Basic`: user and password in base64."""
    return b64(user(r) + ":" + password(r))


def words_text(r, count):
    return " ".join(word(r) for _ in range(int(count)))


def image(r, size):
    head = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAGAAAABgCAYAAADimHc4")
    return b64(head + bytes(r.getrandbits(8) for _ in range(int(size))))


MAKERS = {
    "uuid": uuid, "user": user, "company": company, "domain": domain, "host": host, "ip": ip, "word": word, "password": password, "plain": plain,
    "pw_human": pw_human, "pw_weak": pw_weak, "pw_strong": pw_strong, "pw_symbols": pw_symbols, "pw_phrase": pw_phrase, "apikey": apikey, "bcrypt": bcrypt,
    "sha512crypt": sha512crypt, "yescrypt": yescrypt, "basic": basic, "name": lambda r: word(r, "name"), "int": lambda r: str(r.randrange(1, 10000)),
    "port": lambda r: str(r.choice([5432, 3306, 6379, 27017, 8080, 5672, 1433])), "rsa": keys.rsa, "pkcs8": keys.pkcs8, "ec": keys.ec, "openssh": keys.openssh,
    "putty": keys.putty, "pgp": keys.pgp, "cert": keys.certificate, "pubkey": keys.public_key, "sshpub": keys.ssh_public, "encrypted": keys.encrypted,
    "sshsig": keys.ssh_signature, "pgppub": keys.pgp_public,
    "words": words_text, "image": image, "date": lambda r: "20%02d-%02d-%02d" % (r.randrange(15, 27), r.randrange(1, 13), r.randrange(1, 29)),
    "version": lambda r: "%d.%d.%d" % (r.randrange(9), r.randrange(30), r.randrange(20)),
}


def make(r, text):
    """A fill's value: `maker`, `maker:argument`, an alphabet with a length (`hex:32`, `alnum:20-40`) or a spec (`x_%{hex:8}`)."""
    if "%{" in text:
        return expand(r, text)
    kind, _, arg = text.partition(":")
    if kind in ALPHABETS:
        return expand(r, "%%{%s:%s}" % (kind, arg))
    if kind in CHECKED:
        return CHECKED[kind](r, arg)
    return MAKERS[kind](r, arg) if arg else MAKERS[kind](r)


def backslashed(letters):
    return lambda text: re.sub("([" + re.escape(letters) + "])", r"\\\1", text)


def unicoded(text):
    return "".join("\\u%04x" % ord(c) if not c.isalnum() or ord(c) % 3 == 0 else c for c in text)


def bare(text):
    """As in a .env file: quoted when it must be."""
    return "'" + text + "'" if re.search(r"""[\s#$"`;&|<>()\\]""", text) and "'" not in text else text


FILTERS = {
    "dq": backslashed('\\"'), "sq": backslashed("\\'"), "sh": backslashed('\\"$`'), "one": lambda t: t.replace("'", "'\\''"), "sql": lambda t: t.replace("\\", "\\\\").replace("'", "''"),
    "xml": lambda t: t.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"), "url": lambda t: urllib.parse.quote(t, safe=""),
    "b64": b64, "json2": lambda t: json.dumps(json.dumps(t)[1:-1])[1:-1], "unicode": unicoded, "env": bare, "prop": backslashed("\\:=#!"), "yaml": lambda t: t.replace("'", "''"),
    "percent": lambda t: "".join("%%%02X" % b for b in t.encode()), "hexed": lambda t: t.encode().hex(), "oneline": lambda t: t.strip().replace("\n", "\\n"),
    "lines64": lambda t: "\n".join(re.findall(".{1,64}", t)), "b64lines": lambda t: "\n".join(re.findall(".{1,76}", b64(t + "\n"))), "dsn": lambda t: t.replace(";", "").replace("'", "").replace('"', ""),
    "split": lambda t: t[:len(t) // 2] + '" + "' + t[len(t) // 2:], "utf16b64": lambda t: b64(t.encode("utf-16-le")), "half": lambda t: t[:len(t) // 2], "cssid": lambda t: t[:8], "tail": lambda t: t[-4:], "upper": str.upper,
    "indent": lambda t: t.strip().replace("\n", "\n    "), "indent8": lambda t: t.strip().replace("\n", "\n        "),
}
