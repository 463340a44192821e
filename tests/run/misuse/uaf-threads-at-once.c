/* SPDX-License-Identifier: MIT */
/*
 * Eight threads read the same freed block at the same moment: one report is
 * wanted at least, and no hang.
 */
#include <pthread.h>

#include "run.h"

static pthread_barrier_t gate;

static APART void *make(void)
{
	return malloc(40); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART void *use(void *p)
{
	pthread_barrier_wait(&gate);
	return (void *)*(void *volatile *)p; /* access */
}

int main(void)
{
	void *p = make();
	pthread_t t[8];

	pthread_barrier_init(&gate, NULL, 8);
	drop(p);
	for (int i = 0; i < 8; i++)
		if (pthread_create(&t[i], NULL, use, p))
			return 70;
	for (int i = 0; i < 8; i++)
		pthread_join(t[i], NULL);
	return 0;
}
