/* SPDX-License-Identifier: MIT */
#include "unwind/own.h"

#include "record/heap.h"
#include "unwind/sys.h"
#include "unwind/unwind.h"

static struct heap_ranges own;

void *own_pages(size_t len)
{
	void *p = sys_pages(len);
	uint32_t i;

	if (!p)
		return NULL;
	i = atomic_fetch_add(&own.n, 1);
	if (i < HEAP_RANGES) {
		own.v[i].start = (uintptr_t)p;
		own.v[i].size = len;
	}
	return p;
}

const struct heap_ranges *unwind_ranges(void)
{
	return &own;
}
