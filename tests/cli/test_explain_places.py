"""What explain says is what a scan does: with a text that holds the examples of every rule.

`rules show` prints them filled, so that text is made at run time.
"""

import os
import re
import sys

from fixture import main

REPORTED = re.compile(r"^(\S+) at (\S+):(\d+):(\d+)", re.MULTILINE)


# Of every rule in the full run; of some in the quick one, which sanitizers slow down.
PART = 1 if os.environ.get("KEYSIEVE_TIER", "full") == "full" else 6


def examples(box):
    listed = box.run("rules", "list", code=0).stdout.decode().splitlines()[::PART]
    return box.run("rules", "show", *[line.split()[0] for line in listed], code=0).stdout.decode()


def reported(text):
    """The places that an explanation calls reported, with the rule they are reported under."""
    places = set()
    for paragraph in text.split("\n\n"):
        head = REPORTED.match(paragraph)
        if head and "\n  verdict  reported: " in paragraph:
            places.add((int(head[3]), int(head[4]), head[1]))
    return places


def agree(box, name, *options):
    report = box.report("tree", ".", *options)
    found = {}
    for finding in report["findings"]:
        for place in [place for place in finding["locations"] if place["path"] == name]:
            found[place["line"], place["column"]] = {finding["rule"], *finding.get("also", [])}
    told = reported(box.run("explain", name, *options, code=0).stdout.decode())
    assert {(line, column) for line, column, _ in told} == set(found)
    for line, column, rule in told:
        assert rule in found[line, column], (line, column, rule)
    return len(told)


def test_explain_reports_what_a_scan_reports(box):
    box.write("all.txt", examples(box))
    assert agree(box, "all.txt") > 1000 // PART


def test_it_knows_the_policy_and_the_least_confidence(box):
    text = examples(box)
    box.write("all.txt", text)
    box.write("yarn.lock", text)
    box.write(".keysieve.toml", "min_confidence = 'possible'\n[[allowlists]]\nreason = 'a test'\nregexes = ['''[0-4]$''']\n")
    everything = agree(box, "all.txt")
    assert 500 // PART < agree(box, "all.txt", "--min-confidence", "certain") < everything
    assert 500 // PART < agree(box, "yarn.lock") < everything


def test_no_value_is_printed_unless_asked_for(box):
    box.write("all.txt", examples(box))
    secrets = {finding["secret"] for finding in box.report("tree", "all.txt", "--show-secrets")["findings"] if finding["secret_length"] >= 20}
    for name in ("all.txt", "all.txt:10", "all.txt:200"):
        told = box.run("explain", name, "-v", code=0).stdout.decode()
        assert not [secret for secret in secrets if secret in told]
    told = box.run("explain", "all.txt", "--show-secrets", code=0).stdout.decode()
    assert sum(secret in told for secret in secrets) > len(secrets) / 2


main(sys.modules[__name__])
