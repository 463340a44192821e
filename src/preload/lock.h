/* SPDX-License-Identifier: MIT */
/*
 * lock.h - a lock that needs nothing but a futex
 *
 * Drepper's third mutex ("Futexes Are Tricky"): 0 free, 1 taken, 2 taken
 * with sleepers.  It is ours alone, so a thread of the program that holds a
 * lock of libc never waits for us and the other way round.
 */
#ifndef PRELOAD_LOCK_H
#define PRELOAD_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

struct lock {
	_Atomic uint32_t state;
};

void lock_slow(struct lock *l);
void lock_wake(struct lock *l);

static inline void lock_take(struct lock *l)
{
	uint32_t free = 0;

	if (!atomic_compare_exchange_strong_explicit(&l->state, &free, 1,
						     memory_order_acquire,
						     memory_order_relaxed))
		lock_slow(l);
}

static inline void lock_drop(struct lock *l)
{
	if (atomic_exchange_explicit(&l->state, 0, memory_order_release) == 2)
		lock_wake(l);
}

/* In the child of a fork, where the other threads are gone. */
static inline void lock_reset(struct lock *l)
{
	atomic_store_explicit(&l->state, 0, memory_order_relaxed);
}

#endif
