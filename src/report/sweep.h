/* SPDX-License-Identifier: MIT */
/*
 * sweep.h - freed blocks that somebody holds, and live ones that nobody does
 *
 * Comes in: a process that stands still, and its blocks.  Goes out: each
 * freed block that something live points to, with those who do; and, when
 * asked for, each live block that nothing live points to.
 *
 * Most programs hold nothing, so the cheap question comes first: which words
 * anywhere outside of the C heap point to freed blocks at all?  That reads
 * memory at its full speed.  Only if there are some, somebody walks from the
 * roots to see who of them is live.
 *
 * Ownership: run/destroy.  Threads: one at a time.
 */
#ifndef REPORT_SWEEP_H
#define REPORT_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gort/walk.h"
#include "report/heap.h"

struct arena;

struct sweep_input {
	struct memory *memory;
	struct heap *heap;
	const char *const *debug_dirs; /* as for gort_open() */
	/* Asks about the block at this address alone; 0: about all. */
	uint64_t only;
	bool c;	    /* from the roots of C too: notes */
	bool leaks; /* and what nobody holds */
};

struct sweep_block {
	struct heap_block block;
	const struct holder *v; /* those who hold it, the best first */
	size_t n;
};

struct sweep {
	struct sweep_block *held; /* by address */
	size_t nheld;
	struct heap_block *leaked; /* by address */
	size_t nleaked;
	uint64_t nbytes; /* of memory that was read */
	/* What the walk did; NULL when there was nothing to ask it. */
	struct holders *holders;
	/* What the walk went through: hit.block->user is a heap_block. */
	struct walk_block *blocks;
	struct heap_block *live;
	struct gort *gort; /* has some of the texts; or NULL */
	struct arena *arena;
};

/* Never NULL. */
struct sweep *sweep_run(const struct sweep_input *in);
void sweep_destroy(struct sweep *s); /* NULL is fine */

#endif
