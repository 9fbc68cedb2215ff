/* site.c - see site.h */
#include "engine/site.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static const struct byteset backslash = { { 0, (uint64_t)1 << ('\\' & 63), 0, 0 } };
static const struct byteset percent = { { (uint64_t)1 << '%', 0, 0, 0 } };

uint32_t place_least(const struct place *place, size_t end)
{
	uint32_t sum = 0;

	for (size_t i = place->item; i < end; i++)
		sum = length_add(sum, place->path->items[i].min);
	return sum >= place->into ? sum - place->into : 0;
}

uint32_t place_most(const struct place *place, size_t end)
{
	uint32_t sum = 0;

	for (size_t i = place->item; i < end; i++)
		sum = length_add(sum, place->path->items[i].max);
	return sum == UNBOUNDED || sum < place->into ? sum : sum - place->into;
}

struct byteset place_set(const struct place *place, uint32_t offset)
{
	struct byteset set = { { 0 } };
	uint32_t earliest = 0, latest = 0; /* the item's first byte; the end of its last, both from the first item */
	uint32_t at = length_add(offset, place->into);

	for (size_t i = place->item; i < place->path->len && earliest <= at; i++) {
		const struct item *item = &place->path->items[i];

		latest = length_add(latest, item->max);
		if (item->max && at < latest)
			byteset_add_all(&set, item->set);
		earliest = length_add(earliest, item->min);
	}
	return set;
}

uint32_t place_run(const struct place *place)
{
	uint32_t run = 0;

	for (size_t i = place->item; i < place->path->len; i++) {
		const struct item *item = &place->path->items[i];

		if (item->max == 0)
			continue;
		if (!item->value)
			break;
		run = length_add(run, item->min);
	}
	return run > place->into ? run - place->into : 0;
}

double place_no_digit(const struct place *place)
{
	double chance = 1;

	for (size_t i = place->item; i < place->path->len; i++) {
		const struct item *item = &place->path->items[i];
		struct byteset others;

		if (item->max == 0)
			continue;
		if (!item->value)
			break;
		others = *item->set;
		for (int k = 0; k < 4; k++)
			others.bits[k] &= ~byteset_digit.bits[k];
		chance *= pow((double)byteset_count(&others) / (double)byteset_count(item->set), item->min);
	}
	return chance;
}

/* Skips groups around a single node. */
static const struct node *inner(const struct node *node)
{
	while ((node->kind == NODE_GROUP || node->kind == NODE_SEQUENCE) && node->child && !node->child->next)
		node = node->child;
	return node;
}

static bool is_set_within(const struct node *node, const struct byteset *of)
{
	node = inner(node);
	return node->kind == NODE_SET && byteset_is_within(&node->set, of);
}

/* (?<!\\) or (?<!%[0-9A-Fa-f]): excepts what stands behind the beginning of an escape. */
static bool excepts_escapes(const struct node *node)
{
	const struct node *inside;

	node = inner(node);
	if (node->kind != NODE_LOOK || !node->behind || !node->negative)
		return false;
	inside = inner(node->child);
	if (inside->kind == NODE_SEQUENCE && inside->child && inside->child->next && !inside->child->next->next)
		return is_set_within(inside->child, &percent) && inner(inside->child->next)->kind == NODE_SET;
	return is_set_within(inside, &backslash);
}

/*
 * Whether something that the node matches stands before every position that has a
 * word byte before it, unless an escape ends there. Adds the bytes of
 * one-byte alternatives to `set`.
 */
static bool covers_words(const struct node *node, struct byteset *set)
{
	const struct node *child;

	node = inner(node);
	if (node->kind == NODE_SET) {
		byteset_add_all(set, &node->set);
		return byteset_is_within(&byteset_word, set);
	}
	if (node->kind == NODE_CHOICE) {
		for (child = node->child; child; child = child->next)
			if (covers_words(child, set))
				return true;
		return false;
	}
	if (node->kind != NODE_SEQUENCE)
		return false;
	for (child = node->child; child && child->next; child = child->next)
		if (!excepts_escapes(child))
			return false;
	child = child ? inner(child) : NULL;
	return child && child->kind == NODE_SET && byteset_is_within(&byteset_word, &child->set);
}

/* Whether what the node matches always ends in a byte that is no word byte, or is the start of text or line. */
static bool ends_without_word(const struct node *node)
{
	const struct node *child;

	node = inner(node);
	if (node->kind == NODE_SET)
		return !byteset_meets(&node->set, &byteset_word);
	if (node->kind == NODE_ASSERT)
		return node->assertion == AT_START || node->assertion == AT_LINE_START;
	if (node->kind == NODE_CHOICE) {
		for (child = node->child; child; child = child->next)
			if (!ends_without_word(child))
				return false;
		return true;
	}
	if (node->kind != NODE_SEQUENCE || !node->child)
		return false;
	for (child = node->child; child->next; child = child->next)
		;
	return ends_without_word(child);
}

