"""How many commits, refs and tips hold a finding, against git's own lists on random repositories."""

import sys

from fixture import Box, main, token
from story import Story


def holding(box, story):
    """By secret: the commits that refs reach and that hold it, the refs from which one is reached, the refs that name one."""
    commits, refs, tips = {}, {}, {}
    inside = {commit: story.secrets(story.blobs({commit}) | {commit}) for commit in story.commits}
    for commit, secrets in inside.items():
        for secret in secrets:
            commits.setdefault(secret, set()).add(commit)
    for line in box.git("for-each-ref", "--format=%(refname) %(objecttype) %(objectname) %(*objectname)").splitlines():
        ref, kind, *ids = line.split()
        own = story.secrets({ids[0]}) if kind == "tag" else set()
        reached = own.union(*(inside[commit] for commit in story.reach([ids[-1]])))
        for secret in own | inside[ids[-1]]:
            tips.setdefault(secret, set()).add(ref)
        for secret in reached:
            refs.setdefault(secret, set()).add(ref)
    return commits, refs, tips


def test_commits_refs_and_tips_are_those_that_git_lists(box):
    several = 0
    for seed in range(300, 302):
        one = Box()
        try:
            story = Story(one, seed, commits=100)
            commits, refs, tips = holding(one, story)
            report = one.report("history", ".", code=1)
            assert len(report["findings"]) > 64, "more than are asked at a time"
            for finding in report["findings"]:
                secret = finding["secret"]
                assert finding["commits"] == len(commits.get(secret, ())), (seed, finding)
                assert set(finding["refs"]) == refs.get(secret, set()), (seed, finding)
                assert set(finding["tips"]) == tips.get(secret, set()), (seed, finding)
                assert finding["refs_total"] == len(finding["refs"]) and finding["tips_total"] == len(finding["tips"])
                several += len({place.get("blob") for place in finding["locations"]}) > 1
        finally:
            one.remove()
    assert several > 5, "secrets in more than one object"


def test_of_a_small_range_only_its_own_commits_are_counted(box):
    box.git("init", "-q")
    for number in range(3):
        box.commit(f"f{number}", token(), f"commit {number}")
    finding, = box.report("history", "--range", "HEAD^..HEAD", code=1)["findings"]
    assert finding["commits"] == 1, finding
    assert not {"refs", "refs_total", "tips", "tips_total"} & set(finding), finding
    text = box.run("history", "--range", "HEAD^..HEAD", code=1).stdout.decode()
    assert "  held    by 1 selected commit\n" in text, text


def test_files_that_are_not_stored_are_held_by_nothing(box):
    box.write("f", token())
    finding, = box.report("tree", ".", code=1)["findings"]
    assert not {"commits", "refs", "tips"} & set(finding), finding


main(sys.modules[__name__])
