/*
 * loader.h - what the readers of rules files share. Private to src/ruleset.
 *
 *     load.c      opens and parses a file, hands it to its dialect
 *     keysieve.c  the strict dialect
 *     gitleaks.c  the gitleaks dialect
 *     allow.c     allowlists, in both
 *     fill.c      the %{...} in examples
 *     remedy.c    rotate and verify
 *     fields.c    a TOML table into a struct, by a table of fields
 *     families.c  rules that differ in little more than a name
 *     shapes.c    parts of regexes that have a name
 *     regex.c     does it compile, and what does it hold; re2.c: Go's dialect of it
 *     ruleset.c   the set itself
 */
#ifndef RULESET_LOADER_H
#define RULESET_LOADER_H

#include "base/buffer.h"
#include "base/toml.h"
#include "ruleset/ruleset.h"

struct loader {
	struct ruleset *set;
	const char *name; /* one pointer for each file loaded, so that equal names of two files differ */
	enum dialect dialect;
	enum ruleset_role role;
	const struct loader *extends; /* the file that asked for this one, NULL: nobody */
	struct error *err;
};

/* An id in an allowlist, and where it stands. */
struct ruleset_mention {
	const char *id, *file;
	unsigned line, column;
	enum dialect dialect;
};

/* ---- messages (load.c): `NAME:LINE:COLUMN: ...` at a node's key or at its value */
enum status loader_fail(struct loader *l, const struct toml *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
enum status loader_fail_value(struct loader *l, const struct toml *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void loader_warn(struct loader *l, const struct toml *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* An error in the strict dialect, a warning (and STATUS_OK) in the other. */
enum status loader_object(struct loader *l, const struct toml *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* " (did you mean 'x'?)", or nothing. Lives in the arena. */
const char *loader_guess(struct loader *l, struct slice wrong, const char *const *names, size_t count);

/* ---- fields.c */
enum field_type {
	FIELD_TEXT,       /* const char *: not empty, no NUL */
	FIELD_TEXTS,      /* struct text_list of such */
	FIELD_COUNT,      /* unsigned */
	FIELD_NUMBER,     /* double, not negative */
	FIELD_BOOLEAN,    /* bool */
	FIELD_DATE,       /* const char * */
	FIELD_CHOICE,     /* unsigned: which of `choices` */
	FIELD_SEVERITY,   /* enum severity */
	FIELD_CONFIDENCE, /* enum confidence */
	FIELD_TABLE,      /* const struct toml * */
	FIELD_TABLES,     /* const struct toml *: an array of tables */
	FIELD_NODE,       /* const struct toml *: read by who knows more about it */
	FIELD_ANYTHING,   /* known and not looked at */
	FIELD_OTHER_NAME, /* an error that names the right one, choices[0] */
};

struct field {
	const char *name;
	enum field_type type;
	size_t at; /* offsetof in the struct that is filled */
	const char *const *choices;
};

#define FIELDS(table) (table), sizeof(table) / sizeof((table)[0])

/* Unknown keys are objected to, wrong types are errors. `what` names the table: "a rule". */
enum status fields_read(struct loader *l, const struct toml *table, const char *what, const struct field *fields,
			size_t count, void *into);
/* Like toml_find; in the gitleaks dialect letter case does not count. */
const struct toml *fields_member(const struct loader *l, const struct toml *table, const char *name);

enum status fields_texts(struct loader *l, const struct toml *node, struct text_list *list);
/* Where an item that fields_texts gave stands: its element, or else the whole list. */
const struct toml *fields_element(const struct toml *list, const char *text);

/* ---- regex.c */
struct regex_facts {
	unsigned groups;
	bool empty; /* finds something in the empty string, so everywhere */
};
/* `node` is the string that holds it. The pattern returned (in the arena) is what PCRE2 is to compile. */
enum status regex_read(struct loader *l, const struct toml *node, const char **pattern, struct regex_facts *facts);
unsigned regex_count_groups(const char *pattern); /* of one that compiles */
/* Each of a list. One that matches everywhere is objected to. */
enum status regex_read_list(struct loader *l, const struct toml *array, struct text_list *patterns);
/* re2.c: NULL and *why when it cannot be said in PCRE2's bytes. */
const char *regex_from_re2(struct arena *arena, const char *pattern, const char **why);

/* ---- shapes.c: what [shapes] defines, and a string in which each (?&name) is replaced by it */
enum status shapes_read(struct loader *l, const struct toml *table);
enum status shapes_expand(struct loader *l, const struct toml *node, const char **pattern);

/* ---- allow.c: appends the lists of `[x]` and `[[xs]]` (either may be NULL) to `lists`. */
enum status allow_read(struct loader *l, const struct toml *one, const struct toml *many, bool global,
		       struct ruleset_lists *lists);

/* ---- fill.c: the fills in a list of examples */
enum status fill_check_list(struct loader *l, const struct toml *examples);

/* ---- remedy.c */
enum status rotate_read(struct loader *l, const struct toml *table, struct rotate *rotate);
enum status verify_check(struct loader *l, const struct toml *table);

/* ---- keysieve.c, for families.c: a table as it stands in [[rules]] */
enum status rule_load(struct loader *l, const struct toml *table);
bool rule_has_key(struct slice key);

/* ---- families.c: [[families]] */
enum status families_load(struct loader *l, const struct toml *families);

/* ---- the dialects */
enum status keysieve_load(struct loader *l, const struct toml *root);
enum status gitleaks_load(struct loader *l, const struct toml *root);
enum status loader_load_file(struct loader *l, const char *path);

/* ---- ruleset.c, for the readers */
struct ruleset_entry *ruleset_entry(const struct ruleset *set, const char *id);         /* disabled ones too */
void ruleset_put(struct ruleset *set, const struct rule *rule, enum ruleset_role role); /* in place of its namesake */
void ruleset_drop_builtin(struct ruleset *set);
enum status ruleset_disable(struct loader *l, const struct toml *ids);
const char *ruleset_guess(struct loader *l, const char *id); /* among the rules that count */
struct text_list text_list_join(struct arena *arena, struct text_list a, struct text_list b);

#endif
