/* SPDX-License-Identifier: MIT */
/*
 * leaked.h - the last look before a block is said to be lost
 *
 * The walk starts where pointers are known to be.  A program may keep its
 * own in memory that it has mapped itself (arenas of an interpreter), and
 * what a thread had on its stack or in its thread-local variables is not
 * lost because the thread is gone by now.  So all other anonymous memory
 * counts as well, word by word, but for what Go's collector manages, of
 * which the walk knows better.
 *
 * Threads: one at a time.
 */
#ifndef REPORT_LEAKED_H
#define REPORT_LEAKED_H

#include <stddef.h>

#include "gort/walk.h"

struct gort;
struct memory;
struct memory_range;

/*
 * Sets `reached` of the blocks that a word in one of the spans leads to,
 * and of those that these lead to.  Spans and blocks are sorted.
 */
void leaked_spare(struct memory *m, struct gort *g,
		  const struct memory_range *spans, size_t nspans,
		  struct walk_block *blocks, size_t nblocks);

#endif
