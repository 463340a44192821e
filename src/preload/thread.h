/* SPDX-License-Identifier: MIT */
/*
 * thread.h - what the runtime keeps for each thread
 *
 * A thread has slots ready to hand out and a quarantine ring for each size
 * class, so that the common malloc and free take no lock.
 *
 * No destructor gives these back: a thread may end by a raw system call.
 * Instead a new thread looks for the state of one that has ended (no task
 * of that tid in this process any more) and takes it over with all that is
 * in it.
 *
 * A signal handler that interrupts the runtime and allocates finds `busy`
 * set and is served apart, see heap.c.
 */
#ifndef PRELOAD_THREAD_H
#define PRELOAD_THREAD_H

#include <stdatomic.h>

#include "preload/preload.h"
#include "preload/size_class.h"

struct record_heap;

enum {
	BIN_READY = 64, /* most slots ready at once */
	BIN_RING = 512, /* most slots in the thread's own quarantine */
	SITE_CACHE = 512,
	CALLERS = 2048,
	CALLER_HOT = 256,    /* calls until whole stacks are too much */
	CALLER_REUSE = 15,   /* then so many calls take the last one's */
	MAX_THREADS = 65535, /* 16 bits in a slot; 0 is nobody */
};

struct bin {
	uint16_t nready;
	uint16_t head, count; /* of ring */
	uintptr_t ready[BIN_READY];
	uintptr_t ring[BIN_RING];
};

/* How many more allocations of a call site need not be looked at. */
struct site_skip {
	uint32_t site;
	uint32_t skip;
};

/* A place that calls the runtime. */
struct caller {
	uint32_t key;
	uint32_t calls; /* no more than CALLER_HOT is counted */
	uint32_t stack; /* the last one that was taken, once it is hot */
	uint32_t reuse; /* how often that may still be taken for granted */
};

struct thread {
	_Atomic uint32_t tid; /* 0: never used */
	uint32_t index;
	bool busy;
	bool hurried; /* frees too fast for the budget, see dense.c */
	uint8_t turn; /* of what is done now and then in a hurry */
	/* Not yet in the session's counters. */
	uint32_t nallocations, nsampled, nguarded;
	uint32_t flush_at;
	uint64_t total; /* allocations already counted */
	struct site_skip sites[SITE_CACHE];
	struct caller callers[CALLERS];
	struct bin bins[NCLASSES];
};

extern __thread struct thread *thread_self
	__attribute__((tls_model("initial-exec")));

bool thread_init(void);

/* The state of a thread that has none yet.  NULL: out of memory, or a
 * signal handler in the middle of it. */
struct thread *thread_enter(void);

static inline struct thread *thread_get(void)
{
	return LIKELY(thread_self != NULL) ? thread_self : thread_enter();
}

/* The tid of a thread by the index in a slot; 0 when it is not known. */
uint32_t thread_tid(unsigned index);

/* Says where tids are found, to those who look from outside. */
void thread_publish(struct record_heap *h);

/* Adds the thread's counts to the session's. */
void thread_flush_counts(struct thread *t);

static inline void thread_count(struct thread *t)
{
	if (UNLIKELY(++t->nallocations >= t->flush_at))
		thread_flush_counts(t);
}

void thread_fork_prepare(void);
void thread_fork_parent(void);
void thread_fork_child(void);

#endif
