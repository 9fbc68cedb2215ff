/*
 * holders.c - see holders.h
 *
 * Sets are asked 64 at a time, a bit for each: which of them a tree leads to is
 * what it names itself and what its children lead to, and which of them a commit's
 * history has is what it holds and what its parents' histories have. Both stand in
 * an order in which that is one pass.
 */
#include "source/holders.h"

#include "source/history.h"
#include "source/holding.h"

#define SETS 64

struct ref_names ARRAY_OF(const char *);

struct tally {
	struct holders *out;
	struct ref_names refs, tips;
};

/* One store, up to SETS sets. */
struct count {
	const struct holding *holding;
	const char *prefix;
	struct arena *arena;
	uint64_t *wanted; /* by number: the sets it is in */
	uint64_t *lists;  /* by list of hits, by node, by commit: the sets it leads to */
	uint64_t *nodes, *commits;
	uint64_t *histories; /* by commit: the sets that it or one before it leads to */
	struct tally tallies[SETS];
};

static void mark_lists(struct count *c)
{
	for (size_t i = 0; i < c->holding->lists.len; i++) {
		const struct tree_hit *hits = (const void *)c->holding->lists.items[i].at;

		for (size_t k = 0; k < c->holding->lists.items[i].len / sizeof(*hits); k++)
			c->lists[i] |= c->wanted[hits[k].wanted];
	}
}

static void mark_nodes(struct count *c)
{
	uint32_t at = 0;

	for (size_t i = 0; i < c->holding->nodes.len; i++) {
		const struct holding_node *node = &c->holding->nodes.items[i];

		c->nodes[i] = c->lists[node->list];
		for (; at < node->end; at++)
			c->nodes[i] |= c->nodes[c->holding->links.items[at]];
	}
}

static void add_commit(struct count *c, uint64_t sets)
{
	for (; sets; sets &= sets - 1)
		c->tallies[__builtin_ctzll(sets)].out->commits++;
}

static void mark_commits(struct count *c)
{
	uint32_t at = 0;

	for (size_t i = 0; i < c->holding->commits.len; i++) {
		const struct holding_commit *commit = &c->holding->commits.items[i];

		c->commits[i] = commit->node == STORE_NONE ? 0 : c->nodes[commit->node];
		c->commits[i] |= commit->message == STORE_NONE ? 0 : c->wanted[commit->message];
		c->histories[i] = c->commits[i];
		for (; at < commit->end; at++)
			c->histories[i] |= c->histories[c->holding->parents.items[at]];
		add_commit(c, c->commits[i]);
	}
}

static void add_name(struct ref_names *names, const char *name)
{
	if (names->len < HOLDERS_NAMED)
		*array_add(names) = name;
}

static void add_ref(struct count *c, const char *name, uint64_t reached, uint64_t held)
{
	if (reached)
		name = arena_print(c->arena, "%s%s", c->prefix, name);
	for (uint64_t left = reached; left; left &= left - 1) {
		unsigned set = (unsigned)__builtin_ctzll(left);
		struct tally *tally = &c->tallies[set];

		tally->out->refs_len++;
		add_name(&tally->refs, name);
		if (!(held >> set & 1))
			continue;
		tally->out->tips_len++;
		add_name(&tally->tips, name);
	}
}

static void mark_refs(struct count *c)
{
	const struct holding *h = c->holding;
	uint32_t at = 0;

	for (size_t i = 0; i < h->refs.len; i++) {
		const struct holding_ref *ref = &h->refs.items[i];
		uint64_t held = ref->node == STORE_NONE ? 0 : c->nodes[ref->node], reached;

		for (; at < ref->end; at++)
			held |= c->wanted[h->named.items[at]];
		if (ref->commit != STORE_NONE)
			held |= c->commits[ref->commit];
		reached = held | (ref->commit == STORE_NONE ? 0 : c->histories[ref->commit]);
		add_ref(c, ref->name, reached, held);
	}
}

static void count_in(struct count *c, const struct holding *h)
{
	c->holding = h;
	c->lists = mem_alloc_array(h->lists.len + 1, sizeof(*c->lists));
	c->nodes = mem_alloc_array(h->nodes.len + 1, sizeof(*c->nodes));
	c->commits = mem_alloc_array(h->commits.len + 1, sizeof(*c->commits));
	c->histories = mem_alloc_array(h->commits.len + 1, sizeof(*c->histories));
	mark_lists(c);
	mark_nodes(c);
	mark_commits(c);
	if (!h->partial)
		mark_refs(c);
	mem_free(c->lists);
	mem_free(c->nodes);
	mem_free(c->commits);
	mem_free(c->histories);
}

static struct text_list keep(struct ref_names *names, struct arena *arena)
{
	const char **items = arena_alloc_array(arena, names->len + 1, sizeof(*items));
	struct text_list list = { .items = items, .len = names->len };

	for (size_t i = 0; i < names->len; i++)
		items[i] = names->items[i];
	array_release(names);
	return list;
}

static void count_sets(const struct history *h, const struct origins *origins, const struct object_set *sets,
		       size_t count, struct arena *arena, struct holders *out)
{
	struct count c = { .arena = arena };

	c.wanted = mem_alloc_array(origins->len + 1, sizeof(*c.wanted));
	for (size_t i = 0; i < count; i++) {
		c.tallies[i].out = &out[i];
		for (size_t k = 0; k < sets[i].len; k++)
			c.wanted[sets[i].numbers[k]] |= (uint64_t)1 << i;
	}
	for (size_t store = 0; store < origins->holdings_len; store++) {
		c.prefix = history_store_name(h, store);
		count_in(&c, &origins->holdings[store]);
		for (size_t i = 0; i < count; i++)
			out[i].partial = out[i].partial || origins->holdings[store].partial;
	}
	for (size_t i = 0; i < count; i++) {
		out[i].refs = keep(&c.tallies[i].refs, arena);
		out[i].tips = keep(&c.tallies[i].tips, arena);
	}
	mem_free(c.wanted);
}

void history_holders(const struct history *h, const struct origins *origins, const struct object_set *sets,
		     size_t count, struct arena *arena, struct holders *out)
{
	for (size_t at = 0; at < count; at += SETS) {
		size_t len = count - at < SETS ? count - at : SETS;

		for (size_t i = at; i < at + len; i++)
			out[i] = (struct holders){ 0 };
		count_sets(h, origins, &sets[at], len, arena, &out[at]);
	}
}
