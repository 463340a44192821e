/* SPDX-License-Identifier: MIT */
/*
 * unwind_calls.h - functions of every shape, to have their stacks taken
 *
 * unwind_calls.c is built several times: with and without optimization and
 * frame pointers.  Each build fills one struct with its functions.
 */
#ifndef TESTS_UNIT_UNWIND_CALLS_H
#define TESTS_UNIT_UNWIND_CALLS_H

#include <stdint.h>

typedef void leaf_fn(void *arg);

struct call_shapes {
	const char *name;
	void (*plain)(leaf_fn *leaf, void *arg);
	void (*with_alloca)(leaf_fn *leaf, void *arg);
	void (*big_frame)(leaf_fn *leaf, void *arg);
	void (*aligned_frame)(leaf_fn *leaf, void *arg);
	void (*many_registers)(leaf_fn *leaf, void *arg);
	void (*sorting)(leaf_fn *leaf, void *arg);
	/* Goes through all shapes by the bits of path, depth times. */
	void (*wander)(uint64_t path, int depth, leaf_fn *leaf, void *arg);
};

extern const struct call_shapes calls_o0, calls_o2, calls_o2_fp;

#endif
