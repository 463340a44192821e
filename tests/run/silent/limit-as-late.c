/* SPDX-License-Identifier: MIT */
/*
 * The limit of address space comes after the heap has started.  What was
 * reserved before may still be handed out, so a large block may be had or
 * not; nothing else may break.
 */
#include <errno.h>
#include <sys/resource.h>

#include "run.h"

int main(void)
{
	struct rlimit limit = {64 << 20, 64 << 20};
	char *before = malloc(1000), *p;

	before[999] = 5;
	MUST(!setrlimit(RLIMIT_AS, &limit));
	errno = 0;
	p = malloc(200 << 20);
	MUST(p ? errno == 0 : errno == ENOMEM);
	free(p);
	p = malloc(2000);
	MUST(p && before[999] == 5);
	free(p);
	free(before);
	puts("limited");
	return 0;
}
