/* SPDX-License-Identifier: MIT */
/*
 * guard_int.h - what guarded blocks and packed secrets have in common
 *
 * Threads: any.
 */
#ifndef LIB_GUARD_INT_H
#define LIB_GUARD_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

size_t belay__page_size(void);

/* Bytes that depend on their address; and whether they are still there. */
void belay__canary_fill(uint64_t canary, char *from, const char *until);
bool belay__canary_holds(uint64_t canary, const char *from, const char *until);

/* Keeps pages out of swap, if limits allow: false if not; and out of dumps. */
bool belay__lock_pages(void *p, size_t size);

#endif
