/* SPDX-License-Identifier: MIT */
/*
 * BL107 use-after-recycle
 *
 *	pool.Put(b)
 *	b.n++		// somebody else may have it by now
 */
#include "rules/lifetime.h"

void rule_use_after_recycle(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_POOL)
			report_lifetime(r, r->issues[i]);
}
