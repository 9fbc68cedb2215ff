/*
 * keysieve.c - rules files and configs in our own dialect; see loader.h
 *
 * Strict: a mistake in a rules file that is passed over in silence is a secret
 * that is not found. What cannot mean what its author thought is an error that
 * says where.
 */
#include <string.h>

#include "base/text.h"
#include "loader.h"

struct draft {
	struct rule rule;
	bool override;
	const struct toml *id, *regex, *path, *rotate, *verify, *allowlist, *allowlists;
};

struct file_draft {
	const struct toml *shapes, *families, *extend, *rules, *allowlist, *allowlists, *paths;
	enum confidence min_confidence;
};

struct extend_draft {
	bool use_default;
	const struct toml *disabled;
};

static const char *const is_title[] = { "title" }, *const is_group[] = { "secret_group" };

static const struct field rule_fields[] = {
	{ "id", FIELD_TEXT, offsetof(struct draft, rule.id), NULL },
	{ "title", FIELD_TEXT, offsetof(struct draft, rule.title), NULL },
	{ "provider", FIELD_TEXT, offsetof(struct draft, rule.provider), NULL },
	{ "severity", FIELD_SEVERITY, offsetof(struct draft, rule.severity), NULL },
	{ "confidence", FIELD_CONFIDENCE, offsetof(struct draft, rule.confidence), NULL },
	{ "keywords", FIELD_TEXTS, offsetof(struct draft, rule.keywords), NULL },
	{ "regex", FIELD_NODE, offsetof(struct draft, regex), NULL },
	{ "path", FIELD_NODE, offsetof(struct draft, path), NULL },
	{ "secret_group", FIELD_COUNT, offsetof(struct draft, rule.secret_group), NULL },
	{ "entropy", FIELD_NUMBER, offsetof(struct draft, rule.entropy), NULL },
	{ "check", FIELD_TEXT, offsetof(struct draft, rule.check), NULL },
	{ "judge", FIELD_TEXT, offsetof(struct draft, rule.judge), NULL },
	{ "tags", FIELD_TEXTS, offsetof(struct draft, rule.tags), NULL },
	{ "examples", FIELD_TEXTS, offsetof(struct draft, rule.examples), NULL },
	{ "counterexamples", FIELD_TEXTS, offsetof(struct draft, rule.counterexamples), NULL },
	{ "rotate", FIELD_TABLE, offsetof(struct draft, rotate), NULL },
	{ "verify", FIELD_TABLE, offsetof(struct draft, verify), NULL },
	{ "allowlist", FIELD_TABLE, offsetof(struct draft, allowlist), NULL },
	{ "allowlists", FIELD_TABLES, offsetof(struct draft, allowlists), NULL },
	{ "override", FIELD_BOOLEAN, offsetof(struct draft, override), NULL },
	{ "description", FIELD_OTHER_NAME, 0, is_title },
	{ "secretGroup", FIELD_OTHER_NAME, 0, is_group },
};

/* Files of rules alone, and configs. */
static const struct field rules_file_fields[] = {
	{ "shapes", FIELD_TABLE, offsetof(struct file_draft, shapes), NULL },
	{ "families", FIELD_TABLES, offsetof(struct file_draft, families), NULL },
	{ "rules", FIELD_TABLES, offsetof(struct file_draft, rules), NULL },
};

static const struct field config_fields[] = {
	{ "title", FIELD_ANYTHING, 0, NULL },
	{ "description", FIELD_ANYTHING, 0, NULL },
	{ "extend", FIELD_TABLE, offsetof(struct file_draft, extend), NULL },
	{ "shapes", FIELD_TABLE, offsetof(struct file_draft, shapes), NULL },
	{ "families", FIELD_TABLES, offsetof(struct file_draft, families), NULL },
	{ "rules", FIELD_TABLES, offsetof(struct file_draft, rules), NULL },
	{ "allowlist", FIELD_TABLE, offsetof(struct file_draft, allowlist), NULL },
	{ "allowlists", FIELD_TABLES, offsetof(struct file_draft, allowlists), NULL },
	{ "paths", FIELD_TABLE, offsetof(struct file_draft, paths), NULL },
	{ "min_confidence", FIELD_CONFIDENCE, offsetof(struct file_draft, min_confidence), NULL },
};

