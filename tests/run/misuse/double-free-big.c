/* SPDX-License-Identifier: MIT */
/* A mapped block is freed twice. */
#include "run.h"

static APART void *make(void)
{
	return malloc(1 << 20); /* alloc */
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
	again(p);
	return 0;
}
