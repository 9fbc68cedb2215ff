Help and usage
==============

  $ . "$TESTDIR/prelude"

Without anything else keysieve scans the repository around the current folder.
Its help stands on one page:

  $ keysieve help
  keysieve finds leaked keys in files, staged changes and whole git histories.
  
  usage: keysieve [COMMAND] [OPTION...] [OPERAND...]
  
  commands:
    scan       files, and the whole history of what is a git repository
    tree       files only, ignored and hidden ones too
    history    git objects only: every version of every file
    staged     what the next commit would add (pre-commit hook)
    input      standard input
    rules      list, show or check the rules
    explain    why something is a finding, or is none
    help       this, or the help of one command
  
  keysieve help COMMAND tells more of one. Options of most commands:
    -f, --format NAME           report as text (default), json or jsonl
    -o, --output FILE           write the report to FILE, whole or not at all
        --report NAME=FILE      write one more report; may be repeated
    -c, --config FILE           read FILE, not the project's and user's config
        --no-project-policy     ignore .keysieve.toml and .gitleaks.toml
    -r, --rules FILE            add the rules in FILE; may be repeated
        --min-confidence NAME   possible, likely (default) or certain
        --exclude GLOB          leave out paths like GLOB (as in .gitignore)
        --shard I/N             only the I-th of N parts of all git objects
        --max-object MIB        stream git objects above MIB MiB (default 256)
        --gitignore             leave out files that git ignores
        --show-secrets          print secrets in full
        --id-key FILE           make finding ids with the key in FILE
        --exit-code N           exit with N instead of 1 on findings
        --strict                what was skipped counts as not read: exit 3
        --no-decode             do not look into base64, hex, %XX and \u escapes
        --no-archives           do not look into zip, tar, gz and other archives
    -j, --threads N             use N threads (default: one per processor)
    -v, --verbose               say more: every location, every name not read
    -q, --quiet                 no summary, no progress
        --color WHEN            auto (default), always or never
        --progress WHEN         auto (default), always or never
    -h, --help                  show this
        --version               show the version
  
  exit status:
    0  clean, and everything was read
    1  secrets were found
    2  it could not run: usage, configuration, not a repository, output
    3  nothing found, but something could not be read: the summary names it

Every command has a page of its own; `keysieve COMMAND --help` prints the same.

  $ keysieve help tree
  keysieve tree - files only, ignored and hidden ones too
  
  usage: keysieve tree [OPTION...] [PATH...]
  
  Scans the files below each PATH (default: the current folder). Symbolic links
  are not followed; their target text is scanned. Archives (zip, jar, docx, tar,
  gz, bz2, xz, zst, nested ones too) are told by their content and looked into,
  here and in every other command.
  
  options:
    -f, --format NAME           report as text (default), json or jsonl
    -o, --output FILE           write the report to FILE, whole or not at all
        --report NAME=FILE      write one more report; may be repeated
    -c, --config FILE           read FILE, not the project's and user's config
        --no-project-policy     ignore .keysieve.toml and .gitleaks.toml
    -r, --rules FILE            add the rules in FILE; may be repeated
        --min-confidence NAME   possible, likely (default) or certain
        --exclude GLOB          leave out paths like GLOB (as in .gitignore)
        --gitignore             leave out files that git ignores
        --files-from FILE       scan the files that FILE (-: stdin) lists
        --show-secrets          print secrets in full
        --id-key FILE           make finding ids with the key in FILE
        --exit-code N           exit with N instead of 1 on findings
        --strict                what was skipped counts as not read: exit 3
        --no-decode             do not look into base64, hex, %XX and \u escapes
        --no-archives           do not look into zip, tar, gz and other archives
    -j, --threads N             use N threads (default: one per processor)
    -v, --verbose               say more: every location, every name not read
    -q, --quiet                 no summary, no progress
        --color WHEN            auto (default), always or never
        --progress WHEN         auto (default), always or never
    -h, --help                  show this
        --version               show the version
  $ keysieve tree --help > a; keysieve help tree > b; cmp a b
  $ keysieve rules -h | head -8
  keysieve rules - list, show or check the rules
  
  usage: keysieve rules [OPTION...] list | show RULE... | check [FILE...]
  
  list: every rule in one line. show: all about the named rules. check: runs every
  rule's examples and counterexamples with random fills, of the built-in rules or
  of FILEs; exit 1 when one does not hold.
  

