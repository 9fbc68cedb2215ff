/* rule_text.c - see rule_text.h */
#include "cli/rule_text.h"

#include <string.h>

#include "base/terminal.h"
#include "engine/check.h"
#include "engine/fill.h"
#include "engine/judge.h"
#include "engine/wording.h"

#define EXAMPLE_MAX 4096
#define SEED        1

static void label(struct buffer *out, const char *name)
{
	buffer_print(out, "  %-14s ", name);
}

static void show(struct buffer *out, const char *name, const char *text)
{
	if (!text)
		return;
	label(out, name);
	terminal_add_escaped(out, slice_of(text));
	buffer_add_byte(out, '\n');
}

static void show_list(struct buffer *out, const char *name, const struct text_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		show(out, i ? "" : name, list->items[i]);
}

/* In words where that is short enough. */
static void show_looks(struct buffer *out, const struct rule *rule)
{
	struct arena arena;
	struct regex regex;
	struct buffer words;

	if (!rule->regex)
		return;
	arena_init(&arena);
	buffer_init(&words, WORDING_MAX);
	regex = regex_parse(rule->regex, &arena);
	if (regex.root && wording_add(&words, wording_secret(&regex, rule->secret_group)))
		show(out, "secret", words.at);
	buffer_release(&words);
	arena_release(&arena);
}

static void add_keywords(struct buffer *out, const struct text_list *keywords)
{
	for (size_t i = 0; i < keywords->len; i++) {
		buffer_add_text(out, i == 0 ? "" : i + 1 < keywords->len ? ", " : " or ");
		buffer_add_byte(out, '"');
		terminal_add_escaped(out, slice_of(keywords->items[i]));
		buffer_add_byte(out, '"');
	}
}

/* Where such a secret is looked for. */
static void show_place(struct buffer *out, const struct rule *rule, const char *how)
{
	if (rule->keywords.len) {
		label(out, "where");
		buffer_add_text(out, how && strcmp(how, "context") == 0 ? "near " : "with ");
		add_keywords(out, &rule->keywords);
		buffer_add_text(out, ", in any case of letters\n");
	}
	show(out, "only in", rule->path);
}

/* "github-crc32: what it does". */
static void show_named(struct buffer *out, const char *key, const char *name, const char *help, size_t len)
{
	label(out, key);
	buffer_print(out, "%s: %.*s\n", name, (int)len, help);
}

static void show_filters(struct buffer *out, const struct rule *rule)
{
	const struct check *check = rule->check ? check_find(rule->check) : NULL;
	const struct judge *judge = rule->judge ? judge_find(rule->judge) : NULL;

	if (rule->entropy > 0) {
		label(out, "entropy");
		buffer_print(out, "%s %.2f bits per character\n",
			     rule->dialect == DIALECT_GITLEAKS ? "more than" : "at least", rule->entropy);
	}
	if (check)
		show_named(out, "check", check->name, check->help, strcspn(check->help, ";"));
	if (judge)
		show_named(out, "judge", judge->name, judge->help, strlen(judge->help));
}

static void show_searched(struct buffer *out, const char *how)
{
	static const char *const ways[][2] = {
		{ "token", "by its own beginning" },
		{ "context", "by a word beside a long run of letters and digits" },
		{ "run", "by the length of its run of letters and digits" },
		{ "literal", "by a fixed text" },
		{ "whole", "its regex is tried on every byte, which is slow" },
	};

	for (size_t i = 0; how && i < sizeof(ways) / sizeof(*ways); i++)
		if (strcmp(how, ways[i][0]) == 0)
			show_named(out, "searched as", how, ways[i][1], strlen(ways[i][1]));
}

/* A fill that cannot be made is shown as it is written: `rules check` says what is wrong with it. */
static void show_examples(struct buffer *out, const char *name, const struct text_list *list)
{
	struct random random;
	struct buffer text;
	struct error ignored;

	random_init(&random, SEED);
	buffer_init(&text, EXAMPLE_MAX);
	for (size_t i = 0; i < list->len; i++) {
		struct slice rest, line;

		buffer_clear(&text);
		if (fill_expand(slice_of(list->items[i]), &random, &text, &ignored)) {
			show(out, i ? "" : name, list->items[i]);
			continue;
		}
		rest = buffer_slice(&text);
		for (bool first = true; slice_cut(&rest, '\n', &line); first = false) {
			label(out, first && i == 0 ? name : "");
			buffer_add_text(out, first ? "" : "  ");
			terminal_add_escaped(out, line);
			buffer_add_byte(out, '\n');
		}
	}
	buffer_release(&text);
}

static void show_remedy(struct buffer *out, const struct rule *rule)
{
	show(out, "revoke at", rule->rotate.url);
	show_list(out, "then", &rule->rotate.steps);
	if (rule->rotate.age_days) {
		label(out, "replace");
		buffer_print(out, "every %u days\n", rule->rotate.age_days);
	}
}

static void show_all_examples(struct buffer *out, const struct rule *rule)
{
	struct arena arena;
	struct rule full;

	arena_init(&arena);
	full = rule_unpack(rule, &arena);
	show_examples(out, "finds", &full.examples);
	show_examples(out, "but not", &full.counterexamples);
	arena_release(&arena);
}

void rule_print(struct buffer *out, const struct rule *rule, const char *how)
{
	terminal_add_escaped(out, slice_of(rule->id));
	if (rule->title) {
		buffer_add_text(out, ": ");
		terminal_add_escaped(out, slice_of(rule->title));
	}
	buffer_add_byte(out, '\n');
	show(out, "provider", rule->provider);
	show(out, "severity", severity_name(rule->severity));
	show(out, "confidence", confidence_name(rule->confidence));
	show_list(out, "tags", &rule->tags);
	show_looks(out, rule);
	show_place(out, rule, how);
	show_filters(out, rule);
	show(out, "regex", rule->regex);
	show_searched(out, how);
	show_all_examples(out, rule);
	show_remedy(out, rule);
	label(out, "written in");
	terminal_add_escaped(out, slice_of(rule->file ? rule->file : "-"));
	buffer_print(out, ":%u\n", rule->line);
}
