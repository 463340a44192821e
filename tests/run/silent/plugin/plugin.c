/* SPDX-License-Identifier: MIT */
/* What plugin.c loads: it allocates in its constructor and for its caller. */
#include <stdio.h>
#include <stdlib.h>

char *name_of(int i);

static void *own;

__attribute__((constructor)) static void start(void)
{
	own = malloc(500);
}

__attribute__((destructor)) static void stop(void)
{
	free(own);
}

char *name_of(int i)
{
	char *p = malloc(32);

	if (p)
		snprintf(p, 32, "plugin %d", i);
	return p;
}
