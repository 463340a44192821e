/* SPDX-License-Identifier: MIT */
/*
 * Threads are seized (PTRACE_SEIZE stops nobody), then interrupted, then
 * waited for: so they stop nearly at once, whatever their number.  Those
 * that do not run yet are born by those that do; when all that are known
 * stand still and the list of threads has no other, there is none.
 *
 * A thread of ours does that, and all of it: only who has seized a thread
 * may let it go.  When it ends, for whatever reason, the kernel lets go of
 * everything that it had seized, which is how those are freed that are in
 * the kernel and can be told nothing.
 *
 * Execs.  A thread that executes another program kills all others and waits
 * for their ends to be noted, by us, if we have seized them.  Meanwhile it
 * holds a lock that seizing the next one waits for.  So whoever waits for
 * our thread takes note of deaths, when that does not come on.
 *
 * A thread may be where nothing wakes it: a hung disk, or vfork().  It
 * cannot run code of the program before it has stopped, so it counts as
 * stopped; what the kernel does for it may still write to its buffers.
 */
#include "trace/stop.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/compare.h"
#include "base/vec.h"
#include "trace/memory.h"
#include "trace/memory_source.h"
#include "trace/stop_tracee.h"

enum {
	NAP_MIN = 20,	       /* microseconds between two looks */
	NAP_MAX = 500,	       /* the same */
	PATIENCE = 20,	       /* ms that a thread has before it is looked at */
	STUCK = 100,	       /* ms in the kernel that count as stopped */
	REAP_EVERY = 20000000, /* ns */
};

struct stop {
	pid_t pid;
	unsigned timeout_ms;
	struct arena *arena;
	pthread_t thread;

	/* Guards what follows up to `changed`. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool done;  /* stopping has ended, with `result` */
	bool leave; /* the thread may let go and end */

	/* The thread's own until `done`, and from `leave` on. */
	enum stop_result result;
	char why[512];
	struct VEC(struct tracee) tracees; /* by tid */
	uint32_t nsorted;		   /* those behind are new */
	uint32_t listed;		   /* by the kernel, the last time */
	bool changing;			   /* some of these have ended since */
	struct memory_thread *threads;
	size_t nthreads;
	double deadline, began, ended;
};

static double now(void)
{
	return clock_seconds(CLOCK_MONOTONIC);
}

static bool fail(struct stop *s, enum stop_result result, const char *why)
{
	if (s->result != STOP_DONE)
		return false;
	s->result = result;
	snprintf(s->why, sizeof(s->why), "%s", why);
	return false;
}

/* ---- seizing */

static int by_tid(const void *pa, const void *pb)
{
	const struct tracee *a = pa, *b = pb;

	return compare_number((uint64_t)a->tid, (uint64_t)b->tid);
}

static struct tracee *known(const struct stop *s, pid_t tid)
{
	const struct tracee key = {.tid = tid};

	return s->nsorted > 0 ? bsearch(&key, s->tracees.at, s->nsorted,
					sizeof(key), by_tid)
			      : NULL;
}

static bool has_execed(struct stop *s)
{
	return fail(s, STOP_EXECED,
		    memory_why("process %d became another program while it was "
			       "being stopped",
			       (int)s->pid));
}

/*
 * The thread that executes another program gets the number of the first
 * one: who has gone is there again, or who is new is traced by us.
 */
static void seize(void *arg, pid_t tid)
{
	struct stop *s = arg;
	const struct tracee *before = known(s, tid);
	struct tracee t;
	int err;

	s->listed++;
	if (s->result != STOP_DONE || (before && before->state != TRACEE_GONE))
		return;
	err = tracee_seize(s->pid, tid, &t);
	if (err == 0)
		vec_push(&s->tracees, t);
	if ((err == 0 && before) ||
	    (err == -EPERM && tracee_tracer(tid) == gettid()))
		has_execed(s);
	else if (err == -EAGAIN)
		s->changing = true;
	else if (err != 0 && err != -ESRCH)
		fail(s, STOP_REFUSED, stop_why(s->pid, -err));
}

