/* named.c - see named.h */
#include "scan/named.h"

#include <stdlib.h>
#include <string.h>

#include "model/file_kind.h"
#include "model/member.h"

void named_init(struct named *n, const struct detector *detector, const struct policy *policy)
{
	n->detector = detector;
	n->policy = policy;
	n->scratch = detector ? scratch_new(detector) : NULL;
}

void named_release(struct named *n)
{
	scratch_free(n->scratch);
	array_release(&n->matches);
}

/* What the innermost archive calls it. */
static struct slice member_name(const struct content *content)
{
	struct slice rest = content->member, name = content->path;

	while (member_next(&rest, &name))
		;
	return name;
}

/* Whether the whole path is known; that of a member is put together when the places decide (gather.c). */
static bool has_path(const struct content *content)
{
	return content->path.len && content->member.len == 0;
}

bool named_wants(const struct named *n, const struct content *content)
{
	if (!n->detector)
		return false;
	if (content->member.len)
		return file_kind_may_tell(file_kind_name(member_name(content)));
	return content->path.len ? file_kind_may_tell(file_kind_name(content->path)) : content->named;
}

static int compare_matches(const void *left, const void *right)
{
	const struct match *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return strcmp(a->rule->id, b->rule->id);
}

void named_join(struct named *n, const struct content *content, const struct matches *others,
		const struct matches *found)
{
	n->matches.len = 0;
	for (size_t i = 0; others && i < others->len; i++)
		*array_add(&n->matches) = others->items[i];
	for (size_t i = 0; i < found->len; i++)
		if (!has_path(content) || policy_rule_covers(n->policy, found->items[i].rule, content->path))
			*array_add(&n->matches) = found->items[i];
	if (n->matches.len)
		qsort(n->matches.items, n->matches.len, sizeof(*n->matches.items), compare_matches);
}

bool named_may_hide(const struct named *n, const struct content *content, const struct match *match)
{
	if (!match->rule->path)
		return true;
	return has_path(content) && (!n->policy || policy_rule_covers(n->policy, match->rule, content->path));
}
