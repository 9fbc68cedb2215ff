/*
 * options.h - the command line as data: one row per option.
 *
 * Help, the man page and completion print the same rows that the parser reads.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/error.h"

/* Which commands an option belongs to. */
enum command_bit {
	FOR_SCAN = 1 << 0,
	FOR_TREE = 1 << 1,
	FOR_HISTORY = 1 << 2,
	FOR_STAGED = 1 << 3,
	FOR_INPUT = 1 << 4,
	FOR_RULES = 1 << 5,
	FOR_HELP = 1 << 6,
	FOR_EXPLAIN = 1 << 7,
	FOR_FILES = FOR_SCAN | FOR_TREE,
	FOR_SCANS = FOR_SCAN | FOR_TREE | FOR_HISTORY | FOR_STAGED | FOR_INPUT,
	FOR_DETECTION = FOR_SCANS | FOR_RULES | FOR_EXPLAIN,
	FOR_ALL = FOR_DETECTION | FOR_HELP,
};

struct option;

struct texts ARRAY_OF(const char *);
struct seen_options ARRAY_OF(const struct option *);

/* What the command line said; zeroed where it said nothing. Strings point into argv. */
struct options {
	const char *format, *config, *output, *files_from, *name, *id_key, *since, *shard;
	struct texts rules, exclude, reports, ranges, refs;
	unsigned min_confidence; /* enum confidence + 1; 0: not given */
	unsigned engine;         /* 0 sieve, 1 naive */
	unsigned reader;         /* 0 our own, 1 libgit2 */
	unsigned selecting;      /* 0 as is fastest, 1 by listing the store */
	unsigned color;          /* enum terminal_when */
	unsigned progress;       /* enum terminal_when */
	unsigned exit_code;      /* 0 to 255; exit_code_given tells whether it was said */
	unsigned threads;        /* 0: one per processor */
	unsigned max_object;     /* MiB; 0: the default */
	unsigned samples;        /* rules check: fills per example; 0: the default */
	bool exit_code_given;
	bool show_secrets, strict, verbose, quiet, gitignore, no_decode, no_archives, no_project_policy;
	bool help, version;
	struct texts operands;
	struct seen_options seen; /* every option that was given */
};

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char * */
	OPTION_LIST,   /* struct texts: may be repeated */
	OPTION_NUMBER, /* unsigned, at most `max` */
	OPTION_CHOICE, /* unsigned: index into `choices` */
};

struct option {
	char letter;      /* 0: none */
	const char *name; /* without the dashes */
	enum option_kind kind;
	size_t offset;              /* in struct options */
	unsigned commands;          /* enum command_bit */
	const char *value;          /* what help calls its value; NULL for flags */
	const char *help;           /* one line */
	const char *const *choices; /* ended by NULL */
	unsigned first;             /* value of the first choice */
	unsigned max;
	size_t given; /* offset of a bool that says it was there; 0: none */
	bool hidden;  /* works, but is not in the short help */
};

extern const struct option options_table[]; /* ended by name NULL */

/*
 * Parses argv[1] on. `--name=value`, `--name value`, `-x value`, `-xvalue`,
 * grouped flags, `--` ends the options; an unambiguous beginning of a name will
 * not do: scripts outlive options. ERR_USAGE with "did you mean".
 */
enum status options_parse(struct options *options, int argc, char *const *argv, struct error *err);

/* Whether every option that was given is one of the command's. */
enum status options_check(const struct options *options, unsigned command, const char *name, struct error *err);
void options_release(struct options *options);

/* ERR_USAGE for a word that is none of `choices` (ended by NULL): what was meant, or else which there are. */
enum status options_bad_choice(const char *name, struct slice value, const char *const *choices, struct error *err);

/* The lines of help for one command's options. */
void options_print(struct buffer *out, unsigned command);

#endif
