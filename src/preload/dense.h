/* SPDX-License-Identifier: MIT */
/*
 * dense.h - packed blocks: fast, poisoned and held back when freed
 *
 *	      alloc                           free
 *	        ^                               v
 *	   thread: ready slots <--checked-- thread: ring
 *	        ^            no time left       v time for guards
 *	        |                           class: quarantine
 *	        |                               v checked
 *	   class: spans with free slots <-------+
 *	        ^                               v
 *	   new span                 a span all free: guarded
 *
 * A freed block waits in its thread's ring, and then, while the budget has
 * time for guards, in its class's quarantine as well, so that whole spans
 * become free and unreadable; their addresses come back only after many
 * others.  A thread that frees too fast for that checks the poison itself
 * and uses its own blocks again, without a lock.
 *
 * Threads: any; the two thread ends belong to the calling thread.
 */
#ifndef PRELOAD_DENSE_H
#define PRELOAD_DENSE_H

#include "preload/span.h"
#include "preload/thread.h"

bool dense_init(void);

/* Bytes held back in all, shared by the classes.  Before threads start. */
void dense_set_quarantine(size_t bytes);

/*
 * A slot of the class in state FREE, HELD or NONE; NONE slots are zeroed
 * memory.  A slot that two threads freed at the same moment may come up a
 * second time, in state LIVE: the caller asks again.  0: out of memory.
 */
uintptr_t dense_take(struct thread *t, unsigned class);

/* Puts a slot in state HELD, already poisoned, into the quarantine. */
void dense_hold(struct thread *t, unsigned class, uintptr_t address);

void dense_fork_prepare(void);
void dense_fork_parent(void);
void dense_fork_child(void);

#endif