static const struct field extend_fields[] = {
	{ "useDefault", FIELD_BOOLEAN, offsetof(struct extend_draft, use_default), NULL },
	{ "disabledRules", FIELD_NODE, offsetof(struct extend_draft, disabled), NULL },
};

bool rule_has_key(struct slice key)
{
	for (size_t i = 0; i < sizeof(rule_fields) / sizeof(rule_fields[0]); i++)
		if (slice_is(key, rule_fields[i].name))
			return true;
	return false;
}

static enum status check_id(struct loader *l, const struct toml *table, const char *id)
{
	if (!id)
		return loader_fail(l, table, "the rule has no id");
	for (const char *c = id; *c; c++)
		if (!text_is_lower(*c) && !text_is_digit(*c) && (*c != '-' || c == id))
			return loader_fail_value(l, toml_find(table, "id"),
						 "'%s': an id is made of a-z, 0-9 and - (not first)", id);
	return STATUS_OK;
}

/* What no rule can do without, and what ours cannot. */
static enum status check_present(struct loader *l, const struct toml *table, const struct draft *draft)
{
	const struct rule *rule = &draft->rule;

	if (!draft->regex)
		return loader_fail(l, table, "rule '%s' has no regex", rule->id);
	if (rule->keywords.len == 0)
		return loader_fail(l, table, "rule '%s' has no keywords: name a text that is in every match", rule->id);
	if (rule->examples.len == 0)
		return loader_fail(l, table, "rule '%s' has no examples: write one that it must find", rule->id);
	if (l->role != ROLE_BUILTIN)
		return STATUS_OK;
	if (!rule->title || !rule->provider || !toml_find(table, "severity") || !toml_find(table, "confidence"))
		return loader_fail(l, table, "rule '%s' wants title, provider, severity and confidence", rule->id);
	return STATUS_OK;
}

static enum status check_name(struct loader *l, const struct toml *table, const char *key, const char *name,
			      struct text_list known)
{
	if (!name || known.len == 0)
		return STATUS_OK;
	for (size_t i = 0; i < known.len; i++)
		if (strcmp(known.items[i], name) == 0)
			return STATUS_OK;
	return loader_fail_value(l, toml_find(table, key), "there is no %s '%s'%s", key, name,
				 loader_guess(l, slice_of(name), known.items, known.len));
}

static enum status read_regexes(struct loader *l, const struct toml *table, struct draft *draft)
{
	struct rule *rule = &draft->rule;
	struct regex_facts facts;

	if (regex_read(l, draft->regex, &rule->regex, &facts))
		return l->err->status;
	if (facts.empty)
		return loader_fail_value(l, draft->regex, "the regex matches the empty string, so everywhere");
	if (rule->secret_group > facts.groups)
		return loader_fail_value(l, toml_find(table, "secret_group"),
					 "secret_group is %u, but the regex has %u", rule->secret_group, facts.groups);
	return draft->path ? regex_read(l, draft->path, &rule->path, NULL) : STATUS_OK;
}

/* May this rule stand beside those that are there? */
static enum status check_place(struct loader *l, const struct toml *table, const struct draft *draft)
{
	const char *id = draft->rule.id;
	const struct toml *key = toml_find(table, "id");
	const struct ruleset_entry *entry = ruleset_entry(l->set, id);

	if (entry && entry->rule->file == l->name)
		return loader_fail(l, key, "the id '%s' is used twice, first in line %u", id, entry->rule->line);
	if (draft->override && !entry)
		return loader_fail(l, toml_find(table, "override"), "there is no rule '%s' to override%s", id,
				   ruleset_guess(l, id));
	if (!entry || entry->disabled || (draft->override && l->role != ROLE_BUILTIN))
		return STATUS_OK;
	if (entry->role == ROLE_BUILTIN && l->role != ROLE_BUILTIN)
		return loader_fail(l, key, "'%s' is a built-in rule; to replace it, write override = true", id);
	return loader_fail(l, key, "the id '%s' is used twice, first in %s:%u%s", id, entry->rule->file,
			   entry->rule->line, l->role == ROLE_BUILTIN ? "" : "; to replace it, write override = true");
}

static enum status read_allowlists(struct loader *l, struct draft *draft)
{
	struct ruleset_lists lists = { 0 };
	enum status status = allow_read(l, draft->allowlist, draft->allowlists, false, &lists);

