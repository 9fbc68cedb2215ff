"""The README's sessions are run: what its ```console blocks show is what keysieve prints.

Only the time a run takes may differ. With --write the README gets what was printed.
"""

import os
import re
import subprocess
import sys
import tempfile

from fixture import main

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, "../../README.md")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"(?<= in )[0-9.]+ s(?=$|;)", re.MULTILINE)

# What a session begins with.
SETUP = """
. "$TESTDIR/prelude"
repository shop && cd shop
printf '%s\\n' '#!/bin/sh' 'echo "POST /releases"' 'echo "Authorization: Bearer $TOKEN"' > deploy && chmod +x deploy
printf 'from openai import OpenAI\\n\\nclient = OpenAI(api_key="%s")\\n' "$(token openai)" > llm.py && commit 2026-01-18 "Ask the model"
printf 'from openai import OpenAI\\n\\nclient = OpenAI()\\n' > llm.py && commit 2026-01-19 "Read the key from the environment"
printf 'import os\\n\\nTOKEN = "%s"\\n' "$(token github)" > publish.py
export TOKEN=$(token anthropic)
"""


def play(box, commands):
    """The lines of a session, each command followed by what it prints; the files it needs are there, in a folder of its own."""
    script = SETUP
    for command in commands:
        script += f"printf '%s\\n' {quote('$ ' + command)}\n{command}\n"
    env = dict(box.env, TESTDIR=HERE, KEYSIEVE=os.environ["KEYSIEVE"])
    done = subprocess.run(["sh"], input=script.encode(), cwd=tempfile.mkdtemp(dir=box.work), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return done.stdout.decode()


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def sessions():
    with open(README, encoding="utf-8") as file:
        return BLOCK.findall(file.read())


def test_the_readme_shows_what_is_printed(box):
    shown = sessions()
    assert shown, "no session in the README"
    for session in shown:
        printed = play(box, re.findall(r"^\$ (.*)$", session, re.MULTILINE))
        assert TIME.sub("", printed) == TIME.sub("", session), f"\n--- README.md\n{session}--- printed\n{printed}"


def write(box):
    with open(README, encoding="utf-8") as file:
        text = file.read()
    text = BLOCK.sub(lambda block: play(box, re.findall(r"^\$ (.*)$", block.group(), re.MULTILINE)), text)
    with open(README, "w", encoding="utf-8") as file:
        file.write(text)


if sys.argv[1:] == ["--write"]:
    from fixture import Box
    write(Box())
else:
    main(sys.modules[__name__])
