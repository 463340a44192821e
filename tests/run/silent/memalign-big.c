/* SPDX-License-Identifier: MIT */
/* Alignments far above a page are kept. */
#include <malloc.h>
#include <stdint.h>
#include <string.h>

#include "run.h"

int main(void)
{
	for (size_t a = 4096; a <= 64 << 20; a *= 2) {
		char *p = memalign(a, 100), *q = memalign(a, 3 * 4096 + 1);

		MUST(p && q && p != q);
		MUST((uintptr_t)p % a == 0 && (uintptr_t)q % a == 0);
		memset(p, 1, 100);
		memset(q, 2, 3 * 4096 + 1);
		q = realloc(q, 100000);
		MUST(q && q[3 * 4096] == 2);
		free(p);
		free(q);
	}
	puts("aligned");
	return 0;
}
