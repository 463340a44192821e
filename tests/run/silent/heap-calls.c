/* SPDX-License-Identifier: MIT */
/* What else malloc.h has can be called and does no harm. */
#include <malloc.h>
#include <string.h>

#include "run.h"

int main(void)
{
	char *p = malloc(1000);
	struct mallinfo2 info = mallinfo2();

	(void)info;
	memset(p, 1, 1000);
	mallopt(M_MMAP_THRESHOLD, 65536);
	mallopt(M_ARENA_MAX, 2);
	malloc_trim(0);
	MUST(p[999] == 1);
	free(p);
	puts("ok");
	return 0;
}
