/* SPDX-License-Identifier: MIT */
/* One byte is written past a block that fills a page. */
#include <string.h>

#include "run.h"

static APART char *make(void)
{
	return malloc(4096); /* alloc */
}

static APART void use(char *p)
{
	((volatile char *)p)[4096] = 1;
}

int main(void)
{
	char *p = make();

	use(p);
	free(p);
	return 0;
}
