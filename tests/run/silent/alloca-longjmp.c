/* SPDX-License-Identifier: MIT */
/* Frames with alloca are left by longjmp, their blocks freed later. */
#include <alloca.h>
#include <setjmp.h>
#include <string.h>

#include "run.h"

static jmp_buf back;
static char *kept[1000];

static APART void dive(int depth, int i)
{
	char *p = alloca((size_t)(depth * 10 + 16));

	memset(p, depth, (size_t)(depth * 10 + 16));
	if (depth == 0) {
		kept[i] = malloc(100);
		longjmp(back, 1);
	}
	dive(depth - 1, i);
	MUST(p[0] == depth);
}

int main(void)
{
	for (volatile int i = 0; i < 1000; i++)
		if (setjmp(back) == 0)
			dive(i % 50, i);
	for (int i = 0; i < 1000; i++)
		free(kept[i]);
	puts("1000 jumps");
	return 0;
}
