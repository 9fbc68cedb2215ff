/* holding.c - see holding.h */
#include "source/holding.h"

#include <string.h>

#include "base/table.h"

struct builder {
	struct holding *holding;
	const struct locator *locator;
	uint32_t *node_of;   /* by tree rank */
	uint32_t *commit_of; /* by commit rank */
	struct table wanted; /* id -> number */
};

static uint32_t *numbers_new(size_t len)
{
	uint32_t *numbers = mem_alloc_array(len + 1, sizeof(*numbers));

	memset(numbers, 0xff, len * sizeof(*numbers)); /* STORE_NONE */
	return numbers;
}

/* Lists of hits belong to the locator, which goes. */
static void keep_lists(struct holding *h, const struct tree_hits *hits)
{
	for (size_t i = 0; i < hits->lists.len; i++)
		*array_add(&h->lists) = arena_copy(&h->arena, hits->lists.items[i]);
}

static void add_nodes(struct builder *b, const struct tree_ranks *trees)
{
	const struct graph *g = b->locator->graph;
	struct holding *h = b->holding;

	for (size_t i = 0; i < trees->len; i++) {
		const struct tree_node *tree = &g->trees[trees->items[i]];

		for (uint32_t k = 0; k < tree->folders_len; k++) {
			uint32_t rank = tree->folders[k] == STORE_NONE
						? STORE_NONE
						: store_rank(g->store, tree->folders[k], OBJECT_TREE);

			if (rank != STORE_NONE && b->node_of[rank] != STORE_NONE)
				*array_add(&h->links) = b->node_of[rank];
		}
		b->node_of[trees->items[i]] = (uint32_t)i;
		*array_add(&h->nodes) = (struct holding_node){ .list = b->locator->hits.list_of[trees->items[i]],
							       .end = (uint32_t)h->links.len };
	}
}

static uint32_t wanted_number(const struct builder *b, uint32_t object)
{
	const uint8_t *id = b->locator->store->objects[object].id;
	const size_t *number = table_find(&b->wanted, slice_make((const char *)id, SHA1_SIZE));

	return number ? (uint32_t)*number : STORE_NONE;
}

static uint32_t node_of(const struct builder *b, uint32_t object)
{
	uint32_t rank = object == STORE_NONE ? STORE_NONE : store_rank(b->locator->store, object, OBJECT_TREE);

	return rank == STORE_NONE ? STORE_NONE : b->node_of[rank];
}

static void add_commit(struct builder *b, uint32_t rank)
{
	const struct locator *l = b->locator;
	const struct commit_node *node = &l->graph->commits[rank];
	struct holding *h = b->holding;

	for (uint32_t i = 0; i < node->parents_len && !l->shallow[rank]; i++) {
		uint32_t parent = store_rank(l->store, node->parents[i], OBJECT_COMMIT);

		if (parent != STORE_NONE && b->commit_of[parent] != STORE_NONE)
			*array_add(&h->parents) = b->commit_of[parent];
	}
	b->commit_of[rank] = (uint32_t)h->commits.len;
	*array_add(&h->commits) = (struct holding_commit){ .node = node_of(b, node->tree),
							   .message = wanted_number(b, node->object),
							   .end = (uint32_t)h->parents.len };
}

static void add_ref(struct builder *b, const struct store_ref *ref)
{
	const struct store *store = b->locator->store;
	struct holding_ref to = { .name = arena_print(&b->holding->arena, "%s", ref->name),
				  .commit = STORE_NONE,
				  .node = STORE_NONE };
	uint32_t object = store_find(store, ref->id.bytes);

	for (unsigned depth = 0; object != STORE_NONE; depth++) {
		uint32_t number = wanted_number(b, object);
		uint32_t commit = store_rank(store, object, OBJECT_COMMIT);

		to.node = node_of(b, object);
		to.commit = commit == STORE_NONE ? STORE_NONE : b->commit_of[commit];
		/* A commit's message is told by the commit. */
		if (number != STORE_NONE && to.commit == STORE_NONE)
			*array_add(&b->holding->named) = number;
		if (depth == TAG_DEPTH_MAX || !graph_follow_tag(b->locator->graph, &object))
			break;
	}
	to.end = (uint32_t)b->holding->named.len;
	*array_add(&b->holding->refs) = to;
}

void holding_init(struct holding *h, const struct locator *l, const struct tree_ranks *trees)
{
	struct builder b = { .holding = h, .locator = l };

	*h = (struct holding){ .partial = l->store->direct != NULL };
	arena_init(&h->arena);
	table_init(&b.wanted);
	for (size_t i = 0; i < l->count; i++)
		table_add(&b.wanted, oid_bytes(&l->wanted[i]), i, NULL);
	b.node_of = numbers_new(l->graph->trees_len);
	b.commit_of = numbers_new(l->graph->commits_len);
	keep_lists(h, &l->hits);
	add_nodes(&b, trees);
	for (uint32_t i = 0; i < l->order_len; i++)
		if (locator_reaches(l, l->graph->commits[l->order[i]].object))
			add_commit(&b, l->order[i]);
	for (unsigned kind = REF_HEAD; kind <= REF_OTHER; kind++)
		for (size_t i = 0; i < l->store->refs.len; i++)
			if (!l->store->refs.items[i].symbolic && l->store->refs.items[i].kind == kind)
				add_ref(&b, &l->store->refs.items[i]);
	table_release(&b.wanted);
	mem_free(b.node_of);
	mem_free(b.commit_of);
}

void holding_release(struct holding *h)
{
	array_release(&h->nodes);
	array_release(&h->commits);
	array_release(&h->refs);
	array_release(&h->links);
	array_release(&h->parents);
	array_release(&h->named);
	array_release(&h->lists);
	arena_release(&h->arena);
}
