/* SPDX-License-Identifier: MIT */
/* A freed block is read by libc on behalf of the program. */
#include <string.h>

#include "run.h"

static APART void *make(void)
{
	return strdup("read me"); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return (int)strlen(p); /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
