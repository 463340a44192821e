/* SPDX-License-Identifier: MIT */
/*
 * BL112 use-after-handle-delete
 *
 *	h.Delete()
 *	h.Value()	// panics, or answers for another value
 */
#include "rules/lifetime.h"

void rule_use_after_handle_delete(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_HANDLE)
			report_lifetime(r, r->issues[i]);
}
