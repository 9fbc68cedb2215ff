/*
 * plan_emit.c - a plan as C source, so that a program can carry it ready made
 *
 * Every table becomes a static array, the plan itself a constant that points at
 * them. Entries that are zero are left out where most are.
 */
#include "engine/plan.h"

#include <inttypes.h>
#include <stdio.h>

/* Where an array without elements would stand: C does not know those. */
static void emit_pointer(struct buffer *out, const char *field, const char *name, const char *array, size_t count)
{
	if (count)
		buffer_print(out, "\t.%s = %s_%s,\n", field, name, array);
}

static void open_array(struct buffer *out, const char *type, const char *name, const char *array, size_t size)
{
	buffer_print(out, "static const %s %s_%s[%zu] = {\n", type, name, array, size);
}

static void close_array(struct buffer *out)
{
	buffer_add_text(out, "};\n\n");
}

static void emit_numbers(struct buffer *out, const char *name, const char *array, const uint32_t *numbers, size_t count)
{
	if (!count)
		return;
	open_array(out, "uint32_t", name, array, count);
	for (size_t i = 0; i < count; i++)
		buffer_print(out, "%" PRIu32 "u,%s", numbers[i], i % 16 == 15 ? "\n" : " ");
	close_array(out);
}

static void emit_rules(const struct plan *plan, const char *name, struct buffer *out)
{
	if (!plan->rule_count)
		return;
	open_array(out, "struct plan_rule", name, "rules", plan->rule_count);
	for (uint32_t i = 0; i < plan->rule_count; i++) {
		const struct plan_rule *r = &plan->rules[i];

		buffer_print(out,
			     "\t{ %u, %u, %u, %u, %" PRIu32 "u, %" PRIu32 "u, %" PRIu32 "u, %" PRIu32 "u, %" PRIu32
			     ", %" PRIu32 ", 0x%" PRIx64 ", false }, /* %s */\n",
			     r->kind, r->shape, r->gap, r->behind, r->run, r->least_before, r->most_before, r->reach,
			     r->first_probe, r->probes, r->digest, rule_kind_name((enum rule_kind)r->kind));
	}
	close_array(out);
}

static void emit_probes(const struct plan *plan, const char *name, struct buffer *out)
{
	if (!plan->probe_count)
		return;
	open_array(out, "struct plan_probe", name, "probes", plan->probe_count);
	for (uint32_t i = 0; i < plan->probe_count; i++) {
		const struct plan_probe *p = &plan->probes[i];

		buffer_print(out, "\t{ %" PRIu32 ", %u, %u, %u, { ", p->first_want, p->wants, p->key, p->stop_after);
		for (int k = 0; k < SITE_STOPS; k++)
			buffer_print(out, "{ %u, %u, %u }, ", p->stops[k].through, p->stops[k].at, p->stops[k].within);
		buffer_add_text(out, "} },\n");
	}
	close_array(out);
	open_array(out, "struct plan_want", name, "wants", plan->want_count);
	for (uint32_t i = 0; i < plan->want_count; i++)
		buffer_print(out, "{ %u, %u },%s", plan->wants[i].at, plan->wants[i].set, i % 8 == 7 ? "\n" : " ");
	close_array(out);
	open_array(out, "struct byteset", name, "sets", plan->set_count);
	for (uint32_t i = 0; i < plan->set_count; i++) {
		const uint64_t *bits = plan->sets[i].bits;

		buffer_print(out, "\t{ { 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 " } },\n", bits[0],
			     bits[1], bits[2], bits[3]);
	}
	close_array(out);
}

static void emit_runs(const struct plan *plan, const char *name, struct buffer *out)
{
	if (!plan->run_count)
		return;
	open_array(out, "struct plan_run", name, "runs", plan->run_count);
	for (uint32_t i = 0; i < plan->run_count; i++)
		buffer_print(out, "\t{ %" PRIu32 ", %" PRIu32 " },\n", plan->runs[i].probe, plan->runs[i].rule);
	close_array(out);
}

static void emit_index(const struct plan_index *index, const char *name, const char *which, struct buffer *out)
{
	char array[32];

	snprintf(array, sizeof(array), "%s_heads", which);
	emit_numbers(out, name, array, index->heads, (size_t)1 << index->heads_bits);
	snprintf(array, sizeof(array), "%s_bitmap", which);
	open_array(out, "uint64_t", name, array, (size_t)1 << (index->bitmap_bits - 6));
	for (size_t i = 0; i < (size_t)1 << (index->bitmap_bits - 6); i++)
		if (index->bitmap[i] || i == 0)
			buffer_print(out, "\t[%zu] = 0x%" PRIx64 ",\n", i, index->bitmap[i]);
	close_array(out);
	if (!index->key_count)
		return;
	snprintf(array, sizeof(array), "%s_keys", which);
	open_array(out, "struct plan_key", name, array, index->key_count);
	for (uint32_t i = 0; i < index->key_count; i++)
		buffer_print(out,
			     "\t{ 0x%08" PRIx32 "u, %" PRIu32 "u, 0x%" PRIx64 ", 0x%" PRIx64 ", %" PRIu32 ", %" PRIu32
			     ", %" PRIu32 " },\n",
			     index->keys[i].key, index->keys[i].next, index->keys[i].mask, index->keys[i].bytes,
			     index->keys[i].probe, index->keys[i].rule, index->keys[i].run);
	close_array(out);
}

