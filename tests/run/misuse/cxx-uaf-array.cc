/* SPDX-License-Identifier: MIT */
/* An array is written to after delete[]. */
#include "run.h"

static APART int *make()
{
	return new int[10]; /* alloc */
}

static APART void drop(int *p)
{
	delete[] p; /* free */
}

static APART void use(volatile int *p)
{
	p[4] = 1; /* access */
}

int main()
{
	int *p = make();

	drop(p);
	use(p);
	return 0;
}
