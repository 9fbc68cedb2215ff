"""The labelled collection: reads templates, fills them in, and keeps what is a secret, and where.

A template file is a list of parts. `=== FAMILY PATH` begins a file of that family, `=== @KINDS PATH` a carrier (a file
with one value to be set in), `=== list NAME` a list, one entry a line. In the text

    «fill»    is a secret that must be found
    «?fill»   may be found: a user name, the id beside a secret
    ‹fill›    is anything else, and must not be found
    «name=fill» and ‹name=fill› keep the text, «$name» and ‹$name› set it in again
    |filter   after a fill encodes or escapes it (|pre:TEXT sets TEXT before it): a label knows all forms of its text
    ‹key›     a carrier's name for its value: also key:UPPER, key:camel, key:pascal, key:kebab, key:dot
    «value»   a carrier's value: what it is, the crossing says
"""

import base64
import os
import random
import re

import fills

HERE = os.path.dirname(os.path.abspath(__file__))
FILL = re.compile(r"«(\??)([^«»]+)»|‹([^‹›]+)›")


class Label:
    """A secret in a file: the texts any of which tells that it was found, and its lines."""

    def __init__(self, texts, line, end_line, must):
        self.texts, self.line, self.end_line, self.must = texts, line, end_line, must


class Case:
    """A file. `decoys` is how much in it could raise a false alarm: a carrier's one value, a template's lines."""

    def __init__(self, family, path, source, text, labels, decoys=1):
        self.family, self.path, self.source, self.text, self.labels, self.decoys = family, path, source, text, labels, decoys


class Template:
    def __init__(self, family, path, text, line):
        self.family, self.path, self.text, self.line = family, path, text, line


def styled(name, style):
    parts = re.split(r"[_.-]", name)
    if style == "UPPER":
        return "_".join(parts).upper()
    if style == "camel":
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if style == "pascal":
        return "".join(part.capitalize() for part in parts)
    return {"kebab": "-", "dot": "."}.get(style, "_").join(parts)


def read(path):
    """Returns the templates, the carriers and the lists of a file."""
    templates, carriers, lists = [], [], {}
    with open(path, encoding="utf-8") as file:
        parts = re.split(r"^=== ", file.read(), flags=re.M)
    line = parts[0].count("\n") + 1
    for part in parts[1:]:
        head, _, body = part.partition("\n")
        family, _, name = head.partition(" ")
        if family == "list":
            lists[name] = [entry for entry in body.split("\n") if entry]
        else:
            (carriers if family[0] == "@" else templates).append(Template(family, name.strip(), body.rstrip("\n") + "\n", line))
        line += part.count("\n")
    return templates, carriers, lists


def tokens(kind, held):
    """The rows of tokens.txt of a kind: (provider, name, spec)."""
    with open(os.path.join(HERE, "tokens.txt"), encoding="utf-8") as file:
        rows = [re.split(r"  +", line.strip()) for line in file if line.strip() and line[0] != "#"]
    return [(row[2], row[3], row[4].replace("%%", "%")) for row in rows if row[1] == kind and (held or row[0] == "both")]


def render(r, template, key=None, value=None, secret=True):
    """Fills a template in. Returns its path, its text and its labels."""
    kept, labels, out, at = {}, [], [], 0
    line = 1

    def resolve(body):
        body, *filters = body.split("|")
        name, equals, fill = body.partition("=")
        if body == "value":
            text = value
        elif body.startswith("key"):
            text = styled(key, body[4:])
        elif body[0] == "$" and body[1:] in kept:
            text = kept[body[1:]]
        elif equals and name.isalpha() and name.islower():
            text = kept[name] = fills.make(r, fill)
        else:
            text = fills.make(r, body)
        # Of user and password in base64 the password alone counts too.
        texts = [base64.b64decode(text).decode().partition(":")[2], text] if body == "basic" else [text]
        for one in filters:
            one, _, arg = one.partition(":")
            text = arg + text if one == "pre" else fills.FILTERS[one](text)
            texts.append(text)
        return texts

    for match in FILL.finditer(template.text):
        literal = template.text[at:match.start()]
        out.append(literal)
        line += literal.count("\n")
        at = match.end()
        maybe, marked, plain = match.groups()
        texts = resolve(marked or plain)
        if marked and (secret or marked.split("|")[0] != "value"):
            labels.append(Label(texts, line, line + texts[-1].count("\n"), not maybe))
        out.append(texts[-1])
        line += texts[-1].count("\n")
    out.append(template.text[at:])
    path = FILL.sub(lambda match: resolve(match.group(2) or match.group(3))[-1], template.path)
    return path, "".join(out), labels


