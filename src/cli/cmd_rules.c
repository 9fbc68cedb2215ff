/* cmd_rules.c - keysieve rules list | show RULE... | check [FILE...] */
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/session.h"
#include "report/quantity.h"
#include "ruleset/builtin.h"
#include "scan/selftest.h"

#define SAMPLES_DEFAULT 50

static void list_rule(struct buffer *out, const struct rule *rule)
{
	buffer_print(out, "%-36s %-8s %-8s %s\n", rule->id, severity_name(rule->severity),
		     confidence_name(rule->confidence), rule->title ? rule->title : "");
}

static void show_list(struct buffer *out, const char *name, const struct text_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		buffer_print(out, "  %-16s %s\n", i ? "" : name, list->items[i]);
}

static void show_text(struct buffer *out, const char *name, const char *text)
{
	const struct text_list one = { &text, 1 };

	if (text)
		show_list(out, name, &one);
}

static void show_rule(struct buffer *out, const struct rule *rule)
{
	struct arena arena;
	struct rule full;

	arena_init(&arena);
	full = rule_unpack(rule, &arena);
	buffer_print(out, "%s\n", rule->id);
	show_text(out, "title", rule->title);
	show_text(out, "provider", rule->provider);
	show_text(out, "severity", severity_name(rule->severity));
	show_text(out, "confidence", confidence_name(rule->confidence));
	show_list(out, "keywords", &rule->keywords);
	show_text(out, "regex", rule->regex);
	show_text(out, "path", rule->path);
	show_text(out, "check", rule->check);
	show_text(out, "judge", rule->judge);
	show_list(out, "example", &full.examples);
	show_list(out, "counterexample", &full.counterexamples);
	show_text(out, "revoke at", rule->rotate.url);
	show_list(out, "what to do", &rule->rotate.steps);
	buffer_print(out, "  %-16s %s:%u\n", "written in", rule->file ? rule->file : "-", rule->line);
	arena_release(&arena);
}

static int print(struct buffer *out, int status, struct error *err)
{
	if (file_write_all(1, "standard output", buffer_slice(out), err))
		return EXIT_CANNOT_RUN;
	return status;
}

static int list_rules(const struct ruleset *set, struct buffer *out, struct error *err)
{
	for (size_t i = 0; i < set->rules.len; i++)
		list_rule(out, set->rules.items[i]);
	return print(out, EXIT_CLEAN, err);
}

static int no_rule(const struct ruleset *set, const char *id, struct error *err)
{
	const char **ids = mem_alloc_array(set->rules.len, sizeof(*ids)), *near;

	for (size_t i = 0; i < set->rules.len; i++)
		ids[i] = set->rules.items[i]->id;
	near = text_nearest(slice_of(id), ids, set->rules.len);
	mem_free(ids);
	if (near)
		error_set(err, ERR_USAGE, "%s: no such rule (did you mean %s?)", id, near);
	else
		error_set(err, ERR_USAGE, "%s: no such rule (keysieve rules list names them)", id);
	return EXIT_CANNOT_RUN;
}

static int show_rules(const struct ruleset *set, const struct texts *ids, struct buffer *out, struct error *err)
{
	if (ids->len == 1) {
		error_set(err, ERR_USAGE, "rules show: which one? (keysieve rules list names them)");
		return EXIT_CANNOT_RUN;
	}
	for (size_t i = 1; i < ids->len; i++) {
		const struct rule *rule = ruleset_find(set, ids->items[i]);

		if (!rule)
			return no_rule(set, ids->items[i], err);
		show_rule(out, rule);
	}
	return print(out, EXIT_CLEAN, err);
}

/* The rules that a user's file brought, when files were named; else all. */
static bool is_asked_for(const struct rule *rule, const struct texts *files)
{
	for (size_t i = 1; i < files->len; i++)
		if (rule->file && strcmp(rule->file, files->items[i]) == 0)
			return true;
	return files->len == 1;
}

static bool is_builtin(const struct rule *rule)
{
	return rule >= builtin_rules && rule < builtin_rules + builtin_rules_len;
}

static int check_rules(const struct ruleset *set, const struct options *options, struct buffer *out, struct error *err)
{
	const struct detector_options how = { .decode = true, .plan = &builtin_plan };
	struct selftest_options test = { .samples = options->samples ? options->samples : SAMPLES_DEFAULT, .seed = 1 };
	struct detector *detector = detector_new(set->rules.items, set->rules.len, &how, err);
	size_t passed = 0, failed = 0, tried = 0;

	if (!detector)
		return EXIT_CANNOT_RUN;
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule *rule = set->rules.items[i];
		size_t before = out->len;

		if (!is_asked_for(rule, &options->operands))
			continue;
		test.complete = is_builtin(rule);
		tried += selftest_rule(rule, detector, &test, out);
		passed += out->len == before;
		failed += out->len != before;
	}
	detector_free(detector);
	quantity_add_things(out, tried, "text");
	buffer_add_text(out, " of ");
	quantity_add_things(out, passed + failed, "rule");
	buffer_print(out, " tried\n%zu passed, %zu failed\n", passed, failed);
	return print(out, failed ? EXIT_FINDINGS : EXIT_CLEAN, err);
}

static int run(const struct ruleset *set, const struct options *options, struct error *err)
{
	const struct texts *operands = &options->operands;
	const char *verb = operands->len ? operands->items[0] : "list";
	struct buffer out;
	int status = EXIT_CANNOT_RUN;

	buffer_init(&out, (size_t)64 << 20);
	if (strcmp(verb, "list") == 0)
		status = list_rules(set, &out, err);
	else if (strcmp(verb, "show") == 0)
		status = show_rules(set, operands, &out, err);
	else if (strcmp(verb, "check") == 0)
		status = check_rules(set, options, &out, err);
	else
		error_set(err, ERR_USAGE, "rules %s: list, show or check?", verb);
	buffer_release(&out);
	return status;
}

/* `rules check FILE...` reads the files like --rules does. */
static void take_files(struct options *options)
{
	if (options->operands.len && strcmp(options->operands.items[0], "check") == 0)
		for (size_t i = 1; i < options->operands.len; i++)
			*array_add(&options->rules) = options->operands.items[i];
}

int cmd_rules(const struct options *options, struct error *err)
{
	struct options own = *options;
	struct ruleset set;
	int status = EXIT_CANNOT_RUN;

	own.rules = (struct texts){ 0 };
	for (size_t i = 0; i < options->rules.len; i++)
		*array_add(&own.rules) = options->rules.items[i];
	take_files(&own);
	if (!session_load_rules(&set, &own, NULL, err))
		status = run(&set, &own, err);
	ruleset_release(&set);
	array_release(&own.rules);
	return status;
}
