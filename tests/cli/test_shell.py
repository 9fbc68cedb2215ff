"""How keysieve behaves to the shell, the terminal and the signals around it."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

from fixture import KEYSIEVE, Skip, main, token

CLEARED = b"\r\x1b[K"


def listen():
    """A shell may have started us with signals ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def start(box, *args, preexec_fn=listen, **how):
    return subprocess.Popen([KEYSIEVE, *args], cwd=box.work, env=dict(box.env, **how.pop("env", {})), preexec_fn=preexec_fn, **how)


def read_until(fd, wanted, seconds=10):
    """What comes out of `fd` until `wanted` is in it."""
    seen, end = b"", time.monotonic() + seconds
    while wanted not in seen:
        if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
            raise AssertionError(f"{wanted} did not come: {seen}")
        try:
            more = os.read(fd, 65536)
        except OSError:  # the other end of a terminal is gone
            more = b""
        if not more:
            break
        seen += more
    return seen


def drain(fd):
    return read_until(fd, b"\0never\0")


def busy(box, **how):
    """A scan that has shown its progress and waits for more input."""
    child = start(box, "input", "--progress", "always", stdin=subprocess.PIPE, **how)
    for _ in range(6):
        time.sleep(0.1)
        child.stdin.write(b"text\n" * 400000)
        child.stdin.flush()
    return child


def test_a_signal_ends_the_run_and_takes_the_progress_away(box):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        child = busy(box, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert b"MB" in read_until(child.stderr.fileno(), b"MB")
        child.send_signal(number)
        seen = drain(child.stderr.fileno())
        assert child.wait(10) == -number, child.returncode
        assert seen.endswith(CLEARED), seen
        child.stdin.close()


def test_a_signal_leaves_no_half_written_report(box):
    before = box.write("report.json", "old")
    for number in (signal.SIGINT, signal.SIGTERM):
        child = start(box, "input", "--output", "report.json", stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.1)
        child.send_signal(number)
        assert child.wait(10) == -number
        assert open(before).read() == "old"
        assert os.listdir(box.work) == ["report.json"], os.listdir(box.work)


def test_what_nohup_ignores_stays_ignored(box):
    child = start(box, "input", stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
                  preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.1)
    child.send_signal(signal.SIGHUP)
    child.stdin.close()
    assert child.wait(10) == 0


def test_a_report_that_cannot_be_written_is_no_success(box):
    box.write("a", token())
    for closed in (">&-", ">/dev/full"):
        if closed == ">/dev/full" and not os.path.exists("/dev/full"):
            raise Skip("no /dev/full")
        done = subprocess.run(["sh", "-c", f'"$0" tree a {closed}', KEYSIEVE], cwd=box.work, env=box.env, stderr=subprocess.PIPE)
        assert done.returncode == 2, (closed, done)
        assert b"standard output" in done.stderr, done.stderr


def test_a_reader_that_leaves_early_is_told_of_not_killed_by(box):
    box.write("a", "".join(f"{token()}\n" for _ in range(3000)))
    done = subprocess.run(["bash", "-c", 'set -o pipefail; "$0" tree a | head -1', KEYSIEVE], cwd=box.work, env=box.env,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 2 and b"Broken pipe" in done.stderr, done


def test_no_file_takes_the_place_of_a_closed_stream(box):
    box.write("a", token())
    for closed in ("0<&-", "2>&-", "0<&- 2>&-"):
        done = subprocess.run(["sh", "-c", f'"$0" tree a -o out.json -f json {closed}', KEYSIEVE], cwd=box.work, env=box.env)
        assert done.returncode == 1, (closed, done)
        with open(box.path("out.json"), encoding="ascii") as file:
            assert len(json.load(file)["findings"]) == 1, closed


def test_the_current_folder_may_be_read_only(box):
    box.write("a", token())
    os.chmod(box.work, 0o555)
    try:
        box.run("tree", ".", code=1, nobody=True)
        done = box.run("tree", ".", "-o", "report", code=2, nobody=True)
        assert b"Permission denied" in done.stderr, done.stderr
    finally:
        os.chmod(box.work, 0o755)


def on_a_terminal(box, *args, env=None):
    """Everything that a run prints on a terminal."""
    master, slave = pty.openpty()
    child = start(box, *args, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, env=dict({"TERM": "xterm"}, **(env or {})))
    os.close(slave)
    seen = drain(master)
    child.wait(10)
    os.close(master)
    return seen


def test_colours_are_for_terminals_that_want_them(box):
    box.write("a", token())
    assert b"\x1b[1m" in on_a_terminal(box, "tree", "a")
    assert b"\x1b" not in on_a_terminal(box, "tree", "a", env={"TERM": "dumb"})
    assert b"\x1b" not in on_a_terminal(box, "tree", "a", env={"NO_COLOR": "1"})
    assert b"\x1b" not in on_a_terminal(box, "tree", "a", "--color", "never")
    assert b"\x1b" not in box.run("tree", "a").stdout
    assert b"\x1b[1m" in box.run("tree", "a", env={"CLICOLOR_FORCE": "1"}).stdout
    assert b"\x1b[1m" in box.run("tree", "a", "--color", "always").stdout


def test_no_locale_changes_what_is_printed(box):
    box.write("caf\u00e9", token())
    shown = {locale: box.run("tree", ".", env={"LC_ALL": locale, "LANG": locale}).stdout for locale in ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR")}
    assert len(set(shown.values())) == 1, shown


main(sys.modules[__name__])
