/*
 * path.c - see path.h
 *
 * While the paths grow they share their beginnings: a path is known by its last
 * step, and each step by the one before it.
 */
#include "engine/path.h"

#include <string.h>

/* A repeated group is written out this often; what comes after is smoothed over. */
#define COPIES_MAX 8
/* Bytes of a part that may be smoothed over because of what it is. */
#define PUNCTUATION_MAX 8

struct step {
	struct item item;
	const struct step *before;
};

/* The last steps of the paths so far. */
struct ends {
	const struct step **items;
	size_t len;
};

static void append(struct ends *ends, struct arena *arena, struct item item)
{
	if (item.set) {
		item.one_spelling = byteset_has_one_spelling(item.set);
		item.value = byteset_is_within(item.set, &byteset_value);
		item.first = item.first ? item.first : item.set;
		item.chance = (float)byteset_chance(item.set);
	}
	for (size_t i = 0; i < ends->len; i++) {
		struct step *step = arena_alloc(arena, sizeof(*step));

		step->item = item;
		step->before = ends->items[i];
		ends->items[i] = step;
	}
}

static struct ends ends_copy(const struct ends *ends, struct arena *arena)
{
	struct ends copy = { arena_alloc_array(arena, ends->len, sizeof(*copy.items)), ends->len };

	memcpy(copy.items, ends->items, ends->len * sizeof(*copy.items));
	return copy;
}

static struct ends ends_join(const struct ends *a, const struct ends *b, struct arena *arena)
{
	struct ends all = { arena_alloc_array(arena, a->len + b->len, sizeof(*all.items)), a->len + b->len };

	memcpy(all.items, a->items, a->len * sizeof(*all.items));
	memcpy(all.items + a->len, b->items, b->len * sizeof(*all.items));
	return all;
}

static bool has_groups(const struct node *node)
{
	if (node->kind == NODE_GROUP && node->group)
		return true;
	for (const struct node *child = node->child; child; child = child->next)
		if (has_groups(child))
			return true;
	return false;
}

static void add_bytes(const struct node *node, struct byteset *set)
{
	if (node->kind == NODE_SET)
		byteset_add_all(set, &node->set);
	if (node->kind == NODE_LOOK)
		return;
	for (const struct node *child = node->child; child; child = child->next)
		add_bytes(child, set);
}

/* Adds the bytes that the node can begin with; true when it may also match nothing. */
static bool add_first(const struct node *node, struct byteset *set)
{
	const struct node *child = node->child;
	bool empty = node->kind != NODE_CHOICE;

	if (node->kind == NODE_SET) {
		byteset_add_all(set, &node->set);
		return false;
	}
	if (node->kind == NODE_LOOK)
		return true;
	if (node->kind == NODE_CHOICE) {
		for (; child; child = child->next)
			empty |= add_first(child, set);
		return empty;
	}
	for (; child && empty; child = child->next)
		empty = add_first(child, set);
	return empty || (node->kind == NODE_REPEAT && node->min == 0);
}

static void smooth(const struct node *node, uint32_t min, uint32_t max, struct ends *ends, struct arena *arena)
{
	struct byteset *set = arena_alloc(arena, sizeof(*set)), *first = arena_alloc(arena, sizeof(*first));
	const bool hides_groups = has_groups(node);

	add_bytes(node, set);
	add_first(node, first);
	append(ends, arena,
	       (struct item){ .kind = ITEM_BYTES,
			      .hides_groups = hides_groups,
			      .set = set,
			      .first = first,
			      .min = min,
			      .max = max });
}

/* Whether the node is one byte of a set, however it is written: [ab], (?:a|b), (?:a). */
static bool is_one_byte(const struct node *node, struct byteset *set)
{
	if (node->kind == NODE_SET) {
		byteset_add_all(set, &node->set);
		return true;
	}
	if (node->kind == NODE_CHOICE) {
		for (const struct node *child = node->child; child; child = child->next)
			if (!is_one_byte(child, set))
				return false;
		return true;
	}
	if (node->kind == NODE_SEQUENCE || (node->kind == NODE_GROUP && !node->group))
		return node->child && !node->child->next && is_one_byte(node->child, set);
	return false;
}

/* Operators, quotes, white space: (?:=>|:=|=)?. No rule is found by those, and there are many ways to write them. */
static bool is_punctuation(const struct node *node)
{
	if (node->kind == NODE_SET)
		return !byteset_meets(&node->set, &byteset_word);
	if (node->kind == NODE_ASSERT || node->kind == NODE_LOOK || node->group)
		return false;
	for (const struct node *child = node->child; child; child = child->next)
		if (!is_punctuation(child))
			return false;
	return node->most <= PUNCTUATION_MAX;
}

static bool is_loose(const struct node *node)
{
	return (node->kind == NODE_CHOICE || node->kind == NODE_REPEAT) && is_punctuation(node);
}

static size_t times(size_t a, size_t b)
{
	return a > PATHS_MAX || b > PATHS_MAX ? PATHS_MAX + 1 : a * b;
}

