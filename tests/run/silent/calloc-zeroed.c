/* SPDX-License-Identifier: MIT */
/* calloc gives zeroes, also where other blocks lived before. */
#include <string.h>

#include "run.h"

int main(void)
{
	for (int round = 0; round < 50; round++) {
		for (size_t n = 1; n < 300000; n = n * 3 + 1) {
			char *p = malloc(n);
			char *q;

			memset(p, 0xee, n);
			free(p);
			q = calloc(n, 1);
			for (size_t i = 0; i < n; i++)
				MUST(q[i] == 0);
			memset(q, 0xdd, n);
			free(q);
		}
	}
	puts("zero");
	return 0;
}
