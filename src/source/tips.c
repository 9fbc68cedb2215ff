/* tips.c - see tips.h */
#include "source/tips.h"

#include <string.h>

#define TAGS_DEEP 20

static enum status look(const struct tips *t, const struct oid *id, enum object_type *type, struct object *object)
{
	struct error ignored;

	return objects_read_any(t->store->direct->objects, id, t->store->max_object, type, object, &ignored);
}

/* The tree of what a ref names, if that is a commit or a tag of one. */
static bool find_root(const struct tips *t, struct oid id, struct oid *root)
{
	struct slice headers, message;
	enum object_type type;
	struct object object;
	bool tag = true, good = false;

	for (unsigned depth = 0; tag && depth < TAGS_DEEP; depth++) {
		if (look(t, &id, &type, &object))
			return false;
		object_split(slice_make(object.at, object.len), &headers, &message);
		tag = type == OBJECT_TAG && object_header_id(&headers, "object ", &id);
		good = type == OBJECT_COMMIT && object_header_id(&headers, "tree ", root);
		object_release(&object);
	}
	return good;
}

void tips_init(struct tips *t, const struct store *store)
{
	struct table known;

	*t = (struct tips){ .store = store };
	arena_init(&t->arena);
	table_init(&t->trees);
	table_init(&known);
	for (size_t i = 0; i < store->refs.len; i++) {
		const struct store_ref *ref = &store->refs.items[i];
		struct oid root;
		bool added;

		if (ref->kind != REF_HEAD && ref->kind != REF_TIP)
			continue;
		table_add(&known, oid_bytes(&ref->id), 0, &added);
		if (added && find_root(t, ref->id, &root))
			*array_add(&t->roots) = root;
	}
	table_release(&known);
}

void tips_release(struct tips *t)
{
	for (size_t i = 0; i < t->read.len; i++)
		object_release(&t->read.items[i]);
	array_release(&t->read);
	array_release(&t->roots);
	table_release(&t->trees);
	arena_release(&t->arena);
}

static struct slice read_tree(struct tips *t, const struct oid *id)
{
	size_t *known = table_find(&t->trees, oid_bytes(id));
	enum object_type type;
	struct object object;

	if (!known) {
		if (look(t, id, &type, &object))
			object = (struct object){ 0 };
		else if (type != OBJECT_TREE)
			object_release(&object);
		known = table_add(&t->trees, arena_copy(&t->arena, oid_bytes(id)), t->read.len, NULL);
		*array_add(&t->read) = object;
	}
	return slice_make(t->read.items[*known].at, t->read.items[*known].len);
}

static bool find_entry(struct slice tree, struct slice name, struct tree_entry *entry)
{
	while (tree_next(&tree, entry))
		if (slice_equal(entry->name, name))
			return true;
	return false;
}

static bool has(struct tips *t, struct oid tree, struct slice path, const uint8_t *blob)
{
	struct tree_entry entry;
	struct slice name;

	while (slice_cut(&path, '/', &name)) {
		if (!find_entry(read_tree(t, &tree), name, &entry))
			return false;
		if (entry.type != ENTRY_FOLDER)
			return path.len == 0 && memcmp(entry.id, blob, SHA1_SIZE) == 0;
		tree = oid_make(entry.id, SHA1_SIZE);
	}
	return false;
}

bool tips_have(struct tips *t, struct slice path, const uint8_t *blob)
{
	for (size_t i = 0; i < t->roots.len; i++)
		if (has(t, t->roots.items[i], path, blob))
			return true;
	return false;
}
