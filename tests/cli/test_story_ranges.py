"""A part of a history: --range, --since, --refs, --shard, against git's own rev-list on random repositories."""

import json
import os
import random
import subprocess
import sys
import time

from fixture import Box, main, token
from story import DAY, Story


def rev_list(box, *args):
    """Commits, tags and blobs; trees hold no secrets."""
    ids = [line.split()[0] for line in box.git("rev-list", "--objects", *args).splitlines()]
    kinds = box.git("cat-file", "--batch-check", stdin="\n".join(ids).encode()).splitlines()
    return {line.split()[0] for line in kinds if line.split()[1] != "tree"}


def found(box, *args, **how):
    """The secrets that both ways of reading find; they must agree."""
    ways = []
    for way in ("auto", "listed"):
        report = box.report("history", *args, "--selecting", way, **how)
        assert report["summary"]["complete"], report["summary"]
        ways.append((report["summary"]["blobs"], report["summary"]["commits"],
                     {finding["secret"]: finding["id"] for finding in report["findings"]}))
    assert ways[0] == ways[1], f"{args}: directly {ways[0]}, listed {ways[1]}"
    return set(ways[0][2])


def expect(box, story, objects, *args):
    got, want = found(box, *args, code=(0, 1)), story.secrets(objects)
    assert got == want, f"{args}: {len(got - want)} too many, {len(want - got)} missing"


def test_ranges_are_what_rev_list_says(box):
    for seed in range(6):
        one = Box()
        try:
            story, r = Story(one, seed), random.Random(seed)
            for _ in range(4):
                a, b, c = (r.choice(story.commits) for _ in range(3))
                for terms in ([f"{a}..{b}"], [b], [f"{a}...{b}"], [b, "^" + a], [f"{a}..{b}", c], [b, c, "^" + a], [f"{a}...{b}", f"^{c}"]):
                    expect(one, story, rev_list(one, *terms), *(x for term in terms for x in ("--range", term)))
        finally:
            one.remove()


def test_wrong_clocks_change_no_range(box):
    for seed in range(4):
        one = Box()
        try:
            story, r = Story(one, 100 + seed, skew=True), random.Random(seed)
            for _ in range(6):
                a, b = r.choice(story.commits), r.choice(story.commits)
                expect(one, story, story.objects(story.reach([b]) - story.reach([a])), "--range", f"{a}..{b}")
                both = story.reach([a]) & story.reach([b])
                expect(one, story, story.objects((story.reach([a]) | story.reach([b])) - both), "--range", f"{a}...{b}")
        finally:
            one.remove()


def tags_since(box, when):
    lines = box.git("for-each-ref", "--format=%(objecttype) %(objectname) %(taggerdate:unix)", "refs/tags").splitlines()
    return {line.split()[1] for line in lines if line.startswith("tag ") and int(line.split()[2]) >= when}


def test_since_takes_every_commit_that_is_not_older_wherever_it_stands(box):
    for seed in range(4):
        one = Box()
        try:
            story = Story(one, 200 + seed, skew=True)
            for day in (0, 5, 12, 25, 40):
                when = 1700000000 + day * DAY
                date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))
                selected = {commit for commit in story.commits if story.dates[commit] >= when}
                expect(one, story, story.objects(selected) | tags_since(one, when), "--since", date)
        finally:
            one.remove()


def test_refs_are_taken_by_their_names(box):
    story = Story(box, 7)
    names = box.git("for-each-ref", "--format=%(refname)", "refs/heads").split()
    expect(box, story, rev_list(box, "main"), "--refs", "main")
    expect(box, story, rev_list(box, "--branches"), "--refs", "refs/heads/*")
    expect(box, story, rev_list(box, "--tags"), "--refs", "v*")
    expect(box, story, rev_list(box, names[0], names[1]), "--refs", names[0], "--refs", names[1].replace("refs/heads/", ""))


def test_selections_together_are_their_intersection(box):
    story, r = Story(box, 8, commits=40), random.Random(8)
    when = 1700000000 + 15 * DAY
    date = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(when))
    main_reach = story.reach([box.git("rev-parse", "main")])
    for _ in range(6):
        a, b = r.choice(story.commits), r.choice(story.commits)
        selected = (story.reach([b]) - story.reach([a])) & main_reach
        expect(box, story, story.objects(selected), "--range", f"{a}..{b}", "--refs", "main")
        selected = {commit for commit in selected if story.dates[commit] >= when}
        expect(box, story, story.objects(selected), "--range", f"{a}..{b}", "--refs", "main", "--since", date)
    selected = {commit for commit in main_reach if story.dates[commit] >= when}
    expect(box, story, story.objects(selected), "--refs", "main", "--since", date)


