/*
 * ruleset.h - text in, rules out.
 *
 *     ruleset_init(&set, &names);
 *     ruleset_add_builtin(&set, builtin_rules, builtin_rules_len);
 *     if (ruleset_load_file(&set, ".keysieve.toml", DIALECT_KEYSIEVE, ROLE_PROJECT, err) ||
 *         ruleset_load_file(&set, "more.toml", DIALECT_KEYSIEVE, ROLE_RULES, err) ||
 *         ruleset_finish(&set, err))
 *             ... err->text is `FILE:LINE:COLUMN: what`
 *     ... set.rules, set.allow, set.settings; print set.warnings
 *     ruleset_release(&set);
 *
 * Files are loaded from the weakest to the strongest: each sees the rules of
 * those before it, and may override or disable them. rules/README.md is the
 * manual of the format. After ruleset_finish nothing changes any more, and any
 * number of threads may read.
 */
#ifndef RULESET_RULESET_H
#define RULESET_RULESET_H

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "base/table.h"
#include "model/rule.h"
#include "model/settings.h"

/* Who wrote a file decides what it may say. */
enum ruleset_role {
	ROLE_BUILTIN, /* rules/ of our own tree: rules alone, and all of a rule's keys */
	ROLE_RULES,   /* named with --rules: rules alone */
	ROLE_CONFIG,  /* named with --config or in the environment: rules, allowlists, settings */
	ROLE_USER,    /* the user's own config, found: the same, but no verify and no rotate.url */
	ROLE_PROJECT, /* found in what is scanned, so perhaps an attacker's: likewise */
};

/* What the engine knows by name. Without items nothing is held against the list. */
struct ruleset_names {
	struct text_list checks, judges;
};

/* A rule and whether it counts. */
struct ruleset_entry {
	const struct rule *rule;
	enum ruleset_role role;
	bool disabled;
};

struct ruleset_shapes ARRAY_OF(struct shape);
struct ruleset_entries ARRAY_OF(struct ruleset_entry);
struct ruleset_lists ARRAY_OF(struct allowlist);
struct ruleset_warnings ARRAY_OF(const char *);
struct ruleset_mentions ARRAY_OF(struct ruleset_mention);
struct ruleset_active ARRAY_OF(const struct rule *);

struct ruleset {
	/* For the caller, after ruleset_finish. */
	struct ruleset_active rules;      /* those that count, sorted by id */
	struct allowlists allow;          /* of config files: for all rules, or for those they name */
	struct settings settings;         /* of the last file that has one; excluded paths of all */
	struct ruleset_warnings warnings; /* "FILE:LINE:COLUMN: what", in the order they were met */

	/* Set before loading: a gitleaks file without useDefault drops the built-in rules. */
	bool gitleaks_alone;

	/* The ruleset's own. */
	struct arena arena;
	struct ruleset_names names;
	struct ruleset_shapes shapes;   /* those of all files so far */
	struct ruleset_entries entries; /* every rule ever added, by order of its id's first appearance */
	struct table index;             /* id -> place in entries */
	struct ruleset_lists lists;
	struct ruleset_mentions mentions; /* ids in allowlists, looked up when all rules are known */
	const char *file;                 /* the last one loaded */
};

void ruleset_init(struct ruleset *set, const struct ruleset_names *names); /* names may be NULL */
void ruleset_release(struct ruleset *set);

/* The rules stay the caller's; theirs is the lowest place. The shapes are what later regexes may call. */
void ruleset_add_builtin(struct ruleset *set, const struct rule *rules, size_t count);
void ruleset_add_shapes(struct ruleset *set, const struct shape *shapes, size_t count);

/*
 * Reads one file. ERR_CONFIG: it says something wrong, and the ruleset is of no
 * use any more. `name` stands in messages and in the rules' `file`. Everything
 * is copied.
 */
enum status ruleset_load_text(struct ruleset *set, const char *name, struct slice text, enum dialect dialect,
			      enum ruleset_role role, struct error *err);
enum status ruleset_load_file(struct ruleset *set, const char *path, enum dialect dialect, enum ruleset_role role,
			      struct error *err);

/* Checks what only the whole can tell: that rules named in allowlists exist, that a rule is left. */
enum status ruleset_finish(struct ruleset *set, struct error *err);

const struct rule *ruleset_find(const struct ruleset *set, const char *id); /* NULL if absent or disabled */

#endif
