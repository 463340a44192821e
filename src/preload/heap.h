/* SPDX-License-Identifier: MIT */
/*
 * heap.h - the allocator as the hooks see it
 *
 * Decides for each block where it is placed (paged.h or dense.h), checks
 * what comes back, and tells of what is wrong with it.  The real malloc is
 * never called.
 *
 * fp is the frame pointer of the hook that the program called, from which
 * stacks start.  Threads: any, in signal handlers too.
 */
#ifndef PRELOAD_HEAP_H
#define PRELOAD_HEAP_H

#include "preload/preload.h"

struct block;
struct record_heap;
struct record_options;

/* Everything but what needs options.  Runs once, from whichever comes
 * first, the constructor or an early malloc. */
void heap_init(void);

/* The rest, from the constructor. */
void heap_start(const struct record_options *o);

/* Where all that is known of blocks lies, for belay. */
const struct record_heap *heap_description(void);

/*
 * size bytes, aligned to align (a power of two, at least MIN_ALIGN); zeroed
 * when zero is set.  NULL when there is no memory; errno is left alone.
 */
void *heap_alloc(size_t size, size_t align, bool zero, const void *fp);

void heap_free(void *p, const void *fp);

/* As realloc() with p != NULL and size > 0; NULL leaves p as it was. */
void *heap_realloc(void *p, size_t size, const void *fp);

/* Bytes that the program may use: as many as it asked for. */
size_t heap_size(const void *p);

/* The block that an address lies in, or just after; false: none. */
bool heap_describe(uintptr_t address, struct block *ret);

#endif
