/* coverage.c - see coverage.h */
#include "model/coverage.h"

#include <string.h>

void coverage_init(struct coverage *c)
{
	*c = (struct coverage){ 0 };
	arena_init(&c->arena);
}

static void release_groups(struct coverage_groups *groups)
{
	for (size_t i = 0; i < groups->len; i++)
		array_release(&groups->items[i].what);
	array_release(groups);
}

void coverage_release(struct coverage *c)
{
	release_groups(&c->skipped);
	release_groups(&c->failed);
	arena_release(&c->arena);
}

static struct coverage_group *group_of(struct coverage_groups *groups, const char *reason)
{
	size_t at = 0;

	while (at < groups->len && strcmp(groups->items[at].reason, reason) < 0)
		at++;
	if (at < groups->len && strcmp(groups->items[at].reason, reason) == 0)
		return &groups->items[at];
	(void)array_add(groups);
	memmove(&groups->items[at + 1], &groups->items[at], (groups->len - 1 - at) * sizeof(*groups->items));
	groups->items[at] = (struct coverage_group){ .reason = reason };
	return &groups->items[at];
}

/* Enters a name unless it is there or comes after COVERAGE_SHOWN smaller ones. */
static void note_name(struct arena *arena, struct coverage_group *group, struct slice what)
{
	size_t at = group->what.len;

	while (at > 0 && slice_compare(group->what.items[at - 1], what) > 0)
		at--;
	if (at > 0 && slice_equal(group->what.items[at - 1], what))
		return;
	if (at == COVERAGE_SHOWN)
		return;
	if (group->what.len < COVERAGE_SHOWN)
		(void)array_add(&group->what);
	memmove(&group->what.items[at + 1], &group->what.items[at],
		(group->what.len - 1 - at) * sizeof(*group->what.items));
	group->what.items[at] = arena_copy(arena, what);
}

static void note(struct coverage *c, struct coverage_groups *groups, const char *reason, struct slice what)
{
	struct coverage_group *group = group_of(groups, reason);

	group->count++;
	note_name(&c->arena, group, what);
}

void coverage_skip(struct coverage *c, const char *reason, struct slice what)
{
	note(c, &c->skipped, reason, what);
}

void coverage_fail(struct coverage *c, const char *reason, struct slice what)
{
	note(c, &c->failed, reason, what);
}

static void merge_groups(struct arena *arena, struct coverage_groups *into, const struct coverage_groups *from)
{
	for (size_t i = 0; i < from->len; i++) {
		struct coverage_group *group = group_of(into, from->items[i].reason);

		group->count += from->items[i].count;
		for (size_t k = 0; k < from->items[i].what.len; k++)
			note_name(arena, group, from->items[i].what.items[k]);
	}
}

void coverage_merge(struct coverage *into, const struct coverage *from)
{
	into->files += from->files;
	into->blobs += from->blobs;
	into->commits += from->commits;
	into->bytes += from->bytes;
	merge_groups(&into->arena, &into->skipped, &from->skipped);
	merge_groups(&into->arena, &into->failed, &from->failed);
}

bool coverage_complete(const struct coverage *c, bool strict)
{
	return c->failed.len == 0 && !(strict && c->skipped.len);
}
