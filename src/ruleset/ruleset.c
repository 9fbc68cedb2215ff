/* ruleset.c - the set of rules, whatever they were read from; see ruleset.h */
#include "ruleset/ruleset.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "loader.h"

void ruleset_init(struct ruleset *set, const struct ruleset_names *names)
{
	*set = (struct ruleset){ 0 };
	arena_init(&set->arena);
	table_init(&set->index);
	if (names)
		set->names = *names;
}

void ruleset_release(struct ruleset *set)
{
	array_release(&set->rules);
	array_release(&set->warnings);
	array_release(&set->shapes);
	array_release(&set->entries);
	array_release(&set->lists);
	array_release(&set->mentions);
	table_release(&set->index);
	arena_release(&set->arena);
}

struct ruleset_entry *ruleset_entry(const struct ruleset *set, const char *id)
{
	const size_t *at = table_find(&set->index, slice_of(id));

	return at ? &set->entries.items[*at] : NULL;
}

const struct rule *ruleset_find(const struct ruleset *set, const char *id)
{
	const struct ruleset_entry *entry = ruleset_entry(set, id);

	return entry && !entry->disabled ? entry->rule : NULL;
}

void ruleset_put(struct ruleset *set, const struct rule *rule, enum ruleset_role role)
{
	struct ruleset_entry *entry = ruleset_entry(set, rule->id);

	if (!entry) {
		table_add(&set->index, slice_of(rule->id), set->entries.len, NULL);
		entry = array_add(&set->entries);
	}
	*entry = (struct ruleset_entry){ .rule = rule, .role = role };
}

void ruleset_add_builtin(struct ruleset *set, const struct rule *rules, size_t count)
{
	table_reserve(&set->index, set->entries.len + count);
	for (size_t i = 0; i < count; i++)
		ruleset_put(set, &rules[i], ROLE_BUILTIN);
}

void ruleset_add_shapes(struct ruleset *set, const struct shape *shapes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*array_add(&set->shapes) = shapes[i];
}

void ruleset_drop_builtin(struct ruleset *set)
{
	for (size_t i = 0; i < set->entries.len; i++)
		if (set->entries.items[i].role == ROLE_BUILTIN)
			set->entries.items[i].disabled = true;
}

const char *ruleset_guess(struct loader *l, const char *id)
{
	const struct ruleset *set = l->set;
	const char **ids = mem_alloc_array(set->entries.len + 1, sizeof(*ids));
	const char *guess;
	size_t len = 0;

	for (size_t i = 0; i < set->entries.len; i++)
		if (!set->entries.items[i].disabled)
			ids[len++] = set->entries.items[i].rule->id;
	guess = loader_guess(l, slice_of(id), ids, len);
	mem_free(ids);
	return guess;
}

enum status ruleset_disable(struct loader *l, const struct toml *ids)
{
	struct text_list list;

	if (fields_texts(l, ids, &list))
		return l->err->status;
	for (size_t i = 0; i < list.len; i++) {
		struct ruleset_entry *entry = ruleset_entry(l->set, list.items[i]);

		if (entry)
			entry->disabled = true;
		else if (loader_object(l, fields_element(ids, list.items[i]), "there is no rule '%s' to disable%s",
				       list.items[i], ruleset_guess(l, list.items[i])))
			return l->err->status;
	}
	return STATUS_OK;
}

struct text_list text_list_join(struct arena *arena, struct text_list a, struct text_list b)
{
	const char **items = arena_alloc_array(arena, a.len + b.len, sizeof(*items));

	for (size_t i = 0; i < a.len; i++)
		items[i] = a.items[i];
	for (size_t i = 0; i < b.len; i++)
		items[a.len + i] = b.items[i];
	return (struct text_list){ items, a.len + b.len };
}

static enum status check_mentions(struct ruleset *set, struct error *err)
{
	for (size_t i = 0; i < set->mentions.len; i++) {
		const struct ruleset_mention *m = &set->mentions.items[i];
		struct loader l = { .set = set, .name = m->file, .dialect = m->dialect, .err = err };
		struct toml place = { .line = m->line, .column = m->column };

		if (!ruleset_entry(set, m->id) &&
		    loader_object(&l, &place, "the allowlist names no rule: '%s'%s", m->id, ruleset_guess(&l, m->id)))
			return err->status;
	}
	return STATUS_OK;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp((*(const struct rule *const *)a)->id, (*(const struct rule *const *)b)->id);
}

/* The built-in ones alone are. */
static bool is_sorted(const struct ruleset *set)
{
	for (size_t i = 1; i < set->rules.len; i++)
		if (compare_ids(&set->rules.items[i - 1], &set->rules.items[i]) > 0)
			return false;
	return true;
}

enum status ruleset_finish(struct ruleset *set, struct error *err)
{
	if (check_mentions(set, err))
		return err->status;
	for (size_t i = 0; i < set->entries.len; i++)
		if (!set->entries.items[i].disabled)
			*array_add(&set->rules) = set->entries.items[i].rule;
	if (set->rules.len == 0)
		return error_set(err, ERR_CONFIG, "%s: no rule is left to look for; nothing would ever be found",
				 set->file ? set->file : "rules");
	if (!is_sorted(set))
		qsort(set->rules.items, set->rules.len, sizeof(*set->rules.items), compare_ids);
	set->allow = (struct allowlists){ set->lists.items, set->lists.len };
	return STATUS_OK;
}
