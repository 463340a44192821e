/* SPDX-License-Identifier: MIT */
/* The fault comes in a thread with the smallest stack there is. */
#include <limits.h>
#include <pthread.h>

#include "run.h"

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
	return (void *)*(void *volatile *)p; /* access */
}

int main(void)
{
	void *p = make();
	pthread_attr_t attr;
	pthread_t t;

	drop(p);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN);
	if (pthread_create(&t, &attr, use, p))
		return 70;
	pthread_join(t, NULL);
	return 0;
}
