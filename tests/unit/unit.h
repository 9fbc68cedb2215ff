/* unit.h - what every unit test file starts from: Check, and a main for one suite. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

#include "base/slice.h"

#define ck_assert_slice_eq(actual, text)                                                                               \
	do {                                                                                                           \
		struct slice got_ = (actual);                                                                          \
		ck_assert_msg(slice_is(got_, (text)), "got \"%.*s\", want \"%s\"", SLICE_ARGS(got_), (text));          \
	} while (0)

/* Runs one suite as a program; add_tests(TCase *) adds its tests. */
#define UNIT_MAIN(name, add_tests)                                                                                     \
	int main(void)                                                                                                 \
	{                                                                                                              \
		Suite *suite_ = suite_create(name);                                                                    \
		TCase *tests_ = tcase_create(name);                                                                    \
		SRunner *runner_ = srunner_create(suite_);                                                             \
		int failed_;                                                                                           \
		tcase_set_timeout(tests_, 120);                                                                        \
		add_tests(tests_);                                                                                     \
		suite_add_tcase(suite_, tests_);                                                                       \
		srunner_run_all(runner_, CK_NORMAL);                                                                   \
		failed_ = srunner_ntests_failed(runner_);                                                              \
		srunner_free(runner_);                                                                                 \
		return failed_ ? EXIT_FAILURE : EXIT_SUCCESS;                                                          \
	}

#endif
