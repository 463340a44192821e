/* SPDX-License-Identifier: MIT */
/* An address inside a block is freed. */
#include "run.h"

static APART void *make(void)
{
	return malloc(40); /* alloc */
}

static APART void again(void *p)
{
	free(p); /* access */
}

int main(void)
{
	char *p = make();

	again(p + 16);
	return 0;
}
