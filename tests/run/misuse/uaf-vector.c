/* SPDX-License-Identifier: MIT */
/* A freed block is read by a vector instruction. */
#include "run.h"

typedef int vector __attribute__((vector_size(16)));

static APART void *make(void)
{
	return aligned_alloc(16, 64); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	vector v = ((volatile vector *)p)[1]; /* access */

	return v[0];
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
