/* SPDX-License-Identifier: MIT */
#include "preload/lock.h"

#include "preload/os.h"

enum { SPINS = 100 };

void lock_slow(struct lock *l)
{
	for (int i = 0; i < SPINS; i++) {
		uint32_t free = 0;

		if (atomic_compare_exchange_weak_explicit(&l->state, &free, 1,
							  memory_order_acquire,
							  memory_order_relaxed))
			return;
		os_pause();
	}
	while (atomic_exchange_explicit(&l->state, 2, memory_order_acquire) !=
	       0)
		os_futex_wait(&l->state, 2, NULL);
}

void lock_wake(struct lock *l)
{
	sys_futex(&l->state, FUTEX_WAKE, 1, NULL);
}
