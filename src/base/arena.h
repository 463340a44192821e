/* SPDX-License-Identifier: MIT */
/*
 * arena.h - memory with one end of life
 *
 * Everything taken from an arena is given back at once by arena_destroy(),
 * or made free for the next use by arena_reset().  Memory is zeroed and
 * aligned for any type, but for arena_raw()'s.  An arena may have a
 * ceiling; passing it, or running out of memory, prints one line and exits
 * with 3: code that builds trees does not check each node.
 *
 * Threads: one at a time per arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct chunk;

/* Private; here for the functions below that must be inline. */
struct arena {
	char *at, *end; /* what is free of the newest chunk */
	char *dirty;	/* bytes below it may hold something */
	struct chunk *newest, *spare;
	size_t ceiling;
	size_t closed; /* handed out by all chunks but the newest */
};

#define ARENA_ALIGN ((size_t)16)

/* ceiling in bytes; 0 for none. */
struct arena *arena_create(size_t ceiling);
void arena_destroy(struct arena *a); /* NULL is fine */

/* Takes everything back, and keeps the memory for what comes. */
void arena_reset(struct arena *a);

/* Private: what the newest chunk has no room for.  align is 8 or 16. */
void *arena_more(struct arena *a, size_t size, size_t align);

static inline void *arena_alloc(struct arena *a, size_t size)
{
	char *p = a->at + (-(uintptr_t)a->at & (ARENA_ALIGN - 1));

	/* An end is aligned: what fits does so when rounded up as well. */
	if (__builtin_expect(size - 1 >= (size_t)(a->end - p), 0))
		return arena_more(a, size, ARENA_ALIGN);
	size = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	a->at = p + size;
	if (p < a->dirty)
		memset(p, 0, size);
	return p;
}

/*
 * Memory that is aligned to 8 and holds anything: for those who write all
 * of it at once.  size is a multiple of 8, and not 0.
 */
static inline void *arena_raw(struct arena *a, size_t size)
{
	char *p = a->at;

	if (__builtin_expect(size > (size_t)(a->end - p), 0))
		return arena_more(a, size, 8);
	a->at = p + size;
	return p;
}

void *arena_array(struct arena *a, size_t n, size_t size); /* checked n*size */

/* The same for a hash table: see memory_touch(). */
void *arena_table(struct arena *a, size_t n, size_t size);

/*
 * Writes a zero into each page of zeroed memory.  A page that is read first
 * is the system's page of zeros until it is written; then it is replaced,
 * and all threads of the process are stopped to forget the first one.
 */
void memory_touch(void *p, size_t size);

char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Bytes handed out since the creation or the last reset. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))
#define ARENA_TABLE(a, n, type) ((type *)arena_table((a), (n), sizeof(type)))

#endif
