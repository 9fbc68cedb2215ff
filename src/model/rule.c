/* rule.c - see rule.h */
#include "model/rule.h"

#include <string.h>

static const char *const severities[] = { "low", "medium", "high", "critical" };
static const char *const confidences[] = { "possible", "likely", "certain" };

static bool name_index(const char *const *names, int count, const char *name, int *index)
{
	for (int i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*index = i;
			return true;
		}
	}
	return false;
}

static struct text_list unpack(const char **packed, size_t len, struct arena *arena)
{
	const char **items = arena_alloc_array(arena, len, sizeof(*items));

	for (size_t i = 0; i < len; i++) {
		items[i] = *packed;
		*packed += strlen(*packed) + 1;
	}
	return (struct text_list){ items, len };
}

struct rule rule_unpack(const struct rule *rule, struct arena *arena)
{
	struct rule copy = *rule;

	if (!rule->packed)
		return copy;
	copy.examples = unpack(&copy.packed, rule->examples.len, arena);
	copy.counterexamples = unpack(&copy.packed, rule->counterexamples.len, arena);
	copy.packed = NULL;
	return copy;
}

const char *severity_name(enum severity severity)
{
	return severities[severity];
}

const char *confidence_name(enum confidence confidence)
{
	return confidences[confidence];
}

bool severity_from(const char *name, enum severity *severity)
{
	int index;
	bool found = name_index(severities, 4, name, &index);

	if (found)
		*severity = (enum severity)index;
	return found;
}

bool confidence_from(const char *name, enum confidence *confidence)
{
	int index;
	bool found = name_index(confidences, 3, name, &index);

	if (found)
		*confidence = (enum confidence)index;
	return found;
}
