Text in disguise: archives, and text in text
=============================================

  $ . "$TESTDIR/prelude"
  $ pack() { python3 -c 'import sys, zipfile
  > with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
  >     for name in sys.argv[2:]: archive.write(name)' "$@"; }

Archives are told by their content and read wherever they are; names within
stand behind "!". A compressed archive and what is in it are one.

  $ mkdir conf && printf 'x: 1\ntoken: %s\n' "$(token github)" >conf/app.yml
  $ pack app.jar conf/app.yml && tar -czf release.tgz app.jar && gzip -c conf/app.yml >app.yml.gz
  $ rm -r conf
  $ keysieve tree -v | grep -E '^  (secret|where)'
  keysieve: 1 secret (critical) in 3 files, * bytes in * s (glob)
    secret  ghp_T52E... (40 bytes)
    where   app.jar!conf/app.yml:2:8, in an archive
    where   app.yml.gz!app.yml:2:8, in an archive
    where   release.tgz!app.jar!conf/app.yml:2:8, in an archive

  $ keysieve tree release.tgz --format json | grep -o '"kind.*"column": [0-9]*'
  keysieve: 1 secret (critical) in 1 file, * bytes in * s (glob)
  "kind": "archive-member", "state": "tree", "path": "release.tgz", "member": ["app.jar", "conf/app.yml"], "line": 2, "column": 8

On standard input too:

  $ keysieve input --name app.jar <app.jar | grep where
  keysieve: 1 secret (critical) in 1 file, * bytes in * s (glob)
    where   app.jar!conf/app.yml:2:8, in an archive

They can be left alone, which the summary tells.

  $ keysieve tree --no-archives
  keysieve: clean: 3 files, * bytes in * s; skipped: 3 archive (glob)

What is damaged is read as far as it goes, and is not clean.

  $ head -c 60 app.jar >cut.jar
  $ keysieve tree cut.jar
  keysieve: INCOMPLETE: nothing found in what could be read: 1 file, 60 bytes in * s (glob)
  keysieve: not read: damaged (1): cut.jar!conf/app.yml
  [3]

What only begins like an archive is a text.

  $ printf 'PK\003\004 is how a zip file begins' >zip.txt
  $ keysieve tree zip.txt
  keysieve: clean: 1 file, 29 bytes in * s (glob)

Bounds are built in.

  $ head -c 80000000 /dev/zero | gzip >zeros.gz
  $ keysieve tree zeros.gz
  keysieve: INCOMPLETE: nothing found in what could be read: 1 file, 78 kB in * s (glob)
  keysieve: not read: limit (1): zeros.gz!zeros: expands to more than 1,000 times its size
  [3]

Text that is quoted in text, and again, is found where it stands: the sources
in a source map, what a browser recorded (HAR), JSON in JSON in JSON.

  $ cat >make.py <<'END'
  > import json, sys
  > github, openai, deepseek, password = sys.argv[1:]
  > source = f'const key = "{github}";\nconst ai = \'{openai}\';\nlet client = new DeepSeek({{ apiKey: "{deepseek}" }});\n'
  > json.dump({"version": 3, "sources": ["app.js"], "sourcesContent": [source], "mappings": "AAAA"}, open("app.js.map", "w"))
  > inner = json.dumps({"token": github, "password": password})
  > request = {"headers": [{"name": "Authorization", "value": "Bearer " + openai}], "postData": {"text": inner}}
  > json.dump({"log": {"entries": [{"request": request}]}}, open("session.har", "w"))
  > json.dump({"a": json.dumps({"b": json.dumps({"token": github, "ai": openai, "deepseek_api_key": deepseek})})}, open("quoted.json", "w"))
  > END
  $ python3 make.py "$(token github)" "$(token openai)" "$(token deepseek)" "$(token password)"
  $ for file in app.js.map session.har quoted.json; do keysieve tree -q "$file" | sed -n 's/^  rule    \([^ ]*\).*/\1/p; s/^  where/&/p'; done
    where   app.js.map:1:73
  github-pat
    where   app.js.map:1:130
  openai-project-key
    where   app.js.map:1:336
  deepseek-api-key
    where   session.har:1:90
  openai-project-key
    where   session.har:1:295
  github-pat
    where   session.har:1:355
  generic-password
    where   quoted.json:1:38
  github-pat
    where   quoted.json:1:100
  openai-project-key
    where   quoted.json:1:300
  deepseek-api-key
