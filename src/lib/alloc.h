/* SPDX-License-Identifier: MIT */
/*
 * alloc.h - the library's only door to the heap, so tests can slam it
 *
 * Ownership: as calloc and free.
 *
 * Threads: any, except belay__fail_alloc_at(), which is for tests that are
 * alone.
 */
#ifndef LIB_ALLOC_H
#define LIB_ALLOC_H

#include <stddef.h>

/* Zeroed; NULL when there is no memory or n * size does not fit. */
void *belay__calloc(size_t n, size_t size);
void belay__free(void *p); /* NULL is fine */

/* Makes the n-th allocation from now fail (1 is the next); 0 turns it off. */
void belay__fail_alloc_at(size_t n);

#endif
