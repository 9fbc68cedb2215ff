/* allow.c - allowlists, in both dialects; see loader.h */

#include "base/text.h"
#include "loader.h"

/* An allowlist as it is read. */
struct draft {
	struct allowlist list;
	const char *reason;
	unsigned condition, target;
	const struct toml *regexes, *paths, *commits, *rules;
};

static const char *const targets[] = { "secret", "match", "line", NULL };
static const char *const conditions[] = { "any", "all", NULL };
static const char *const gitleaks_conditions[] = { "OR", "AND", "||", "&&", NULL };
static const char *const is_target[] = { "target" }, *const is_rules[] = { "rules" };

static const struct field keysieve_fields[] = {
	{ "description", FIELD_TEXT, offsetof(struct draft, list.description), NULL },
	{ "reason", FIELD_TEXT, offsetof(struct draft, reason), NULL },
	{ "condition", FIELD_CHOICE, offsetof(struct draft, condition), conditions },
	{ "target", FIELD_CHOICE, offsetof(struct draft, target), targets },
	{ "regexes", FIELD_NODE, offsetof(struct draft, regexes), NULL },
	{ "stopwords", FIELD_TEXTS, offsetof(struct draft, list.stopwords), NULL },
	{ "paths", FIELD_TEXTS, offsetof(struct draft, list.globs), NULL },
	{ "commits", FIELD_NODE, offsetof(struct draft, commits), NULL },
	{ "rules", FIELD_NODE, offsetof(struct draft, rules), NULL },
	{ "until", FIELD_DATE, offsetof(struct draft, list.until), NULL },
	{ "regexTarget", FIELD_OTHER_NAME, 0, is_target },
	{ "targetRules", FIELD_OTHER_NAME, 0, is_rules },
};

static const struct field gitleaks_fields[] = {
	{ "description", FIELD_TEXT, offsetof(struct draft, list.description), NULL },
	{ "condition", FIELD_CHOICE, offsetof(struct draft, condition), gitleaks_conditions },
	{ "regexTarget", FIELD_CHOICE, offsetof(struct draft, target), targets },
	{ "regexes", FIELD_NODE, offsetof(struct draft, regexes), NULL },
	{ "stopwords", FIELD_TEXTS, offsetof(struct draft, list.stopwords), NULL },
	{ "paths", FIELD_NODE, offsetof(struct draft, paths), NULL },
	{ "commits", FIELD_NODE, offsetof(struct draft, commits), NULL },
	{ "targetRules", FIELD_NODE, offsetof(struct draft, rules), NULL },
};

static bool is_commit(struct slice id)
{
	for (size_t i = 0; i < id.len; i++)
		if (text_hex_value(id.at[i]) < 0)
			return false;
	return id.len == 40 || id.len == 64;
}

static enum status read_commits(struct loader *l, const struct toml *node, struct text_list *commits)
{
	if (fields_texts(l, node, commits))
		return l->err->status;
	for (size_t i = 0; i < commits->len; i++) {
		char *id = (char *)commits->items[i]; /* ours: a string of the tree in our arena */

		if (!is_commit(slice_of(id)) &&
		    loader_object(l, fields_element(node, id), "'%s' is no full commit id (40 or 64 hex digits)", id))
			return l->err->status;
		for (; *id; id++)
			*id = text_to_lower(*id);
	}
	return STATUS_OK;
}

static enum status read_rules(struct loader *l, const struct toml *node, bool global, struct text_list *rules)
{
	if (!global)
		return loader_object(l, node, "'%s' has no place in the allowlist of a rule", node->key.at);
	if (fields_texts(l, node, rules))
		return l->err->status;
	for (size_t i = 0; i < rules->len; i++) {
		const struct toml *place = fields_element(node, rules->items[i]);

		*array_add(&l->set->mentions) = (struct ruleset_mention){ rules->items[i], l->name, place->value_line,
									  place->value_column, l->dialect };
	}
	return STATUS_OK;
}

/* What was left as nodes because more than its type is to be checked. */
static enum status read_nodes(struct loader *l, struct draft *draft, bool global)
{
	if (draft->regexes && regex_read_list(l, draft->regexes, &draft->list.regexes))
		return l->err->status;
	if (draft->paths && regex_read_list(l, draft->paths, &draft->list.paths))
		return l->err->status;
	if (draft->commits && read_commits(l, draft->commits, &draft->list.commits))
		return l->err->status;
	if (draft->rules && read_rules(l, draft->rules, global, &draft->list.rules))
		return l->err->status;
	return STATUS_OK;
}

static bool has_condition(const struct allowlist *list)
{
	return list->regexes.len || list->stopwords.len || list->paths.len || list->globs.len || list->commits.len;
}

static enum status read_one(struct loader *l, const struct toml *table, bool global, struct ruleset_lists *lists)
{
	struct draft draft = { 0 };
	struct allowlist *list = &draft.list;
	enum status status = l->dialect == DIALECT_GITLEAKS
				     ? fields_read(l, table, "an allowlist", FIELDS(gitleaks_fields), &draft)
				     : fields_read(l, table, "an allowlist", FIELDS(keysieve_fields), &draft);

	if (status || read_nodes(l, &draft, global))
		return l->err->status;
	if (!has_condition(list))
		return loader_fail(l, table,
				   "the allowlist has no condition (regexes, stopwords, paths or commits), so it would "
				   "allow everything");
	if (draft.reason)
		list->description = draft.reason;
	list->all = draft.condition % 2; /* "OR" "AND" "||" "&&" */
	list->target = (enum allow_target)draft.target;
	list->file = l->name;
	list->line = table->line;
	*array_add(lists) = *list;
	return STATUS_OK;
}

enum status allow_read(struct loader *l, const struct toml *one, const struct toml *many, bool global,
		       struct ruleset_lists *lists)
{
	if (one && read_one(l, one, global, lists))
		return l->err->status;
	for (const struct toml *table = many ? many->first : NULL; table; table = table->next)
		if (read_one(l, table, global, lists))
			return l->err->status;
	return STATUS_OK;
}