/* Whether a word byte that follows the assertion at once stands at a token start. */
static bool guards_token(const struct node *node)
{
	struct byteset set = { { 0 } };

	if (node->kind == NODE_ASSERT)
		return node->assertion == AT_WORD_EDGE || node->assertion == AT_START ||
		       node->assertion == AT_LINE_START;
	if (!node->behind)
		return false;
	return node->negative ? covers_words(node->child, &set) : ends_without_word(node->child);
}

/* Whether bytes of `item` behind `before` are the rest of a backslash or percent escape. */
static bool completes_escape(const struct item *item, const struct item *before)
{
	const struct byteset *lead = item->min == 1 ? &backslash : &percent;

	return item->min == item->max && (item->min == 1 || item->min == 2) && before->kind == ITEM_BYTES &&
	       before->min && byteset_is_within(before->set, lead);
}

bool place_is_token_start(const struct place *place)
{
	const struct item *items = place->path->items;

	for (size_t i = place->item; i > 0; i--) {
		const struct item *item = &items[i - 1];

		if (item->kind == ITEM_ASSERT && guards_token(item->node))
			return true;
		if (item->kind != ITEM_BYTES || item->max == 0)
			continue;
		if (byteset_meets(item->set, &byteset_word))
			return i > 1 && completes_escape(item, &items[i - 2]);
		if (item->min)
			return true;
	}
	return false;
}

static bool group_is_empty_at_least(const struct path *path, size_t open)
{
	for (size_t i = open; i < path->len; i++) {
		if (path->items[i].kind == ITEM_CLOSE && path->items[i].group == path->items[open].group)
			return path->items[i].least_before == path->items[open].least_before;
	}
	return true;
}

bool path_secret(const struct path *path, const struct rule *rule, size_t *item)
{
	size_t first = path->len;
	unsigned times = 0;

	for (size_t i = 0; i < path->len; i++) {
		const struct item *open = &path->items[i];

		if (open->hides_groups)
			return false;
		if (open->kind != ITEM_OPEN || (rule->secret_group && open->group != rule->secret_group))
			continue;
		if (first == path->len || open->group < path->items[first].group) {
			first = i;
			times = 0;
		}
		times += open->group == path->items[first].group;
	}
	if (first == path->len) {
		*item = 0;
		return !rule->secret_group;
	}
	*item = first;
	return times == 1 && !group_is_empty_at_least(path, first);
}

/*
 * Looks for stops behind the key. What has a fixed place is only passed through: the
 * site's sets know it exactly, and paths that differ in nothing else should have the
 * same stops. A second stop is looked for where the first is one byte.
 */
static void find_stops(const struct place *place, struct site *site)
{
	const struct path *path = place->path;
	struct stop *stop = site->stops;
	uint32_t skip = place->into, at = 0;
	bool fixed = true;

	for (size_t i = place->item; i < path->len && stop->within < SITE_STOP_MAX; i++, skip = 0) {
		const struct item *item = &path->items[i];
		uint32_t most = item->max == UNBOUNDED ? UNBOUNDED : item->max - skip;

		fixed = fixed && item->min == item->max;
		if (fixed && at < SITE_KEY) { /* part of the key, up to there */
			const uint32_t of_key = most < SITE_KEY - at ? most : SITE_KEY - at;

			at += of_key;
			most -= of_key;
		}
		if (most == 0)
			continue;
		if (fixed || !item->min || byteset_meets(item->first, &stop->through) ||
		    (stop->within == 0 && item->min != item->max)) {
			byteset_add_all(&stop->through, item->set);
			stop->within = length_add(stop->within, most);
			continue;
		}
		site->stop_after = at;
		stop->at = *item->first;
		stop->within++;
		if (++stop == site->stops + SITE_STOPS || item->max > 1)
			return;
	}
	*stop = (struct stop){ .within = 0 };
}

struct site site_make(const struct place *place)
{
	const struct item *first = &place->path->items[place->item];
	const uint32_t known = place_least(place, place->path->len);
	struct site site = {
		.count = known < SITE_SETS_MAX ? known : SITE_SETS_MAX,
		.least_before = length_add(first->least_before, place->into),
		.most_before = length_add(first->most_before, place->into),
		.run = place_run(place),
	};
	uint32_t earliest = 0, latest = 0, until = site.count + place->into; /* from the first item on */

	/* As in place_set, for all offsets at once. */
	for (size_t i = place->item; i < place->path->len && earliest < until; i++) {
		const struct item *item = &place->path->items[i];
		uint32_t at;

		latest = length_add(latest, item->max);
		at = earliest > place->into ? earliest : place->into;
		for (; item->max && at < latest && at < until; at++)
			byteset_add_all(&site.sets[at - place->into], item->set);
		earliest = length_add(earliest, item->min);
	}
	find_stops(place, &site);
	return site;
}

double site_chance(const struct site *site)
{
	double chance = 1;

	for (uint32_t i = 0; i < site->count; i++)
		chance *= byteset_chance(&site->sets[i]);
	return chance;
}
