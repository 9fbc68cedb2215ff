"""What people really have on disk: placeholders are left alone, real-shaped keys are found and named by provider."""

import json
import os
import sys

from fixture import fill, main

HEX = "0123456789abcdef"
ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
URLSAFE = ALNUM + "_-"


def keys():
    """One real-shaped key of each provider."""
    return {
        "OpenAI": "sk-proj-" + fill(URLSAFE, 74) + "T3Blbk" + "FJ" + fill(URLSAFE, 74),
        "Anthropic": "sk-ant-" + "api03-" + fill(URLSAFE, 93) + "AA",
        "DashScope": "sk-" + fill(HEX, 30) + "3f",
        "DeepSeek": "sk-" + fill(HEX, 30) + "9b",
    }


NAMES = {"OpenAI": "OPENAI", "Anthropic": "ANTHROPIC", "DashScope": "DASHSCOPE", "DeepSeek": "DEEPSEEK"}
HOSTS = {"DashScope": "https://dashscope.aliyuncs.com/compatible-mode/v1", "DeepSeek": "https://api.deepseek.com"}


def as_env(found):
    return "\n".join(f"{NAMES[who]}_API_KEY={key}" for who, key in found.items()) + "\n"


def as_python(found):
    lines = ["import os", "from openai import OpenAI", ""]
    for who, key in found.items():
        host = f', base_url="{HOSTS[who]}"' if who in HOSTS else ""
        lines.append(f'{who.lower()}_client = OpenAI(api_key="{key}"{host})')
    return "\n".join(lines) + "\n"


def as_python_beside_urls(found):
    return "".join(f'client = OpenAI(\n    api_key="{key}",\n    base_url="{HOSTS[who]}",\n)\n' if who in HOSTS else f"x = '{key}'\n" for who, key in found.items())


def as_dictionary(found):
    body = "".join(f"    '{who.lower()}': {{'api_key': '{key}', 'model': 'x', 'timeout': 30}},\n" for who, key in found.items())
    return "PROVIDERS = {\n" + body + "}\n"


def as_yaml(found):
    return "providers:\n" + "".join(f"  {who.lower()}:\n    api_key: {key}\n    retries: 3\n" for who, key in found.items())


def as_json(found):
    return json.dumps({f"{who.lower()}_api_key": key for who, key in found.items()}, indent=2)


def as_notebook(found):
    source = ["import os\n"] + [f"os.environ[\"{NAMES[who]}_API_KEY\"] = \"{key}\"\n" for who, key in found.items()]
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def as_compose(found):
    return "services:\n  app:\n    environment:\n" + "".join(f"      - {NAMES[who]}_API_KEY={key}\n" for who, key in found.items())


def as_dockerfile(found):
    return "FROM python:3.12\n" + "".join(f"ENV {NAMES[who]}_API_KEY={key}\n" for who, key in found.items())


def as_shell(found):
    return "#!/bin/sh\n" + "".join(f"export {NAMES[who]}_API_KEY_3='{key}'\n" for who, key in found.items())


def as_workflow(found):
    return "jobs:\n  test:\n    env:\n" + "".join(f"      {NAMES[who]}_API_KEY: \"{key}\"\n" for who, key in found.items())


def as_log(found):
    return "".join(f"2026-01-02 03:04:05 DEBUG http POST {HOSTS.get(who, 'https://api.' + who.lower() + '.com')}/chat headers={{'Authorization': 'Bearer {key}'}}\n"
                   for who, key in found.items())


FORMS = {"app/llm.py": as_python, "app/urls.py": as_python_beside_urls, ".env": as_env, "conf/providers.py": as_dictionary, "config.yaml": as_yaml,
         "settings.json": as_json, "explore.ipynb": as_notebook, "docker-compose.yml": as_compose, "Dockerfile": as_dockerfile, "run.sh": as_shell,
         ".github/workflows/ci.yml": as_workflow, "debug.log": as_log}


def test_real_shaped_keys_are_found_in_every_form_and_named(box):
    written = {}
    for path, form in FORMS.items():
        written[path] = keys()
        box.write(path, form(written[path]))
    report = box.report("tree", ".", code=1)
    by_secret = {finding["secret"]: finding for finding in report["findings"]}
    missed = [(path, who) for path, found in written.items() for who, key in found.items() if key not in by_secret]
    assert not missed, missed
    misnamed = [(path, who, by_secret[key]["rule"]) for path, found in written.items() for who, key in found.items() if by_secret[key]["provider"] != who]
    assert not misnamed, misnamed
    known = {key for found in written.values() for key in found.values()}
    extra = [(finding["rule"], finding["secret"], finding["locations"][0]["path"]) for finding in report["findings"] if finding["secret"] not in known]
    assert not extra, extra


def test_placeholders_are_never_reported(box):
    box.write(".env.example", """# copy to .env
OPENAI_API_KEY=your-openai-api-key-here
ANTHROPIC_API_KEY=sk-ant-your-key-here
DASHSCOPE_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
DEEPSEEK_API_KEY=<your-deepseek-key>
PINECONE_API_KEY=
WEAVIATE_API_KEY=${WEAVIATE_API_KEY}
HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
SLACK_BOT_TOKEN=xoxb-your-token
STRIPE_SECRET_KEY=sk_test_...
DATABASE_URL=postgres://user:password@localhost:5432/db
REDIS_URL=redis://localhost:6379
SECRET_KEY=changeme
JWT_SECRET=your-256-bit-secret
PASSWORD=changeme
DB_PASSWORD=postgres
API_KEY=TODO
""")
    box.write("README.md", """# Setup

    export OPENAI_API_KEY="sk-proj-your-key-here"
    export GOOGLE_API_KEY=YOUR_API_KEY
    curl -H "Authorization: Bearer $TOKEN" https://api.example.com
    curl -H "Authorization: Bearer <token>" -u user:pass https://api.example.com
    git clone https://user:password@example.com/repo.git
    docker run -e OPENAI_API_KEY=$OPENAI_API_KEY app

Set `ANTHROPIC_API_KEY` to your key (it looks like `sk-ant-api03-...`).
""")
    box.write("app.py", """import os
from getpass import getpass
OPENAI_API_KEY = os.environ["OPENAI_API_KEY"]
api_key = os.getenv("DASHSCOPE_API_KEY", "your-dashscope-api-key")
client = OpenAI(api_key=settings.openai_api_key, base_url="https://api.deepseek.com")
headers = {"Authorization": f"Bearer {api_key}"}
password = getpass("Password: ")
token = get_token_from_vault(name="prod-token")
secret_key = config["secret_key"]
db = f"postgres://{user}:{password}@{host}/db"
API_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
PASSWORD_FIELD = "password_confirmation"
""")
    box.write("config.yml", """openai:
  api_key: ${OPENAI_API_KEY}
  key: "{{ openai_api_key }}"
github:
  token: ${{ secrets.GITHUB_TOKEN }}
  uses: actions/checkout@8ade135a41bc03ea155e62e844d188df1ea18608
db:
  password: !vault db/password
  password_file: /run/secrets/db_password
  secretKeyRef: {name: app-secrets, key: db-password}
""")
    box.write("app.js", """const apiKey = process.env.OPENAI_API_KEY;
const token = req.headers.authorization.split(' ')[1];
const password = document.getElementById('password').value;
const s = {secret: SECRET_NAME, accessToken: undefined, passwordHash: await bcrypt.hash(password, 10)};
""")
    done = box.run("tree", ".", code=0)
    assert done.stdout == b"" or b"secret" not in done.stdout, done.stdout


main(sys.modules[__name__])