/* How many were new; -1 when that cannot be. */
static int seize_new(struct stop *s)
{
	uint32_t before = s->tracees.len;
	int n;

	s->nsorted = before;
	s->listed = 0;
	s->changing = false;
	n = tracee_list(s->pid, seize, s);
	if (n < 0)
		fail(s, STOP_GONE, stop_why(s->pid, -n));
	return s->result == STOP_DONE ? (int)(s->tracees.len - before) : -1;
}

static void sort(struct stop *s)
{
	if (s->tracees.len > 1)
		qsort(s->tracees.at, s->tracees.len, sizeof(*s->tracees.at),
		      by_tid);
	s->nsorted = s->tracees.len;
}

/* ---- waiting */

static bool is_waited_for(const struct tracee *t)
{
	return t->state == TRACEE_RUNNING || t->state == TRACEE_IN_KERNEL;
}

/* How many still run; those that are in the kernel for long do not. */
static uint32_t poll_all(struct stop *s, bool look, bool stuck)
{
	uint32_t running = 0;

	for (uint32_t i = 0; i < s->tracees.len; i++) {
		struct tracee *t = &s->tracees.at[i];

		if (!is_waited_for(t))
			continue;
		t->state = TRACEE_RUNNING;
		tracee_poll(t);
		if (t->state == TRACEE_RUNNING && look)
			tracee_look(t);
		if (t->state == TRACEE_EXECED)
			has_execed(s);
		running += t->state == TRACEE_RUNNING ||
			   (t->state == TRACEE_IN_KERNEL && !stuck);
	}
	return running;
}

static bool too_late(struct stop *s)
{
	for (uint32_t i = 0; i < s->tracees.len; i++) {
		const struct tracee *t = &s->tracees.at[i];

		if (is_waited_for(t))
			return fail(s, STOP_TOO_LATE,
				    memory_why("thread %d ('%s') of process %d "
					       "did not stop within %u ms",
					       (int)t->tid, t->name,
					       (int)s->pid, s->timeout_ms));
	}
	return fail(s, STOP_TOO_LATE,
		    memory_why("process %d starts threads faster than they "
			       "can be stopped",
			       (int)s->pid));
}

/* Until all that were interrupted have stopped. */
static bool wait_all(struct stop *s)
{
	struct timespec nap = {0, NAP_MIN * 1000L};
	double start = now(), waited = 0, looked = 0;

	while (s->result == STOP_DONE) {
		bool look = waited - looked >= PATIENCE / 1e3;

		if (look)
			looked = waited;
		if (poll_all(s, look, waited >= STUCK / 1e3) == 0)
			break;
		if (now() > s->deadline)
			return too_late(s);
		nanosleep(&nap, NULL);
		if (nap.tv_nsec < NAP_MAX * 1000L)
			nap.tv_nsec += nap.tv_nsec / 2;
		waited = now() - start;
	}
	return s->result == STOP_DONE;
}

static void interrupt_new(struct stop *s)
{
	if (s->began == 0)
		s->began = now();
	for (uint32_t i = 0; i < s->tracees.len; i++) {
		if (!s->tracees.at[i].interrupted)
			tracee_interrupt(&s->tracees.at[i]);
	}
}

/*
 * A list that is read while threads end may lack others.  It is whole when
 * all that it has are still there, and are as many as the kernel counts.
 */
static bool stop_all(struct stop *s)
{
	for (;;) {
		int n = seize_new(s);

		if (n < 0)
			return false;
		if (n == 0 && !s->changing &&
		    s->listed == (uint32_t)tracee_count(s->pid))
			return true;
		if (now() > s->deadline)
			return too_late(s);
		sort(s);
		interrupt_new(s);
		if (!wait_all(s))
			return false;
	}
}

/* ---- the thread */

