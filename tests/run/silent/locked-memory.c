/* SPDX-License-Identifier: MIT */
/* All memory is locked, now and later. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "run.h"

int main(void)
{
	/* Without the right to lock there is nothing to see here. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
		munlockall();
	for (size_t i = 0; i < 2000; i++) {
		char *p = malloc(i * 13 + 1);

		MUST(p);
		memset(p, 1, i * 13 + 1);
		free(p);
	}
	puts("locked");
	return 0;
}
