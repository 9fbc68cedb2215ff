/*
 * noise.h - files where a rule that only knows context finds nothing but noise.
 *
 * Lock files, minified and generated text are full of random-looking values
 * that are no secrets. Rules whose format proves itself look there all the same.
 */
#ifndef SCAN_NOISE_H
#define SCAN_NOISE_H

#include "base/slice.h"
#include "model/rule.h"

/* Whether findings of `rule` at `path`, on a line of `line_length` bytes, are not worth telling. */
bool noise_is_expected(const struct rule *rule, enum confidence confidence, struct slice path, size_t line_length);

#endif
