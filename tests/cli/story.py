"""Random repositories for the tests of histories, and what git says of them."""

import random

from fixture import token

DAY = 86400


class Story:
    """A random repository: every blob and tag and some commit messages hold a token, now and then one that was there before."""

    def __init__(self, box, seed, commits=30, skew=False):
        self.box, self.random = box, random.Random(seed)
        self.commits, self.parents, self.dates, self.names = [], {}, {}, {}
        box.git("init", "-q", "--bare", ".")
        self.build(commits, skew)
        self.read()

    def build(self, commits, skew):
        r, stream, marks, files = self.random, [], 0, {}
        blobs, tokens = [], []

        def secret():
            tokens.append(token() if not tokens or r.random() < 0.8 else r.choice(tokens))
            return tokens[-1]

        def blob():
            nonlocal marks
            marks += 1
            text = f"line\nkey = {secret()}\n"
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
            message = f"change {number}" + (f" with {secret()}" if r.random() < 0.3 else "")
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
                self.box.git("tag", "-a", f"v{number}", "-m", f"tagged {secret()}", commit)
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