def usage(box, message, *args, cwd=None):
    done = box.run("history", *args, code=2, cwd=cwd)
    text = done.stderr.decode()
    assert message in text and text.count("\n") == 1, text


def test_what_names_nothing_is_told_in_one_line_that_begins_with_it(box):
    box.git("init", "-q")
    one = box.commit("a", "a\n")
    usage(box, "keysieve: nosuch: no such revision", "--range", "nosuch..HEAD")
    usage(box, "keysieve: nosuch: no such revision", "--range", "HEAD..nosuch")
    usage(box, "keysieve: nosuch: no such revision", "--range", "nosuch...HEAD")
    usage(box, "keysieve: " + "1" * 40 + ": no such object", "--range", "1" * 40)
    usage(box, "keysieve: HEAD~1: ", "--range", "HEAD~1")
    usage(box, "keysieve: ..: names no revision", "--range", "..")
    usage(box, "keysieve: --range: names no revision", "--range", "")
    usage(box, "keysieve: --range: only says what to leave out", "--range", "^HEAD")
    usage(box, "keysieve: " + "0" * 40 + ": a ref that was deleted", "--range", one + ".." + "0" * 40)
    usage(box, "keysieve: release/*: no ref is called so", "--refs", "main", "--refs", "release/*")
    for date in ("", "yesterday", "2026-02-30", "3q"):
        usage(box, f"keysieve: --since: '{date}' is no date", "--since", date)
    for shard in ("", "0/4", "5/4", "x/4", "4", "1/", "1/0", "1/4/2", "-1/4"):
        usage(box, f"keysieve: --shard: '{shard}' is not I/N", "--shard", shard)
        assert box.run("scan", "--shard", shard, code=2).stdout == b""
    assert box.run("tree", "--range", "HEAD", code=2).stdout == b""


def test_a_range_may_be_named_in_every_way_git_knows(box):
    box.git("init", "-q")
    old, middle, new = token(), token(), token()
    first = box.commit("a", old)
    box.git("tag", "-a", "v1", "-m", "one")
    box.commit("b", middle)
    box.git("branch", "topic/x")
    last = box.commit("c", new)
    box.git("update-ref", "refs/remotes/origin/main", first)
    box.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    for terms, want in (
            (["HEAD^..HEAD"], {new}), (["@~1.."], {new}), (["..topic/x"], set()), (["v1..topic/x"], {middle}),
            (["v1^{}..heads/topic/x"], {middle}), (["origin..main"], {middle, new}), ([f"{first[:7]}..{last[:9].upper()}"], {middle, new}),
            (["main", "^topic/x"], {new}), (["v1^{commit}"], {old}), (["refs/tags/v1...HEAD^0"], {middle, new}),
            (["0" * 40 + "..topic/x"], {old, middle}), (["0" * 40 + "...main"], {old, middle, new})):
        for pack in (False, True):
            if pack:
                box.git("pack-refs", "--all")
            got = found(box, *(x for term in terms for x in ("--range", term)), code=(0, 1))
            assert got == want, f"{terms}: {len(got)} found, {len(want)} wanted"


def test_head_is_that_of_the_work_tree_that_was_asked_for(box):
    box.git("init", "-q")
    here, there = token(), token()
    box.commit("a", "a\n")
    box.git("worktree", "add", "-q", "-b", "other", "../other")
    box.commit("b", here)
    box.git("commit", "-q", "--allow-empty", "-m", there, cwd=box.root + "/other")
    assert found(box, "--range", "HEAD~1..HEAD", code=1) == {here}
    assert found(box, "../other", "--range", "HEAD~1..HEAD", code=1) == {there}


