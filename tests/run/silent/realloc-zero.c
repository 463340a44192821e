/* SPDX-License-Identifier: MIT */
/* realloc(p, 0) frees; realloc(NULL, n) allocates. */
#include "run.h"

int main(void)
{
	for (int i = 0; i < 1000; i++) {
		void *p = realloc(NULL, 100);

		MUST(p);
		MUST(realloc(p, 0) == NULL);
	}
	puts("freed");
	return 0;
}
