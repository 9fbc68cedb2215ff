/*
 * emit.c - see emit.h
 *
 * Each list becomes a named array before the table that points at it:
 * rule 7's keywords are `r7_keywords`, the regexes of its allowlist 0
 * `r7_allow0_regexes`.
 */
#include "emit.h"

#include "base/arena.h"

static void emit_text(struct buffer *out, const char *text)
{
	if (!text) {
		buffer_add_text(out, "NULL");
		return;
	}
	buffer_add_byte(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\' || c == '?') /* ? because of trigraphs */
			buffer_print(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			buffer_print(out, "\\%03o", c);
		else
			buffer_add_byte(out, (char)c);
	}
	buffer_add_byte(out, '"');
}

static void emit_list(struct buffer *out, const char *name, const char *what, struct text_list list)
{
	if (list.len == 0)
		return;
	buffer_print(out, "static const char *const %s_%s[] = {\n", name, what);
	for (size_t i = 0; i < list.len; i++) {
		buffer_add_byte(out, '\t');
		emit_text(out, list.items[i]);
		buffer_add_text(out, ",\n");
	}
	buffer_add_text(out, "};\n");
}

static void emit_text_field(struct buffer *out, const char *field, const char *text)
{
	if (!text)
		return;
	buffer_print(out, "\t\t.%s = ", field);
	emit_text(out, text);
	buffer_add_text(out, ",\n");
}

/* A list's place in its struct; `what` is the end of its array's name. */
static void emit_list_field(struct buffer *out, const char *field, const char *name, const char *what, size_t len)
{
	if (len)
		buffer_print(out, "\t\t.%s = { %s_%s, %zu },\n", field, name, what, len);
}

/* Literals side by side are one: the last NUL is the compiler's. */
static void emit_packed(struct buffer *out, const struct rule *rule)
{
	const struct text_list *lists[] = { &rule->examples, &rule->counterexamples };
	const char *between = "\t\t.packed = ";

	if (rule->examples.len + rule->counterexamples.len == 0)
		return;
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < lists[i]->len; k++) {
			buffer_add_text(out, between);
			emit_text(out, lists[i]->items[k]);
			between = " \"\\0\"\n\t\t\t";
		}
	buffer_print(out, ",\n\t\t.examples.len = %zu,\n\t\t.counterexamples.len = %zu,\n", rule->examples.len,
		     rule->counterexamples.len);
}

static void emit_allowlist(struct buffer *out, const char *name, const struct allowlist *list)
{
	static const char *const targets[] = { "ALLOW_SECRET", "ALLOW_MATCH", "ALLOW_LINE" };

	buffer_add_text(out, "\t{\n");
	emit_text_field(out, "description", list->description);
	buffer_print(out, "\t\t.all = %s,\n\t\t.target = %s,\n", list->all ? "true" : "false", targets[list->target]);
	emit_list_field(out, "regexes", name, "regexes", list->regexes.len);
	emit_list_field(out, "stopwords", name, "stopwords", list->stopwords.len);
	emit_list_field(out, "paths", name, "paths", list->paths.len);
	emit_list_field(out, "globs", name, "globs", list->globs.len);
	emit_list_field(out, "commits", name, "commits", list->commits.len);
	emit_list_field(out, "rules", name, "rules", list->rules.len);
	emit_text_field(out, "until", list->until);
	emit_text_field(out, "file", list->file);
	buffer_print(out, "\t\t.line = %u,\n\t},\n", list->line);
}

static void emit_allowlists(struct buffer *out, struct arena *arena, const char *rule, struct allowlists lists)
{
	if (lists.len == 0)
		return;
	for (size_t i = 0; i < lists.len; i++) {
		const struct allowlist *list = &lists.items[i];
		const char *name = arena_print(arena, "%s_allow%zu", rule, i);

		emit_list(out, name, "regexes", list->regexes);
		emit_list(out, name, "stopwords", list->stopwords);
		emit_list(out, name, "paths", list->paths);
		emit_list(out, name, "globs", list->globs);
		emit_list(out, name, "commits", list->commits);
		emit_list(out, name, "rules", list->rules);
	}
	buffer_print(out, "static const struct allowlist %s_allow[] = {\n", rule);
	for (size_t i = 0; i < lists.len; i++)
		emit_allowlist(out, arena_print(arena, "%s_allow%zu", rule, i), &lists.items[i]);
	buffer_add_text(out, "};\n");
}

