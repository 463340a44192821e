/* SPDX-License-Identifier: MIT */
/* Every entry point keeps the alignment that it promises. */
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "run.h"

static void check(void *p, size_t align, size_t n)
{
	MUST(p);
	MUST((uintptr_t)p % align == 0);
	memset(p, 0x11, n);
}

int main(void)
{
	static void *p[4000];
	size_t np = 0;

	for (size_t n = 16; n < 600; n += 7) {
		check(p[np++] = malloc(n), _Alignof(max_align_t), n);
		check(p[np++] = calloc(1, n), _Alignof(max_align_t), n);
		check(p[np] = realloc(NULL, n), _Alignof(max_align_t), n);
		np++;
	}
	for (size_t a = 16; a <= 4096; a *= 2)
		for (size_t n = a; n <= 4 * a; n += a) {
			check(p[np++] = aligned_alloc(a, n), a, n);
			check(p[np++] = memalign(a, n + 3), a, n + 3);
			MUST(!posix_memalign(&p[np], a, n + 5));
			check(p[np++], a, n + 5);
		}
	check(p[np++] = valloc(100), 4096, 100);
	check(p[np++] = pvalloc(100), 4096, 4096);
	while (np > 0)
		free(p[--np]);
	puts("aligned");
	return 0;
}