Nothing in the help is wider than 80 columns.

  $ for command in scan tree history staged input rules help; do keysieve help $command; done | awk 'length > 80'

  $ keysieve --version
  keysieve 0.1.0

Mistakes
--------

A mistake ends the program with 2 before anything is read, and the message says
what was probably meant, or what there is.

  $ keysieve tree --fromat json
  keysieve: --fromat: no such option (did you mean --format?)
  [2]
  $ keysieve --staged
  keysieve: --staged: no such option (did you mean the command staged?)
  [2]
  $ keysieve histroy
  keysieve: histroy: no such command or file (did you mean history?)
  [2]
  $ keysieve help histroy
  keysieve: histroy: no such command (did you mean history?)
  [2]
  $ keysieve help everything
  keysieve: everything: no such command (keysieve help lists them)
  [2]
  $ keysieve --colour
  keysieve: --colour: no such option (did you mean --color?)
  [2]
  $ keysieve -x
  keysieve: -x: no such option (keysieve help lists them)
  [2]
  $ keysieve --format jsno
  keysieve: --format: there is no 'jsno' (did you mean json?)
  [2]
  $ keysieve --format xml
  keysieve: --format: there is no 'xml': text, json or jsonl
  [2]
  $ keysieve --report xml=report.xml
  keysieve: --report: there is no 'xml': text, json or jsonl
  [2]
  $ keysieve --report report.json
  keysieve: --report: 'report.json' is not NAME=FILE
  [2]
  $ keysieve --min-confidence sure
  keysieve: --min-confidence: there is no 'sure': possible, likely or certain
  [2]
  $ keysieve --threads many
  keysieve: --threads: 'many' is not a number from 0 to 256
  [2]
  $ keysieve --exit-code 300
  keysieve: --exit-code: '300' is not a number from 0 to 255
  [2]
  $ keysieve --strict=yes
  keysieve: --strict: takes no value
  [2]
  $ keysieve --output
  keysieve: --output: FILE is missing
  [2]

An option belongs to the commands that know what to do with it:

  $ keysieve input --exclude vendor/
  keysieve: --exclude: not an option of input (keysieve help input lists those)
  [2]
  $ keysieve input FILE
  keysieve: FILE: input reads standard input only (keysieve tree reads files)
  [2]
  $ keysieve staged .
  keysieve: .: staged takes no operands
  [2]
  $ keysieve history one two
  keysieve: two: history takes one repository
  [2]
  $ keysieve tree --files-from list .
  keysieve: --files-from: goes without PATHs
  [2]

What a path cannot be:

  $ keysieve nothing-here
  keysieve: nothing-here: No such file or directory
  [2]
  $ keysieve tree ''
  keysieve: "": No such file or directory
  [2]

A file may have the name of a command, or begin with a dash:

  $ echo clean > tree; echo clean > -v
  $ keysieve scan tree
  keysieve: clean: 1 file, 6 bytes in * s (glob)
  $ keysieve tree -- -v
  keysieve: clean: 1 file, 6 bytes in * s (glob)
  $ keysieve ./tree
  keysieve: clean: 1 file, 6 bytes in * s (glob)

Options may stand anywhere; short ones can be put together, and take their
value with or without a blank.

  $ keysieve tree tree -qf json -j1 | python3 -c 'import json, sys; print(json.load(sys.stdin)["schema"])'
  keysieve/1