def test_tags_of_blobs_trees_and_tags_are_read(box):
    box.git("init", "-q")
    blob, inside, message, nested = token(), token(), token(), token()
    box.commit("a", "a\n")
    box.write("loose", blob)
    box.git("tag", "-a", "blob", "-m", message, box.git("hash-object", "-w", "loose"))
    box.git("tag", "-a", "deep", "-m", nested, "blob")
    box.write("loose", inside)
    tree = box.git("mktree", stdin=f"100644 blob {box.git('hash-object', '-w', 'loose')}\tx\n".encode())
    box.git("update-ref", "refs/tags/tree", tree)
    assert found(box, "--range", "main..deep", code=1) == {blob, message, nested}
    assert found(box, "--range", "main..tree", code=1) == {inside}
    assert found(box, "--range", "blob..deep", code=1) == {nested}
    assert found(box, "--refs", "refs/tags/*", code=1) == {blob, message, nested, inside}
    assert found(box, "--since", "1h", code=1, env={"SOURCE_DATE_EPOCH": str(box.clock)}) == {blob, message, nested, inside}
    assert found(box, "--since", "1h", code=1, env={"SOURCE_DATE_EPOCH": str(box.clock + 9999)}) == {inside}  # it has no date
    assert found(box, "--range", "main", code=0) == set()
    places = box.locations(box.report("history", "--range", "main..deep"), nested)
    assert [(place["kind"], place["ref"], place["state"]) for place in places] == [("tag-message", "deep", "history")], places


def test_refs_leave_out_stash_notes_and_what_nothing_reaches(box):
    box.git("init", "-q")
    kept, stashed, noted, lost = (token() for _ in range(4))
    box.commit("a", kept)
    box.write("a", stashed)
    box.git("stash")
    box.git("notes", "add", "-m", noted)
    box.commit("b", lost)
    box.git("reset", "-q", "--hard", "HEAD~1")
    assert found(box, "--refs", "main", code=1) == {kept}
    assert found(box, "--refs", "stash", code=1) == {kept, stashed}
    assert found(box, "--refs", "notes", code=1) == {noted}
    assert found(box, "--since", "1970-01-01", code=1) == {kept, stashed, noted}


def test_places_say_whether_a_file_is_still_there(box):
    box.git("init", "-q")
    moved, kept, gone = token(), token(), token()
    box.commit("old.txt", moved)
    box.commit("keep.txt", kept)
    two = box.commit("gone.txt", gone)
    box.git("mv", "old.txt", "new.txt")
    box.git("rm", "-q", "gone.txt")
    box.commit("x", "x\n")
    report = box.report("history", "--range", "HEAD~3..HEAD~1", code=1)
    states = {finding["secret"]: (finding["state"], finding["first_commit"]["id"]) for finding in report["findings"]}
    assert states[gone] == ("history", two), states
    assert states[kept][0] == "head" and set(states) == {kept, gone}, states
    assert report["summary"]["scope"] == {"range": ["HEAD~3..HEAD~1"]}, report["summary"]
    box.git("checkout", "-q", "-b", "side", "HEAD~1")
    report = box.report("history", "--range", "main~3..main~1", code=1)
    assert {finding["state"] for finding in report["findings"]} == {"head"}


def test_the_report_says_what_was_selected(box):
    box.git("init", "-q")
    box.commit("a", "a\n")
    box.commit("b", "b\n")
    report = box.report("history", "--range", "HEAD~1..HEAD", "--range", "^HEAD~1", "--since", "2023-01-01", "--refs", "main",
                        "--shard", "1/1", code=0)
    assert report["summary"]["scope"] == {"range": ["HEAD~1..HEAD", "^HEAD~1"], "since": "2023-01-01T00:00:00Z", "refs": ["main"],
                                          "shard": "1/1"}, report["summary"]
    assert "scope" not in box.report("history", code=0)["summary"]
    lines = box.run("history", "--range", "HEAD~1..HEAD", "--shard", "1/1", code=0).stderr.decode().splitlines()
    assert lines[1] == "keysieve: selected: range HEAD~1..HEAD; shard 1/1", lines
    line = box.run("history", "--format", "jsonl", "--refs", "main", code=0).stdout.splitlines()[-1]
    assert json.loads(line)["scope"] == {"refs": ["main"]}


def remove_object(box, name):
    path = box.path(f".git/objects/{name[:2]}/{name[2:]}")
    with open(path, "rb") as file:
        content = file.read()
    subprocess.run(["rm", "-f", path], check=True)
    return content


def groups(report, which):
    return {group["reason"]: group["what"] for group in report["summary"][which]}


