/* SPDX-License-Identifier: MIT */
/* Two threads free the same block. */
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

static APART void again(void *p)
{
	free(p); /* access */
}

static void *run(void *p)
{
	drop(p);
	return NULL;
}

int main(void)
{
	void *p = make();
	pthread_t t;

	if (pthread_create(&t, NULL, run, p))
		return 70;
	pthread_join(t, NULL);
	again(p);
	return 0;
}
