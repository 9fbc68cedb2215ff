/*
 * test_tree_memory.c - of a chain of random versions of a tree, every entry is visited when it is
 * new, those that asked for it in every version, in order, and broken trees are told as such
 */
#include "store/tree_memory.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/random.h"
#include "base/table.h"
#include "unit/unit.h"

#define TREE_MAX ((size_t)1 << 20)

struct visitor {
	struct table known; /* entries seen in any version */
	struct arena arena;
	struct table now; /* entries visited in this one */
	const char *last;
};

static bool is_folder(const struct tree_entry *entry)
{
	return entry->type == ENTRY_FOLDER;
}

static struct slice key_of(const struct tree_entry *entry)
{
	return slice_make(entry->name.at, entry->name.len + 1 + 20);
}

static bool visit(void *context, const struct tree_entry *entry)
{
	struct visitor *v = context;
	struct slice key = arena_copy(&v->arena, key_of(entry));

	ck_assert(!v->last || entry->name.at > v->last);
	v->last = entry->name.at;
	if (!table_find(&v->known, key))
		table_add(&v->known, key, 0, NULL);
	if (!table_find(&v->now, key))
		table_add(&v->now, key, 0, NULL);
	return is_folder(entry);
}

static void add_entry(struct random *random, struct buffer *out)
{
	buffer_add_text(out, random_below(random, 4) ? "100644 " : "40000 ");
	for (uint64_t n = 1 + random_below(random, 9); n; n--)
		buffer_add_byte(out, (char)('a' + random_below(random, 3)));
	buffer_add_byte(out, '\0');
	for (int i = 0; i < 20; i++)
		buffer_add_byte(out, "\0 40ab\n1"[random_below(random, 8)]);
}

static void add_copy(struct copies *copies, struct buffer *out, const struct buffer *base, size_t from, size_t len)
{
	if (len)
		*array_add(copies) = (struct copy){ (uint32_t)out->len, (uint32_t)from, (uint32_t)len };
	buffer_add(out, slice_make(base->at + from, len));
}

/* Deltas know nothing of entries: a copy may begin and end anywhere. */
static void change(struct random *random, const struct buffer *base, struct buffer *out, struct copies *copies)
{
	size_t from = 0;

	copies->len = 0;
	buffer_clear(out);
	for (uint64_t edits = 1 + random_below(random, 3); edits; edits--) {
		size_t len = random_below(random, base->len - from + 1);

		add_copy(copies, out, base, from, len);
		from += len;
		/* What the copy cut is completed by bytes of its own. */
		for (size_t fill = random_below(random, 40); fill && from < base->len; fill--)
			buffer_add_byte(out, base->at[from++]);
		if (random_below(random, 12) == 0)
			add_entry(random, out);
		if (random_below(random, 12) == 0)
			from = random_below(random, base->len + 1);
	}
	add_copy(copies, out, base, from, base->len - from);
}

/* Walks the tree with the memory and without, and compares. Returns how many entries needed no visit. */
static size_t compare(struct tree_memory *memory, struct visitor *v, const struct buffer *tree,
		      const struct origin *origin)
{
	struct slice rest = buffer_slice(tree);
	struct tree_entry entry;
	size_t spared = 0;
	bool whole;

	table_release(&v->now);
	table_init(&v->now);
	v->last = NULL;
	whole = tree_memory_walk(memory, rest, origin, visit, v);
	while (tree_next(&rest, &entry)) {
		const bool now = table_find(&v->now, key_of(&entry)) != NULL;

		ck_assert(table_find(&v->known, key_of(&entry)) != NULL);
		ck_assert(now || !is_folder(&entry));
		spared += !now;
	}
	ck_assert_int_eq(whole, rest.len == 0);
	return spared;
}

START_TEST(versions_of_trees)
{
	size_t spared = 0;

	for (uint64_t seed = 0; seed < 400; seed++) {
		struct tree_memory *memory = tree_memory_new();
		struct visitor v = { 0 };
		struct buffer trees[2];
		struct copies copies = { 0 };
		struct random random;

		random_init(&random, seed);
		table_init(&v.known);
		table_init(&v.now);
		arena_init(&v.arena);
		buffer_init(&trees[0], TREE_MAX);
		buffer_init(&trees[1], TREE_MAX);
		for (uint64_t n = random_below(&random, 60); n; n--)
			add_entry(&random, &trees[0]);
		compare(memory, &v, &trees[0], &(struct origin){ .number = 1 });
		for (unsigned i = 1; i < 30 && trees[~i & 1].len < TREE_MAX / 4; i++) {
			/* Now and then the base is one that nothing is known of. */
			const struct origin origin = { .number = i + 1,
						       .slot = i & 1,
						       .base_number = i - (i % 11 == 0),
						       .base_slot = ~i & 1,
						       .copies = &copies };

			change(&random, &trees[~i & 1], &trees[i & 1], &copies);
			spared += compare(memory, &v, &trees[i & 1], &origin);
		}
		tree_memory_free(memory);
		table_release(&v.known);
		table_release(&v.now);
		arena_release(&v.arena);
		buffer_release(&trees[0]);
		buffer_release(&trees[1]);
		array_release(&copies);
	}
	ck_assert_uint_ge(spared, 50000);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, versions_of_trees);
}

UNIT_MAIN("tree_memory", add_tests)
