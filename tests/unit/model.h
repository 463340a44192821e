/* SPDX-License-Identifier: MIT */
/*
 * model.h - every order of the steps of a few threads
 *
 * Code that is written against the CORE_ macros runs here on threads that
 * are not: a thread is a function and the list of what its steps have seen
 * so far.  To take one step, the function is run from its beginning; steps
 * it took before answer from the list and touch nothing, one new step is
 * taken and noted, and the run is left (by longjmp) at the step after that.
 * What is done between steps belongs to the step before.  So the state of
 * everything is a struct, which is copied to try one order after another,
 * and hashed, so that what was reached on another way is not gone into
 * again: the list of a thread is its state, as it has no other input.
 *
 * Steps are taken one after the other, as if memory were sequentially
 * consistent.  What weaker orders may do is checked beside it: each word
 * carries the vector clock of its last release, which acquiring joins, and
 * a plain access that is not ordered by these after every conflicting one
 * is a race, and an error.
 *
 * To use it: include this file, then what is to be tested, then define
 * struct world, in which everything shared is, model_constant(), which knows
 * what no thread ever writes (reading it is no step), and MODEL_OPS, the most
 * operations of a thread; then include model_run.h.
 */
#ifndef TESTS_UNIT_MODEL_H
#define TESTS_UNIT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum model_access { MODEL_READ, MODEL_WRITE };

static uint64_t model_load(const volatile void *p, size_t size, int order);
static void model_store(volatile void *p, size_t size, uint64_t v, int order);
static uint64_t model_rmw(volatile void *p, size_t size,
			  const uint64_t *expected, uint64_t add, uint64_t v,
			  int order);
static uint64_t model_plain(volatile void *p, size_t size,
			    enum model_access access, uint64_t v);

#define CORE_LOAD(p, order) \
	((__typeof__(*(p)))(uintptr_t)model_load(p, sizeof(*(p)), order))
#define CORE_STORE(p, v, order) \
	model_store(p, sizeof(*(p)), (uint64_t)(uintptr_t)(v), order)
#define CORE_SWAP(p, v, order)                                                \
	((__typeof__(*(p)))model_rmw(p, sizeof(*(p)), NULL, 0, (uint64_t)(v), \
				     order))
#define CORE_ADD(p, v, order) \
	model_rmw(p, sizeof(*(p)), NULL, (uint64_t)(v), 0, order)
#define CORE_CAS(p, old, v, order)                                  \
	({                                                          \
		uint64_t was_ = (uint64_t) * (old);                 \
		uint64_t is_ = model_rmw(p, sizeof(*(p)), &was_, 0, \
					 (uint64_t)(v), order);     \
		*(old) = (__typeof__(*(old)))is_;                   \
		is_ == was_;                                        \
	})
#define CORE_GET(field)                                                     \
	((__typeof__(field))(uintptr_t)model_plain(&(field), sizeof(field), \
						   MODEL_READ, 0))
#define CORE_SET(field, v)                                \
	model_plain(&(field), sizeof(field), MODEL_WRITE, \
		    (uint64_t)(uintptr_t)(v))

#endif
