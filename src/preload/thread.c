/* SPDX-License-Identifier: MIT */
#include "preload/thread.h"

#include <errno.h>

#include "preload/mem.h"
#include "preload/os.h"
#include "preload/session.h"
#include "record/heap.h"
#include "record/record.h"

/* How many states are looked at for one that nobody uses any more. */
enum { LOOK = 4, FLUSH_MAX = 1024 };

/* The tid of a state whose thread did not come along in a fork. */
#define LOST UINT32_MAX

#define STRIDE round_up(sizeof(struct thread), PAGE)

__thread struct thread *thread_self __attribute__((tls_model("initial-exec")));

/* Inside thread_enter(). */
static __thread bool entering __attribute__((tls_model("initial-exec")));

static struct {
	struct lock lock; /* guards the rest */
	struct mem_range range;
	uint32_t nthreads; /* states in use, or once in use */
	uint32_t cursor;   /* where to look for an abandoned one next */
	uint32_t max;
	uint32_t next_index;
	/* By index.  An index outlives its thread, so that a report names the
	 * thread that freed and not the one that came after it. */
	uint32_t tids[MAX_THREADS + 1];
} threads;

static struct thread *state_of(uint32_t i)
{
	return (void *)(threads.range.base + i * STRIDE);
}

bool thread_init(void)
{
	/* Under a limit threads are few, since each has a stack as well. */
	size_t n = mem_budget() / (mem_is_small() ? 16 : 64) / STRIDE;

	threads.max = (uint32_t)min_size(n, MAX_THREADS);
	return threads.max > 0 &&
	       mem_reserve(&threads.range, threads.max * STRIDE);
}

static bool abandoned(struct thread *t, uint32_t me)
{
	uint32_t tid = atomic_load_explicit(&t->tid, memory_order_relaxed);

	/* A dead thread's tid may have become mine. */
	return tid == me || tid == LOST ||
	       os_tgkill(sys_getpid(), tid, 0) == -ESRCH;
}

static struct thread *find_abandoned(uint32_t me)
{
	uint32_t look = threads.nthreads < LOOK ? threads.nthreads : LOOK;

	for (uint32_t i = 0; i < look; i++) {
		struct thread *t;

		threads.cursor = (threads.cursor + 1) % threads.nthreads;
		t = state_of(threads.cursor);
		if (abandoned(t, me))
			return t;
	}
	return NULL;
}

static struct thread *add(void)
{
	if (threads.nthreads == threads.max ||
	    !mem_ready(&threads.range, (threads.nthreads + 1) * STRIDE))
		return NULL;
	return state_of(threads.nthreads++);
}

struct thread *thread_enter(void)
{
	uint32_t me = (uint32_t)sys_gettid();
	struct thread *t;

	/* A handler that allocates now would wait for us for ever. */
	if (entering)
		return NULL;
	entering = true;
	atomic_signal_fence(memory_order_seq_cst);
	lock_take(&threads.lock);
	t = find_abandoned(me);
	if (!t)
		t = add();
	if (t) {
		atomic_store_explicit(&t->tid, me, memory_order_relaxed);
		t->busy = false;
		t->flush_at = 1;
		threads.next_index = threads.next_index % MAX_THREADS + 1;
		t->index = threads.next_index;
		threads.tids[t->index] = me;
	}
	lock_drop(&threads.lock);
	thread_self = t;
	atomic_signal_fence(memory_order_seq_cst);
	entering = false;
	return t;
}

uint32_t thread_tid(unsigned index)
{
	return index <= MAX_THREADS ? threads.tids[index] : 0;
}

void thread_publish(struct record_heap *h)
{
	h->tids = (uintptr_t)threads.tids;
	h->ntids = MAX_THREADS + 1;
}

void thread_flush_counts(struct thread *t)
{
	struct record_stats *stats = session_stats();

	atomic_fetch_add_explicit(&stats->allocations, t->nallocations,
				  memory_order_relaxed);
	atomic_fetch_add_explicit(&stats->sampled, t->nsampled,
				  memory_order_relaxed);
	atomic_fetch_add_explicit(&stats->guarded, t->nguarded,
				  memory_order_relaxed);
	t->total += t->nallocations;
	t->nallocations = 0;
	t->nsampled = 0;
	t->nguarded = 0;
	/* Exact for short programs, cheap for long ones. */
	t->flush_at = 1 + (uint32_t)min_size(t->total / 16, FLUSH_MAX);
}

void thread_fork_prepare(void)
{
	lock_take(&threads.lock);
}

void thread_fork_parent(void)
{
	lock_drop(&threads.lock);
}

/*
 * The other threads are gone, and may have been stopped in the middle of a
 * change to their state: what they had ready or in quarantine is given up.
 */
void thread_fork_child(void)
{
	for (uint32_t i = 0; i < threads.nthreads; i++) {
		struct thread *t = state_of(i);

		if (t == thread_self)
			continue;
		mem_release((uintptr_t)t, STRIDE);
		atomic_store_explicit(&t->tid, LOST, memory_order_relaxed);
	}
	if (thread_self) {
		uint32_t me = (uint32_t)sys_gettid();

		atomic_store_explicit(&thread_self->tid, me,
				      memory_order_relaxed);
		/* What the parent did stays the parent's. */
		threads.next_index = threads.next_index % MAX_THREADS + 1;
		thread_self->index = threads.next_index;
		threads.tids[thread_self->index] = me;
		thread_self->nallocations = 0;
		thread_self->nsampled = 0;
		thread_self->nguarded = 0;
		thread_self->total = 0;
		thread_self->flush_at = 1;
	}
	lock_reset(&threads.lock);
	mem_fork_child(&threads.range);
}
