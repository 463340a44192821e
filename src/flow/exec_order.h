/* SPDX-License-Identifier: MIT */
/*
 * exec_order.h - what execution asks of a function's shape (private)
 *
 * Ownership: in the arena given.  Threads: read-only once made.
 */
#ifndef FLOW_EXEC_ORDER_H
#define FLOW_EXEC_ORDER_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct ir_block;
struct ir_function;
struct ir_instr;

struct exec_loop {
	uint64_t *body; /* bits by block index; NULL: the block heads no loop */
	/*
	 * The index of a loop that counts up from a constant by one: its phi
	 * (or, of a range, what is one more than it), and what it is compared
	 * with at the head.  NULL: it is no such loop.
	 */
	const struct ir_instr *phi, *counter, *test;
};

struct exec_order {
	uint32_t nblocks;
	/* By block index: its place in the order of execution.  The body of a
	 * loop comes before what follows the loop. */
	uint32_t *rank;
	uint32_t *at; /* block indices by rank */
	uint32_t nranks;
	/* By block index: registers that are read in it or after it, or
	 * NULL where nothing can reach; bits as ir_value_index(). */
	uint64_t **live;
	struct exec_loop *loops; /* by block index of the head */
};

struct exec_order *exec_order_make(const struct ir_function *fn,
				   struct arena *a);

static inline bool exec_bit(const uint64_t *set, uint32_t i)
{
	return set[i / 64] >> (i % 64) & 1;
}

#endif
