/* SPDX-License-Identifier: MIT */
/*
 * alloc.h - the library's only door to memory, so tests can slam it
 *
 * Two kinds go through it: blocks, of the caller's allocator or of the heap,
 * and ranges of address space, which come from the kernel, read as zero, and
 * cost nothing until they are touched.
 *
 * Ownership: as malloc and free; the size that was asked for goes with the
 * block and is said again when it is given back.
 *
 * Threads: any, except what makes allocations fail, which is for tests that
 * are alone.
 */
#ifndef LIB_ALLOC_H
#define LIB_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

#include "belay/alloc.h"

/*
 * a may be NULL: the heap.  NULL when there is no memory; size > 0.  Nothing
 * happens when NULL is released.
 */
void *belay__alloc(const struct belay_allocator *a, size_t size);
void *belay__zalloc(const struct belay_allocator *a, size_t size);
void *belay__realloc(const struct belay_allocator *a, void *p, size_t old_size,
		     size_t size);
void belay__release(const struct belay_allocator *a, void *p, size_t size);

/* Rounded up to a power of two. */
static inline size_t align_up(size_t n, size_t to)
{
	return (n + to - 1) & ~(to - 1);
}

/*
 * Whole pages that can be written and are not there before that; NULL when
 * the kernel or a limit does not let us.  Kept small they are a mapping each.
 */
void *belay__reserve(size_t size);
void belay__unreserve(void *p, size_t size);

/*
 * Makes pages of a reserved range be there, false when there is no memory:
 * better here than a signal at the first write.
 */
bool belay__commit(void *p, size_t size);

/* Gives their memory back: they read as zero again. */
void belay__decommit(void *p, size_t size);

/*
 * Makes the n-th allocation from now fail (1 is the next); 0 turns it off.
 * belay__commit() and belay__reserve() count as allocations.
 */
void belay__fail_alloc_at(size_t n);

/* Makes every allocation from the n-th on fail; 0 turns it off. */
void belay__fail_allocs_from(size_t n);

/* As if there were no address space for belay__reserve(), until told again. */
void belay__refuse_ranges(bool refused);

#endif
