/* SPDX-License-Identifier: MIT */
/* malloc(0) gives blocks of their own. */
#include "run.h"

int main(void)
{
	void *p[200];

	for (int i = 0; i < 200; i++) {
		p[i] = i % 2 ? malloc(0) : calloc(0, 8);
		MUST(p[i]);
		for (int j = 0; j < i; j++)
			MUST(p[i] != p[j]);
	}
	for (int i = 0; i < 200; i++)
		free(p[i]);
	puts("200");
	return 0;
}
