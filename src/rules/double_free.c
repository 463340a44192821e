/* SPDX-License-Identifier: MIT */
/*
 * BL103 double-free
 *
 *	C.free(m["a"])
 *	C.free(m["b"])	// the same memory under another name
 */
#include "rules/lifetime.h"

void rule_double_free(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_HEAP)
			report_double(r, r->issues[i]);
}