class Crossing:
    """A family made of values set into carriers: `values` is a list of (name or None, maker)."""

    def __init__(self, family, kind, names, values, count, secret):
        self.family, self.kind, self.names, self.values, self.count, self.secret = family, kind, names, values, count, secret


def crossings(lists, held):
    def made(*makers):
        return [(None, maker) for maker in makers]

    def specs(kind):
        return [(provider + "_" + name, lambda r, spec=spec: fills.expand(r, spec)) for provider, name, spec in tokens(kind, held)]

    def listed(name):
        return [(None, lambda r, entry=entry: render(r, Template("", "", entry, 0))[1].rstrip("\n")) for entry in lists[name]]

    passwords, keynames = lists["password-names"], lists["key-names"]
    return [
        Crossing("provider-tokens", "token", None, specs("prefixed"), 4, True),
        Crossing("context-tokens", "token", None, specs("context"), 7, True),
        Crossing("passwords-strong", "password", passwords, made(fills.pw_strong), 200, True),
        Crossing("passwords-human", "password", passwords, made(fills.pw_human), 240, True),
        Crossing("passwords-weak", "password", passwords, made(fills.pw_weak), 120, True),
        Crossing("passwords-symbols", "password", passwords, made(fills.pw_symbols), 160, True),
        Crossing("passphrases", "password", passwords, made(fills.pw_phrase), 100, True),
        Crossing("api-keys", "token", keynames, made(fills.apikey), 300, True),
        Crossing("placeholders", "password", passwords, listed("placeholders"), 4, False),
        Crossing("placeholders", "token", keynames, listed("token-placeholders"), 4, False),
        Crossing("interpolations", "password", passwords, listed("interpolations"), 5, False),
        Crossing("references", "password", lists["reference-names"], listed("references"), 6, False),
        Crossing("expressions", "code", passwords, listed("expressions"), 6, False),
        Crossing("public-ids", "token", None, specs("public"), 8, False),
        Crossing("random-ids", "token", lists["id-names"], listed("ids"), 10, False),
        Crossing("ui-texts", "password", passwords, listed("ui-texts"), 5, False),
    ]


def cases(half, seed):
    """All cases of a half, "tuned" or "held-out"."""
    held = half == "held-out"
    fills.Words.now = fills.Words.held if held else fills.Words.tuned
    templates, carriers, lists = read(os.path.join(HERE, half + ".txt"))
    made = []

    def add(family, template, name, **how):
        r = random.Random("%s/%s/%s/%s" % (seed, half, template.path, name))
        path, text, labels = render(r, template, **how)
        source = "%s.txt:%d" % (half, template.line)
        decoys = 1 if "value" in how else sum(bool(line.strip()) for line in text.split("\n"))
        made.append(Case(family, "%s/%04d/%s" % (half, len(made), path), source, text, labels, decoys))

    for template in templates:
        times = 8 if FILL.search(template.text) else 1
        for i in range(times):
            add(template.family, template, "%s/%d" % (template.text, i))
    for crossing in crossings(lists, held):
        fitting = [carrier for carrier in carriers if crossing.kind in carrier.family[1:].split(",")]
        for at, (name, maker) in enumerate(crossing.values):
            for i in range(crossing.count):
                label = "%s/%s/%d/%d" % (crossing.family, crossing.kind, at, i)
                r = random.Random("%s/%s" % (seed, label))
                carrier = fitting[r.randrange(len(fitting))]
                key = name or r.choice(crossing.names)
                add(crossing.family, carrier, label, key=key, value=maker(r), secret=crossing.secret)
    return made
