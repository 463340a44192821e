/* SPDX-License-Identifier: MIT */
/* The main thread frees a block that a thread still writes to. */
#include <pthread.h>
#include <semaphore.h>

#include "run.h"

static sem_t freed;

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
	sem_wait(&freed);
	((volatile char *)p)[3] = 1; /* access */
	return NULL;
}

int main(void)
{
	void *p = make();
	pthread_t t;

	sem_init(&freed, 0, 0);
	if (pthread_create(&t, NULL, use, p))
		return 70;
	drop(p);
	sem_post(&freed);
	pthread_join(t, NULL);
	return 0;
}
