/*
 * selftest.h - a rule held against its own examples.
 *
 * Each example is filled at random many times and must be found by the rule,
 * each counterexample must not; and the fast engine must say exactly what the
 * naive one says.
 */
#ifndef SCAN_SELFTEST_H
#define SCAN_SELFTEST_H

#include "base/buffer.h"
#include "base/error.h"
#include "engine/detector.h"

struct selftest_options {
	unsigned samples; /* fills per example */
	uint64_t seed;
	bool complete; /* demand two examples and a counterexample that holds a keyword (built-in rules) */
};

/*
 * Checks one rule with a detector that holds it (and any others). What is wrong
 * is added to `faults`, a line each: "FILE:LINE: rule ID: ...". Returns how
 * many texts were tried.
 */
size_t selftest_rule(const struct rule *rule, const struct detector *detector, const struct selftest_options *options,
		     struct buffer *faults);

#endif
