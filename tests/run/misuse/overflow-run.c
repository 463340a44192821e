/* SPDX-License-Identifier: MIT */
/* A block is filled further than it goes. */
#include <string.h>

#include "run.h"

static APART char *make(void)
{
	return malloc(100); /* alloc */
}

static APART void use(char *p)
{
	memset(p, 0x55, 164);
}

int main(void)
{
	char *p = make();

	use(p);
	free(p);
	return 0;
}
