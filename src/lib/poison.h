/* SPDX-License-Identifier: MIT */
/*
 * poison.h - telling AddressSanitizer and Valgrind which bytes are dead
 *
 * The library need not be built with a sanitizer for that: a program that is
 * brings its runtime along, and the runtime is asked if it is there.  Reads of
 * dead bytes by the program, or by Go code built with -asan, are reported then.
 *
 * Threads: any.
 */
#ifndef LIB_POISON_H
#define LIB_POISON_H

#include <stdbool.h>
#include <stddef.h>

/* Somebody listens; else the two below do nothing. */
bool belay__poisons(void);

/* Multiples of 8 in address and size: that is how fine a sanitizer sees. */
void belay__poison(const void *p, size_t size);
void belay__unpoison(const void *p, size_t size);

#endif
