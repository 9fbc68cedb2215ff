/*
 * scope.h - which part of a history was asked for, for those who read the report.
 */
#ifndef MODEL_SCOPE_H
#define MODEL_SCOPE_H

#include <stdint.h>

#include "model/rule.h"

struct scope {
	struct text_list ranges, refs; /* as they were given */
	bool since_given;
	int64_t since;     /* seconds since 1970 */
	const char *shard; /* "1/4"; NULL: no shard */
};

static inline bool scope_is_all(const struct scope *s)
{
	return !s->ranges.len && !s->refs.len && !s->since_given && !s->shard;
}

#endif
