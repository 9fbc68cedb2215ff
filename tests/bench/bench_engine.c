/*
 * bench_engine.c - how fast is the engine by itself?
 *
 *     bench_engine [-r RULES] [-n ROUNDS] [-f] [-k] [-v] FILE...      (-: names from standard input, one a line)
 *
 * Reads all files into memory, then scans each of them with all rules on one core, decoding off and
 * on, and prints the best of some rounds in GB/s of this thread's CPU time. Rules are the built-in ones (-f: those that
 * go by a file's name), or RULES: one regex a line, with an id and a tab before it. -k prints how each rule is found,
 * -v where the time goes rule by rule.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/file.h"
#include "engine/detector.h"
#include "engine/plan.h"
#include "model/content.h"
#include "ruleset/builtin.h"

struct rule_list ARRAY_OF(const struct rule *);
struct texts ARRAY_OF(struct slice);

struct bench {
	struct arena arena;
	struct rule_list rules;
	const struct plan *plan;
	struct texts texts;
	size_t bytes;
	int rounds;
	bool kinds, verbose, named;
};

static void add_rule(struct bench *b, const char *id, const char *regex, enum dialect dialect)
{
	struct rule *rule = arena_alloc(&b->arena, sizeof(*rule));

	*rule = (struct rule){ .id = id, .regex = regex, .dialect = dialect, .confidence = CONFIDENCE_LIKELY };
	*array_add(&b->rules) = rule;
}

static void load_rules(struct bench *b, const char *path)
{
	struct error err;
	struct buffer text;
	struct slice rest, line, id;

	buffer_init(&text, 64 << 20);
	if (file_read(path, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	for (rest = buffer_slice(&text); slice_cut(&rest, '\n', &line);) {
		if (!slice_cut(&line, '\t', &id) || !line.len)
			continue;
		add_rule(b, arena_text(&b->arena, id), arena_text(&b->arena, line), DIALECT_KEYSIEVE);
	}
	buffer_release(&text);
}

static void default_rules(struct bench *b)
{
	for (size_t i = 0; i < builtin_rules_len; i++)
		if (builtin_is_named(&builtin_rules[i]) == b->named)
			*array_add(&b->rules) = &builtin_rules[i];
	b->plan = b->named ? &builtin_named_plan : &builtin_plan;
}

static void load_text(struct bench *b, const char *path)
{
	struct error err;
	struct buffer text;

	buffer_init(&text, 1 << 30);
	if (file_read(path, &text, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return;
	}
	b->bytes += text.len;
	buffer_reserve(&text, CONTENT_PADDING);
	*array_add(&b->texts) = buffer_slice(&text);
}

static void load_named(struct bench *b, FILE *names)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, names)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		load_text(b, line);
	}
	free(line);
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* One pass over everything; returns seconds. */
static double pass(const struct bench *b, const struct detector *d, struct scratch *s, size_t *matches, size_t *cut)
{
	double start = cpu_seconds();

	*matches = *cut = 0;
	for (size_t i = 0; i < b->texts.len; i++) {
		const struct scan_result *result = detector_scan(d, s, b->texts.items[i], 0, b->texts.items[i].len);

		*matches += result->matches.len;
		*cut += result->cut.len;
	}
	return cpu_seconds() - start;
}

static double measure(const struct bench *b, const struct rule *const *rules, size_t count, const struct plan *plan,
		      bool decode, size_t *matches, size_t *cut)
{
	const struct detector_options options = { .decode = decode, .plan = plan };
	struct error err;
	struct detector *d = detector_new(rules, count, &options, &err);
	struct scratch *s;
	double best = 0;

	if (!d) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	s = scratch_new(d);
	for (int i = 0; i < b->rounds; i++) {
		double seconds = pass(b, d, s, matches, cut);

		if (i == 0 || seconds < best)
			best = seconds;
	}
	scratch_free(s);
	detector_free(d);
	return best;
}

static void print_kinds(const struct bench *b)
{
	struct plan *plan = plan_build(b->rules.items, b->rules.len);
	size_t counts[RULE_WHOLE + 1] = { 0 };

	for (size_t i = 0; i < b->rules.len; i++) {
		const struct plan_rule *rule = &plan->rules[i];

		counts[rule->kind]++;
		if (b->kinds)
			printf("%-8s before %u-%u reach %u run %u gap %u  %s\n", rule_kind_name(rule->kind),
			       rule->least_before, rule->most_before, rule->reach, rule->run, rule->gap,
			       b->rules.items[i]->id);
	}
	printf("%zu rules:", b->rules.len);
	for (size_t kind = 0; kind <= RULE_WHOLE; kind++)
		printf(" %zu %s", counts[kind], rule_kind_name((enum rule_kind)kind));
	printf("; keys %u %u %u\n", plan->tokens.key_count, plan->words.key_count + plan->long_words.key_count,
	       plan->literals.key_count);
	plan_free(plan);
}

/* What the engine takes longer for with the rule than with nothing. */
static void print_each(const struct bench *b)
{
	size_t matches, cut;
	double none = measure(b, NULL, 0, NULL, false, &matches, &cut);

	for (size_t i = 0; i < b->rules.len; i++) {
		double seconds = measure(b, &b->rules.items[i], 1, NULL, false, &matches, &cut);

		printf("%8.4f ns/byte %6zu matches %3zu cut  %s\n", (seconds - none) * 1e9 / (double)b->bytes, matches,
		       cut, b->rules.items[i]->id);
	}
}

int main(int argc, char **argv)
{
	struct bench b = { .rounds = 5 };
	int option;

	arena_init(&b.arena);
	while ((option = getopt(argc, argv, "r:n:fkv")) != -1) {
		if (option == 'r')
			load_rules(&b, optarg);
		else if (option == 'n')
			b.rounds = (int)strtol(optarg, NULL, 10);
		else if (option == 'f')
			b.named = true;
		else if (option == 'k')
			b.kinds = true;
		else if (option == 'v')
			b.verbose = true;
		else
			return 2;
	}
	for (int i = optind; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0)
			load_named(&b, stdin);
		else
			load_text(&b, argv[i]);
	}
	if (!b.rules.len)
		default_rules(&b);
	print_kinds(&b);
	for (int decode = 0; decode < 2; decode++) {
		size_t matches, cut;
		double seconds = measure(&b, b.rules.items, b.rules.len, b.plan, decode, &matches, &cut);

		printf("decode %s: %.3f GB/s, %zu files, %.1f MB, %zu matches, %zu rules cut\n", decode ? "on " : "off",
		       (double)b.bytes / seconds * 1e-9, b.texts.len, (double)b.bytes * 1e-6, matches, cut);
	}
	if (b.verbose)
		print_each(&b);
	return 0;
}
