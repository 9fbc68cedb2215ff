"""Files that leak as a whole: what stands in them is found by the file's name, in folders, in indexes and in histories.

file_kinds.py has the samples.
"""

import sys

from file_kinds import SAMPLES, Maker, fill
from fixture import main


def samples(seed):
    """Path, text, secrets, others of each kind."""
    for number, (path, text) in enumerate(SAMPLES.items()):
        yield (path, *fill(text, Maker(seed * 1000 + number)))


def findings_by_path(report):
    found = {}
    for finding in report["findings"]:
        for place in finding["locations"]:
            found.setdefault(place["path"], []).append((finding["secret"], finding["rule"], place))
    return found


def faults(found, path, secrets, others):
    """What is wrong at one path. A finding may be a little more than the secret: user:password, a prefix, a salt."""
    here = found.get(path, [])
    missed = [secret for secret in secrets if not any(secret in told for told, _, _ in here)]
    wrong = [(told, rule) for told, rule, _ in here if told in others]
    return [(path, "missed", missed)] * bool(missed) + [(path, "wrong", wrong)] * bool(wrong)


def check_all(report, seed):
    found = findings_by_path(report)
    wrong = [fault for path, _, secrets, others in samples(seed) for fault in faults(found, path, secrets, others)]
    assert not wrong, "\n".join(map(str, wrong))
    return found


def write_all(box, seed):
    for path, text, _, _ in samples(seed):
        box.write(path, text)


def named_rules(report):
    return {finding["rule"] for finding in report["findings"]}


def test_every_kind_is_found_in_files(box):
    for seed in range(1, 6):
        write_all(box, seed)
        check_all(box.report("tree", ".", code=1), seed)


def test_each_secret_is_one_finding(box):
    write_all(box, 7)
    secrets = [finding["secret"] for finding in box.report("tree", ".", code=1)["findings"]]
    assert len(secrets) == len(set(secrets))


def test_every_kind_is_found_in_a_history_of_loose_objects_and_of_a_pack(box):
    box.git("init", "-q")
    write_all(box, 8)
    added = box.commit("readme", "x\n", "all kinds")
    box.git("rm", "-q", "-r", ".")
    box.commit("left", "x\n", "gone")
    for pack in (False, True):
        if pack:
            box.git("gc", "-q", "--prune=now")
        for threads in ("1", "3"):
            found = check_all(box.report("history", ".", "--threads", threads, code=1), 8)
            for secret, rule, place in found[".pgpass"]:
                assert (place["state"], place["commit"]["id"]) == ("history", added), (rule, place)


def test_kinds_are_found_in_a_part_of_a_history(box):
    box.git("init", "-q")
    first = box.commit("readme", "x\n", "begin")
    write_all(box, 9)
    box.commit("readme", "y\n", "all kinds")
    check_all(box.report("history", ".", "--range", f"{first}..HEAD", code=1), 9)
    check_all(box.report("history", ".", "--refs", "main", code=1), 9)


def test_a_name_that_only_a_later_commit_gives_counts(box):
    box.git("init", "-q")
    text, secrets, _ = fill(SAMPLES[".pgpass"], Maker(1))
    box.commit("notes.h", text, "under a name that tells nothing")
    assert not findings_by_path(box.report("history", "."))
    box.git("mv", "notes.h", ".pgpass")
    box.commit(None, None, "renamed")
    found = findings_by_path(box.report("history", ".", code=1))
    assert set(found) == {".pgpass"}
    assert not faults(found, ".pgpass", secrets, [])


def test_the_same_text_under_another_name_is_none_of_their_business(box):
    box.git("init", "-q")
    text, _, _ = fill(SAMPLES[".pgpass"] + SAMPLES[".netrc"] + SAMPLES["etc/postfix/sasl_passwd"], Maker(2))
    for name in ("notes.c", "pgpass/readme.md", "netrc.html"):
        box.write(name, text)
    box.commit("x", "x\n")
    assert named_rules(box.report("tree", ".")) <= {"generic-password", "generic-password-line"}
    assert named_rules(box.report("history", ".")) <= {"generic-password", "generic-password-line"}


