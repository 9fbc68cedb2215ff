"""Scores keysieve on a collection of our own, made at run time. README.md says how to read and use it.

Usage: scorecard.py [--show FAMILY [--held-out]] [--raise] [--keep DIR] [--min-confidence NAME]

Prints a table; the last line is "N passed, N failed, N skipped", where a test is a family of a half. A family fails when
a figure is below its least one in ratchet.txt. KEYSIEVE names the program, KEYSIEVE_SCORE_SEED another seed (then the
ratchet does not decide).
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import collection

KEYSIEVE = os.environ.get("KEYSIEVE", os.path.join(collection.HERE, "../../build/keysieve"))
RATCHET = os.path.join(collection.HERE, "ratchet.txt")
SEED = "2026"
HALVES = ("tuned", "held-out")
# Of these figures the ratchet asks no more: while little is found all of it is right, and to find more may cost one alarm.
ENOUGH = {"precision": 97.0, "quiet": 97.0}


def bare(text):
    """Without what a report or an encoding may lay out in another way: blanks, line ends, written `\\n`."""
    return re.sub(r"\s|\\n", "", text)


class Score:
    """The figures of one family."""

    def __init__(self):
        self.cases = self.secrets = self.found = self.findings = self.good = self.decoys = 0
        self.missed, self.false = [], []

    def add(self, case, findings):
        self.cases += 1
        self.decoys += case.decoys
        hit = set()
        for finding in findings:
            labels = [label for label in case.labels if belongs(finding, label)]
            self.findings += 1
            self.good += bool(labels)
            if not labels:
                self.false.append((case, finding))
            hit.update(id(label) for label in labels if holds(finding, label))
        for label in case.labels:
            if label.must:
                self.secrets += 1
                self.found += id(label) in hit
                if id(label) not in hit:
                    self.missed.append((case, label))

    def figures(self):
        """Recall and precision in percent; of a family without secrets, the decoys without a false alarm."""
        if not self.secrets:
            return {"quiet": 100 * max(0, 1 - len(self.false) / self.decoys)}
        return {"recall": 100 * self.found / self.secrets, "precision": 100 * self.good / self.findings if self.findings else 100.0}


def holds(finding, label):
    """Whether a finding tells the whole secret: it, or a block that it stands in (a URL, a key file's line)."""
    return any(bare(text) in bare(finding["secret"]) for text in label.texts)


def belongs(finding, label):
    """Whether a finding is about this secret, in whole or in part: a cut-off one is a miss, not a false alarm."""
    if finding["end_line"] < label.line or finding["line"] > label.end_line:
        return False
    return holds(finding, label) or any(len(finding["secret"]) >= 4 and bare(finding["secret"]) in bare(text) for text in label.texts)


def roomy():
    """Where to write: in memory where that can be, as thousands of small files take a disk longer than all the rest."""
    return "/dev/shm" if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK | os.X_OK) else None


