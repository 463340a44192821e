/* SPDX-License-Identifier: MIT */
/* Alignments that are none give EINVAL and leave the pointer alone. */
#include <errno.h>
#include <malloc.h>

#include "run.h"

int main(void)
{
	void *p = (void *)16;

	MUST(posix_memalign(&p, 0, 100) == EINVAL && p == (void *)16);
	MUST(posix_memalign(&p, 4, 100) == EINVAL && p == (void *)16);
	MUST(posix_memalign(&p, 24, 100) == EINVAL && p == (void *)16);
	MUST(posix_memalign(&p, 33, 100) == EINVAL && p == (void *)16);
	MUST(!posix_memalign(&p, 8, 0));
	free(p);
	/* glibc rounds up what is no power of two here. */
	p = memalign(48, 100);
	MUST(p && (size_t)p % 64 == 0);
	free(p);
	puts("EINVAL");
	return 0;
}
