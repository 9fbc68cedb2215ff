/* policy.c - see policy.h */
#include "policy/policy.h"

#include <string.h>

#include "base/clock.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/table.h"
#include "policy/regexes.h"

/* An allowlist with its regexes compiled. */
struct compiled {
	const struct allowlist *list;
	struct regexes regexes, paths;
	bool expired;
};

/* What one rule brings along; most rules bring nothing and have no entry. */
struct rule_policy {
	const struct rule *rule;
	struct regexes path;
	struct compiled *lists;
	size_t len;
};

struct policy {
	struct compiled *global;
	size_t global_len;
	struct rule_policy *rules;
	size_t rules_len;
	struct table by_rule; /* rule id -> index in rules */
};

static bool is_expired(const char *until)
{
	struct buffer today;
	bool expired;

	if (!until)
		return false;
	buffer_init(&today, 64);
	clock_add_date(&today, clock_now());
	expired = strncmp(today.at, until, strlen("2027-01-31")) > 0;
	buffer_release(&today);
	return expired;
}

static enum status compile(struct compiled *to, const struct allowlist *list, struct error *err)
{
	to->list = list;
	to->expired = is_expired(list->until);
	if (regexes_compile(&to->regexes, &list->regexes, list->file, list->line, err) ||
	    regexes_compile(&to->paths, &list->paths, list->file, list->line, err))
		return err->status;
	return STATUS_OK;
}

static void release_lists(struct compiled *lists, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		regexes_release(&lists[i].regexes);
		regexes_release(&lists[i].paths);
	}
	mem_free(lists);
}

static enum status add_rule(struct policy *p, const struct rule *rule, struct error *err)
{
	struct rule_policy *entry = &p->rules[p->rules_len];
	const struct text_list path = { &rule->path, rule->path != NULL };

	if (rule->allow.len == 0 && path.len == 0)
		return STATUS_OK;
	table_add(&p->by_rule, slice_of(rule->id), p->rules_len++, NULL);
	entry->rule = rule;
	entry->lists = mem_alloc_array(rule->allow.len, sizeof(*entry->lists));
	entry->len = rule->allow.len;
	if (path.len && rule->dialect == DIALECT_KEYSIEVE)
		regexes_defer(&entry->path, rule->path);
	else if (regexes_compile(&entry->path, &path, rule->file, rule->line, err))
		return err->status;
	for (size_t i = 0; i < entry->len; i++)
		if (compile(&entry->lists[i], &rule->allow.items[i], err))
			return err->status;
	return STATUS_OK;
}

struct policy *policy_new(const struct rule *const *rules, size_t rules_len, const struct allowlist *allowlists,
			  size_t allowlists_len, struct error *err)
{
	struct policy *p = mem_alloc(sizeof(*p));
	enum status status = STATUS_OK;

	table_init(&p->by_rule);
	p->global = mem_alloc_array(allowlists_len, sizeof(*p->global));
	p->global_len = allowlists_len;
	p->rules = mem_alloc_array(rules_len, sizeof(*p->rules));
	for (size_t i = 0; i < allowlists_len && !status; i++)
		status = compile(&p->global[i], &allowlists[i], err);
	for (size_t i = 0; i < rules_len && !status; i++)
		status = add_rule(p, rules[i], err);
	if (status) {
		policy_free(p);
		return NULL;
	}
	return p;
}

void policy_free(struct policy *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->rules_len; i++) {
		regexes_release(&p->rules[i].path);
		release_lists(p->rules[i].lists, p->rules[i].len);
	}
	release_lists(p->global, p->global_len);
	mem_free(p->rules);
	table_release(&p->by_rule);
	mem_free(p);
}

static const struct rule_policy *rule_policy_find(const struct policy *p, const struct rule *rule)
{
	const size_t *index = table_find(&p->by_rule, slice_of(rule->id));

	return index ? &p->rules[*index] : NULL;
}

static bool is_listed(const struct text_list *list, struct slice text)
{
	for (size_t i = 0; i < list->len; i++)
		if (slice_is(text, list->items[i]))
			return true;
	return false;
}

static bool holds_stopword(const struct text_list *words, struct slice secret)
{
	for (size_t i = 0; i < words->len; i++)
		if (slice_find_nocase(secret, slice_of(words->items[i]), 0) != SLICE_NOWHERE)
			return true;
	return false;
}

/* As in a .gitignore file: the last line that covers the path decides. */
static bool globs_cover(const struct text_list *globs, struct slice path)
{
	bool covered = false;
	struct glob glob;

	for (size_t i = 0; i < globs->len; i++)
		if (glob_parse(slice_of(globs->items[i]), &glob) && glob_covers(&glob, path))
			covered = !glob.negated;
	return covered;
}

static bool path_matches(const struct compiled *list, struct slice path)
{
	const struct text_list *globs = &list->list->globs;

	if (path.len == 0)
		return false;
	if (globs_cover(globs, path))
		return true;
	return regexes_match(&list->paths, path);
}

static struct slice target_of(const struct allowlist *list, const struct policy_question *question)
{
	if (list->target == ALLOW_LINE)
		return question->line;
	return list->target == ALLOW_MATCH ? question->match : question->secret;
}

/* Every kind of condition that the list has votes; `all` wants every vote, else one is enough. */
static bool accepts(const struct compiled *compiled, const struct policy_question *question)
{
	const struct allowlist *list = compiled->list;
	const struct {
		bool asked, holds;
	} votes[] = {
		{ list->regexes.len > 0, regexes_match(&compiled->regexes, target_of(list, question)) },
		{ list->stopwords.len > 0, holds_stopword(&list->stopwords, question->secret) },
		{ list->paths.len + list->globs.len > 0, path_matches(compiled, question->path) },
		{ list->commits.len > 0, is_listed(&list->commits, question->commit) },
	};
	size_t asked = 0, holding = 0;

	if (compiled->expired || (list->rules.len && !is_listed(&list->rules, slice_of(question->rule->id))))
		return false;
	for (size_t i = 0; i < sizeof(votes) / sizeof(votes[0]); i++) {
		asked += votes[i].asked;
		holding += votes[i].asked && votes[i].holds;
	}
	return asked && (list->all ? holding == asked : holding > 0);
}

const struct allowlist *policy_allows(const struct policy *p, const struct policy_question *question)
{
	const struct rule_policy *own = rule_policy_find(p, question->rule);

	for (size_t i = 0; own && i < own->len; i++)
		if (accepts(&own->lists[i], question))
			return own->lists[i].list;
	for (size_t i = 0; i < p->global_len; i++)
		if (accepts(&p->global[i], question))
			return p->global[i].list;
	return NULL;
}

bool policy_rule_covers(const struct policy *p, const struct rule *rule, struct slice path)
{
	const struct rule_policy *own = rule_policy_find(p, rule);

	return !own || own->path.len == 0 || regexes_may_match(&own->path, path);
}
