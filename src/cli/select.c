/* select.c - see select.h */
#include "cli/select.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/text.h"
#include "base/workers.h"

#define SHARDS_MAX 100000

static enum status read_shard(const char *text, struct shard *shard, struct error *err)
{
	struct slice rest = slice_of(text), first;
	uint64_t number, count;

	if (slice_cut(&rest, '/', &first) && text_to_number(first, &number) && text_to_number(rest, &count) && number &&
	    number <= count && count <= SHARDS_MAX) {
		*shard = (struct shard){ (uint32_t)number, (uint32_t)count };
		return STATUS_OK;
	}
	return error_set(err, ERR_USAGE, "--shard: '%s' is not I/N with I from 1 to N (and N at most %d)", text,
			 SHARDS_MAX);
}

enum status select_read(const struct options *options, struct history_options *how, struct scope *scope,
			struct error *err)
{
	struct selection_options *select = &how->select;

	*how = (struct history_options){ .workers = options->threads ? options->threads : workers_available(),
					 .max_object = (uint64_t)options->max_object << 20,
					 .whole = options->reader == 1,
					 .libgit2 = options->reader == 2 };
	*scope = (struct scope){ .ranges = { options->ranges.items, options->ranges.len },
				 .refs = { options->refs.items, options->refs.len },
				 .since_given = options->since != NULL,
				 .shard = options->shard };
	if (options->shard && read_shard(options->shard, &how->shard, err))
		return err->status;
	if (options->since && !date_parse(slice_of(options->since), clock_now(), &scope->since))
		return error_set(err, ERR_USAGE,
				 "--since: '%s' is no date (2026-01-31, 2026-01-31T15:04:05+01:00, 30d, 2w, 6m, 1y)",
				 options->since);
	*select = (struct selection_options){ .ranges = scope->ranges,
					      .refs = scope->refs,
					      .since_given = scope->since_given,
					      .since = scope->since,
					      .listed = options->selecting == 1 };
	select->workers = how->workers;
	return STATUS_OK;
}
