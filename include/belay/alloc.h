/* SPDX-License-Identifier: MIT */
/*
 * alloc.h - where a belay object gets its memory from
 *
 * Whatever can be created can be given an allocator; without one, or with a
 * NULL, it is malloc and its relatives.  The structure must outlive every
 * object that was created with it.
 *
 * Threads: its functions are called from whichever thread calls the object,
 * and must be as safe for threads as the objects are used.
 */
#ifndef BELAY_ALLOC_H
#define BELAY_ALLOC_H

#include <stddef.h>

struct belay_allocator {
	void *ctx;

	/* NULL when there is no memory; as aligned as malloc's; size > 0. */
	void *(*alloc)(void *ctx, size_t size);

	/*
	 * As realloc's with p not NULL; on failure p stays as it is.  May be
	 * NULL: then it is a new block, a copy and a free.
	 */
	void *(*realloc)(void *ctx, void *p, size_t old_size, size_t size);

	/* size is what was asked for.  May be NULL: nothing is given back. */
	void (*free)(void *ctx, void *p, size_t size);
};

#endif
