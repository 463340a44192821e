/* SPDX-License-Identifier: MIT */
/*
 * pool.h - a fixed number of threads that run many small tasks
 *
 *	struct pool *p = pool_create(4);
 *
 *	pool_submit(p, read_one, file);
 *	pool_wait(p);
 *	pool_destroy(p);
 *
 * A task may submit further tasks; pool_wait() returns when none is left,
 * and works too while it waits: a pool of n has n - 1 threads of its own.
 * A pool of 1 runs everything in pool_wait(), in the order of submission.
 *
 * Ownership: arg stays the caller's.
 *
 * Threads: pool_submit() is for any thread.  The others are for the thread
 * that made the pool, and not for a task.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

struct pool;

/* worker is below pool_size(); no two tasks at one time have the same. */
typedef void pool_fn(void *arg, unsigned worker);

/* n threads in all; 0: one for each processor. */
struct pool *pool_create(unsigned n);

/* Runs what is left, then ends the threads.  NULL is fine. */
void pool_destroy(struct pool *p);

unsigned pool_size(const struct pool *p);
void pool_submit(struct pool *p, pool_fn *fn, void *arg);
void pool_wait(struct pool *p);

#endif
