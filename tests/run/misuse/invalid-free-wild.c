/* SPDX-License-Identifier: MIT */
/* A number is freed. */
#include "run.h"

static APART void again(void *p)
{
	free(p); /* access */
}

int main(void)
{
	again((void *)0x123456789ab0);
	return 0;
}
