/*
 * select.h - --range, --since, --refs and --shard: from words to what a history takes.
 */
#ifndef CLI_SELECT_H
#define CLI_SELECT_H

#include "cli/options.h"
#include "model/scope.h"
#include "source/history.h"

/* Fills `how` and `scope`, which point into `options`. ERR_USAGE: no date, no shard. */
enum status select_read(const struct options *options, struct history_options *how, struct scope *scope,
			struct error *err);

#endif