def write(cases, folder):
    for case in cases:
        path = os.path.join(folder, case.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(case.text)


def scan(folder, confidence):
    """Runs keysieve over the folder. Returns the findings of each path."""
    home = os.path.join(folder, "home")
    env = {"PATH": os.environ["PATH"], "HOME": home, "XDG_CONFIG_HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    command = [KEYSIEVE, "tree", ".", "--no-project-policy", "--format", "json", "--show-secrets", "--min-confidence", confidence]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, timeout=600)
    if done.returncode not in (0, 1):
        sys.exit("keysieve: exit %d: %s" % (done.returncode, done.stderr.decode(errors="replace")))
    report = json.loads(done.stdout)
    places = {}
    for finding in report["findings"]:
        if finding["locations_total"] != len(finding["locations"]):
            sys.exit("keysieve: not all locations of a finding were told")
        for place in finding["locations"]:
            places.setdefault(place["path"], []).append(dict(place, secret=finding["secret"], rule=finding["rule"]))
    return places


def score(cases, places):
    scores = {}
    for case in cases:
        half = case.path.partition("/")[0]
        scores.setdefault((half, case.family), Score()).add(case, places.get(case.path, []))
    return scores


def read_ratchet():
    least = {}
    if os.path.exists(RATCHET):
        with open(RATCHET, encoding="utf-8") as file:
            for line in file:
                if line.strip() and line[0] != "#":
                    half, family, what, figure = line.split()
                    least[half, family, what] = float(figure)
    return least


def write_ratchet(scores, least):
    """Raises what can be raised; what stands there is never lowered."""
    now = {(half, family, what): max(least.get((half, family, what), 0), min(int(figure * 10) / 10, ENOUGH.get(what, 100)))
           for (half, family), one in scores.items() for what, figure in one.figures().items()}
    with open(RATCHET, "w", encoding="utf-8") as file:
        file.write("# The least figures in percent: half, family, figure. `scorecard.py --raise` raises them; nothing lowers them.\n")
        for (half, family, what), figure in sorted(now.items()):
            file.write("%-9s %-20s %-10s %5.1f\n" % (half, family, what, figure))


def total(scores, half):
    """The sums of a half: recall over all secrets, precision over all findings, decoys included."""
    ones = [one for (of, _), one in scores.items() if of == half]
    found, secrets = sum(one.found for one in ones), sum(one.secrets for one in ones)
    good, findings = sum(one.good for one in ones), sum(one.findings for one in ones)
    decoys = [one for one in ones if not one.secrets]
    return (sum(one.cases for one in ones), secrets, findings - good, 100 * found / secrets, 100 * good / findings,
            100 * (1 - sum(len(one.false) for one in decoys) / sum(one.decoys for one in decoys)))


def table(scores, least):
    """Prints the figures; returns how many families passed and how many failed."""
    passed = failed = 0
    print("%-9s %-20s %6s %8s %6s %8s %10s %8s" % ("half", "family", "files", "secrets", "false", "recall", "precision", "quiet"))
    for (half, family), one in sorted(scores.items(), key=lambda item: (item[0][0] != "tuned", not item[1].secrets, item[0][1])):
        figures = one.figures()
        bad = [what for what, figure in figures.items() if figure + 1e-9 < least.get((half, family, what), 0)]
        cells = ["%.1f" % figures[what] if what in figures else "-" for what in ("recall", "precision", "quiet")]
        print("%-9s %-20s %6d %8d %6d %8s %10s %8s%s" % (half, family, one.cases, one.secrets, len(one.false), *cells, "  below its ratchet: " + ", ".join(
            "%s %.1f" % (what, least[half, family, what]) for what in bad) if bad else ""))
        passed += not bad
        failed += bool(bad)
    for half in HALVES:
        print("%-9s %-20s %6d %8d %6d %8.1f %10.1f %8.1f" % (half, "all", *total(scores, half)))
    return passed, failed


def line_of(case, number):
    lines = case.text.split("\n")
    return lines[number - 1].strip()[:160] if number <= len(lines) else ""


def show(scores, family, half):
    one = scores.get((half, family))
    if one is None:
        sys.exit("no family %s in the %s half" % (family, half))
    per_template = collections.Counter((case.source + " " + case.path.split("/", 2)[2], what) for what, cases in (("missed", one.missed), ("false", one.false)) for case, _ in cases)
    for (source, what), count in sorted(per_template.items(), key=lambda item: -item[1]):
        print("%5d %-6s %s" % (count, what, source))
    for case, label in one.missed:
        print("missed %-22s %s:%d: %s" % (case.source, case.path, label.line, line_of(case, label.line)))
    for case, finding in one.false:
        print("false  %-22s %s:%d: %s  [%s: %s]" % (case.source, case.path, finding["line"], line_of(case, finding["line"]), finding["rule"], finding["secret"][:60]))


def main():
    parser = argparse.ArgumentParser(description="Scores keysieve on a generated collection.")
    parser.add_argument("--show", metavar="FAMILY", help="print the missed and the false cases of a family")
    parser.add_argument("--held-out", action="store_true", help="of the held-out half, which nobody tunes on")
    parser.add_argument("--raise", dest="up", action="store_true", help="raise the ratchet to today's figures")
    parser.add_argument("--keep", metavar="DIR", help="write the files to DIR and leave them there")
    parser.add_argument("--min-confidence", metavar="NAME", default="likely", help="score with this --min-confidence; the ratchet is for likely")
    args = parser.parse_args()
    seed = os.environ.get("KEYSIEVE_SCORE_SEED", SEED)
    usual = seed == SEED and args.min_confidence == "likely"
    cases = [case for half in HALVES for case in collection.cases(half, seed)]
    folder = args.keep or tempfile.mkdtemp(prefix="keysieve-score-", dir=roomy())
    try:
        write(cases, folder)
        scores = score(cases, scan(folder, args.min_confidence))
    finally:
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)
    if args.show:
        show(scores, args.show, "held-out" if args.held_out else "tuned")
        return 0
    least = read_ratchet()
    if args.up and usual:
        write_ratchet(scores, least)
        least = read_ratchet()
    passed, failed = table(scores, least if usual else {})
    print("%d passed, %d failed, 0 skipped" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
