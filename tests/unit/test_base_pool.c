/* SPDX-License-Identifier: MIT */
#include "base/pool.h"

#include <stdatomic.h>
#include <stddef.h>

#include "test.h"

enum { MANY = 20000 };

static struct pool *the_pool;
static atomic_uint count;
static unsigned order[MANY];
static atomic_uint busy[16];
static atomic_uint clashes;

static void add(void *arg, unsigned worker)
{
	(void)arg;
	if (atomic_fetch_add(&busy[worker], 1) != 0)
		atomic_fetch_add(&clashes, 1);
	atomic_fetch_add(&count, 1);
	atomic_fetch_sub(&busy[worker], 1);
}

/* A task whose argument is the number of levels below it. */
static void fork_twice(void *arg, unsigned worker)
{
	size_t depth = (size_t)arg;

	add(NULL, worker);
	if (depth == 0)
		return;
	pool_submit(the_pool, fork_twice, (void *)(depth - 1));
	pool_submit(the_pool, fork_twice, (void *)(depth - 1));
}

static void note(void *arg, unsigned worker)
{
	(void)worker;
	order[atomic_fetch_add(&count, 1)] = (unsigned)(size_t)arg;
}

static void note_and_more(void *arg, unsigned worker)
{
	note(arg, worker);
	if ((size_t)arg < 100)
		pool_submit(the_pool, note_and_more,
			    (void *)((size_t)arg + 100));
}

static void every_task_runs_once(void)
{
	for (unsigned n = 1; n <= 8; n *= 2) {
		struct pool *p = pool_create(n);

		atomic_store(&count, 0);
		for (int i = 0; i < MANY; i++)
			pool_submit(p, add, NULL);
		pool_wait(p);
		CHECK(atomic_load(&count) == MANY);
		CHECK(pool_size(p) >= 1 && pool_size(p) <= n);
		pool_destroy(p);
	}
	CHECK(atomic_load(&clashes) == 0);
}

static void tasks_that_tasks_submit_are_waited_for(void)
{
	for (unsigned n = 1; n <= 4; n++) {
		the_pool = pool_create(n);
		atomic_store(&count, 0);
		pool_submit(the_pool, fork_twice, (void *)(size_t)10);
		pool_wait(the_pool);
		CHECK(atomic_load(&count) == (1u << 11) - 1);
		pool_destroy(the_pool);
	}
	CHECK(atomic_load(&clashes) == 0);
}

static void a_pool_of_one_keeps_the_order_of_submission(void)
{
	the_pool = pool_create(1);
	atomic_store(&count, 0);
	for (size_t i = 0; i < 100; i++)
		pool_submit(the_pool, note_and_more, (void *)i);
	CHECK(atomic_load(&count) == 0); /* nobody but the waiter works */
	pool_wait(the_pool);
	CHECK(atomic_load(&count) == 200);
	for (unsigned i = 0; i < 200; i++)
		CHECK(order[i] == i);
	pool_destroy(the_pool);
}

static void waiting_works_again_and_again(void)
{
	struct pool *p = pool_create(3);

	atomic_store(&count, 0);
	pool_wait(p);
	for (unsigned i = 1; i <= 500; i++) {
		pool_submit(p, add, NULL);
		pool_wait(p);
		CHECK(atomic_load(&count) == i);
	}
	pool_destroy(p);
}

static void destroying_runs_what_is_left(void)
{
	struct pool *p = pool_create(2);

	atomic_store(&count, 0);
	for (int i = 0; i < 100; i++)
		pool_submit(p, add, NULL);
	pool_destroy(p);
	CHECK(atomic_load(&count) == 100);
	pool_destroy(NULL);
}

static void zero_threads_means_one_for_each_processor(void)
{
	struct pool *p = pool_create(0);

	CHECK(pool_size(p) >= 1);
	pool_destroy(p);
}

int main(void)
{
	RUN(every_task_runs_once);
	RUN(tasks_that_tasks_submit_are_waited_for);
	RUN(a_pool_of_one_keeps_the_order_of_submission);
	RUN(waiting_works_again_and_again);
	RUN(destroying_runs_what_is_left);
	RUN(zero_threads_means_one_for_each_processor);
	return test_summary();
}
