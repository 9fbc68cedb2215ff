/* hits.c - see hits.h */
#include "scan/hits.h"

#include <stdint.h>

void hits_init(struct hits *h)
{
	*h = (struct hits){ 0 };
	arena_init(&h->arena);
	table_init(&h->secrets);
}

void hits_release(struct hits *h)
{
	array_release(h);
	arena_release(&h->arena);
	table_release(&h->secrets);
}

struct slice hits_keep(struct hits *h, struct slice secret)
{
	size_t *known = table_find(&h->secrets, secret);
	struct slice copy;

	if (known)
		return slice_make((const char *)(uintptr_t)*known, secret.len);
	copy = arena_copy(&h->arena, secret);
	table_add(&h->secrets, copy, (size_t)(uintptr_t)copy.at, NULL);
	return copy;
}
