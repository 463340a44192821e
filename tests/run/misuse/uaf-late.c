/* SPDX-License-Identifier: MIT */
/* A hundred thousand blocks come and go between the free and the access. */
#include "run.h"

static APART void *make(void)
{
	return malloc(40); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return *(volatile int *)p; /* access */
}

static APART void churn(void)
{
	for (int i = 0; i < 100000; i++)
		free(malloc(40));
}

int main(void)
{
	void *p = make();

	drop(p);
	churn();
	printf("%d\n", use(p) == 12345);
	return 0;
}
