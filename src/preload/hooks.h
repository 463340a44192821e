/* SPDX-License-Identifier: MIT */
/* hooks.h - what the program's calls find instead of libc's functions */
#ifndef PRELOAD_HOOKS_H
#define PRELOAD_HOOKS_H

#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

/* Not in every libc's headers. */
void free_sized(void *p, size_t size);
void free_aligned_sized(void *p, size_t align, size_t size);

/*
 * Puts libc's own function of that name where `function` points to.  ISO C
 * has no cast from an object pointer to a function; POSIX means it.  Not
 * for the allocator: dlsym allocates.
 */
void hooks_find(void *function, const char *name);

#endif