static void emit_index_fields(const struct plan_index *index, const char *name, const char *which, struct buffer *out)
{
	buffer_print(out, "\t.%s = { .bitmap = %s_%s_bitmap, .heads = %s_%s_heads, ", which, name, which, name, which);
	if (index->key_count)
		buffer_print(out, ".keys = %s_%s_keys, ", name, which);
	buffer_print(out,
		     ".bitmap_bits = %" PRIu32 ", .heads_bits = %" PRIu32 ", .key_count = %" PRIu32
		     ", .lengths = %" PRIu32 " },\n",
		     index->bitmap_bits, index->heads_bits, index->key_count, index->lengths);
}

static void emit_bytes(const uint8_t *bytes, size_t count, struct buffer *out)
{
	buffer_add_text(out, "{ ");
	for (size_t i = 0; i < count; i++)
		buffer_print(out, "%u,%s", bytes[i], i % 32 == 31 ? "\n\t\t" : " ");
	buffer_add_text(out, "}");
}

static void emit_halves(const uint8_t tables[TEDDY_GROUPS][TEDDY_BYTES][16], unsigned groups, const char *half,
			struct buffer *out)
{
	buffer_print(out, "\t\t.%s = { ", half);
	for (unsigned group = 0; group < groups; group++) {
		buffer_add_text(out, "{ ");
		for (int i = 0; i < TEDDY_BYTES; i++) {
			emit_bytes(tables[group][i], 16, out);
			buffer_add_text(out, ",\n\t\t");
		}
		buffer_add_text(out, "}, ");
	}
	buffer_add_text(out, "},\n");
}

static void emit_teddy(const struct teddy *t, const char *field, struct buffer *out)
{
	if (!t->groups)
		return;
	buffer_print(out, "\t.%s = {\n", field);
	emit_halves(t->low, t->groups, "low", out);
	emit_halves(t->high, t->groups, "high", out);
	buffer_print(out, "\t\t.bytes = %u, .groups = %u },\n", t->bytes, t->groups);
}

static void emit_filter(const struct plan *plan, struct buffer *out)
{
	if (!plan->run_count)
		return;
	buffer_add_text(out, "\t.run_filter = { ");
	for (int i = 0; i < PLAN_FILTER_BYTES; i++) {
		emit_bytes(plan->run_filter[i], 256, out);
		buffer_add_text(out, ",\n\t\t");
	}
	buffer_add_text(out, "},\n");
}

void plan_emit_c(const struct plan *plan, const char *name, const char *rules, struct buffer *out)
{
	emit_rules(plan, name, out);
	emit_probes(plan, name, out);
	emit_runs(plan, name, out);
	emit_numbers(out, name, "rule_probes", plan->rule_probes, plan->rule_probe_count);
	emit_numbers(out, name, "whole", plan->whole, plan->whole_count);
	emit_index(&plan->tokens, name, "tokens", out);
	emit_index(&plan->words, name, "words", out);
	emit_index(&plan->long_words, name, "long_words", out);
	emit_index(&plan->literals, name, "literals", out);
	buffer_print(out,
		     "const struct plan %s = {\n\t.digest = 0x%" PRIx64 ",\n\t.rule_count = %" PRIu32
		     ",\n\t.probe_count = %" PRIu32 ",\n\t.rule_probe_count = %" PRIu32 ",\n\t.want_count = %" PRIu32
		     ",\n\t.set_count = %" PRIu32 ",\n\t.run_count = %" PRIu32 ",\n\t.whole_count = %" PRIu32
		     ",\n\t.gap_max = %" PRIu32 ",\n\t.behind_max = %" PRIu32 ",\n",
		     name, plan->digest, plan->rule_count, plan->probe_count, plan->rule_probe_count, plan->want_count,
		     plan->set_count, plan->run_count, plan->whole_count, plan->gap_max, plan->behind_max);
	if (rules)
		buffer_print(out, "\t.made_for = %s,\n", rules);
	emit_pointer(out, "rules", name, "rules", plan->rule_count);
	emit_pointer(out, "probes", name, "probes", plan->probe_count);
	emit_pointer(out, "rule_probes", name, "rule_probes", plan->rule_probe_count);
	emit_pointer(out, "wants", name, "wants", plan->probe_count);
	emit_pointer(out, "sets", name, "sets", plan->probe_count);
	emit_pointer(out, "runs", name, "runs", plan->run_count);
	emit_pointer(out, "whole", name, "whole", plan->whole_count);
	emit_index_fields(&plan->tokens, name, "tokens", out);
	emit_index_fields(&plan->words, name, "words", out);
	emit_index_fields(&plan->long_words, name, "long_words", out);
	emit_index_fields(&plan->literals, name, "literals", out);
	emit_teddy(&plan->word_teddy, "word_teddy", out);
	emit_teddy(&plan->long_word_teddy, "long_word_teddy", out);
	emit_teddy(&plan->literal_teddy, "literal_teddy", out);
	emit_filter(plan, out);
	buffer_add_text(out, "};\n");
}