def test_absent_and_damaged_objects_count_within_the_selection(box):
    box.git("init", "-q")
    box.commit("a", "a\n")
    box.commit("old/b", "b\n")
    box.commit("new/c", "c\n")
    for name in ("HEAD:new/c", "HEAD:new"):
        name = box.git("rev-parse", name)
        content = remove_object(box, name)
        for way in ("auto", "listed"):
            report = box.report("history", "--range", "HEAD~1..HEAD", "--selecting", way, code=3)
            assert groups(report, "failed") == {"missing": [name]}, (way, report["summary"])
        box.write(f".git/objects/{name[:2]}/{name[2:]}", content[:-4])
        for way in ("auto", "listed"):
            report = box.report("history", "--range", "HEAD~1..HEAD", "--selecting", way, code=3)
            assert groups(report, "failed") == {"damaged": [name]}, (way, report["summary"])
            report = box.report("history", "--range", "HEAD~1", "--selecting", way, code=0)
        box.write(f".git/objects/{name[:2]}/{name[2:]}", content)
    head = box.git("rev-parse", "HEAD")
    content = remove_object(box, head)
    for way in ("auto", "listed"):  # what cannot be read cannot be asked for, but a ref that leads nowhere is told of
        box.run("history", "--range", "HEAD~1..HEAD", "--selecting", way, code=2)
        report = box.report("history", "--since", "1970-01-02", "--selecting", way, code=3)
        assert groups(report, "failed") == {"ref": ["refs/heads/main"]}, (way, report["summary"])
    box.write(f".git/objects/{head[:2]}/{head[2:]}", content)
    middle = box.git("rev-parse", "HEAD~1")
    content = remove_object(box, middle)
    for way in ("auto", "listed"):  # a parent that is not there
        report = box.report("history", "--refs", "main", "--selecting", way, code=3)
        assert groups(report, "failed") == {"missing": [middle]}, (way, report["summary"])
    box.write(f".git/objects/{middle[:2]}/{middle[2:]}", content)
    remove_object(box, box.git("rev-parse", "HEAD:old/b"))
    remove_object(box, box.git("rev-parse", "HEAD:a"))
    for way in ("auto", "listed"):  # outside
        box.run("history", "--range", "HEAD~1..HEAD", "--selecting", way, code=0)
        box.run("history", "--range", "HEAD~2..HEAD", "--selecting", way, code=3)


def test_a_shallow_clone_says_where_it_ends(box):
    secrets = [token() for _ in range(5)]
    box.git("init", "-q", "origin")
    commits = [box.commit("origin/f", secret, cwd=box.work + "/origin") for secret in secrets]
    box.git("clone", "-q", "--depth", "2", "file://" + box.work + "/origin", "clone")
    where = box.work + "/clone"
    usage(box, f"keysieve: {commits[0]}: not in this repository, which is a shallow clone", "--range", commits[0] + "..HEAD", cwd=where)
    usage(box, "keysieve: HEAD~2: goes below the boundary of a shallow clone", "--range", "HEAD~2..HEAD", cwd=where)
    assert found(box, "--range", "HEAD~1..HEAD", code=1, cwd=where) == {secrets[4]}
    box.git("fetch", "-q", "--depth", "1", "origin", commits[0], cwd=where)
    for way in ("auto", "listed"):  # the base is there, what is in between is not
        report = box.report("history", "--range", commits[0] + "..HEAD", "--selecting", way, code=1, cwd=where)
        assert {finding["secret"] for finding in report["findings"]} == set(secrets[3:])
        assert groups(report, "skipped") == {"shallow": [commits[3]]}, report["summary"]
        text = box.run("history", "--range", commits[0] + "..HEAD", "--selecting", way, cwd=where).stderr.decode()
        assert "note: this is a shallow clone" in text, text
    for args in (["--range", "HEAD~1..HEAD"], ["--refs", "main"], ["--range", "HEAD"]):
        assert "shallow clone" not in box.run("history", *args, cwd=where).stderr.decode()


