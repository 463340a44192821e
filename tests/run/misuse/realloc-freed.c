/* SPDX-License-Identifier: MIT */
/* A freed block is given to realloc. */
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
	free(realloc(p, 80)); /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	again(p);
	return 0;
}
