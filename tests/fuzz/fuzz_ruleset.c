/* fuzz_ruleset.c - any bytes as a config: the first bit says in which dialect. What loads keeps its promises. */
#include <stdint.h>
#include <stdlib.h>

#include "ruleset/ruleset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rules(const struct ruleset *set)
{
	for (size_t i = 0; i < set->rules.len; i++) {
		const struct rule *rule = set->rules.items[i];

		if (!rule->id || !rule->title || !rule->file || (!rule->regex && !rule->path))
			abort();
		if (rule->dialect == DIALECT_KEYSIEVE && (rule->keywords.len == 0 || rule->examples.len == 0))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum dialect dialect = size && data[0] & 1 ? DIALECT_GITLEAKS : DIALECT_KEYSIEVE;
	struct error err = { 0 };
	struct ruleset set;

	if (size == 0)
		return 0;
	ruleset_init(&set, NULL);
	if (ruleset_load_text(&set, "f", slice_make((const char *)data + 1, size - 1), dialect, ROLE_PROJECT, &err) ||
	    ruleset_finish(&set, &err)) {
		if (err.status == STATUS_OK || err.text[0] == '\0')
			abort();
	} else {
		check_rules(&set);
	}
	ruleset_release(&set);
	return 0;
}
