/* SPDX-License-Identifier: MIT */
/*
 * arena.h - memory with one end of life
 *
 * Everything taken from an arena is given back at once by arena_destroy().
 * Memory is zeroed and aligned for any type.  An arena may have a ceiling;
 * passing it, or running out of memory, prints one line and exits with 3:
 * code that builds trees does not check each node.
 *
 * Threads: one at a time per arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* ceiling in bytes; 0 for none. */
struct arena *arena_create(size_t ceiling);
void arena_destroy(struct arena *a); /* NULL is fine */

void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size); /* checked n*size */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Bytes handed out. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
