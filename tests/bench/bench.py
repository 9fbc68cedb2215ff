"""Measures keysieve's speed and prints a table; see run.sh.

Every figure is the least of several runs, and what is compared is run in turns, so that a machine with other work to
do is unfair to all alike. Other scanners are found on the PATH; whatever could ask a provider is switched off.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

SYSTEM = ["/usr/include", "/usr/lib/python3", "/usr/lib/python3.11"]
COPY_MAX = 60_000_000  # bytes of the system's files
LIMIT = 180  # seconds that one run may take
ENOUGH = 20  # seconds after which a command is not repeated

PEERS = {
    "gitleaks": ["dir", "--no-banner", "--log-level", "error", "."],
    "betterleaks": ["filesystem", "--no-banner", "--silent", "."],
    "kingfisher": ["scan", "--no-validate", "--no-update-check", "--git-history", "none", "--quiet", "."],
    "ripsecrets": ["."],
    "detect-secrets": ["scan", "--all-files", "--no-verify", "."],
}


def run_once(command, cwd=None, stdin=None):
    """Seconds that a command takes, None when it took too long; and its exit status."""
    with open(stdin or os.devnull, "rb") as given:
        start = time.perf_counter()
        try:
            done = subprocess.run(command, cwd=cwd, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT, check=False)
        except subprocess.TimeoutExpired:
            return None, None
        return time.perf_counter() - start, done.returncode


def in_turns(commands, rounds, **how):
    """The least time and the status of each of the named commands; one that takes long is run once."""
    best = {}
    for number in range(rounds):
        for name, command in commands.items():
            if number and (best[name][0] is None or best[name][0] > ENOUGH):
                continue
            seconds, status = run_once(command, **how)
            if number == 0 or seconds is not None and seconds < best[name][0]:
                best[name] = seconds, status
    return best


def line(name, figure, note=""):
    print(f"  {name:<34} {figure:>12}  {note}".rstrip(), flush=True)


def shown(seconds):
    if seconds is None:
        return f"> {LIMIT} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def files_below(tree):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(tree) for name in names
                  if os.path.isfile(os.path.join(folder, name)) and not os.path.islink(os.path.join(folder, name)))


def copy_of_system(to):
    """Headers and Python modules, up to COPY_MAX bytes."""
    size = 0
    for top in SYSTEM:
        for path in files_below(top):
            if size > COPY_MAX:
                return
            if path.endswith((".h", ".py", ".hpp", ".txt", ".pyi")):
                target = to + path
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copyfile(path, target)
                size += os.path.getsize(path)


def engine(build, tree, work):
    """In memory, on one core; beside what reads or searches the same files."""
    files = files_below(tree)
    size = sum(os.path.getsize(path) for path in files)
    names = os.path.join(work, "names")
    with open(names, "w", encoding="utf-8", errors="surrogateescape") as out:
        out.writelines(path + "\n" for path in files if "\n" not in path)
    print(f"\nengine, one core: {len(files)} files, {size / 1e6:.0f} MB")
    program = os.path.join(build, "bench/bench_engine")
    with open(names, "rb") as given:
        done = subprocess.run([program, "-"], stdin=given, stdout=subprocess.PIPE, check=True)
    for text in done.stdout.decode().splitlines():
        if text.startswith("decode"):
            name, rest = text.split(": ", 1)
            line("keysieve, in memory, " + name.strip(), rest.split(",")[0], rest.split(", ", 2)[2])
    commands = {"cat": ["sh", "-c", 'tr "\\n" "\\0" < "$0" | xargs -0 cat > /dev/null', names]}
    if shutil.which("rg"):
        commands["rg -c, one thread, one pattern"] = ["rg", "-c", "-uuu", "-j1", "ghp_[0-9A-Za-z]{36}", tree]
    for name, (seconds, _) in in_turns(commands, 5).items():
        line(name, f"{size / seconds / 1e9:.3f} GB/s", "with reading the files")


def trees(keysieve, tree):
    """Wall time of whole programs."""
    found = {name: [name, *words] for name, words in PEERS.items() if shutil.which(name)}
    print(f"\na tree, wall time; beside it on this machine: {', '.join(found) or 'no other scanner'}")
    for name, (seconds, status) in in_turns({"keysieve tree": [keysieve, "tree", "."], **found}, 3, cwd=tree).items():
        line(name, shown(seconds), f"exit {status}")


def more_than_true(name, command, **how):
    best = in_turns({"true": ["/bin/true"], name: command}, 40, **how)
    line(name, f"{(best[name][0] - best['true'][0]) * 1000:.2f} ms", "more than /bin/true")


def small(keysieve, work):
    """What a hook and a pipe feel."""
    print("\nstarting up, the least of 40 runs in turns")
    given = os.path.join(work, "1k")
    with open(given, "w", encoding="ascii") as out:
        out.write("print('nothing to see here')\n" * 35)
    more_than_true("keysieve input, 1 KB", [keysieve, "input", "-q"], stdin=given)
    for count in (1, 100):
        repository = os.path.join(work, f"staged-{count}")
        os.makedirs(repository)
        subprocess.run(["git", "init", "-q", repository], check=True)
        for number in range(count):
            with open(os.path.join(repository, f"file{number}.py"), "w", encoding="ascii") as out:
                out.write(f"print('file {number}')\n" * 100)
        subprocess.run(["git", "add", "."], cwd=repository, check=True)
        more_than_true(f"keysieve staged, {count} file{'s' * (count > 1)}", [keysieve, "staged", "-q"], cwd=repository)


def history(keysieve, repository):
    print("\na whole history, wall time")
    if not repository:
        print("  skipped: KEYSIEVE_BENCH_REPO=REPOSITORY names one")
        return
    commands = {
        "keysieve history": [keysieve, "history", repository],
        "git cat-file, all objects": ["git", "-C", repository, "cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered"],
    }
    for name, (seconds, status) in in_turns(commands, 3).items():
        line(name, shown(seconds), f"exit {status}")


def main():
    build = os.path.abspath(sys.argv[1])
    keysieve = os.path.join(build, "keysieve")
    os.environ.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory(prefix="keysieve-bench-") as work:
        tree = os.environ.get("KEYSIEVE_BENCH_TREE")
        if not tree:
            tree = os.path.join(work, "tree")
            copy_of_system(tree)
        engine(build, tree, work)
        trees(keysieve, tree)
        small(keysieve, work)
        history(keysieve, os.environ.get("KEYSIEVE_BENCH_REPO"))


main()