def test_what_a_partial_clone_lacks_is_promised_if_it_is_selected(box):
    box.git("init", "-q", "origin")
    box.commit("origin/old", "old\n", cwd=box.work + "/origin")
    box.commit("origin/new", "new\n", cwd=box.work + "/origin")
    box.git("config", "uploadpack.allowFilter", "true", cwd=box.work + "/origin")
    box.git("clone", "-q", "--bare", "--filter=blob:none", "file://" + box.work + "/origin", "clone")
    new = box.git("rev-parse", "HEAD:new", cwd=box.work + "/origin")
    for way in ("auto", "listed"):
        report = box.report("history", "clone", "--range", "HEAD~1..HEAD", "--selecting", way, code=3)
        assert groups(report, "failed") == {"promised": [new]}, (way, report["summary"])


def test_submodules_of_a_selection_are_skipped_by_path(box):
    box.git("init", "-q", "lib")
    box.commit("lib/x", "x\n", cwd=box.work + "/lib")
    box.git("init", "-q", "app")
    box.commit("app/a", "a\n", cwd=box.work + "/app")
    box.git("submodule", "--quiet", "add", box.work + "/lib", "deps/lib", cwd=box.work + "/app")
    box.commit("app/b", "b\n", cwd=box.work + "/app")
    for way in ("auto", "listed"):
        report = box.report("history", "--range", "HEAD~1..HEAD", "--selecting", way, cwd=box.work + "/app", code=0)
        assert groups(report, "skipped") == {"submodule": ["deps/lib"]}, report["summary"]


def key_of(finding):
    return finding["secret"], json.dumps([finding["locations"], finding.get("first_commit"), finding["state"]], sort_keys=True)


def test_shards_are_the_whole_and_share_nothing(box):
    story = Story(box, 9, commits=40)
    box.git("repack", "-adq")
    for command in (["history"], ["history", "--refs", "main"], ["history", "--range", "main", "--selecting", "listed"]):
        whole = box.report(*command, code=1)
        parts = [box.report(*command, "--shard", f"{number}/4", code=(0, 1)) for number in range(1, 5)]
        for count in ("blobs", "commits", "bytes"):
            assert sum(part["summary"][count] for part in parts) == whole["summary"][count], (command, count)
            assert sum(part["summary"][count] > 0 for part in parts) > 1, (command, count)
        # A secret stands in one object here, but for those that a rename or copy put into several places.
        together = [key_of(finding) for part in parts for finding in part["findings"]]
        assert sorted(together) == sorted(map(key_of, whole["findings"])), command
        assert all(part["summary"]["complete"] for part in parts)
    clone = box.root + "/clone"
    box.git("clone", "-q", "--mirror", "--no-local", box.work, clone)
    pack = next(os.path.join(folder, name) for folder, _, names in os.walk(clone) for name in names if name.endswith(".pack"))
    os.rename(pack, box.root + "/pack")
    os.remove(pack[:-4] + "idx")
    with open(box.root + "/pack", "rb") as file:
        box.git("unpack-objects", "-q", cwd=clone, stdin=file.read())
    here = {finding["secret"] for finding in box.report("history", "--shard", "2/3", code=1)["findings"]}
    there = {finding["secret"] for finding in box.report("history", clone, "--shard", "2/3", code=1)["findings"]}
    assert there <= here and here & story.secrets(set(story.commits)) == there & story.secrets(set(story.commits))


def test_each_shard_checks_that_all_is_there_and_scan_has_shards_too(box):
    box.git("init", "-q")
    secrets = {token() for _ in range(12)}
    for number, secret in enumerate(sorted(secrets)):
        box.commit(f"f{number}", secret, message=f"m{number}")
    on_disk, box_files = token(), [f"f{number}" for number in range(12)]
    box.git("rm", "-q", *box_files)
    box.commit("left", "x\n")
    box.write("file.txt", on_disk)
    seen = []
    for number in (1, 2, 3):
        report = box.report("scan", "--shard", f"{number}/3", code=1)
        assert report["summary"]["scope"] == {"shard": f"{number}/3"}
        seen += [finding["secret"] for finding in report["findings"] if finding["secret"] != on_disk]
        assert on_disk in {finding["secret"] for finding in report["findings"]}
    assert sorted(seen) == sorted(secrets)
    absent = box.git("rev-parse", "HEAD~3:f3")
    remove_object(box, absent)
    for number in (1, 2, 3):
        assert groups(box.report("history", "--shard", f"{number}/3", code=(1, 3)), "failed") == {"missing": [absent]}


if __name__ == "__main__":
    main(sys.modules[__name__])