/* How many paths the node has when written out, PATHS_MAX + 1 when too many. */
static size_t count_paths(const struct node *node)
{
	struct byteset set = { { 0 } };
	size_t count = node->kind != NODE_CHOICE, once;

	if (node->kind == NODE_LOOK || is_one_byte(node, &set) || is_loose(node))
		return 1;
	if (node->kind == NODE_REPEAT) {
		if (is_one_byte(node->child, &set))
			return 1;
		once = count_paths(node->child);
		if (node->min == 0)
			return node->max == 1 ? once + 1 : 1;
		for (uint32_t i = 0; i < node->min && i < COPIES_MAX; i++)
			count = times(count, once);
		return count;
	}
	for (const struct node *child = node->child; child; child = child->next) {
		size_t of_child = count_paths(child);

		if (node->kind == NODE_CHOICE)
			count = of_child > PATHS_MAX || count > PATHS_MAX ? PATHS_MAX + 1 : count + of_child;
		else
			count = times(count, of_child);
	}
	return count;
}

static void extend(const struct node *node, struct ends *ends, struct arena *arena);

static void extend_repeat(const struct node *node, struct ends *ends, struct arena *arena)
{
	const struct node *child = node->child;
	uint32_t copies = node->min < COPIES_MAX ? node->min : COPIES_MAX;
	uint32_t rest = node->max == UNBOUNDED ? UNBOUNDED : node->max - copies;

	if (node->min == 0 && node->max == 1) {
		struct ends with = ends_copy(ends, arena);

		extend(child, &with, arena);
		*ends = ends_join(ends, &with, arena);
		return;
	}
	for (uint32_t i = 0; i < copies; i++)
		extend(child, ends, arena);
	if (rest)
		smooth(child, length_times(child->least, node->min - copies), length_times(child->most, rest), ends,
		       arena);
}

static void extend_choice(const struct node *node, struct ends *ends, struct arena *arena)
{
	struct ends all = { NULL, 0 };

	for (const struct node *child = node->child; child; child = child->next) {
		struct ends way = ends_copy(ends, arena);

		extend(child, &way, arena);
		all = all.len ? ends_join(&all, &way, arena) : way;
	}
	*ends = all;
}

static void extend_group(const struct node *node, struct ends *ends, struct arena *arena)
{
	if (node->group)
		append(ends, arena, (struct item){ .kind = ITEM_OPEN, .group = node->group });
	extend(node->child, ends, arena);
	if (node->group)
		append(ends, arena, (struct item){ .kind = ITEM_CLOSE, .group = node->group });
}

/* Adds what the node matches to all paths. */
static void extend(const struct node *node, struct ends *ends, struct arena *arena)
{
	struct byteset *set = arena_alloc(arena, sizeof(*set));
	uint32_t min = 1, max = 1;
	const struct node *byte = node;

	if (node->kind == NODE_REPEAT) {
		min = node->min;
		max = node->max;
		byte = node->child;
	}
	if (is_one_byte(byte, set)) {
		append(ends, arena, (struct item){ .kind = ITEM_BYTES, .set = set, .min = min, .max = max });
		return;
	}
	if (node->kind == NODE_ASSERT || node->kind == NODE_LOOK) {
		append(ends, arena, (struct item){ .kind = ITEM_ASSERT, .node = node });
		/* A group in a look-ahead may be the secret; it has no place in a row of items. */
		if (has_groups(node))
			append(ends, arena, (struct item){ .kind = ITEM_BYTES, .hides_groups = true, .set = set });
		return;
	}
	if (is_loose(node) || (node->kind != NODE_SEQUENCE && node->kind != NODE_GROUP &&
			       times(ends->len, count_paths(node)) > PATHS_MAX)) {
		smooth(node, node->least, node->most, ends, arena);
		return;
	}
	if (node->kind == NODE_REPEAT)
		extend_repeat(node, ends, arena);
	else if (node->kind == NODE_CHOICE)
		extend_choice(node, ends, arena);
	else if (node->kind == NODE_GROUP)
		extend_group(node, ends, arena);
	else
		for (const struct node *child = node->child; child; child = child->next)
			extend(child, ends, arena);
}

static struct path write_out(const struct step *last, struct arena *arena)
{
	struct path path = { NULL, 0 };
	uint32_t least = 0, most = 0;

	for (const struct step *step = last; step; step = step->before)
		path.len++;
	path.items = arena_alloc_array(arena, path.len, sizeof(*path.items));
	for (size_t i = path.len; i > 0; last = last->before)
		path.items[--i] = last->item;
	for (size_t i = 0; i < path.len; i++) {
		struct item *item = &path.items[i];

		item->least_before = least;
		item->most_before = most;
		least = length_add(least, item->min);
		most = length_add(most, item->max);
	}
	return path;
}

struct paths paths_of(const struct regex *regex, struct arena *arena)
{
	const struct step *start = NULL;
	struct ends ends = { &start, 1 };
	struct paths paths;

	extend(regex->root, &ends, arena);
	paths.items = arena_alloc_array(arena, ends.len, sizeof(*paths.items));
	paths.len = ends.len;
	for (size_t i = 0; i < ends.len; i++)
		paths.items[i] = write_out(ends.items[i], arena);
	return paths;
}