static void read_threads(struct stop *s)
{
	s->threads = ARENA_ARRAY(s->arena, (size_t)s->tracees.len + 1,
				 struct memory_thread);
	for (uint32_t i = 0; i < s->tracees.len; i++) {
		struct tracee *t = &s->tracees.at[i];

		/* It may have come back meanwhile. */
		if (t->state == TRACEE_IN_KERNEL)
			tracee_poll(t);
		if (t->state != TRACEE_GONE)
			tracee_read(t, &s->threads[s->nthreads++]);
	}
	if (s->nthreads == 0)
		fail(s, STOP_GONE, stop_why(s->pid, ESRCH));
}

static void release_all(struct stop *s)
{
	for (uint32_t i = 0; i < s->tracees.len; i++)
		tracee_release(&s->tracees.at[i]);
	s->ended = now();
}

static void *hold(void *arg)
{
	struct stop *s = arg;

	s->deadline = now() + s->timeout_ms / 1e3;
	if (stop_all(s))
		read_threads(s);
	if (s->result != STOP_DONE)
		release_all(s);
	pthread_mutex_lock(&s->lock);
	s->done = true;
	pthread_cond_broadcast(&s->changed);
	while (!s->leave)
		pthread_cond_wait(&s->changed, &s->lock);
	pthread_mutex_unlock(&s->lock);
	if (s->result == STOP_DONE)
		release_all(s);
	return NULL;
}

static void wait_until_done(struct stop *s)
{
	pthread_mutex_lock(&s->lock);
	while (!s->done) {
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += REAP_EVERY;
		if (t.tv_nsec >= 1000000000L) {
			t.tv_sec++;
			t.tv_nsec -= 1000000000L;
		}
		if (pthread_cond_timedwait(&s->changed, &s->lock, &t) == 0)
			continue;
		pthread_mutex_unlock(&s->lock);
		tracee_reap(s->pid);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
}

/* No signal of belay's is for this thread to handle. */
static int start_thread(struct stop *s)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	err = pthread_create(&s->thread, NULL, hold, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

static uint64_t finish(struct stop *s)
{
	double pause = s->ended - s->began;

	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	vec_finish(&s->tracees);
	arena_destroy(s->arena);
	return pause > 0 ? (uint64_t)(pause * 1e9) : 0;
}

static struct stop *refuse(enum stop_result result, const char *why,
			   enum stop_result *ret_result, const char **ret_why)
{
	if (ret_result)
		*ret_result = result;
	*ret_why = why;
	return NULL;
}

struct stop *stop_begin(pid_t pid, unsigned timeout_ms,
			enum stop_result *ret_result, const char **ret_why)
{
	struct arena *a;
	struct stop *s;
	int err;

	pid = tracee_process(pid);
	if (pid == getpid())
		return refuse(STOP_REFUSED, "belay cannot stop itself",
			      ret_result, ret_why);
	a = arena_create(0);
	s = ARENA_NEW(a, struct stop);
	s->arena = a;
	s->pid = pid;
	s->timeout_ms = timeout_ms;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	err = start_thread(s);
	if (err != 0) {
		finish(s);
		return refuse(STOP_REFUSED, stop_why(pid, err), ret_result,
			      ret_why);
	}
	wait_until_done(s);
	if (s->result != STOP_DONE) {
		enum stop_result result = s->result;
		const char *why = memory_why("%s", s->why);

		stop_end(s);
		return refuse(result, why, ret_result, ret_why);
	}
	if (ret_result)
		*ret_result = STOP_DONE;
	return s;
}

const struct memory_thread *stop_threads(const struct stop *s, size_t *ret_n)
{
	*ret_n = s->nthreads;
	return s->threads;
}

/* Only a kill ends a stopped process, and that ends all threads. */
bool stop_alive(const struct stop *s)
{
	for (size_t i = 0; i < s->nthreads; i++) {
		if (s->threads[i].state == MEMORY_THREAD_STOPPED)
			return tracee_proc_state(s->pid, s->threads[i].tid) ==
			       't';
	}
	return tracee_count(s->pid) > 0;
}

uint64_t stop_end(struct stop *s)
{
	if (!s)
		return 0;
	pthread_mutex_lock(&s->lock);
	s->leave = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	return finish(s);
}
