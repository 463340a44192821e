/* SPDX-License-Identifier: MIT */
/* The last byte of the slack of alignment is written. */
#include <string.h>

#include "run.h"

static APART char *make(void)
{
	return malloc(13); /* alloc */
}

static APART void use(char *p)
{
	((volatile char *)p)[15] = 1;
}

int main(void)
{
	char *p = make();

	use(p);
	free(p);
	return 0;
}
