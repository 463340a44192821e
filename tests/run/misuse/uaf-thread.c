/* SPDX-License-Identifier: MIT */
/* A thread frees a block and the main thread reads it. */
#include <pthread.h>

#include "run.h"

static APART void *make(void)
{
	return malloc(40); /* alloc */
}

static APART void *drop(void *p)
{
	free(p); /* free */
	return NULL;
}

static APART int use(void *p)
{
	return *(volatile int *)p; /* access */
}

int main(void)
{
	void *p = make();
	pthread_t t;

	if (pthread_create(&t, NULL, drop, p))
		return 70;
	pthread_join(t, NULL);
	printf("%d\n", use(p) == 12345);
	return 0;
}
