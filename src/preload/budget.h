/* SPDX-License-Identifier: MIT */
/*
 * budget.h - how much of the running time guards may take, and for whom
 *
 * Making memory unreadable costs system calls and page faults, a few
 * microseconds a block.  The runtime measures what it spends and stops when
 * it has had its share of the time since the start; new and rare call sites
 * come first.
 *
 * Threads: any.
 */
#ifndef PRELOAD_BUDGET_H
#define PRELOAD_BUDGET_H

#include "preload/preload.h"

struct thread;

/* percent of the running time; RECORD_BUDGET_MAX lifts every limit. */
bool budget_init(uint32_t percent);

/* Set once by budget_init(); every block is guarded, whatever it costs. */
extern bool budget_max;

static inline bool budget_unlimited(void)
{
	return budget_max;
}

/*
 * Whether a block of this call site should have a guarded place now.  site
 * is the id of the allocation's stack.
 */
bool budget_wants_site(struct thread *t, uint32_t site);

/* Whether there is time left for guarding something that is not urgent. */
bool budget_has_time(void);

/* Around what is to be charged. */
uint64_t budget_start(void);
void budget_charge(uint64_t start);

/* For n fresh pages that the program will touch: each is a fault. */
void budget_charge_pages(size_t n);

#endif
