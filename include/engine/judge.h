/*
 * judge.h - is a value a real secret or a stand-in for one? STAND-IN: replaced when the judges are merged.
 */
#ifndef ENGINE_JUDGE_H
#define ENGINE_JUDGE_H

#include "base/slice.h"

struct judge;

bool judge_is_placeholder(struct slice secret);
const struct judge *judge_find(const char *name); /* NULL: no such judge */
bool judge_accepts(const struct judge *judge, struct slice secret, struct slice context);
double judge_entropy(struct slice s); /* bits per byte */

#endif
