/* SPDX-License-Identifier: MIT */
/*
 * test.h - the whole unit-test framework
 *
 * A test is a static function whose name is a sentence that is true when it
 * passes.  A CHECK that fails says where and leaves the test.
 */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <stdio.h>
#include <string.h>

static int test_failed_here, tests_passed, tests_failed;

#define CHECK(cond)                                                         \
	do {                                                                \
		if (!(cond)) {                                              \
			fprintf(stderr, "%s:%d: %s: CHECK(%s)\n", __FILE__, \
				__LINE__, __func__, #cond);                 \
			test_failed_here = 1;                               \
			return;                                             \
		}                                                           \
	} while (0)

#define CHECK_STR(got, want)                                                \
	do {                                                                \
		const char *got_ = (got), *want_ = (want);                  \
                                                                            \
		if (!got_ || strcmp(got_, want_) != 0) {                    \
			fprintf(stderr, "%s:%d: %s: got '%s', want '%s'\n", \
				__FILE__, __LINE__, __func__,               \
				got_ ? got_ : "(null)", want_);             \
			test_failed_here = 1;                               \
			return;                                             \
		}                                                           \
	} while (0)

#define RUN(test)                       \
	do {                            \
		test_failed_here = 0;   \
		test();                 \
		if (test_failed_here)   \
			tests_failed++; \
		else                    \
			tests_passed++; \
	} while (0)

static inline int test_summary(void)
{
	printf("%d passed, %d failed\n", tests_passed, tests_failed);
	return tests_failed != 0;
}

#endif
