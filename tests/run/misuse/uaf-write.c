/* SPDX-License-Identifier: MIT */
/* A freed block is written to. */
#include "run.h"

static APART void *make(void)
{
	return malloc(48); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	*(volatile long *)p = 7; /* access */
	return 0;
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
