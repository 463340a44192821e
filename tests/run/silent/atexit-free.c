/* SPDX-License-Identifier: MIT */
/* Blocks are freed, and others made, by atexit and a destructor. */
#include "run.h"

static void *p, *q;

static void at_exit(void)
{
	free(p);
	p = malloc(300);
	puts("at exit");
	free(p);
}

__attribute__((destructor)) static void last(void)
{
	free(q);
}

int main(void)
{
	p = malloc(100);
	q = malloc(200);
	MUST(!atexit(at_exit));
	return 7;
}
