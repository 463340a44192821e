/* SPDX-License-Identifier: MIT */
/* The stacks are deeper than what is kept of them. */
#include "run.h"

static APART void *make(int depth)
{
	void *p;

	if (depth == 0)
		return malloc(40); /* alloc */
	p = make(depth - 1);
	__asm__ volatile("" ::: "memory");
	return p;
}

static APART void drop(void *p, int depth)
{
	if (depth == 0)
		free(p); /* free */
	else
		drop(p, depth - 1);
	__asm__ volatile("" ::: "memory");
}

static APART int use(void *p, int depth)
{
	int v;

	if (depth == 0)
		return *(volatile int *)p; /* access */
	v = use(p, depth - 1);
	__asm__ volatile("" ::: "memory");
	return v;
}

int main(void)
{
	void *p = make(500);

	drop(p, 500);
	printf("%d\n", use(p, 500) == 12345);
	return 0;
}
