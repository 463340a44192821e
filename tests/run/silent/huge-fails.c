/* SPDX-License-Identifier: MIT */
/* What cannot be had gives NULL and ENOMEM, and harms nothing. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>

#include "run.h"

#define FAILS(call)                                       \
	do {                                              \
		errno = 0;                                \
		MUST((call) == NULL && errno == ENOMEM);  \
	} while (0)

int main(void)
{
	/* Through a variable: compilers know what cannot be had, too. */
	volatile size_t huge = SIZE_MAX, half = PTRDIFF_MAX;
	char *p = malloc(100);
	void *q = p;

	p[99] = 7;
	FAILS(malloc(huge));
	FAILS(malloc(huge - 100));
	FAILS(malloc(half));
	FAILS(malloc(half - 5000));
	FAILS(calloc(huge / 2, 3));
	FAILS(calloc(huge, 1));
	FAILS(realloc(p, huge));
	FAILS(realloc(p, half));
	FAILS(reallocarray(p, huge / 2, 3));
	FAILS(reallocarray(NULL, half, 4));
	FAILS(memalign(4096, huge - 4095));
	FAILS(aligned_alloc(64, half + 1));
	FAILS(valloc(huge - 10));
	FAILS(pvalloc(huge - 10));
	MUST(posix_memalign(&q, 64, huge - 100) == ENOMEM && q == p);
	MUST(p[99] == 7);
	free(p);
	puts("NULL");
	return 0;
}
