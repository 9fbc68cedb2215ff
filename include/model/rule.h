/*
 * rule.h - what to look for: the plain data of one rule.
 *
 * A rule is read from TOML (src/ruleset) or compiled into the binary as a
 * constant (build/gen/builtin.c), then only read. All strings end in NUL and
 * hold none inside; an absent string is NULL, an absent list has len 0.
 */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum severity { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

/* certain: the format proves itself; likely: format plus context; possible: context only. */
enum confidence { CONFIDENCE_POSSIBLE, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN };

/* Where a rule was written decides how strictly it was read (DESIGN.md, Rules). */
enum dialect { DIALECT_KEYSIEVE, DIALECT_GITLEAKS };

/*
 * How every regex is compiled (with pcre2.h): bytes, not characters; $ is the
 * very end; nothing in a pattern may change that.
 */
#define RULE_REGEX_FLAGS (PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C)

struct text_list {
	const char *const *items;
	size_t len;
};

/* What an allowlist's regexes are held against. */
enum allow_target { ALLOW_SECRET, ALLOW_MATCH, ALLOW_LINE };

/*
 * A reason not to report. With `all` every kind of condition that is present
 * must hold, else any one. In a rule it concerns that rule; in a config file,
 * the rules named in `rules`, or all of them when that is empty.
 */
struct allowlist {
	const char *description; /* NULL when the author gave none */
	bool all;
	enum allow_target target;
	struct text_list regexes;   /* PCRE2, held against target */
	struct text_list stopwords; /* part of the secret, any case */
	struct text_list paths;     /* PCRE2, searched in the path */
	struct text_list globs;     /* keysieve dialect: path patterns as in .gitignore */
	struct text_list commits;   /* full commit ids */
	struct text_list rules;     /* rule ids */
	const char *until;          /* "2027-01-31": void after that day; NULL: for ever */
	const char *file;           /* where it was read, for messages */
	unsigned line;
};

struct allowlists {
	const struct allowlist *items;
	size_t len;
};

struct rotate {
	const char *url;
	struct text_list steps;
	unsigned age_days; /* 0: not given */
};

/* A part of a regex that many rules share: (?&name) in one of them stands for it. */
struct shape {
	const char *name;
	const char *regex;
};

struct rule {
	const char *id;
	const char *title;
	const char *provider;
	enum severity severity;
	enum confidence confidence;
	enum dialect dialect;
	const char *regex;         /* NULL: a path-only rule (gitleaks dialect) */
	const char *path;          /* PCRE2 the path must match; NULL: any path */
	unsigned secret_group;     /* 0: the first group that took part, else the whole match */
	double entropy;            /* least bits per character of the secret; 0: not asked */
	struct text_list keywords; /* one of them, any case, stands in every match's blob */
	const char *check;         /* name of an offline proof (engine/check.h); NULL: none */
	const char *judge;         /* name of a value filter (engine/judge.h); NULL: placeholders only */
	struct text_list tags;
	struct text_list examples, counterexamples;
	/*
	 * Not NULL: the texts of both lists one after the other, each with its NUL, and the lists have lengths but no
	 * items: see rule_unpack. Thousands of pointers that hardly anybody follows would be worked out at each start.
	 */
	const char *packed;
	struct rotate rotate;
	struct allowlists allow;
	const char *file; /* where it was read, for messages */
	unsigned line;
};

/* A copy of the rule that has its examples and counterexamples in any case; new arrays are the arena's. */
struct rule rule_unpack(const struct rule *rule, struct arena *arena);

const char *severity_name(enum severity severity);
const char *confidence_name(enum confidence confidence);
bool severity_from(const char *name, enum severity *severity);
bool confidence_from(const char *name, enum confidence *confidence);

#endif
