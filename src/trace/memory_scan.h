/* SPDX-License-Identifier: MIT */
/*
 * memory_scan.h - the parts of memory_scan(), for those with threads
 *
 * Threads: memory_scan_range() from many at once, each with a buffer of its
 * own; memory_present() one at a time per struct memory.
 */
#ifndef TRACE_MEMORY_SCAN_H
#define TRACE_MEMORY_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/memory.h"

enum { MEMORY_SCAN_PIECE = 256 << 10 };

/* MEMORY_SCAN_PIECE bytes, for free(). */
void *memory_scan_buffer(void);

/*
 * Gives the words of [start, end), which is in one region, to `each`, and
 * adds to *bytes how many bytes these were.  False when `each` said so.
 */
bool memory_scan_range(struct memory *m, uint64_t start, uint64_t end,
		       void *buffer, memory_scan_fn *each, void *arg,
		       uint64_t *bytes);

typedef bool memory_present_fn(void *arg, uint64_t start, uint64_t end);

/*
 * What may be other than zero of the regions in [start, end) that can be
 * read and have all these perms, in order.  False when `each` said so.
 */
bool memory_present(struct memory *m, uint64_t start, uint64_t end,
		    uint8_t perms, memory_present_fn *each, void *arg);

#endif
