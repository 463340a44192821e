/* SPDX-License-Identifier: MIT */
/*
 * BL108 arena-escape
 *
 *	m[k] = C.arena_alloc(a, n)
 *	C.arena_destroy(a)	// and m[k] with it
 */
#include "rules/lifetime.h"

void rule_arena_escape(struct rule_run *r)
{
	for (uint32_t i = 0; i < r->nissues; i++)
		if (issue_memory(r->issues[i]) == MEMORY_ARENA)
			report_lifetime(r, r->issues[i]);
}
