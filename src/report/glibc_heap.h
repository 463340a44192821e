/* SPDX-License-Identifier: MIT */
/*
 * glibc_heap.h - the blocks of glibc's malloc, seen from outside
 *
 * Comes in: a process that stands still, or a core; it need not have been
 * started by Belay.  Goes out: every block that malloc has handed out or
 * taken back, by address.
 *
 * Ownership: the heap lives until glibc_heap_destroy().  One thread at a
 * time.  The memory is hostile: what does not fit together ends a walk.
 */
#ifndef REPORT_GLIBC_HEAP_H
#define REPORT_GLIBC_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory;

struct glibc_block {
	uint64_t start, end; /* what the program may use */
	uint32_t area;	     /* index of the area that it is in */
	bool freed;
	bool own; /* malloc's: a table of freed blocks */
};

enum glibc_area_kind {
	GLIBC_MAIN,   /* the break, or what stands for it */
	GLIBC_ARENA,  /* a heap of a thread's arena */
	GLIBC_MAPPED, /* one block with a mapping of its own */
};

struct glibc_area {
	uint64_t start, end;
	enum glibc_area_kind kind;
	bool broken; /* what follows the last block makes no sense */
};

struct glibc_heap {
	struct glibc_block *blocks; /* sorted by start */
	size_t nblocks, nlive;
	uint64_t live_bytes, freed_bytes;
	struct glibc_area *areas; /* sorted by start */
	size_t nareas;
	bool lists;		/* the lists of small freed blocks were found */
	struct glibc_area *own; /* tables of malloc's that are in no block */
	size_t nown;
	const char *cut; /* why not all of it is here; NULL: it is */
};

/* Leaves out what `is_foreign` says is no heap; NULL: nothing is. */
typedef bool glibc_foreign_fn(void *arg, uint64_t start, uint64_t end);

/* Never NULL; a program without glibc's malloc has no areas. */
struct glibc_heap *glibc_heap_read(struct memory *m,
				   glibc_foreign_fn *is_foreign, void *arg);
void glibc_heap_destroy(struct glibc_heap *h); /* NULL is fine */

/* The block that holds addr, or NULL. */
const struct glibc_block *glibc_block_at(const struct glibc_heap *h,
					 uint64_t addr);

#endif
