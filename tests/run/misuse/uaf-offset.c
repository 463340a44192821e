/* SPDX-License-Identifier: MIT */
/* A freed block is read somewhere in its middle. */
#include "run.h"

static APART void *make(void)
{
	return malloc(64); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return ((volatile char *)p)[41]; /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
