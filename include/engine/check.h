/*
 * check.h - offline proofs of secrets. STAND-IN: replaced when the proofs are merged.
 */
#ifndef ENGINE_CHECK_H
#define ENGINE_CHECK_H

#include "base/slice.h"
#include "model/finding.h"

struct check;

const struct check *check_find(const char *name); /* NULL: no such check */
enum proof check_run(const struct check *check, struct slice secret, const char **note);

#endif
