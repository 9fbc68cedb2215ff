/* scan.c - see scan.h */
#include "scan/scan.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/workers.h"
#include "scan/inspect.h"

struct scan {
	struct inspector *inspectors; /* one per worker */
	unsigned threads;
	struct source *source; /* the one that is being run */
	pthread_mutex_t lock;  /* held around the source's next */
	struct progress *progress;
	struct coverage coverage; /* what the caller enters itself */
};

struct scan *scan_new(const struct detector *detector, unsigned threads, struct progress *progress)
{
	struct scan *s = mem_alloc(sizeof(*s));

	s->threads = threads ? threads : workers_available();
	s->progress = progress;
	s->inspectors = mem_alloc_array(s->threads, sizeof(*s->inspectors));
	pthread_mutex_init(&s->lock, NULL);
	coverage_init(&s->coverage);
	for (unsigned i = 0; i < s->threads; i++)
		inspector_init(&s->inspectors[i], detector, progress);
	return s;
}

void scan_free(struct scan *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < s->threads; i++)
		inspector_release(&s->inspectors[i]);
	mem_free(s->inspectors);
	coverage_release(&s->coverage);
	pthread_mutex_destroy(&s->lock);
	mem_free(s);
}

void scan_add_named(struct scan *s, const struct detector *detector, const struct policy *policy)
{
	for (unsigned i = 0; i < s->threads; i++)
		named_init(&s->inspectors[i].named, detector, policy);
}

void scan_leave_archives(struct scan *s)
{
	for (unsigned i = 0; i < s->threads; i++)
		s->inspectors[i].no_archives = true;
}

unsigned scan_threads(const struct scan *s)
{
	return s->threads;
}

struct coverage *scan_coverage(struct scan *s)
{
	return &s->coverage;
}

static bool next_unit(struct scan *s, struct unit *unit)
{
	bool more;

	pthread_mutex_lock(&s->lock);
	more = s->source->ops->next(s->source, unit);
	progress_units(s->progress, s->source->done, s->source->total);
	pthread_mutex_unlock(&s->lock);
	return more;
}

static void work(void *context, unsigned worker)
{
	struct scan *s = context;
	struct unit unit;

	while (next_unit(s, &unit))
		s->source->ops->run(s->source, &unit, worker, &s->inspectors[worker].sink);
}

void scan_run(struct scan *s, struct source *source)
{
	s->source = source;
	workers_run(s->threads, work, s);
	s->source = NULL;
}

static int compare_objects(const void *a, const void *b)
{
	const struct stored_object *x = a, *y = b;

	if (x->store != y->store)
		return x->store < y->store ? -1 : 1;
	return slice_compare(oid_bytes(&x->oid), oid_bytes(&y->oid));
}

void scan_stored_objects(const struct scan *s, struct stored_objects *objects)
{
	size_t kept = 0;

	*objects = (struct stored_objects){ 0 };
	for (unsigned w = 0; w < s->threads; w++) {
		const struct hits *hits = &s->inspectors[w].hits;

		for (size_t i = 0; i < hits->len; i++)
			if (hits->items[i].state == STATE_HISTORY)
				*array_add(objects) =
					(struct stored_object){ hits->items[i].store, hits->items[i].oid };
	}
	if (objects->len == 0)
		return;
	qsort(objects->items, objects->len, sizeof(*objects->items), compare_objects);
	for (size_t i = 0; i < objects->len; i++)
		if (kept == 0 || compare_objects(&objects->items[kept - 1], &objects->items[i]) != 0)
			objects->items[kept++] = objects->items[i];
	objects->len = kept;
}

void scan_finish(struct scan *s, const struct gather_options *options, struct result *result)
{
	struct hits *hits = mem_alloc_array(s->threads, sizeof(*hits));

	findings_init(&result->findings);
	coverage_init(&result->coverage);
	coverage_merge(&result->coverage, &s->coverage);
	for (unsigned w = 0; w < s->threads; w++) {
		hits[w] = s->inspectors[w].hits;
		coverage_merge(&result->coverage, &s->inspectors[w].coverage);
	}
	gather_findings(hits, s->threads, options, result);
	mem_free(hits);
}
