/* SPDX-License-Identifier: MIT */
/*
 * scratch-like - small blocks of different threads, written to all the time
 *
 * The main thread makes one small block for each worker, next to each other.
 * A worker frees the one it was given and then keeps making one of its own
 * and writing to it.  An allocator that hands neighbours to two threads makes
 * them fight for the cache line.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORKERS = 2, BLOCK = 8, ROUNDS = 400000, WRITES = 1000 };

static void *work(void *arg)
{
	unsigned long sum = 0;

	free(arg);
	for (int i = 0; i < ROUNDS; i++) {
		volatile char *p = malloc(BLOCK);

		if (!p)
			abort();
		for (int j = 0; j < WRITES; j++)
			p[j % BLOCK] = (char)(p[(j + 1) % BLOCK] + j);
		sum += (unsigned char)p[0] & 1;
		free((void *)p);
	}
	return (void *)(sum ? sum : 1);
}

int main(void)
{
	pthread_t worker[WORKERS];
	void *given[WORKERS];
	void *result;

	for (int i = 0; i < WORKERS; i++)
		given[i] = malloc(BLOCK);
	for (int i = 0; i < WORKERS; i++)
		if (pthread_create(&worker[i], NULL, work, given[i]))
			abort();
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(worker[i], &result);
		if (!result)
			abort();
	}
	puts("done");
	return 0;
}
