/* siblings.c - see siblings.h */
#include "scan/siblings.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

static int compare_seen(const void *a, const void *b)
{
	const struct seen_in *x = a, *y = b;

	if (x->content != y->content)
		return x->content < y->content ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* Keeps the list sorted and short: a smaller id drives the largest out. */
static void add_sibling(struct finding *finding, const char *id)
{
	struct finding_ids *ids = &finding->siblings;
	size_t at = ids->len;

	while (at > 0 && strcmp(ids->items[at - 1], id) > 0)
		at--;
	if ((at > 0 && strcmp(ids->items[at - 1], id) == 0) || at == SIBLINGS_MAX)
		return;
	if (ids->len < SIBLINGS_MAX)
		(void)array_add(ids);
	memmove(&ids->items[at + 1], &ids->items[at], (ids->len - 1 - at) * sizeof(*ids->items));
	ids->items[at] = id;
}

/* `seen` is one content's, by id. One more than is listed is taken, for those who meet themselves. */
static void link_content(const struct seen_in *seen, size_t count, const struct table *by_id, struct findings *findings)
{
	size_t listed = count <= SIBLINGS_MAX + 1 ? count : SIBLINGS_FEW + 1;

	for (size_t i = 0; i < count; i++) {
		struct finding *finding = &findings->items[*table_find(by_id, slice_of(seen[i].id))];

		for (size_t k = 0; k < listed; k++)
			if (strcmp(seen[k].id, seen[i].id) != 0)
				add_sibling(finding, seen[k].id);
	}
}

/* Drops what is told twice; returns how many are left. */
static size_t make_unique(struct seen_in *seen, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (kept == 0 || compare_seen(&seen[kept - 1], &seen[i]) != 0)
			seen[kept++] = seen[i];
	return kept;
}

void siblings_link(struct seen_in *seen, size_t count, struct findings *findings)
{
	struct table by_id;

	if (count == 0)
		return;
	qsort(seen, count, sizeof(*seen), compare_seen);
	count = make_unique(seen, count);
	table_init(&by_id);
	for (size_t i = 0; i < findings->len; i++)
		table_add(&by_id, slice_of(findings->items[i].id), i, NULL);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i; next < count && seen[next].content == seen[i].content; next++)
			;
		link_content(&seen[i], next - i, &by_id, findings);
	}
	table_release(&by_id);
}
