/* finding.c - see finding.h */
#include "model/finding.h"

void findings_init(struct findings *f)
{
	*f = (struct findings){ 0 };
	arena_init(&f->arena);
}

void findings_release(struct findings *f)
{
	for (size_t i = 0; i < f->len; i++) {
		array_release(&f->items[i].locations);
		array_release(&f->items[i].siblings);
	}
	array_release(f);
	arena_release(&f->arena);
}

bool commit_is_earlier(const struct commit_info *a, const struct commit_info *b)
{
	if (a->store == b->store)
		return a->order < b->order;
	return a->date != b->date ? a->date < b->date : slice_compare(a->id, b->id) < 0;
}

const char *state_name(enum state state)
{
	static const char *const names[] = { "head", "staged", "tree", "history", "unreachable", "input" };

	return names[state];
}

const char *place_kind_name(enum place_kind kind)
{
	static const char *const names[] = { "file",           "symlink",     "config",
					     "commit-message", "tag-message", "archive-member" };

	return names[kind];
}

const char *proof_name(enum proof proof)
{
	static const char *const names[] = { "none", "structure", "passed", "failed" };

	return names[proof];
}
