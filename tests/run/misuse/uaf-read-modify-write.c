/* SPDX-License-Identifier: MIT */
/* A counter in a freed block is raised. */
#include "run.h"

static APART void *make(void)
{
	return malloc(24); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return ++((volatile int *)p)[2]; /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
