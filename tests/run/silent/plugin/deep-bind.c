/* SPDX-License-Identifier: MIT */
/* What deep-bind.c loads. */
#include <stdlib.h>
#include <string.h>

void *exchange(void *p);

void *exchange(void *p)
{
	free(p);
	return strdup("other");
}