	if (!status && lists.len) {
		struct allowlist *items = arena_alloc_array(&l->set->arena, lists.len, sizeof(*items));

		memcpy(items, lists.items, lists.len * sizeof(*items));
		draft->rule.allow = (struct allowlists){ items, lists.len };
	}
	array_release(&lists);
	return status;
}

enum status rule_load(struct loader *l, const struct toml *table)
{
	struct draft draft = { .rule = { .severity = SEVERITY_HIGH, .confidence = CONFIDENCE_LIKELY } };
	struct rule *rule = &draft.rule;

	if (fields_read(l, table, "a rule", FIELDS(rule_fields), &draft) || check_id(l, table, rule->id) ||
	    check_present(l, table, &draft) || check_name(l, table, "check", rule->check, l->set->names.checks) ||
	    check_name(l, table, "judge", rule->judge, l->set->names.judges) || read_regexes(l, table, &draft) ||
	    fill_check_list(l, toml_find(table, "examples")) ||
	    fill_check_list(l, toml_find(table, "counterexamples")) ||
	    (draft.rotate && rotate_read(l, draft.rotate, &rule->rotate)) ||
	    (draft.verify && verify_check(l, draft.verify)) || read_allowlists(l, &draft) ||
	    check_place(l, table, &draft))
		return l->err->status;
	rule->dialect = DIALECT_KEYSIEVE;
	rule->title = rule->title ? rule->title : rule->id;
	rule->file = l->name;
	rule->line = table->line;
	rule = arena_alloc(&l->set->arena, sizeof(*rule));
	*rule = draft.rule;
	ruleset_put(l->set, rule, l->role);
	return STATUS_OK;
}

static enum status load_extend(struct loader *l, const struct toml *table)
{
	struct extend_draft draft = { .use_default = true };

	if (fields_read(l, table, "[extend]", FIELDS(extend_fields), &draft))
		return l->err->status;
	if (draft.disabled && ruleset_disable(l, draft.disabled))
		return l->err->status;
	if (!draft.use_default)
		ruleset_drop_builtin(l->set);
	return STATUS_OK;
}

static enum status load_paths(struct loader *l, const struct toml *table)
{
	static const struct field fields[] = { { "exclude", FIELD_TEXTS, 0, NULL } };
	struct text_list exclude = { 0 };
	struct settings *settings = &l->set->settings;

	if (fields_read(l, table, "[paths]", FIELDS(fields), &exclude))
		return l->err->status;
	settings->exclude = text_list_join(&l->set->arena, settings->exclude, exclude);
	return STATUS_OK;
}

/* What defines rules, in a file of either kind: the shapes first, their regexes may call them. */
static enum status load_rules(struct loader *l, const struct file_draft *draft)
{
	if ((draft->shapes && shapes_read(l, draft->shapes)) || (draft->families && families_load(l, draft->families)))
		return l->err->status;
	for (const struct toml *table = draft->rules ? draft->rules->first : NULL; table; table = table->next)
		if (rule_load(l, table))
			return l->err->status;
	return STATUS_OK;
}

static enum status load_config(struct loader *l, const struct toml *root)
{
	struct file_draft draft = { 0 };
	struct settings *settings = &l->set->settings;

	if (fields_read(l, root, "a config file", FIELDS(config_fields), &draft))
		return l->err->status;
	if (toml_find(root, "min_confidence")) {
		settings->has_min_confidence = true;
		settings->min_confidence = draft.min_confidence;
	}
	if ((draft.extend && load_extend(l, draft.extend)) || (draft.paths && load_paths(l, draft.paths)) ||
	    load_rules(l, &draft))
		return l->err->status;
	return allow_read(l, draft.allowlist, draft.allowlists, true, &l->set->lists);
}

enum status keysieve_load(struct loader *l, const struct toml *root)
{
	struct file_draft draft = { 0 };

	if (l->role != ROLE_BUILTIN && l->role != ROLE_RULES)
		return load_config(l, root);
	if (fields_read(l, root, "a rules file", FIELDS(rules_file_fields), &draft))
		return l->err->status;
	if ((!draft.rules || draft.rules->len == 0) && !draft.families && (!draft.shapes || l->role != ROLE_BUILTIN))
		return loader_fail(l, root, "no [[rules]] in it");
	return load_rules(l, &draft);
}
