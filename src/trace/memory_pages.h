/* SPDX-License-Identifier: MIT */
/*
 * memory_pages.h - which pages of another process hold anything
 *
 * Ownership: open/close; open never fails, and then knows less.  Threads:
 * one at a time per struct.
 */
#ifndef TRACE_MEMORY_PAGES_H
#define TRACE_MEMORY_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "trace/memory_sweep.h"

struct memory_pages {
	int fd; /* of /proc/PID/pagemap; -1: none */
	/* What the kernel was found to have, from the newest on. */
	enum { PAGES_GUARD, PAGES_SCAN, PAGES_MAP, PAGES_ALL } way;
};

void memory_pages_open(struct memory_pages *p, pid_t pid);
void memory_pages_close(struct memory_pages *p);

/*
 * Finds pages in [*at, end) that are in memory or swapped out: up to max
 * ranges; how many.  *at is then where to go on, and end when all was seen.
 */
size_t memory_pages_present(struct memory_pages *p, uint64_t *at, uint64_t end,
			    struct memory_range *v, size_t max);

#endif
