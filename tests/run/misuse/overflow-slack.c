/* SPDX-License-Identifier: MIT */
/* One byte is written past the end, into the slack of alignment. */
#include <string.h>

#include "run.h"

static APART char *make(void)
{
	return malloc(13); /* alloc */
}

static APART void use(char *p)
{
	((volatile char *)p)[13] = 1;
}

int main(void)
{
	char *p = make();

	use(p);
	free(p);
	return 0;
}
