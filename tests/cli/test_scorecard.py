"""The scorecard's own rules: what counts as found, what as false, and that a figure below its ratchet fails."""

import os
import random
import re
import subprocess
import sys

import fixture

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scorecard")
sys.path.insert(0, FOLDER)
import collection
import fills
import scorecard


def one(text, lines=(1, 1), must=True):
    return collection.Label([text], *lines, must)


SECRET = "secret".center(9, "-")


def found(secret, line=1, end_line=None):
    return {"secret": secret, "line": line, "end_line": end_line or line, "path": "a", "rule": "r"}


def scored(labels, findings):
    score = scorecard.Score()
    score.add(collection.Case("f", "tuned/a", "t", "text", labels), findings)
    return score.figures()


def test_a_secret_told_whole_or_in_a_block_is_found(box):
    for told in (SECRET, f"postgres://u:{SECRET}@h/d"):
        assert scored([one(SECRET)], [found(told)]) == {"recall": 100, "precision": 100}, told


def test_a_cut_off_secret_is_missed_and_no_false_alarm(box):
    assert scored([one(SECRET)], [found(SECRET[:6])]) == {"recall": 0, "precision": 100}


def test_a_finding_on_another_line_is_false_and_finds_nothing(box):
    assert scored([one(SECRET)], [found(SECRET, 2)]) == {"recall": 0, "precision": 0}


def test_what_may_be_found_counts_neither_way(box):
    assert scored([one(SECRET), one("AKIA", must=False)], [found(SECRET)])["recall"] == 100
    assert scored([one(SECRET), one("AKIA", must=False)], [found("AKIA")]) == {"recall": 0, "precision": 100}


def test_an_alarm_in_a_file_without_secrets_is_told(box):
    assert scored([], [found("anything")]) == {"quiet": 0}
    assert scored([], []) == {"quiet": 100}


def test_a_template_keeps_its_labels_with_their_lines(box):
    template = collection.Template("f", "a", "x=‹u=name›\ny=«pw=alnum:12|b64»\nz=«?$u» «$pw»\n", 1)
    _, text, labels = collection.render(random.Random(1), template)
    lines = text.split("\n")
    assert [(label.line, label.must) for label in labels] == [(2, True), (3, False), (3, True)]
    assert lines[1] == "y=" + labels[0].texts[-1] and labels[0].texts[-1] == fills.b64(labels[0].texts[0])
    assert lines[2] == "z=" + lines[0][2:] + " " + labels[0].texts[0]


def test_the_same_seed_makes_the_same_files(box):
    once, again, other = ([case.text for case in collection.cases("tuned", seed)] for seed in ("1", "1", "2"))
    assert once == again != other


def test_the_halves_share_no_template(box):
    tuned, held = (collection.read(os.path.join(FOLDER, half + ".txt")) for half in scorecard.HALVES)
    for kind in (0, 1):
        # A file that is a key and nothing else can be written in one way only.
        shared = {one.text for one in tuned[kind]} & {one.text for one in held[kind]}
        assert not [text for text in shared if not re.fullmatch(r"«[^«»]+»\n", text)], shared
        assert len(tuned[kind]) > 40 and len(held[kind]) > 40
    for name, entries in tuned[2].items():
        assert len(set(entries) - set(held[2][name])) > len(entries) / 2, name


def test_made_tokens_pass_the_products_own_checks(box):
    r = random.Random(1)
    for spec in ("%{github:ghp_}", "%{atlassian:ATATT3xFfGF0}", "%{grafana:glsa_}", "%{hexcrc:cfut_}", "%{vercel:vcp_}", "%{routable:glpat-}", "%{bech32:AGE-SECRET-KEY-}"):
        box.write("token", "token " + fills.expand(r, spec) + "\n")
        report = box.report("tree", ".", code=1)
        assert [finding["proof"] for finding in report["findings"]] == ["passed"], (spec, report["findings"])


def test_nothing_in_the_scorecard_looks_like_a_secret(box):
    box.run("tree", FOLDER, code=0)


def test_a_figure_below_its_ratchet_fails(box):
    """With a copy whose ratchet asks for more than can be."""
    copy = box.path("scorecard")
    subprocess.run(["cp", "-r", FOLDER, copy], check=True)
    name = os.path.join(copy, b"ratchet.txt")
    with open(name, encoding="utf-8") as file:
        text = file.read()
    with open(name, "w", encoding="utf-8") as file:
        file.write(re.sub(r"(tuned +api-keys +recall +)[0-9.]+", r"\g<1>100.1", text))
    done = subprocess.run([sys.executable, os.path.join(os.fsdecode(copy), "scorecard.py")], env=dict(box.env, KEYSIEVE=os.path.abspath(fixture.KEYSIEVE)), capture_output=True)
    out = done.stdout.decode()
    assert done.returncode == 1 and re.search(r"below its ratchet: recall 100\.1$", out, re.M), out[-2000:]
    assert re.search(r"^\d+ passed, [1-9]\d* failed, 0 skipped$", out, re.M)


fixture.main(sys.modules[__name__])
