/* SPDX-License-Identifier: MIT */
/* A static variable is freed. */
#include "run.h"

static APART void again(void *p)
{
	free(p); /* access */
}

static char fixed[64];

int main(void)
{
	again(fixed);
	return 0;
}
