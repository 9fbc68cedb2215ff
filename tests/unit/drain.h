/*
 * drain.h - a source run to its end by any number of threads, as scan/ does it.
 */
#ifndef TESTS_UNIT_DRAIN_H
#define TESTS_UNIT_DRAIN_H

#include <pthread.h>

#include "base/workers.h"
#include "source/source.h"
#include "unit/unit.h"

struct drain {
	struct source *source;
	void (*content)(struct sink *sink, const struct content *content); /* called by several threads at once */
	void *context;                                                     /* see drain_context */
	struct coverage *coverage;
	pthread_mutex_t lock; /* made and released by drain_run */
};

struct drain_sink {
	struct sink sink;
	struct drain *drain;
};

static inline void *drain_context(struct sink *sink)
{
	return ((struct drain_sink *)sink)->drain->context;
}

/* The padding behind a content must be readable. */
static inline void drain_touch_padding(const struct content *content)
{
	for (size_t i = 0; i < CONTENT_PADDING; i++)
		(void)*(const volatile char *)(content->bytes.at + content->bytes.len + i);
}

static inline void drain_work(void *context, unsigned worker)
{
	struct drain *drain = context;
	struct coverage coverage;
	struct drain_sink sink = { { drain->content, &coverage }, drain };
	struct unit unit;

	coverage_init(&coverage);
	for (;;) {
		bool more;

		pthread_mutex_lock(&drain->lock);
		more = drain->source->ops->next(drain->source, &unit);
		pthread_mutex_unlock(&drain->lock);
		if (!more)
			break;
		drain->source->ops->run(drain->source, &unit, worker, &sink.sink);
	}
	pthread_mutex_lock(&drain->lock);
	coverage_merge(drain->coverage, &coverage);
	pthread_mutex_unlock(&drain->lock);
	coverage_release(&coverage);
}

static inline void drain_run(struct drain *drain, unsigned workers)
{
	pthread_mutex_init(&drain->lock, NULL);
	workers_run(workers, drain_work, drain);
	pthread_mutex_destroy(&drain->lock);
	ck_assert(drain->source->total == 0 || drain->source->done == drain->source->total); /* 0: not known */
}

#endif
