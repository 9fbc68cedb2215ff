/*
 * rulec.c - the rule compiler, a tool of the build: rulec SHAPES.toml RULES.toml... >builtin.c
 *
 * The rules in the binary are constants, so that a start of the program parses
 * nothing. Here they are read as strictly as they can be; a mistake in rules/
 * ends the build with its file, line and column.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/toml.h"
#include "emit.h"
#include "engine/check.h"
#include "engine/judge.h"
#include "engine/plan.h"
#include "ruleset/ruleset.h"

#define OUTPUT_MAX   ((size_t)256 << 20)
#define DIGEST_BYTES 8

/* Loads one file and appends its digest to `digests`, so that the order of bytes and files counts. */
static enum status load(struct ruleset *set, const char *path, struct buffer *digests, struct error *err)
{
	uint8_t digest[SHA256_SIZE];
	struct buffer text;
	enum status status;

	buffer_init(&text, TOML_SIZE_MAX);
	status = file_read(path, &text, err);
	if (!status)
		status = ruleset_load_text(set, path, buffer_slice(&text), DIALECT_KEYSIEVE, ROLE_BUILTIN, err);
	hash_sha256(buffer_slice(&text), digest);
	buffer_add(digests, slice_make((const char *)digest, sizeof(digest)));
	buffer_release(&text);
	return status;
}

static enum status load_all(struct ruleset *set, char **paths, size_t count, struct buffer *hex, struct error *err)
{
	uint8_t digest[SHA256_SIZE];
	struct buffer digests;
	enum status status = STATUS_OK;

	buffer_init(&digests, count * SHA256_SIZE);
	for (size_t i = 0; i < count && !status; i++)
		status = load(set, paths[i], &digests, err);
	hash_sha256(buffer_slice(&digests), digest);
	text_add_hex(hex, slice_make((const char *)digest, DIGEST_BYTES));
	buffer_release(&digests);
	return status ? status : ruleset_finish(set, err);
}

/* All rules, those with a path behind those without; returns how many have none. */
static size_t part_rules(struct ruleset *set, const struct rule **parted)
{
	size_t len = 0, plain;

	for (size_t i = 0; i < set->rules.len; i++)
		if (!set->rules.items[i]->path)
			parted[len++] = set->rules.items[i];
	plain = len;
	for (size_t i = 0; i < set->rules.len; i++)
		if (set->rules.items[i]->path)
			parted[len++] = set->rules.items[i];
	return plain;
}

static void emit_plan(struct buffer *out, const struct rule *const *rules, size_t count, const char *name,
		      const char *where)
{
	struct plan *plan = plan_build(rules, count);

	plan_emit_c(plan, name, where, out);
	plan_free(plan);
}

/* The rules, and the plans of the search for those without a path and for those with one. */
static void emit_all(struct buffer *out, struct ruleset *set, const char *digest)
{
	const struct rule **rules = arena_alloc_array(&set->arena, set->rules.len + 1, sizeof(*rules));
	const size_t plain = part_rules(set, rules);

	emit_rules(out, rules, set->rules.len, digest);
	emit_shapes(out, set->shapes.items, set->shapes.len);
	buffer_add_text(out, "\n#include \"engine/plan.h\"\n\n");
	emit_plan(out, rules, plain, "builtin_plan", "builtin_rules");
	emit_plan(out, rules + plain, set->rules.len - plain, "builtin_named_plan",
		  arena_print(&set->arena, "builtin_rules + %zu", plain));
}

int main(int argc, char **argv)
{
	struct ruleset set;
	struct buffer out, hex;
	struct error err;
	enum status status;

	ruleset_init(&set, NULL);
	set.names = (struct ruleset_names){ check_names(&set.arena), judge_names(&set.arena) };
	buffer_init(&out, OUTPUT_MAX);
	buffer_init(&hex, DIGEST_BYTES * 2);
	status = load_all(&set, argv + 1, (size_t)argc - 1, &hex, &err);
	if (!status) {
		emit_all(&out, &set, hex.at);
		status = out.full ? error_set(&err, ERR_LIMIT, "rulec: more than %zu bytes", OUTPUT_MAX)
				  : file_write_all(STDOUT_FILENO, "standard output", buffer_slice(&out), &err);
	}
	if (status)
		fprintf(stderr, "%s\n", err.text);
	buffer_release(&hex);
	buffer_release(&out);
	ruleset_release(&set);
	return status ? EXIT_FAILURE : EXIT_SUCCESS;
}
