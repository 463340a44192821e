/* SPDX-License-Identifier: MIT */
/*
 * run.h - what the programs in misuse/ and silent/ have in common
 *
 * A misuse program marks its lines with comments that the checker reads:
 * access, free and alloc, each naming the place where the report must say
 * that this happened.  Functions are kept apart so that each is a frame.
 */
#ifndef TESTS_RUN_RUN_H
#define TESTS_RUN_RUN_H

#include <stdio.h>
#include <stdlib.h>

#define APART __attribute__((noinline, noclone))

/* A silent program says where it went wrong and fails. */
#define MUST(cond)                                                    \
	do {                                                          \
		if (!(cond)) {                                        \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
				#cond);                               \
			exit(70);                                     \
		}                                                     \
	} while (0)

#endif
