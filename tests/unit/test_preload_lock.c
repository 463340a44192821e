/* SPDX-License-Identifier: MIT */
#include "preload/lock.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { THREADS = 8, SHORT = 40000, LONG = 40 };

static struct lock lock;
static uint64_t counter; /* plain: only the lock keeps it right */
static _Atomic int inside, worst;

static void *count_quickly(void *arg)
{
	for (int i = 0; i < SHORT; i++) {
		lock_take(&lock);
		counter++;
		lock_drop(&lock);
	}
	return arg;
}

/* Holds the lock for so long that the others go to sleep. */
static void *count_slowly(void *arg)
{
	const struct timespec nap = {.tv_nsec = 100000};

	for (int i = 0; i < LONG; i++) {
		int n;

		lock_take(&lock);
		n = atomic_fetch_add(&inside, 1) + 1;
		if (n > atomic_load(&worst))
			atomic_store(&worst, n);
		nanosleep(&nap, NULL);
		counter++;
		atomic_fetch_sub(&inside, 1);
		lock_drop(&lock);
	}
	return arg;
}

static void *count_and_yield(void *arg)
{
	for (int i = 0; i < SHORT / 20; i++) {
		lock_take(&lock);
		counter++;
		sched_yield();
		lock_drop(&lock);
		if (i % 16 == 0)
			sched_yield();
	}
	return arg;
}

static bool all_run(void *(*function)(void *))
{
	pthread_t t[THREADS];

	counter = 0;
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, function, NULL) != 0)
			return false;
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	return true;
}

static void short_holders_lose_no_count(void)
{
	CHECK(all_run(count_quickly));
	CHECK(counter == (uint64_t)THREADS * SHORT);
}

static void sleepers_are_woken_and_one_at_a_time(void)
{
	CHECK(all_run(count_slowly));
	CHECK(counter == (uint64_t)THREADS * LONG);
	CHECK(atomic_load(&worst) == 1);
}

static void holders_that_lose_their_processor_lose_no_count(void)
{
	CHECK(all_run(count_and_yield));
	CHECK(counter == (uint64_t)THREADS * (SHORT / 20));
}

static void a_lock_nobody_waits_for_ends_free(void)
{
	CHECK(atomic_load(&lock.state) == 0);
	lock_take(&lock);
	CHECK(atomic_load(&lock.state) == 1);
	lock_drop(&lock);
	CHECK(atomic_load(&lock.state) == 0);
}

static void a_reset_lock_is_free(void)
{
	lock_take(&lock);
	lock_reset(&lock);
	lock_take(&lock);
	lock_drop(&lock);
	CHECK(atomic_load(&lock.state) == 0);
}

int main(void)
{
	alarm(60); /* a lost wake-up is a hang */
	RUN(short_holders_lose_no_count);
	RUN(sleepers_are_woken_and_one_at_a_time);
	RUN(holders_that_lose_their_processor_lose_no_count);
	RUN(a_lock_nobody_waits_for_ends_free);
	RUN(a_reset_lock_is_free);
	return test_summary();
}
