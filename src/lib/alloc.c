/* SPDX-License-Identifier: MIT */
#include "lib/alloc.h"

#include <stdlib.h>

static size_t fail_at;

void belay__fail_alloc_at(size_t n)
{
	fail_at = n;
}

void *belay__calloc(size_t n, size_t size)
{
	/* Only read while no test has armed it: threads do not meet here. */
	if (fail_at && --fail_at == 0)
		return NULL;
	return calloc(n, size);
}

void belay__free(void *p)
{
	free(p);
}
