/*
 * gitleaks.c - configs of gitleaks 8; see loader.h
 *
 * People's files must load as they are, so this dialect is lenient: keys in any
 * letter case, unknown ones only a warning, no examples. What a file extends
 * is loaded first, then it disables, then its own rules are merged over those
 * of the same id: single values replace, lists are joined.
 */
#include <string.h>

#include "loader.h"

#define EXTEND_MAX 5 /* files that extend one another */

struct draft {
	struct rule rule;
	bool skip_report;
	const struct toml *regex, *path, *required, *allowlist, *allowlists;
};

struct file_draft {
	const struct toml *extend, *rules, *allowlist, *allowlists;
};

struct extend_draft {
	bool use_default;
	const struct toml *path, *url, *disabled;
};

static const struct field rule_fields[] = {
	{ "id", FIELD_TEXT, offsetof(struct draft, rule.id), NULL },
	{ "description", FIELD_TEXT, offsetof(struct draft, rule.title), NULL },
	{ "regex", FIELD_NODE, offsetof(struct draft, regex), NULL },
	{ "path", FIELD_NODE, offsetof(struct draft, path), NULL },
	{ "secretGroup", FIELD_COUNT, offsetof(struct draft, rule.secret_group), NULL },
	{ "entropy", FIELD_NUMBER, offsetof(struct draft, rule.entropy), NULL },
	{ "keywords", FIELD_TEXTS, offsetof(struct draft, rule.keywords), NULL },
	{ "tags", FIELD_TEXTS, offsetof(struct draft, rule.tags), NULL },
	{ "skipReport", FIELD_BOOLEAN, offsetof(struct draft, skip_report), NULL },
	{ "required", FIELD_NODE, offsetof(struct draft, required), NULL },
	{ "allowlist", FIELD_TABLE, offsetof(struct draft, allowlist), NULL },
	{ "allowlists", FIELD_TABLES, offsetof(struct draft, allowlists), NULL },
};

static const struct field file_fields[] = {
	{ "title", FIELD_ANYTHING, 0, NULL },
	{ "description", FIELD_ANYTHING, 0, NULL },
	{ "extend", FIELD_TABLE, offsetof(struct file_draft, extend), NULL },
	{ "rules", FIELD_TABLES, offsetof(struct file_draft, rules), NULL },
	{ "allowlist", FIELD_TABLE, offsetof(struct file_draft, allowlist), NULL },
	{ "allowlists", FIELD_TABLES, offsetof(struct file_draft, allowlists), NULL },
};

static const struct field extend_fields[] = {
	{ "useDefault", FIELD_BOOLEAN, offsetof(struct extend_draft, use_default), NULL },
	{ "path", FIELD_NODE, offsetof(struct extend_draft, path), NULL },
	{ "url", FIELD_NODE, offsetof(struct extend_draft, url), NULL },
	{ "disabledRules", FIELD_NODE, offsetof(struct extend_draft, disabled), NULL },
};

static enum status load_extended(struct loader *l, const struct toml *path)
{
	struct loader inner = *l;
	unsigned depth = 0;

	if (path->kind != TOML_STRING || path->text.len == 0)
		return loader_fail_value(l, path, "extend.path must be the path of a file");
	for (const struct loader *outer = l; outer; outer = outer->extends, depth++)
		if (slice_is(path->text, outer->name))
			return loader_fail_value(l, path, "'%s' extends itself", path->text.at);
	if (depth > EXTEND_MAX)
		return loader_fail_value(l, path, "more than %d files extend one another", EXTEND_MAX);
	inner.extends = l;
	if (loader_load_file(&inner, path->text.at) == STATUS_OK || l->err->status == ERR_CONFIG)
		return l->err->status;
	return loader_fail_value(l, path, "extend.path: %s", arena_text(&l->set->arena, slice_of(l->err->text)));
}

static enum status load_extend(struct loader *l, const struct toml *table, struct extend_draft *draft)
{
	if (table && fields_read(l, table, "[extend]", FIELDS(extend_fields), draft))
		return l->err->status;
	if (draft->url)
		return loader_fail(l, draft->url, "extend.url is not supported: nothing is fetched; use extend.path");
	if (l->set->gitleaks_alone && !draft->use_default && !l->extends)
		ruleset_drop_builtin(l->set);
	if (draft->path && load_extended(l, draft->path))
		return l->err->status;
	return draft->disabled ? ruleset_disable(l, draft->disabled) : STATUS_OK;
}

static struct allowlists join_allowlists(struct arena *arena, struct allowlists a, const struct ruleset_lists *b)
{
	struct allowlist *items = arena_alloc_array(arena, a.len + b->len, sizeof(*items));

	if (a.len)
		memcpy(items, a.items, a.len * sizeof(*items));
	if (b->len)
		memcpy(items + a.len, b->items, b->len * sizeof(*items));
	return (struct allowlists){ items, a.len + b->len };
}

