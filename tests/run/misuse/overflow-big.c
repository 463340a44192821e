/* SPDX-License-Identifier: MIT */
/* One byte is written past a large block. */
#include <string.h>

#include "run.h"

static APART char *make(void)
{
	return malloc(1 << 20); /* alloc */
}

static APART void use(char *p)
{
	((volatile char *)p)[1 << 20] = 1;
}

int main(void)
{
	char *p = make();

	use(p);
	free(p);
	return 0;
}
