/* SPDX-License-Identifier: MIT */
/*
 * deep.h - threads whose stacks have room for deep recursion
 *
 * Source nests as deep as whoever wrote it liked, and what walks it
 * recurses up to limits of its own (parser.h, check.h).  Those limits are
 * made for stacks of this size; the first thread's is what the user's
 * ulimit says.  Only what is used of a stack takes memory.
 */
#ifndef BASE_DEEP_H
#define BASE_DEEP_H

#include <pthread.h>
#include <stddef.h>

/*
 * Starts a thread; 0, or an errno.  Where address space is limited the
 * stack is smaller, down to the system's default.
 */
int deep_start(pthread_t *ret, void *(*fn)(void *arg), void *arg);

/* Calls fn(arg) on such a thread and waits; in place when there is none. */
void deep_call(void (*fn)(void *arg), void *arg);

#endif