/* Single values replace those of `base`, lists are joined with its. */
static void merge(struct arena *arena, const struct rule *base, struct rule *rule)
{
	struct rule over = *rule;

	*rule = *base;
	rule->title = over.title ? over.title : base->title;
	rule->entropy = over.entropy > 0 ? over.entropy : base->entropy;
	rule->path = over.path ? over.path : base->path;
	rule->secret_group = over.secret_group ? over.secret_group : base->secret_group;
	rule->keywords = text_list_join(arena, base->keywords, over.keywords);
	rule->tags = text_list_join(arena, base->tags, over.tags);
	if (!over.regex)
		return;
	rule->regex = over.regex; /* what was made for the old one goes with it */
	rule->dialect = DIALECT_GITLEAKS;
	rule->check = rule->judge = NULL;
	rule->examples = rule->counterexamples = (struct text_list){ 0 };
	if (!over.secret_group && rule->secret_group > regex_count_groups(over.regex))
		rule->secret_group = 0;
}

/* Gitleaks takes an empty string for none. */
static bool is_given(const struct toml *node)
{
	return node && (node->kind != TOML_STRING || node->text.len);
}

static enum status read_regexes(struct loader *l, struct draft *draft)
{
	struct regex_facts facts = { 0 };

	if (is_given(draft->regex) && regex_read(l, draft->regex, &draft->rule.regex, &facts))
		return l->err->status;
	if (facts.empty)
		loader_warn(l, draft->regex, "the regex matches the empty string, so everywhere");
	if (is_given(draft->path) && regex_read(l, draft->path, &draft->rule.path, NULL))
		return l->err->status;
	return STATUS_OK;
}

static const struct rule *base_of(struct loader *l, const struct toml *table, const char *id)
{
	const struct ruleset_entry *entry = ruleset_entry(l->set, id);

	if (!entry || entry->disabled)
		return NULL;
	if (entry->rule->file != l->name)
		return entry->rule;
	loader_warn(l, table, "the id '%s' is used twice, first in line %u; the later rule counts", id,
		    entry->rule->line);
	return NULL;
}

static enum status put_rule(struct loader *l, const struct toml *table, struct draft *draft, bool extends)
{
	struct arena *arena = &l->set->arena;
	const struct rule *base = base_of(l, table, draft->rule.id);
	struct rule *rule = arena_alloc(arena, sizeof(*rule));
	struct ruleset_lists lists = { 0 };
	enum status status = allow_read(l, draft->allowlist, draft->allowlists, false, &lists);

	*rule = draft->rule;
	if (base)
		merge(arena, base, rule);
	rule->allow = join_allowlists(arena, rule->allow, &lists);
	array_release(&lists);
	if (status)
		return status;
	rule->file = l->name;
	rule->line = table->line;
	rule->title = rule->title ? rule->title : rule->id;
	if (!rule->regex && !rule->path && extends) {
		loader_warn(l, table, "there is no built-in rule '%s' to change; ignored%s", rule->id,
			    ruleset_guess(l, rule->id));
		return STATUS_OK;
	}
	if (!rule->regex && !rule->path)
		return loader_fail(l, table, "rule '%s' has neither regex nor path", rule->id);
	if (rule->regex && rule->secret_group > regex_count_groups(rule->regex))
		return loader_fail(l, table, "rule '%s': secretGroup is %u, but the regex has %u", rule->id,
				   rule->secret_group, regex_count_groups(rule->regex));
	ruleset_put(l->set, rule, l->role);
	return STATUS_OK;
}

static enum status load_rule(struct loader *l, const struct toml *table, bool extends)
{
	struct draft draft = {
		.rule = { .severity = SEVERITY_HIGH, .confidence = CONFIDENCE_LIKELY, .dialect = DIALECT_GITLEAKS }
	};

	if (fields_read(l, table, "a rule", FIELDS(rule_fields), &draft))
		return l->err->status;
	if (!draft.rule.id)
		return loader_fail(l, table, "the rule has no id");
	if (draft.required)
		loader_warn(l, draft.required, "'required' is not supported: rule '%s' reports without it",
			    draft.rule.id);
	if (draft.skip_report) {
		loader_warn(l, table, "rule '%s' has skipReport, so it is left out", draft.rule.id);
		return STATUS_OK;
	}
	if (read_regexes(l, &draft))
		return l->err->status;
	return put_rule(l, table, &draft, extends);
}

enum status gitleaks_load(struct loader *l, const struct toml *root)
{
	struct file_draft draft = { 0 };
	struct extend_draft extend = { 0 };

	if (fields_read(l, root, "a config file", FIELDS(file_fields), &draft) || load_extend(l, draft.extend, &extend))
		return l->err->status;
	for (const struct toml *table = draft.rules ? draft.rules->first : NULL; table; table = table->next)
		if (load_rule(l, table, extend.use_default || extend.path))
			return l->err->status;
	return allow_read(l, draft.allowlist, draft.allowlists, true, &l->set->lists);
}
