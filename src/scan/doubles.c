/* doubles.c - see doubles.h; a worker keeps each secret once (hits_keep), and equal bytes are found by a table */
#include "scan/doubles.h"

#include <string.h>

void doubles_drop(struct hits *h, size_t from, uint64_t archive)
{
	struct table members;
	size_t kept = from, own = 0;

	for (size_t i = from; i < h->len; i++)
		own += h->items[i].content == archive;
	if (own == 0 || own == h->len - from)
		return;
	table_init(&members);
	for (size_t i = from; i < h->len; i++)
		if (h->items[i].content != archive && !table_find(&members, h->items[i].secret))
			table_add(&members, h->items[i].secret, 1, NULL);
	for (size_t i = from; i < h->len; i++)
		if (h->items[i].content != archive || !table_find(&members, h->items[i].secret))
			h->items[kept++] = h->items[i];
	h->len = kept;
	table_release(&members);
}

/* How often a secret is in the new archive, in the version that is counted, and in the old ones at most. */
struct seen_times {
	size_t now, before, most;
};

struct all_times ARRAY_OF(struct seen_times);

static struct seen_times *times_of(const struct table *known, struct all_times *times, struct slice secret)
{
	const size_t *index = table_find(known, secret);

	return index ? &times->items[*index] : NULL;
}

static void count_version(const struct hits *h, size_t from, size_t until, const struct table *known,
			  struct all_times *times)
{
	for (size_t i = 0; i < times->len; i++)
		times->items[i].before = 0;
	for (size_t i = from; i < until; i++) {
		struct seen_times *seen = times_of(known, times, h->items[i].secret);

		if (seen && ++seen->before > seen->most)
			seen->most = seen->before;
	}
}

void doubles_drop_old(struct hits *h, size_t from, size_t now, const size_t *ends, size_t versions)
{
	struct all_times times = { 0 };
	struct table known;
	size_t kept = from;

	table_init(&known);
	for (size_t i = from; i < now; i++) {
		if (!table_find(&known, h->items[i].secret)) {
			table_add(&known, h->items[i].secret, times.len, NULL);
			*array_add(&times) = (struct seen_times){ 0 };
		}
		times_of(&known, &times, h->items[i].secret)->now++;
	}
	for (size_t k = 0; k < versions; k++)
		count_version(h, k ? ends[k - 1] : now, ends[k], &known, &times);
	for (size_t i = from; i < now; i++) {
		const struct seen_times *seen = times_of(&known, &times, h->items[i].secret);

		if (seen->now > seen->most)
			h->items[kept++] = h->items[i];
		else
			h->not_blocking++;
	}
	h->len = kept;
	array_release(&times);
	table_release(&known);
}
