"""What the fixture tests share: tokens made at run time, repositories with a fixed clock, and running keysieve.

A test is a function whose name is a sentence; main() runs them all and prints "N passed, N failed, N skipped".
"""

import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
import zlib

KEYSIEVE = os.environ.get("KEYSIEVE", os.path.join(os.path.dirname(__file__), "../../build/keysieve"))
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FULL = os.environ.get("KEYSIEVE_TIER") == "full"
_random = random.Random(20260101)
with open(KEYSIEVE, "rb") as _program:
    # A build with sanitizers needs more memory and time, and takes no LD_PRELOAD.
    SANITIZED = re.search(rb"__(asan|tsan)_init", _program.read()) is not None


class Skip(Exception):
    """Raised by a test that cannot run here; the text says why."""


def token(prefix="ghp_"):
    """A GitHub token that nobody was ever given, with a right checksum."""
    body = "".join(_random.choice(BASE62) for _ in range(28)) + "a7"
    value, check = zlib.crc32(body.encode()), ""
    while value:
        check = BASE62[value % 62] + check
        value //= 62
    return prefix + body + check.rjust(6, "0")


def fill(alphabet, length):
    """Random characters, with a digit and a letter."""
    return "".join(_random.choice(alphabet) for _ in range(length - 2)) + "a7"


def clean_environment(home):
    env = {key: value for key, value in os.environ.items() if not re.match(r"GIT_|XDG_|KEYSIEVE|GITLEAKS|NO_COLOR|CLICOLOR", key)}
    env.update(HOME=home, XDG_CONFIG_HOME=home + "/.config", GIT_CONFIG_NOSYSTEM="1", TZ="UTC", LC_ALL="C.UTF-8")
    return env


class Box:
    """A temporary folder with a home of its own."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="keysieve-test-")
        self.home = os.path.join(self.root, "home")
        self.work = os.path.join(self.root, "work")
        os.makedirs(self.home)
        os.makedirs(self.work)
        self.env = clean_environment(self.home)
        self.clock = 1700000000

    def remove(self):
        subprocess.run(["chmod", "-R", "u+rwX", self.root], check=False)
        shutil.rmtree(self.root, ignore_errors=True)

    def path(self, name):
        return os.path.join(os.fsencode(self.work), name if isinstance(name, bytes) else os.fsencode(name))

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def git(self, *args, cwd=None, env=None, stdin=None, check=True):
        """Runs git with a clock that goes on a minute at each call."""
        self.clock += 60
        date = f"{self.clock} +0000"
        every = dict(self.env, GIT_AUTHOR_NAME="Ann Author", GIT_AUTHOR_EMAIL="ann@example.com", GIT_COMMITTER_NAME="Con Mitter",
                     GIT_COMMITTER_EMAIL="con@example.com", GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        every.update(env or {})
        done = subprocess.run(["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args], cwd=cwd or self.work,
                              env=every, input=stdin, capture_output=True)
        if check and done.returncode:
            raise AssertionError(f"git {args}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="replace").strip()

    def commit(self, name, content, message="change", cwd=None):
        """Writes, adds and commits one file; returns the commit's id."""
        if content is not None:
            self.write(name, content)
        self.git("add", "-A", "--", ".", cwd=cwd)
        self.git("commit", "-q", "--allow-empty", "-m", message, cwd=cwd)
        return self.git("rev-parse", "HEAD", cwd=cwd)

    def run(self, *args, cwd=None, env=None, stdin=b"", timeout=15, code=None, nobody=False, stdout=subprocess.PIPE, memory=None):
        """Runs keysieve. `code` is the wanted exit status, or a tuple of them. `nobody`: without root's powers.

        `timeout` seconds of processor time, or four times as many by the clock (a machine may be busy), and it hangs. `memory`: MiB
        of data it may have."""
        timeout *= 8 if SANITIZED else 1

        def prepare():
            resource.setrlimit(resource.RLIMIT_CPU, (timeout, timeout + 1))
            if memory and not SANITIZED:
                resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))
            if nobody and os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)

        program = KEYSIEVE
        if nobody and os.geteuid() == 0:
            # A copy: what is built may lie below a folder that is root's alone.
            program = shutil.copy(KEYSIEVE, os.path.join(self.root, "keysieve"))
            subprocess.run(["chmod", "755", self.root, self.home, self.work], check=True)
        done = subprocess.run([program, *args], cwd=cwd or self.work, env=dict(self.env, **(env or {})), input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, timeout=4 * timeout, preexec_fn=prepare)
        done.stdout = done.stdout or b""
        if code is not None and done.returncode not in (code if isinstance(code, tuple) else (code,)):
            raise AssertionError(f"keysieve {args}: exit {done.returncode}, want {code}\n{done.stdout.decode(errors='replace')[-3000:]}"
                                 f"\n{done.stderr.decode(errors='replace')[-3000:]}")
        return done

    def report(self, *args, **how):
        """Runs keysieve with JSON output that shows secrets, and parses it."""
        done = self.run(*args, "--format", "json", "--show-secrets", **how)
        return json.loads(done.stdout.decode("ascii"))

    def locations(self, report, secret):
        """All locations of one secret; empty when it was not found."""
        return [place for finding in report["findings"] if finding["secret"] == secret for place in finding["locations"]]


def main(module):
    passed = failed = skipped = 0
    only = sys.argv[1:]
    for name, test in list(vars(module).items()):
        if not name.startswith("test_") or (only and name not in only):
            continue
        box = Box()
        try:
            test(box)
            passed += 1
        except Skip as why:
            print(f"SKIP: {name[5:].replace('_', ' ')}: {why}")
            skipped += 1
        except Exception:  # a failed test must not stop the others
            print(f"FAILED: {name[5:].replace('_', ' ')}")
            traceback.print_exc(file=sys.stdout)
            failed += 1
        finally:
            box.remove()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)
