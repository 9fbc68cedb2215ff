/*
 * table.h - a hash table from bytes to a number.
 *
 * Keys are borrowed: they must live as long as the table (an arena is a good
 * place). Values are indexes or counts of the owner. Order of insertion is not
 * kept: who needs an order keeps an array beside the table.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdint.h>

#include "base/slice.h"

struct table_entry {
	struct slice key; /* at == NULL: free */
	uint64_t hash;
	size_t value;
};

struct table {
	struct table_entry *entries;
	size_t len, capacity; /* capacity is 0 or a power of two */
};

void table_init(struct table *t);
void table_release(struct table *t);

/* Makes room for `len` keys at once. */
void table_reserve(struct table *t, size_t len);

/* The value of `key`, to read or change; NULL if absent. Valid until the next table_add. */
size_t *table_find(const struct table *t, struct slice key);

/* The value of `key`, entered with `value` if it was absent; *added says which (may be NULL). */
size_t *table_add(struct table *t, struct slice key, size_t value, bool *added);

#endif
