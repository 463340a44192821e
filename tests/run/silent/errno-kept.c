/* SPDX-License-Identifier: MIT */
/* No allocator call that succeeds changes errno; free never does. */
#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "run.h"

#define KEPT(statement)               \
	do {                          \
		errno = 4242;         \
		statement;            \
		MUST(errno == 4242);  \
	} while (0)

int main(void)
{
	static void *p[3000];
	void *q;

	/* The first test of all: nothing before main may have set it. */
	errno = 0;
	KEPT(free(NULL));
	for (size_t i = 0; i < 3000; i++) {
		size_t n = i % 10 == 9 ? i * 1000 : i;

		KEPT(p[i] = malloc(n));
		MUST(p[i]);
		memset(p[i], 1, n);
	}
	for (size_t i = 0; i < 3000; i += 2)
		KEPT(free(p[i]));
	for (size_t i = 1; i < 3000; i += 2)
		KEPT(p[i] = realloc(p[i], i * 3));
	for (size_t i = 1; i < 3000; i += 2)
		KEPT(free(p[i]));
	KEPT(q = calloc(100, 100));
	KEPT(MUST(malloc_usable_size(q) >= 10000));
	KEPT(free(q));
	KEPT(MUST(!posix_memalign(&q, 4096, 50000)));
	KEPT(free(q));
	KEPT(MUST(posix_memalign(&q, 3, 100) == EINVAL));
	KEPT(q = aligned_alloc(512, 1024));
	KEPT(free(q));
	puts("kept");
	return 0;
}
