"""A part of a history: --range, --since, --refs, --shard, against git's own rev-list on random repositories."""

import json
import random
import sys
import time

from fixture import Box, main, token

DAY = 86400


class Story:
    """A random repository: every blob, every tag and some commit messages hold a token of their own."""

    def __init__(self, box, seed, commits=30, skew=False):
        self.box, self.random = box, random.Random(seed)
        self.commits, self.parents, self.dates, self.names = [], {}, {}, {}
        box.git("init", "-q", "--bare", ".")
        self.build(commits, skew)
        self.read()

    def build(self, commits, skew):
        r, stream, marks, files = self.random, [], 0, {}
        blobs = []

        def blob():
            nonlocal marks
            marks += 1
            text = f"line\nkey = {token()}\n"
            stream.append(f"blob\nmark :{marks}\ndata {len(text)}\n{text}\n")
            blobs.append(marks)
            return marks

        for number in range(commits):
            mark = marks = marks + 1
            before = list(files)
            parents = r.sample(before[-6:], min(len(before[-6:]), 2 if r.random() < 0.25 else 1)) if r.random() > 0.05 else []
            tree = dict(files[parents[0]]) if parents else {}
            changes = []
            for _ in range(r.randint(0, 3)):
                what = r.random()
                path = f"d{r.randint(0, 2)}/e{r.randint(0, 2)}/f{r.randint(0, 3)}" if r.random() < 0.7 else f"f{r.randint(0, 3)}"
                if what < 0.5 or not tree:
                    tree[path] = blob()
                    changes.append(f"M 100644 :{tree[path]} {path}\n")
                elif what < 0.65:  # revert or copy: an old content again
                    tree[path] = r.choice(blobs)
                    changes.append(f"M 100644 :{tree[path]} {path}\n")
                elif what < 0.85:  # rename
                    old = r.choice(sorted(tree))
                    new = path + "x"
                    if new != old:
                        tree[new] = tree.pop(old)
                        changes += [f"D {old}\n", f"M 100644 :{tree[new]} {new}\n"]
                else:
                    old = r.choice(sorted(tree))
                    del tree[old]
                    changes.append(f"D {old}\n")
            date = 1700000000 + number * DAY
            if skew and r.random() < 0.3:
                date += r.choice((-3000, 1000, -20, 15)) * DAY
            message = f"change {number}" + (f" with {token()}" if r.random() < 0.3 else "")
            text = f"commit refs/heads/b{mark}\nmark :{mark}\ncommitter C <c@example.com> {max(date, 100000)} +0000\n"
            text += f"data {len(message)}\n{message}\n"
            if parents:
                text += f"from :{parents[0]}\n" + "".join(f"merge :{p}\n" for p in parents[1:])
            stream.append(text + "".join(changes) + "\n")
            files[mark] = tree
        self.box.git("fast-import", "--quiet", "--force", stdin="".join(stream).encode())
        heads = self.box.git("for-each-ref", "--format=%(refname:short)").split()
        for name in heads:
            if r.random() < 0.6:
                self.box.git("update-ref", "-d", "refs/heads/" + name)
        for number, name in enumerate(r.sample(heads, 3)):
            commit = self.box.git("rev-parse", "--verify", "-q", name, check=False)
            if commit:
                self.box.git("tag", "-a", f"v{number}", "-m", f"tagged {token()}", commit)
        self.box.git("update-ref", "refs/heads/main", heads[-1] if self.box.git("rev-parse", "-q", "--verify", heads[-1], check=False)
                     else self.box.git("for-each-ref", "--format=%(objectname)", "refs/heads", "--count=1"))
        if r.random() < 0.5:
            self.box.git("repack", "-adq")
        if r.random() < 0.5:
            self.box.git("pack-refs", "--all")

    def read(self):
        for line in self.box.git("log", "--all", "--date-order", "--format=%H %ct %P").splitlines():
            commit, date, *parents = line.split()
            self.commits.append(commit)
            self.parents[commit], self.dates[commit] = parents, int(date)

    def reach(self, tips):
        seen, todo = set(), list(tips)
        while todo:
            commit = todo.pop()
            if commit not in seen:
                seen.add(commit)
                todo += self.parents[commit]
        return seen

    def blobs(self, commits):
        found = set()
        for commit in commits:
            found |= {line.split()[2] for line in self.box.git("ls-tree", "-r", commit).splitlines()}
        return found

    def objects(self, selected):
        """What a set of commits brings: they themselves and the blobs that no commit just outside has."""
        outside = {parent for commit in selected for parent in self.parents[commit]} - selected
        return selected | (self.blobs(selected) - self.blobs(outside))

    def secrets(self, objects):
        found = set()
        for text in self.box.git("cat-file", "--batch", stdin="\n".join(sorted(objects)).encode()).splitlines():
            found |= {word for word in text.split() if word.startswith("ghp_") and len(word) == 40}
        return found


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


if __name__ == "__main__":
    main(sys.modules[__name__])
