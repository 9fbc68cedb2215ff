/* command.c - the table of commands; see command.h */
#include "cli/command.h"

#include <string.h>

#include "base/text.h"

const struct command commands[] = {
	{ "scan", "[PATH...]", "files, and the whole history of what is a git repository",
	  "Scans every file below each PATH. Where PATH is the top of a git work tree or a\n"
	  "git directory, every object of its store is scanned too, reachable or not, and\n"
	  "so is every git store found inside PATH. Without PATH: the repository around\n"
	  "the current folder, else the current folder. This is the default command.\n"
	  "--shard splits the objects of the stores; files are read in every shard.\n",
	  FOR_SCAN, cmd_scan },
	{ "tree", "[PATH...]", "files only, ignored and hidden ones too",
	  "Scans the files below each PATH (default: the current folder). Symbolic links\n"
	  "are not followed; their target text is scanned. Archives (zip, jar, docx, tar,\n"
	  "gz, bz2, xz, zst, nested ones too) are told by their content and looked into,\n"
	  "here and in every other command.\n",
	  FOR_TREE, cmd_tree },
	{ "history", "[REPO]", "git objects only: every version of every file",
	  "Scans every object in the store of REPO (default: the repository around the\n"
	  "current folder) and of its alternates: blobs, commit and tag messages, notes,\n"
	  "stashes, and what nothing refers to any more.\n"
	  "\n"
	  "--range, --since and --refs select commits, given together all of them must\n"
	  "hold: their messages are scanned, and what their trees hold that no commit just\n"
	  "outside has. Ranges are git's (HEAD~3.., v1..v2, main...topic, ^main), those of\n"
	  "several --range are taken together; an id of zeros on the left, as CI systems\n"
	  "give for a new branch, excludes nothing. --since without --range looks at every\n"
	  "ref. --refs matches names as .gitignore does paths, short or in full, and what\n"
	  "is in a folder of that name. A small selection is read object by object: first\n"
	  "commit and places are then those within it; else those of the whole history.\n"
	  "--shard I/N reads one of N parts of the objects, for N machines: each object is\n"
	  "in one of them, each checks that all is there. Exit 0 means that what was\n"
	  "selected is clean and was read.\n",
	  FOR_HISTORY, cmd_history },
	{ "staged", "", "what the next commit would add (pre-commit hook)",
	  "Scans the files that are staged for the next commit, as they stand in the\n"
	  "index. Only secrets on lines that the commit adds are reported. Nothing is\n"
	  "written to the repository.\n",
	  FOR_STAGED, cmd_staged },
	{ "input", "", "standard input", "Scans standard input: some-command 2>&1 | keysieve input\n", FOR_INPUT,
	  cmd_input },
	{ "rules", "list | show RULE... | check [FILE...]", "list, show or check the rules",
	  "list: every rule in one line. show: all about the named rules. check: runs every\n"
	  "rule's examples and counterexamples with random fills, of the built-in rules or\n"
	  "of FILEs; exit 1 when one does not hold.\n",
	  FOR_RULES, cmd_rules },
	{ "explain", "FILE[:LINE[:COLUMN]] | ID [PATH...]", "why something is a finding, or is none",
	  "Says of one line, or of all of FILE, what each rule makes of it: what its regex\n"
	  "matched, which filter kept or dropped that and with which figures, which rule\n"
	  "names it better, what the policy says, and the verdict. Of a line also which\n"
	  "rules know a word of it and how far their regexes got. ID: the same of each place\n"
	  "of that finding in the files below each PATH (default: the current folder).\n"
	  "Values are redacted like everywhere. Exit 0 whatever the verdict, 3 when the\n"
	  "file could not be read or searched to the end.\n",
	  FOR_EXPLAIN, cmd_explain },
	{ "help", "[COMMAND]", "this, or the help of one command",
	  "Without COMMAND: every command, and the options that most of them have.\n", FOR_HELP, cmd_help },
	{ 0 },
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

const char *command_nearest(struct slice wrong)
{
	const char *names[sizeof(commands) / sizeof(*commands)];
	size_t count = 0;

	for (; commands[count].name; count++)
		names[count] = commands[count].name;
	return text_nearest(wrong, names, count);
}