static void emit_lists_of(struct buffer *out, struct arena *arena, const char *name, const struct rule *rule)
{
	emit_list(out, name, "keywords", rule->keywords);
	emit_list(out, name, "tags", rule->tags);
	emit_list(out, name, "steps", rule->rotate.steps);
	emit_allowlists(out, arena, name, rule->allow);
}

static void emit_numbers_of(struct buffer *out, const struct rule *rule)
{
	static const char *const severities[] = { "SEVERITY_LOW", "SEVERITY_MEDIUM", "SEVERITY_HIGH",
						  "SEVERITY_CRITICAL" };
	static const char *const confidences[] = { "CONFIDENCE_POSSIBLE", "CONFIDENCE_LIKELY", "CONFIDENCE_CERTAIN" };

	buffer_print(out, "\t\t.severity = %s,\n\t\t.confidence = %s,\n", severities[rule->severity],
		     confidences[rule->confidence]);
	buffer_print(out, "\t\t.dialect = %s,\n",
		     rule->dialect == DIALECT_KEYSIEVE ? "DIALECT_KEYSIEVE" : "DIALECT_GITLEAKS");
	buffer_print(out, "\t\t.secret_group = %u,\n\t\t.entropy = %.17g,\n", rule->secret_group, rule->entropy);
	if (rule->rotate.age_days)
		buffer_print(out, "\t\t.rotate.age_days = %u,\n", rule->rotate.age_days);
	buffer_print(out, "\t\t.line = %u,\n", rule->line);
}

static void emit_rule(struct buffer *out, const char *name, const struct rule *rule)
{
	buffer_add_text(out, "\t{\n");
	emit_text_field(out, "id", rule->id);
	emit_text_field(out, "title", rule->title);
	emit_text_field(out, "provider", rule->provider);
	emit_text_field(out, "regex", rule->regex);
	emit_text_field(out, "path", rule->path);
	emit_list_field(out, "keywords", name, "keywords", rule->keywords.len);
	emit_text_field(out, "check", rule->check);
	emit_text_field(out, "judge", rule->judge);
	emit_list_field(out, "tags", name, "tags", rule->tags.len);
	emit_packed(out, rule);
	emit_text_field(out, "rotate.url", rule->rotate.url);
	emit_list_field(out, "rotate.steps", name, "steps", rule->rotate.steps.len);
	emit_list_field(out, "allow", name, "allow", rule->allow.len);
	emit_text_field(out, "file", rule->file);
	emit_numbers_of(out, rule);
	buffer_add_text(out, "\t},\n");
}

void emit_rules(struct buffer *out, const struct rule *const *rules, size_t count, const char *digest)
{
	struct arena arena;

	arena_init(&arena);
	buffer_add_text(out, "/* Made by rulec from rules/. Do not edit. */\n#include \"ruleset/builtin.h\"\n\n");
	for (size_t i = 0; i < count; i++)
		emit_lists_of(out, &arena, arena_print(&arena, "r%zu", i), rules[i]);
	buffer_add_text(out, "\nconst struct rule builtin_rules[] = {\n");
	for (size_t i = 0; i < count; i++)
		emit_rule(out, arena_print(&arena, "r%zu", i), rules[i]);
	buffer_print(out, "};\nconst size_t builtin_rules_len = %zu;\n", count);
	buffer_print(out, "const char builtin_digest[] = \"%s\";\n", digest);
	arena_release(&arena);
}

void emit_shapes(struct buffer *out, const struct shape *shapes, size_t count)
{
	buffer_add_text(out, "\nconst struct shape builtin_shapes[] = {\n");
	for (size_t i = 0; i < count; i++) {
		buffer_add_text(out, "\t{ ");
		emit_text(out, shapes[i].name);
		buffer_add_text(out, ", ");
		emit_text(out, shapes[i].regex);
		buffer_add_text(out, " },\n");
	}
	buffer_print(out, "};\nconst size_t builtin_shapes_len = %zu;\n", count);
}
