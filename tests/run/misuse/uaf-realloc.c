/* SPDX-License-Identifier: MIT */
/* The old address is read after realloc moved the block. */
#include "run.h"

static APART int *make(void)
{
	return malloc(100 * sizeof(int)); /* alloc */
}

static APART int *grow(int *p)
{
	return realloc(p, 100000 * sizeof(int)); /* free */
}

static APART int use(int *p)
{
	return *(volatile int *)&p[99]; /* access */
}

int main(void)
{
	int *p = make();
	int *q = grow(p);

	printf("%d\n", use(p) == 12345);
	free(q);
	return 0;
}
