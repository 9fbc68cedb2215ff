#include <glob.h>
#include <string.h>

#include "engine/plan.h"
#include "ruleset/builtin.h"
#include "ruleset/ruleset.h"
#include "unit/unit.h"

START_TEST(the_built_in_rules_are_sorted_by_id)
{
	ck_assert_uint_gt(builtin_rules_len, 0);
	for (size_t i = 1; i < builtin_rules_len; i++) {
		ck_assert(!builtin_rules[i - 1].path || builtin_rules[i].path);
		if (!builtin_rules[i - 1].path == !builtin_rules[i].path)
			ck_assert_str_lt(builtin_rules[i - 1].id, builtin_rules[i].id);
	}
}
END_TEST

static void same_text(const char *a, const char *b)
{
	ck_assert_pstr_eq(a, b);
}

static void same_list(struct text_list a, struct text_list b)
{
	ck_assert_uint_eq(a.len, b.len);
	for (size_t i = 0; i < a.len; i++)
		ck_assert_str_eq(a.items[i], b.items[i]);
}

static void same_allowlist(const struct allowlist *a, const struct allowlist *b)
{
	same_text(a->description, b->description);
	ck_assert_int_eq(a->all, b->all);
	ck_assert_int_eq(a->target, b->target);
	same_list(a->regexes, b->regexes);
	same_list(a->stopwords, b->stopwords);
	same_list(a->paths, b->paths);
	same_list(a->globs, b->globs);
	same_list(a->commits, b->commits);
	same_text(a->until, b->until);
	ck_assert_uint_eq(a->line, b->line);
}

static void same_rule(const struct rule *a, const struct rule *b)
{
	struct arena arena;
	struct rule x, y;

	same_text(a->id, b->id);
	same_text(a->title, b->title);
	same_text(a->provider, b->provider);
	ck_assert_int_eq(a->severity, b->severity);
	ck_assert_int_eq(a->confidence, b->confidence);
	ck_assert_int_eq(a->dialect, b->dialect);
	same_text(a->regex, b->regex);
	same_text(a->path, b->path);
	ck_assert_uint_eq(a->secret_group, b->secret_group);
	ck_assert(!(a->entropy < b->entropy) && !(a->entropy > b->entropy));
	same_list(a->keywords, b->keywords);
	same_text(a->check, b->check);
	same_text(a->judge, b->judge);
	same_list(a->tags, b->tags);
	arena_init(&arena);
	x = rule_unpack(a, &arena);
	y = rule_unpack(b, &arena);
	same_list(x.examples, y.examples);
	same_list(x.counterexamples, y.counterexamples);
	arena_release(&arena);
	same_text(a->rotate.url, b->rotate.url);
	same_list(a->rotate.steps, b->rotate.steps);
	ck_assert_uint_eq(a->rotate.age_days, b->rotate.age_days);
	ck_assert_uint_eq(a->allow.len, b->allow.len);
	for (size_t i = 0; i < a->allow.len; i++)
		same_allowlist(&a->allow.items[i], &b->allow.items[i]);
	same_text(a->file, b->file);
	ck_assert_uint_eq(a->line, b->line);
}

static void load(struct ruleset *set, const char *path)
{
	struct error err;

	ck_assert_msg(!ruleset_load_file(set, path, DIALECT_KEYSIEVE, ROLE_BUILTIN, &err), "%s", err.text);
}

static const struct rule *rule_of_set(const struct ruleset *set, const char *id)
{
	const struct rule *rule = ruleset_find(set, id);

	ck_assert_msg(rule != NULL, "%s", id);
	return rule;
}

/* Run from the top of the tree, as make does. */
START_TEST(the_built_in_rules_say_all_that_their_files_say)
{
	struct ruleset set;
	struct error err;
	glob_t files;

	ck_assert_int_eq(glob("rules/*.toml", 0, NULL, &files), 0);
	ruleset_init(&set, NULL);
	load(&set, "rules/shapes.toml");
	for (size_t i = 0; i < files.gl_pathc; i++)
		if (strcmp(files.gl_pathv[i], "rules/shapes.toml") != 0)
			load(&set, files.gl_pathv[i]);
	ck_assert_int_eq(ruleset_finish(&set, &err), STATUS_OK);
	ck_assert_uint_eq(set.rules.len, builtin_rules_len);
	for (size_t i = 0; i < builtin_rules_len; i++)
		same_rule(&builtin_rules[i], rule_of_set(&set, builtin_rules[i].id));
	ck_assert_uint_eq(set.shapes.len, builtin_shapes_len);
	for (size_t i = 0; i < builtin_shapes_len; i++) {
		same_text(builtin_shapes[i].name, set.shapes.items[i].name);
		same_text(builtin_shapes[i].regex, set.shapes.items[i].regex);
	}
	ruleset_release(&set);
	globfree(&files);
}
END_TEST

START_TEST(the_digest_is_sixteen_hex_digits)
{
	ck_assert_uint_eq(strlen(builtin_digest), 16);
	ck_assert_uint_eq(strspn(builtin_digest, "0123456789abcdef"), 16);
}
END_TEST

/* One such rule is slower than all others together. */
START_TEST(no_built_in_rule_is_tried_at_every_byte)
{
	uint32_t at[2] = { 0, 0 };

	for (size_t i = 0; i < builtin_rules_len; i++) {
		const bool named = builtin_is_named(&builtin_rules[i]);
		const struct plan *plan = named ? &builtin_named_plan : &builtin_plan;

		ck_assert_uint_lt(at[named], plan->rule_count);
		ck_assert_msg(plan->rules[at[named]++].kind != RULE_WHOLE, "%s", builtin_rules[i].id);
	}
	ck_assert_uint_eq(builtin_plan.rule_count, at[false]);
	ck_assert_uint_eq(builtin_named_plan.rule_count, at[true]);
}
END_TEST

START_TEST(only_built_in_rules_with_a_path_go_by_a_files_name)
{
	const struct rule own = { .id = "own", .path = "x" };
	size_t named = 0;

	ck_assert(!builtin_is_named(&own));
	for (size_t i = 0; i < builtin_rules_len; i++)
		named += builtin_is_named(&builtin_rules[i]);
	ck_assert_uint_gt(named, 0);
	ck_assert_uint_lt(named, builtin_rules_len);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, the_built_in_rules_are_sorted_by_id);
	tcase_add_test(tests, the_built_in_rules_say_all_that_their_files_say);
	tcase_add_test(tests, the_digest_is_sixteen_hex_digits);
	tcase_add_test(tests, no_built_in_rule_is_tried_at_every_byte);
	tcase_add_test(tests, only_built_in_rules_with_a_path_go_by_a_files_name);
}

UNIT_MAIN("builtin", add_tests)
