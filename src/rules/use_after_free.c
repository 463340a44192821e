/* SPDX-License-Identifier: MIT */
/*
 * BL101 use-after-free
 *
 *	C.free(p)
 *	C.puts(p)	// or: *p, m[k] = p, ch <- p, return p
 *
 * Of memory of C's heap.  That of pools, arenas and handles has rules of its
 * own, with the same words: see lifetime.c.
 */
#include "rules/lifetime.h"

void rule_use_after_free(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_HEAP)
			report_use(r, r->issues[i]);
}
