/*
 * families.c - rules that differ in little more than a name; see loader.h
 *
 *     [[families]]
 *     title = "{provider} API key"
 *     severity = "medium"
 *     confidence = "likely"
 *     regex = '''(?i:{names})(?&its)(?i:{word})(?&is)([0-9a-f]{{n}})(?&end_bare)'''
 *     examples = ['{NAME}_API_KEY=%{hex:{n}}', '{name}_token: "%{hex:{n}}"']
 *     counterexamples = ['{NAME}_API_KEY=0%{hex:{n}}']
 *     members = [
 *             { id = "drone-token", provider = "Drone CI", names = ["drone_ci", "drone"], word = "key|token", n = 32 },
 *     ]
 *
 * A family has the keys of a rule, and each member makes a rule of it: its own
 * keys come before the family's, and whatever a member says under any key, {key}
 * in the family's texts stands for, {KEY} for the same in capitals. `names` are how
 * a provider is written in identifiers, the usual one first. {names} in a regex is
 * any of them, with or without a separator where they have an underscore; {name} and
 * {NAME} are the first; the keywords, unless they are given, are the longest part of each.
 */
#include <string.h>

#include "base/text.h"
#include "loader.h"

#define TEXT_MAX 65536

/* One member on its way to be a rule. */
struct member {
	struct loader *l;
	const struct toml *family, *own, *names;
};

static void add_upper(struct buffer *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		buffer_add_byte(out, text_is_lower(text.at[i]) ? (char)(text.at[i] - 'a' + 'A') : text.at[i]);
}

/* (?:drone[_.\- ]?ci|drone) */
static void add_names(struct buffer *out, const struct toml *names)
{
	buffer_add_text(out, "(?:");
	for (const struct toml *name = names->first; name; name = name->next) {
		struct slice rest = name->text, part;

		for (bool more = false; slice_cut(&rest, '_', &part); more = true) {
			buffer_add_text(out, more ? "[_.\\- ]?" : "");
			buffer_add(out, part);
		}
		buffer_add_text(out, name->next ? "|" : ")");
	}
}

static void add_value(struct buffer *out, const struct toml *value, bool upper)
{
	if (value->kind == TOML_INTEGER)
		buffer_print(out, "%lld", (long long)value->integer);
	else if (upper)
		add_upper(out, value->text);
	else
		buffer_add(out, value->text);
}

/* What {key} stands for; false when it stands for nothing. */
static bool add_replacement(struct buffer *out, const struct member *m, struct slice key)
{
	bool upper = text_is_upper(key.at[0]);
	char lower[32];
	const struct toml *value;

	if (key.len >= sizeof(lower))
		return false;
	for (size_t i = 0; i < key.len; i++)
		lower[i] = text_to_lower(key.at[i]);
	lower[key.len] = '\0';
	if (strcmp(lower, "names") == 0 && m->names && !upper) {
		add_names(out, m->names);
		return true;
	}
	value = strcmp(lower, "name") == 0 && m->names ? m->names->first : toml_find(m->own, lower);
	if (!value || (value->kind != TOML_STRING && value->kind != TOML_INTEGER))
		return false;
	add_value(out, value, upper);
	return true;
}

/* The key in "{key}" at `at`, which is no fill, "%{key}"; SLICE_NONE when something else stands there. */
static struct slice key_at(struct slice text, size_t at)
{
	size_t end = at + 1;

	if (text.at[at] != '{' || (at && text.at[at - 1] == '%'))
		return SLICE_NONE;
	while (end < text.len && (text_is_lower(text.at[end]) || text_is_upper(text.at[end])))
		end++;
	if (end >= text.len || text.at[end] != '}')
		return SLICE_NONE;
	return slice_sub(text, at + 1, end - at - 1);
}

static enum status replace(const struct member *m, const struct toml *from, struct toml *to)
{
	struct slice text = from->text;
	struct buffer out;
	enum status status = STATUS_OK;

	buffer_init(&out, TEXT_MAX);
	for (size_t at = 0; at < text.len && !status;) {
		struct slice key = key_at(text, at);

		if (key.len == 0 || slice_is(key, "secret")) { /* {secret} is what a request is made with */
			buffer_add_byte(&out, text.at[at++]);
			continue;
		}
		if (!add_replacement(&out, m, key))
			status = loader_fail_value(m->l, m->own, "the family wants '%.*s' of this member",
						   SLICE_ARGS(key));
		at += key.len + 2;
	}
	to->text = arena_copy(&m->l->set->arena, buffer_slice(&out));
	to->verbatim = from->verbatim && slice_equal(to->text, text);
	buffer_release(&out);
	return status;
}