def test_a_rule_of_a_file_kind_hides_nothing_where_it_does_not_count(box):
    """What another rule finds in a text is found wherever it stands, though a rule for files claims more of the line."""
    box.git("init", "-q")
    text, secrets, _ = fill('password = "%{alnum:16}"\n', Maker(3))
    for name in ("a.c", "b.md", "settings.py", ".env"):
        box.write(name, text)
    box.commit("x", "x\n")
    for command in ("tree", "history"):
        assert {place["path"] for place in box.locations(box.report(command, ".", code=1), secrets[0])} == \
            {"a.c", "b.md", "settings.py", ".env"}


def test_the_hook_stops_a_new_password_and_not_an_old_one(box):
    box.git("init", "-q")
    text, secrets, _ = fill("DB_PASSWORD=%{plain}\n", Maker(4))
    box.commit(".env", text)
    box.write(".env", "# moved\n\n" + text)
    box.git("add", "-A")
    box.run("staged", code=0)
    more, new, _ = fill("MAIL_PASSWORD=%{plain}\n", Maker(5))
    box.write(".env", text + more)
    box.git("add", "-A")
    assert [finding["secret"] for finding in box.report("staged", code=1)["findings"]] == new != secrets


def test_standard_input_has_the_name_it_is_given(box):
    text, secrets, _ = fill(SAMPLES[".netrc"], Maker(6))
    report = box.report("input", "--name", "home/.netrc", stdin=text.encode(), code=1)
    assert not faults(findings_by_path(report), "home/.netrc", secrets, [])
    box.run("input", "--name", "netrc.c", stdin=text.encode(), code=0)


def test_what_is_sealed_looked_up_or_an_example_is_no_secret(box):
    for path, text in {
        "group_vars/all.yml": "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6231\nmail_password: \"{{ vault_mail }}\"\n",
        ".env": "DB_PASSWORD=\nMAIL_PASSWORD=${MAIL}\nAPI_PASSWORD=changeme\nUSER_PASSWORD=password\nX_PASSWORD=null\n",
        ".env.example": "DB_PASSWORD=ottermaple\n",
        "settings.xml": "<password>${env.NEXUS_PW}</password><password>{COQLCE6DU6GtcS5P=}</password>\n",
        "config/database.yml": "  password: <%= ENV['DB_PASSWORD'] %>\n  password:\n",
        "wp-config.php": "define('DB_PASSWORD', getenv('DB'));\ndefine('AUTH_KEY', 'put your unique phrase here');\n",
        "redis.conf": "# requirepass foobared\nrequirepass foobared\n",
        ".npmrc": "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n",
        ".netrc": "machine ftp.acme.net login anonymous password ann@acme.net\n",
        "etc/shadow": "root:*:19000:0:99999:7:::\nbin:!:19000:0:99999:7:::\nann:x:1:1::/home/ann:/bin/sh\n",
        "locales/settings.json": '{"password": "Wachtwoord", "pass": "Heslo"}\n',
        "dump.sql": "CREATE USER 'shop' IDENTIFIED BY 'password';\n",
        "deploy.sh": "mysql -u root -p\"$DB_PASS\" shop\ncurl -u \"$U:$P\" https://x.net\necho $PASS | sudo -S ls\n",
    }.items():
        box.write(path, text)
    report = box.report("tree", ".", code=0)
    assert not report["findings"], [(f["secret"], f["rule"]) for f in report["findings"]]


def test_binary_stores_are_found_by_what_is_in_them(box):
    body = Maker(7).random.randbytes(4096)
    stores = {
        "app.jks": (b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\1\0\x05alias" + body, "java-key-store"),
        "vault.kdbx": (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\1\0\4\0" + body, "keepass-database"),
        "http.keytab": (b"\5\2\0\0\0\x4a\0\2\0\x08ACME.NET\0\4HTTP\0\x0cwww.acme.net" + body, "kerberos-keytab"),
        "login.keychain": (b"kych\0\1\0\0\0\0\0\x14\0\0\0\x10" + body, "macos-keychain"),
        "private-keys-v1.d/A7.key": (b"(11:private-key(3:rsa(1:n257:" + body, "gnupg-private-key"),
    }
    for name, (content, _) in stores.items():
        box.write(name, content)
    box.write("trust.jks", b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\2\0\2ca" + b"X.509" + body)
    found = findings_by_path(box.report("tree", ".", code=1))
    assert set(found) == set(stores), sorted(found)
    for name, (_, rule) in stores.items():
        assert [told for _, told, _ in found[name]] == [rule], found[name]


main(sys.modules[__name__])
