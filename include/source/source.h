/*
 * source.h - where bytes come from: one small function table for all of them.
 *
 *     while (source->ops->next(source, &unit))           under one lock
 *             source->ops->run(source, &unit, worker, sink);   on any worker
 *
 * A unit of work is cheap to hand out and worth a thread's while to run: a
 * batch of files, a delta tree. `run` hands each content to the sink as soon as
 * it has it and enters what it could not read into the sink's coverage; nothing
 * that one content does wrong ends a run. `run` counts in the coverage
 * what it read (files, blobs, commits); bytes are counted by the sink.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdint.h>

#include "model/content.h"
#include "model/coverage.h"

/* Where one worker sends what it read. */
struct sink {
	void (*content)(struct sink *sink, const struct content *content);
	struct coverage *coverage; /* this worker's own */
};

/* What a unit means is between a source's next and its run. */
struct unit {
	uint64_t first, count;
	void *data;
};

struct source;

struct source_ops {
	const char *name;
	bool (*next)(struct source *source, struct unit *unit);
	void (*run)(struct source *source, struct unit *unit, unsigned worker, struct sink *sink);
	void (*close)(struct source *source);
};

/* The head of every source's own struct. */
struct source {
	const struct source_ops *ops;
	uint64_t done, total; /* for the progress display; total 0: not known. Written in next only. */
};

#endif
