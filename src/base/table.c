/* table.c - open addressing with linear probing, at most two thirds full; see table.h */
#include "base/table.h"

#include "base/memory.h"

void table_init(struct table *t)
{
	*t = (struct table){ 0 };
}

void table_release(struct table *t)
{
	mem_free(t->entries);
	table_init(t);
}

/* FNV-1a with a final mix, so that the low bits are good for masking. */
static uint64_t hash_bytes(struct slice key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < key.len; i++)
		h = (h ^ (unsigned char)key.at[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return h * 0x9e3779b97f4a7c15u;
}

static struct table_entry *slot_of(const struct table *t, struct slice key, uint64_t hash)
{
	size_t mask = t->capacity - 1;

	for (size_t i = (size_t)(hash >> 17) & mask;; i = (i + 1) & mask) {
		struct table_entry *entry = &t->entries[i];

		if (!entry->key.at || (entry->hash == hash && slice_equal(entry->key, key)))
			return entry;
	}
}

size_t *table_find(const struct table *t, struct slice key)
{
	struct table_entry *entry;

	if (t->capacity == 0)
		return NULL;
	entry = slot_of(t, key, hash_bytes(key));
	return entry->key.at ? &entry->value : NULL;
}

static void resize(struct table *t, size_t capacity)
{
	struct table old = *t;

	t->capacity = capacity;
	t->entries = mem_alloc_array(t->capacity, sizeof(*t->entries));
	for (size_t i = 0; i < old.capacity; i++)
		if (old.entries[i].key.at)
			*slot_of(t, old.entries[i].key, old.entries[i].hash) = old.entries[i];
	mem_free(old.entries);
}

void table_reserve(struct table *t, size_t len)
{
	size_t capacity = 16;

	while (len * 3 > capacity * 2)
		capacity *= 2;
	if (capacity > t->capacity)
		resize(t, capacity);
}

size_t *table_add(struct table *t, struct slice key, size_t value, bool *added)
{
	uint64_t hash = hash_bytes(key);
	struct table_entry *entry;

	if (key.at == NULL)
		key.at = ""; /* the empty key is a key too */
	if ((t->len + 1) * 3 > t->capacity * 2)
		resize(t, t->capacity ? t->capacity * 2 : 16);
	entry = slot_of(t, key, hash);
	if (added)
		*added = entry->key.at == NULL;
	if (!entry->key.at) {
		*entry = (struct table_entry){ key, hash, value };
		t->len++;
	}
	return &entry->value;
}
