/* SPDX-License-Identifier: MIT */
/*
 * BL102 freed-while-held
 *
 *	p := m[k]
 *	C.free(p)	// and no delete(m, k) before the function ends
 *
 * The primary step is the free: what must change is its order.
 */
#include "rules/lifetime.h"

void rule_freed_while_held(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_HEAP)
			report_held(r, r->issues[i]);
}
