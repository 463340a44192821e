/* SPDX-License-Identifier: MIT */
/*
 * A call site is a stack, by its id in the depot.  Its n-th allocation is a
 * candidate for a guard when n is below SITE_EAGER, and one in about n /
 * SITE_EAGER after that: the k-th guarded block of a site comes after about
 * SITE_EAGER * e^(k / SITE_EAGER) allocations, so a site that allocates
 * millions gets a few hundred guards and one that allocates ten gets ten.
 * Candidates are guarded while time allows; a site seen for the first times
 * may draw on a reserve as well, so that hot sites cannot starve new ones.
 *
 * The step to the next candidate is kept in the thread, without a lock: hot
 * sites of several threads share no cache line.  Counts may lose an
 * increment to a race; they steer, they are not reported.
 */
#include "preload/budget.h"

#include <stdatomic.h>
#include <time.h>

#include "preload/mem.h"
#include "preload/thread.h"
#include "record/options.h"

enum {
	SITE_EAGER = 32,
	SITE_NEW = 4, /* so many blocks of a site may use the reserve */
	SITES = 1 << 20,
	SKIP_MAX = 1 << 16,
};

#define START_NS UINT64_C(50000000)    /* to spend before any has passed */
#define FAULT_NS UINT64_C(1500)	       /* the first touch of a page */
#define RESERVE_NS UINT64_C(100000000) /* on top, for new sites */

bool budget_max;

static struct {
	uint32_t percent;
	uint64_t started;
	_Atomic uint64_t spent; /* ns */
	struct mem_range counts;
} budget;

/*
 * Through the vDSO, ten times faster than a system call: libc's function
 * takes no lock and allocates nothing.
 */
static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

bool budget_init(uint32_t percent)
{
	budget.percent = percent;
	budget_max = percent == RECORD_BUDGET_MAX;
	budget.started = now();
	return mem_reserve(&budget.counts, SITES * sizeof(uint32_t)) &&
	       mem_ready(&budget.counts, SITES * sizeof(uint32_t));
}

uint64_t budget_start(void)
{
	return now();
}

void budget_charge(uint64_t start)
{
	atomic_fetch_add_explicit(&budget.spent, now() - start,
				  memory_order_relaxed);
}

void budget_charge_pages(size_t n)
{
	atomic_fetch_add_explicit(&budget.spent, n * FAULT_NS,
				  memory_order_relaxed);
}

static bool has_time(uint64_t reserve)
{
	uint64_t passed, spent;

	if (budget_unlimited())
		return true;
	if (budget.percent == 0)
		return false;
	passed = now() - budget.started;
	spent = atomic_load_explicit(&budget.spent, memory_order_relaxed);
	return spent < START_NS + reserve + passed / 100 * budget.percent;
}

bool budget_has_time(void)
{
	return has_time(0);
}

static uint32_t count(uint32_t site)
{
	_Atomic uint32_t *counts = (void *)budget.counts.base;
	uint32_t n = atomic_load_explicit(&counts[site % SITES],
					  memory_order_relaxed);

	if (n < UINT32_MAX)
		atomic_store_explicit(&counts[site % SITES], n + 1,
				      memory_order_relaxed);
	return n;
}

bool budget_wants_site(struct thread *t, uint32_t site)
{
	struct site_skip *s = &t->sites[site % SITE_CACHE];
	uint32_t n;

	if (budget_unlimited())
		return true;
	if (s->site == site && s->skip > 0) {
		s->skip--;
		return false;
	}
	if (budget.percent == 0)
		return false;
	n = count(site);
	s->site = site;
	s->skip = n < SITE_EAGER ? 0 : n / SITE_EAGER;
	if (s->skip > SKIP_MAX)
		s->skip = SKIP_MAX;
	return has_time(n < SITE_NEW ? RESERVE_NS : 0);
}
