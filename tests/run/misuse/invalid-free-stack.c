/* SPDX-License-Identifier: MIT */
/* A local variable is freed. */
#include "run.h"

static APART void again(void *p)
{
	free(p); /* access */
}

int main(void)
{
	char local[64];

	again(local);
	return 0;
}
