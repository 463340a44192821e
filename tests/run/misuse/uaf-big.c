/* SPDX-License-Identifier: MIT */
/* A block of a megabyte is read in its middle after its free. */
#include "run.h"

static APART void *make(void)
{
	return malloc(1 << 20); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return ((volatile short *)p)[1 << 18]; /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
