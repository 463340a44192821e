/* SPDX-License-Identifier: MIT */
/*
 * One queue, one lock.  Tasks here read a file or check a package: the lock
 * is held for some hundred nanoseconds between things that take some ten
 * microseconds at least, so nothing cleverer pays.
 *
 * The queue is first in, first out.  Who submits a large task early gets it
 * started early, and a pool of one thread is a plain loop.
 *
 * A thread that cannot be had is done without: the pool is smaller then.
 */
#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/deep.h"

enum { POOL_MAX = 256 };

struct task {
	pool_fn *fn;
	void *arg;
};

struct worker {
	struct pool *pool;
	pthread_t thread;
	unsigned index;
};

struct pool {
	struct arena *arena; /* of itself */
	unsigned nworkers;   /* with the caller, who is number 0 */
	struct worker *workers;

	/* The lock guards everything below. */
	pthread_mutex_t lock;
	pthread_cond_t change; /* a task came, all are done, or the end */
	/* A ring: ntasks of them from first on. */
	struct task *tasks;
	uint32_t first, ntasks, cap; /* cap is 0 or a power of two */
	unsigned running;
	bool ending;
};

static unsigned processors(void)
{
	cpu_set_t set;
	long n;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return (unsigned)CPU_COUNT(&set);
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n > 0 ? (unsigned)n : 1;
}

/* Runs the first task; the lock is held before and after. */
static void run_one(struct pool *p, unsigned worker)
{
	struct task t = p->tasks[p->first];

	p->first = (p->first + 1) & (p->cap - 1);
	p->ntasks--;
	p->running++;
	pthread_mutex_unlock(&p->lock);

	t.fn(t.arg, worker);

	pthread_mutex_lock(&p->lock);
	p->running--;
	if (p->ntasks == 0 && p->running == 0)
		pthread_cond_broadcast(&p->change);
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		if (p->ntasks > 0) {
			run_one(p, w->index);
		} else if (p->ending) {
			break;
		} else {
			pthread_cond_wait(&p->change, &p->lock);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_create(unsigned n)
{
	struct arena *a = arena_create(0);
	struct pool *p = ARENA_NEW(a, struct pool);

	if (n == 0)
		n = processors();
	if (n > POOL_MAX)
		n = POOL_MAX;
	p->arena = a;
	p->workers = ARENA_ARRAY(a, n, struct worker);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->change, NULL);
	for (p->nworkers = 1; p->nworkers < n; p->nworkers++) {
		struct worker *w = &p->workers[p->nworkers];

		w->pool = p;
		w->index = p->nworkers;
		if (deep_start(&w->thread, work, w) != 0)
			break;
	}
	return p;
}

unsigned pool_size(const struct pool *p)
{
	return p->nworkers;
}

/* Makes room for one more task; the ring is full. */
static void grow(struct pool *p)
{
	uint32_t cap = p->cap ? p->cap * 2 : 64;
	struct task *tasks = ARENA_ARRAY(p->arena, cap, struct task);
	uint32_t head = p->cap - p->first;

	if (p->cap) {
		memcpy(tasks, p->tasks + p->first, head * sizeof(*tasks));
		memcpy(tasks + head, p->tasks, p->first * sizeof(*tasks));
	}
	p->tasks = tasks;
	p->first = 0;
	p->cap = cap;
}

void pool_submit(struct pool *p, pool_fn *fn, void *arg)
{
	pthread_mutex_lock(&p->lock);
	if (p->ntasks == p->cap)
		grow(p);
	p->tasks[(p->first + p->ntasks) & (p->cap - 1)] = (struct task){
		.fn = fn,
		.arg = arg,
	};
	p->ntasks++;
	pthread_cond_signal(&p->change);
	pthread_mutex_unlock(&p->lock);
}

void pool_wait(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->ntasks > 0 || p->running > 0) {
		if (p->ntasks > 0)
			run_one(p, 0);
		else
			pthread_cond_wait(&p->change, &p->lock);
	}
	pthread_mutex_unlock(&p->lock);
}

void pool_destroy(struct pool *p)
{
	if (!p)
		return;
	pool_wait(p);
	pthread_mutex_lock(&p->lock);
	p->ending = true;
	pthread_cond_broadcast(&p->change);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 1; i < p->nworkers; i++)
		pthread_join(p->workers[i].thread, NULL);
	pthread_cond_destroy(&p->change);
	pthread_mutex_destroy(&p->lock);
	arena_destroy(p->arena);
}