/* A copy of a value and all in it, with every {key} replaced. */
static enum status copy(const struct member *m, const struct toml *from, struct toml **result)
{
	struct toml *to = arena_alloc(&m->l->set->arena, sizeof(*to)), **end = &to->first;

	*to = *from;
	to->next = to->first = NULL;
	*result = to;
	if (from->kind == TOML_STRING)
		return replace(m, from, to);
	for (const struct toml *part = from->first; part; part = part->next, end = &(*end)->next)
		if (copy(m, part, end))
			return m->l->err->status;
	return STATUS_OK;
}

/* Is "{key}" in one of the texts? */
static bool mentions(const struct toml *node, struct slice braced)
{
	if (node->kind == TOML_STRING && slice_find_nocase(node->text, braced, 0) != SLICE_NOWHERE)
		return true;
	for (const struct toml *part = node->first; part; part = part->next)
		if (!slice_is(part->key, "members") && mentions(part, braced))
			return true;
	return false;
}

static enum status add_copy(const struct member *m, const struct toml *from, struct toml *rule)
{
	struct toml *made;

	if (copy(m, from, &made))
		return m->l->err->status;
	made->next = rule->first;
	rule->first = made;
	rule->len++;
	return STATUS_OK;
}

/* The longest part of each name: it is in every match. */
static void add_keywords(const struct member *m, struct toml *rule)
{
	struct arena *arena = &m->l->set->arena;
	struct toml *list = arena_alloc(arena, sizeof(*list)), **end = &list->first;

	*list = (struct toml){ .kind = TOML_ARRAY, .key = SLICE("keywords"), .next = rule->first };
	for (const struct toml *name = m->names->first; name; name = name->next, end = &(*end)->next) {
		struct slice rest = name->text, part, longest = SLICE_NONE;

		while (slice_cut(&rest, '_', &part))
			if (part.len > longest.len)
				longest = part;
		*end = arena_alloc(arena, sizeof(**end));
		**end = *name;
		(*end)->text = arena_copy(arena, longest);
		(*end)->next = NULL;
		list->len++;
	}
	rule->first = list;
	rule->len++;
}

static enum status check_names_of(const struct member *m)
{
	struct text_list list;

	if (!m->names)
		return STATUS_OK;
	if (fields_texts(m->l, m->names, &list))
		return m->l->err->status;
	if (list.len == 0)
		return loader_fail_value(m->l, m->names, "'names' is empty");
	for (const struct toml *name = m->names->first; name; name = name->next)
		for (size_t i = 0; i < name->text.len; i++)
			if (!text_is_lower(name->text.at[i]) && !text_is_digit(name->text.at[i]) &&
			    name->text.at[i] != '_')
				return loader_fail_value(m->l, name, "'%s': a name is made of a-z, 0-9 and _",
							 name->text.at);
	return STATUS_OK;
}

static struct slice braced(const struct member *m, struct slice key)
{
	return slice_of(arena_print(&m->l->set->arena, "{%.*s}", SLICE_ARGS(key)));
}

/* The rule as if somebody had written it out. */
static enum status make_rule(const struct member *m, struct toml *rule)
{
	for (const struct toml *key = m->family->first; key; key = key->next)
		if (!slice_is(key->key, "members") && !toml_find(m->own, key->key.at) && add_copy(m, key, rule))
			return m->l->err->status;
	for (const struct toml *key = m->own->first; key; key = key->next) {
		if (rule_has_key(key->key)) {
			if (add_copy(m, key, rule))
				return m->l->err->status;
		} else if (key != m->names && !mentions(m->family, braced(m, key->key))) {
			return loader_fail(m->l, key, "'%s' is no key of a rule, and the family does not mention {%s}",
					   key->key.at, key->key.at);
		}
	}
	if (m->names && !toml_find(rule, "keywords"))
		add_keywords(m, rule);
	return STATUS_OK;
}

static enum status load_member(struct loader *l, const struct toml *family, const struct toml *own)
{
	const struct member m = { l, family, own, toml_find(own, "names") };
	struct toml rule = *own;

	if (own->kind != TOML_TABLE)
		return loader_fail_value(l, own, "a member must be a table, not %s", toml_kind_name(own->kind));
	rule.first = NULL;
	rule.len = 0;
	if (check_names_of(&m) || make_rule(&m, &rule))
		return l->err->status;
	return rule_load(l, &rule);
}

enum status families_load(struct loader *l, const struct toml *families)
{
	for (const struct toml *family = families->first; family; family = family->next) {
		const struct toml *members = toml_find(family, "members");

		if (!members || members->kind != TOML_ARRAY || members->len == 0)
			return loader_fail(l, family, "the family has no members");
		for (const struct toml *own = members->first; own; own = own->next)
			if (load_member(l, family, own))
				return l->err->status;
	}
	return STATUS_OK;
}
