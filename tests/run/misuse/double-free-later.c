/* SPDX-License-Identifier: MIT */
/* A block is freed again after others of its size came and went. */
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

int main(void)
{
	void *p = make();

	drop(p);
	for (int i = 0; i < 1000; i++)
		free(malloc(40));
	again(p);
	return 0;
}
