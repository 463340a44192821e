/* SPDX-License-Identifier: MIT */
/*
 * heap.h - the blocks of a process that runs under the runtime, from outside
 *
 * Comes in: the memory of a process that stands still, and where it says
 * that its tables are (record/heap.h).  Goes out: which blocks are live,
 * which were freed and are not yet used again, and the stacks of both.
 *
 * The program can scribble on the tables.  What makes no sense is as if it
 * were not there; sizes and counts have ceilings.
 *
 * Ownership: open/close; the memory must live as long.  Threads: one at a
 * time.
 */
#ifndef REPORT_HEAP_H
#define REPORT_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/heap.h"

struct heap;
struct memory;
struct record_stack;

/* NULL when there are no tables of this version at the address. */
struct heap *heap_open(struct memory *m, uint64_t address);
void heap_close(struct heap *h); /* NULL is fine */

struct heap_range {
	uint64_t start, end;
};

/* Where blocks are: two ranges at most, sorted. */
size_t heap_areas(const struct heap *h, struct heap_range ret[2]);

/* All memory of the runtime, sorted, without overlaps; blocks too. */
const struct heap_range *heap_own(const struct heap *h, size_t *ret_n);

struct heap_block {
	uint64_t address;
	uint64_t size;	/* as asked for */
	uint64_t limit; /* bytes that belong to it */
	enum block_state state;
	/* tids are the kernel's here; free.tid 0: it was not freed. */
	struct heap_event alloc, free;
};

static inline bool heap_block_is_freed(const struct heap_block *b)
{
	return b->state == BLOCK_HELD || b->state == BLOCK_FREE ||
	       b->state == BLOCK_DEAD;
}

/* The block that an address lies in; false: none that is known. */
bool heap_find(struct heap *h, uint64_t address, struct heap_block *ret);

/* All blocks, by address, until each says false. */
void heap_each(struct heap *h,
	       bool (*each)(void *arg, const struct heap_block *b), void *arg);

/* The stack of an event, as a finding has it. */
void heap_stack(struct heap *h, const struct heap_event *e,
		struct record_stack *ret);

#endif
